"""Every page in every state: no violation by axe (WCAG 2.2 AA), and nothing to scroll sideways in a narrow window, as a
usual one is at 400 %. In one process: the services answer with examples of every view, as in tests/portal."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from gateway.app import create_app
from gateway.bus import Resting
from gateway.portal.pages import TABLE
from gateway.portal.row import Form, Listing, Shown
from gateway.portal.row import Page as Read
from services.contracts import wire
from services.contracts.message import Conflict, Query, Role, View
from tests.portal.addresses import address
from tests.portal.conftest import NOBODY, WHO, Willing, at_first, filled
from tests.portal.expected import EXPECTED
from tests.security.conftest import config_in

from .conftest import serving, window
from .looking import too_wide, violations

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
PAGES = [row for row in TABLE if row.method == "GET" and not row.path.endswith((".svg", ".csv", ".docx"))]
FORMS = [row for row in PAGES if isinstance(row, Form)]
LISTS = [row for row in PAGES if isinstance(row, Listing)]
EMPTIED = """() => { for (const e of document.querySelectorAll('main form[method=post] :is(input, textarea, select)')) {
  if (e.type === 'hidden' || e.closest('.haven-inline')) continue;
  if (e.type === 'radio' || e.type === 'checkbox') e.checked = false; else e.value = ''; } }"""
KINDS = """() => [...new Set([...document.querySelectorAll('main *')].map(e =>
  [e.parentElement.className, e.tagName, e.className, e.type, e.role, e.ariaInvalid].join(' ')))]"""
FORM = "main form[method=post]:not(.haven-inline)"


@pytest.fixture(scope="module")
def bus() -> Willing:
    """What the services say."""
    return Willing()


@pytest.fixture(scope="module")
def portal(bus: Willing, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Portal"]:
    """The pages on a port of their own, and a window to look at them."""
    limits = {"knocks_per_minute": 1e6, "sign_ins_per_minute": 1e6, "bad_tokens_per_minute": 1e6}
    app = create_app(replace(config_in(tmp_path_factory.mktemp("pages")), **limits), bus=bus)
    with serving(app) as url, window(chromium, url) as page:
        yield Portal(page, bus, url, app.extensions["haven"].identity.cookie)


class Portal:
    """The window, and what was wrong with the pages that it has shown."""

    def __init__(self, page: Page, bus: Willing, url: str, cookie: str) -> None:
        self.page, self.bus, self.url, self.cookie = page, bus, url, cookie
        self.wrong: list[str] = []
        self.kinds: set[str] = set()

    def sit_down(self, who: str) -> None:
        """Whoever it is sits before the window now; examples answer everything."""
        at_first(self.bus)
        self.page.context.clear_cookies()
        if who != NOBODY:
            self.page.context.add_cookies([{"name": self.cookie, "value": who, "url": self.url}])

    def done(self) -> None:
        """Nothing was wrong since the last time."""
        told, self.wrong = self.wrong, []
        assert told == []

    def send(self) -> bool:
        """The form of the page, as it stands; False when there is none."""
        if self.page.locator(FORM).count() == 0:
            return False
        with self.page.expect_navigation():
            self.page.locator(FORM).first.evaluate("form => form.submit()")
        return True

    def look(self, state: str, *, anew: bool = True) -> None:
        """At the page as it is. Without `anew`, axe looks only when there is a kind of element, or of place for one,
        that it has not seen yet: it would say the same again."""
        kinds = set(self.page.evaluate(KINDS))
        told = violations(self.page) if anew or not kinds <= self.kinds else []
        self.kinds |= kinds
        found = [*(f"{one['rule']}: {one['where']}" for one in told), too_wide(self.page)]
        self.wrong += [f"{state}: {one}" for one in found if one]


def those_who_may(row: Shown) -> list[str]:
    """Who sees the most of it, and of what is no form or list also who sees the least."""
    most = (Role.ADMINISTRATOR.value, Role.CASE_OFFICER.value, Role.PERSON.value, *WHO)
    may = [one for one in most if one in EXPECTED[row.path]]
    least = [one for one in (NOBODY, Role.PERSON.value) if one in EXPECTED[row.path] and one != may[0]]
    return [may[0], *(least[:1] if isinstance(row, Read) else ())]


def test_every_page_can_be_used_by_everybody_who_may_see_it(portal: Portal) -> None:
    for row in PAGES:
        for who in those_who_may(row):
            portal.sit_down(who)
            portal.page.goto(address(row))
            portal.look(f"{row.path} as {who}")
    portal.done()


def test_every_form_with_its_errors_can_be_used(portal: Portal) -> None:
    """Sent with everything taken out of it."""
    shown = 0
    for row in FORMS:
        portal.sit_down(those_who_may(row)[0])
        portal.page.goto(address(row))
        portal.page.evaluate(EMPTIED)
        if not portal.send():
            continue
        if portal.page.locator(".nhsuk-error-summary").count():
            shown += 1
            portal.look(f"{row.path} sent empty", anew=False)
    portal.done()
    assert shown > 60, "so many forms need an answer"


@pytest.mark.parametrize(
    "failure", [Conflict("Somebody else has changed it"), Resting("intake")], ids=["in conflict", "resting"]
)
def test_a_form_that_was_not_taken_can_be_used(portal: Portal, failure: Exception) -> None:
    """One of each kind, sent as it was begun: both texts after a conflict, and that it may be sent again after none."""
    for row in {row.template: row for row in FORMS if row.version is not None}.values():
        portal.sit_down(those_who_may(row)[0])
        portal.page.goto(address(row))
        portal.bus.answers[row.command] = failure
        if portal.send():
            portal.look(f"{row.path} with {failure!r}", anew=False)
    portal.done()


def test_a_page_with_a_part_that_rests_can_be_used(portal: Portal) -> None:
    """Every question but the first that its page cannot do without is left unanswered."""
    for row in {row.template: row for row in PAGES}.values():
        portal.sit_down(those_who_may(row)[0])
        portal.page.goto(address(row))
        asked = [message for message, _ in portal.bus.asked if isinstance(message, Query)]
        if len(asked) < 3:
            continue
        portal.sit_down(those_who_may(row)[0])
        for message in asked[2:]:  # the session, and what the page is about
            portal.bus.answers[type(message)] = Resting(wire.owner(type(message)))
        portal.page.goto(address(row))
        portal.look(f"{row.path} with parts that rest", anew=False)
    portal.done()


def test_every_empty_list_can_be_used(portal: Portal) -> None:
    for row in LISTS:
        portal.sit_down(those_who_may(row)[0])
        portal.bus.answers[row.query] = emptied(row.query.answers)
        portal.page.goto(address(row))
        assert portal.page.locator("main table").count() == 0, row.path
        portal.look(f"{row.path} with nothing in it", anew=False)
    portal.done()


def emptied(kind: type[View]) -> Callable[..., Any]:
    """An example without its rows."""
    found = filled(kind)
    none = {name: () for name, value in vars(found).items() if isinstance(value, tuple) and name != "may"}
    return lambda *_: replace(found, **none)
