"""What a page of examples never shows, by axe and in 320 pixels: one possible answer, none at all, a list that was
filtered to nothing, and the filters of MyDARs unfolded."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from gateway.app import create_app
from services.contracts import agreements
from services.contracts.agreements import CUSTODIAN, SignatureSlot
from tests.portal.conftest import Willing, at_first, filled
from tests.security.conftest import config_in

from .looking import fits, no_violations
from .windows import serving, window

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SIGN = "/requests/00000000-0000-7000-8000-000000000001/agreement/sign"


@pytest.fixture(scope="module")
def narrow(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Page]]:
    """A page in a window of 320 pixels, as somebody of a role sees it."""
    bus = at_first(Willing())
    app = create_app(config_in(tmp_path_factory.mktemp("narrow")), bus=bus)
    with serving(app) as url, window(chromium, url, viewport={"width": 320, "height": 640}) as page:

        def seen(path: str, who: str, *mine: str) -> Page:
            slots = tuple(SignatureSlot(party=party, name=party.title()) for party in (CUSTODIAN, "university"))
            whole = filled(agreements.AgreementView)
            bus.answers[agreements.ReadAgreement] = replace(whole, signatories=slots, signatures=(), signs_for=mine)
            page.context.clear_cookies()
            cookie = app.extensions["haven"].identity.cookie
            page.context.add_cookies([{"name": cookie, "value": who, "url": url}])
            page.goto(path)
            return page

        yield seen


@pytest.mark.parametrize(
    ("path", "who", "mine", "words"),
    [
        (SIGN, "custodian-signatory", (CUSTODIAN,), "For which party do you sign?"),
        (SIGN, "custodian-signatory", (), "No party waits for your signature"),
        ("/my/requests?q=nothing+at+all", "person", (), "None fits these filters."),
        ("/my/requests?sort=-title&stage=another", "person", (), "another"),
        ("/my/tasks?q=nothing+at+all", "case-officer", (), "fits these filters"),
        ("/my/tasks?sort=-reference", "case-officer", (), "Download as CSV"),
        ("/my/notices?unread_only=true", "person", (), "Older notices"),
    ],
)
def test_it_can_be_read_and_used(
    narrow: Callable[..., Page], path: str, who: str, mine: tuple[str, ...], words: str
) -> None:
    page = narrow(path, who, *mine)
    assert words in page.locator("main").inner_text()
    fits(page)
    no_violations(page)
