"""What a request's page is on paper: the document alone, whole, with its reference and the day."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from gateway.app import create_app
from tests.portal.conftest import Willing, at_first
from tests.security.conftest import config_in

from .windows import serving, window

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ONE = "00000000-0000-7000-8000-000000000001"
A4 = {"width": 720, "height": 1020}  # what 180 by 261 mm are at 96 to the inch, less a little
# Whatever is seen and sticks out of the paper.
CUT = """() => [...document.querySelectorAll('main *')].filter(e => e.checkVisibility()
  && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120))"""
SEEN = "selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility()).map(e => e.outerHTML)"
ADDRESSES = """() => [...document.querySelectorAll('main a[href^="/"]')]
  .filter(e => e.checkVisibility()).map(e => getComputedStyle(e, '::after').content).filter(c => c !== 'none')"""
FOLDED = """() => [...document.querySelectorAll('main details:not([open]) > :not(summary)')]
  .filter(e => !e.closest('.haven-screen-only') && e.getBoundingClientRect().height === 0)
  .map(e => e.outerHTML.slice(0, 120))"""
NO_PAPER = "nav, header, footer, button, .nhsuk-skip-link, .nhsuk-button, .haven-demo, .haven-filters"


@pytest.fixture(scope="module")
def paper(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Page]]:
    """A page as a case officer prints it."""
    app = create_app(config_in(tmp_path_factory.mktemp("paper")), bus=at_first(Willing()))
    with serving(app) as url, window(chromium, url, viewport=A4) as page:
        cookie = app.extensions["haven"].identity.cookie
        page.context.add_cookies([{"name": cookie, "value": "case-officer", "url": url}])

        def printed(path: str) -> Page:
            page.emulate_media(media="print")
            page.goto(path)
            return page

        yield printed


@pytest.mark.parametrize("path", ["", "/answers", "/decision-letter", "/agreement", "/summary"])
def test_a_request_on_paper_is_the_document_alone(paper: Callable[[str], Page], path: str) -> None:
    page = paper(f"/requests/{ONE}{path}")
    assert page.evaluate(SEEN, NO_PAPER) == [], "nothing that only a screen can do"
    assert page.locator("h1").is_visible()
    top = page.locator(".haven-print-only")
    assert top.is_visible()
    assert "as it stood on" in top.inner_text()
    assert page.evaluate(CUT) == [], "nothing is cut at the edge of the paper"
    assert page.evaluate(ADDRESSES) == [], "no address of ours after each link"
    assert page.evaluate(FOLDED) == [], "what is folded away on a screen is there on paper"


def test_the_paper_says_which_request_it_is_and_a_table_goes_on_with_its_head(paper: Callable[[str], Page]) -> None:
    page = paper(f"/requests/{ONE}")
    assert page.locator("h1 .nhsuk-caption-l").inner_text() in page.locator(".haven-print-only").inner_text()
    assert page.locator("thead").first.evaluate("e => getComputedStyle(e).display") == "table-header-group"
    assert page.locator("main table").first.evaluate("e => getComputedStyle(e).breakInside") == "auto"
    assert page.locator("main tr").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert page.locator("main h2").first.evaluate("e => getComputedStyle(e).breakAfter") == "avoid"
    page.emulate_media(media="screen")
    assert not page.locator(".haven-print-only").is_visible()
    assert page.locator("nav").first.is_visible(), "on a screen it is all there"
