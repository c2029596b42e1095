"""Every page in every state: no violation by axe (WCAG 2.2 AA), and nothing to scroll sideways.

Each page is looked at in a window of 320 pixels, and its other states (with errors, in conflict, resting, empty) at
400 % by the browser's own zoom, as somebody sets it in a window of 1280 by 1024. All in one process: the services
answer with examples of every view, as in tests/portal.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from gateway.app import create_app
from gateway.bus import Resting
from gateway.identity import Identity
from gateway.portal.pages import TABLE
from gateway.portal.row import Form, Listing, Shown
from gateway.portal.row import Page as Read
from services.contracts import wire
from services.contracts.message import Conflict, Query, Role, View
from tests.portal.addresses import address
from tests.portal.conftest import NOBODY, WHO, Willing, at_first, filled, poisoned
from tests.portal.expected import EXPECTED
from tests.security.conftest import config_in

from .looking import Eyes, too_wide
from .windows import serving, window, zoomed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
PAGES = [row for row in TABLE if row.method == "GET" and not row.path.endswith((".svg", ".csv", ".docx"))]
FORMS = [row for row in PAGES if isinstance(row, Form)]
LISTS = [row for row in PAGES if isinstance(row, Listing)]
PLACE = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2
FORM = "main form[method=post]:not(.haven-inline)"
# A form of ours sent with nothing in it, without the page that it is on: the answer is the page with all its errors.
SEND_NOTHING = """([action, token, id]) => {
  const form = document.createElement('form');
  Object.assign(form, {method: 'post', action});
  for (const [name, value] of Object.entries({csrf_token: token, id})) {
    form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
  }
  document.body.append(form);
  form.submit(); }"""


@pytest.fixture(scope="module")
def bus() -> Willing:
    """What the services say."""
    return Willing()


@pytest.fixture(scope="module")
def served(bus: Willing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """The pages, on a port of their own."""
    limits = {"knocks_per_minute": 1e6, "sign_ins_per_minute": 1e6, "bad_tokens_per_minute": 1e6}
    app = create_app(replace(config_in(tmp_path_factory.mktemp("pages")), **limits), bus=bus)
    with serving(app) as url:
        yield app, url


@pytest.fixture(scope="module")
def portal(bus: Willing, chromium: Browser, served: tuple[Flask, str]) -> Iterator["Portal"]:
    """A window to look at them."""
    app, url = served
    with window(chromium, url) as page:
        yield Portal(page, bus, url, app.extensions["haven"].identity)


@pytest.fixture(scope="module")
def close(
    bus: Willing, chromium: Browser, served: tuple[Flask, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Portal"]:
    """A window in which everything is four times as large."""
    app, url = served
    with zoomed(chromium, url, tmp_path_factory.mktemp("zoomed")) as page:
        page.goto("/")
        assert page.evaluate("[devicePixelRatio, innerWidth]") == [4, 320]
        yield Portal(page, bus, url, app.extensions["haven"].identity)


class Portal:
    """The window, and what was wrong with the pages that it has shown."""

    def __init__(self, page: Page, bus: Willing, url: str, identity: Identity) -> None:
        self.page, self.bus, self.url, self.identity = page, bus, url, identity
        self.eyes = Eyes()
        self.who = NOBODY

    def sit_down(self, who: str) -> None:
        """Whoever it is sits before the window now; examples answer everything."""
        at_first(self.bus)
        if who != self.who:
            self.who = who
            self.page.context.clear_cookies()
            if who != NOBODY:
                self.page.context.add_cookies([{"name": self.identity.cookie, "value": who, "url": self.url}])

    def done(self) -> None:
        """Nothing was wrong since the last time."""
        told, self.eyes.wrong = self.eyes.wrong, []
        assert told == []

    def send(self) -> bool:
        """The form of the page, as it stands; False when there is none."""
        if self.page.locator(FORM).count() == 0:
            return False
        with self.page.expect_navigation():
            self.page.locator(FORM).first.evaluate("form => form.submit()")
        return True

    def send_nothing(self, path: str) -> None:
        """The form at this address, with nothing in it."""
        token = "" if self.who == NOBODY else self.identity.csrf_token(self.who)
        with self.page.expect_navigation():
            self.page.evaluate(SEND_NOTHING, [path, token, str(uuid4())])


def those_who_may(row: Shown) -> list[str]:
    """Who sees the most of it, and of what is no form or list also who sees the least."""
    most = (Role.ADMINISTRATOR.value, Role.CASE_OFFICER.value, Role.PERSON.value, *WHO)
    may = [one for one in most if one in EXPECTED[row.path]]
    least = [one for one in (NOBODY, Role.PERSON.value) if one in EXPECTED[row.path] and one != may[0]]
    return [may[0], *(least[:1] if isinstance(row, Read) else ())]


def test_every_page_can_be_used_by_everybody_who_may_see_it(portal: Portal) -> None:
    for row in PAGES:
        for number, who in enumerate(those_who_may(row)):
            portal.sit_down(who)
            portal.page.goto(address(row))
            portal.eyes.examine(portal.page, f"{row.path} as {who}", anew=not number)  # the others see less of it
    portal.done()


def test_a_word_that_is_longer_than_its_line_is_broken(portal: Portal) -> None:
    """Titles and names may be one word in any language: each kind of page, with nothing but such words."""
    for row in {row.template: row for row in PAGES}.values():
        portal.sit_down(those_who_may(row)[0])
        portal.bus.says = lambda kind: poisoned(filled(kind), PLACE)
        portal.page.goto(address(row))
        if said := too_wide(portal.page):
            portal.eyes.wrong.append(f"{row.path}: {said}")
    portal.done()


def test_every_form_with_its_errors_can_be_used(close: Portal) -> None:
    """Sent with nothing in it."""
    shown = 0
    close.page.goto("/")
    for row in FORMS:
        close.sit_down(those_who_may(row)[0])
        close.send_nothing(address(row))
        if close.page.locator(".nhsuk-error-summary").count():
            shown += 1
            close.eyes.examine(close.page, f"{row.path} sent empty", anew=False)
    close.done()
    assert shown > 60, "so many forms need an answer"


@pytest.mark.parametrize(
    "failure", [Conflict("Somebody else has changed it"), Resting("intake")], ids=["in conflict", "resting"]
)
def test_a_form_that_was_not_taken_can_be_used(close: Portal, failure: Exception) -> None:
    """One of each kind, sent as it was begun: both texts after a conflict, and that it may be sent again after none."""
    for row in {row.template: row for row in FORMS if row.version is not None}.values():
        close.sit_down(those_who_may(row)[0])
        close.page.goto(address(row))
        close.bus.answers[row.command] = failure
        if close.send():
            close.eyes.examine(close.page, f"{row.path} with {failure!r}", anew=False)
    close.done()


def test_a_page_with_a_part_that_rests_can_be_used(close: Portal) -> None:
    """Every question but the first that its page cannot do without is left unanswered."""
    for row in {row.template: row for row in PAGES}.values():
        close.sit_down(those_who_may(row)[0])
        close.page.goto(address(row))
        asked = [message for message, _ in close.bus.asked if isinstance(message, Query)]
        if len(asked) < 3:
            continue
        close.sit_down(those_who_may(row)[0])
        for message in asked[2:]:  # the session, and what the page is about
            close.bus.answers[type(message)] = Resting(wire.owner(type(message)))
        close.page.goto(address(row))
        close.eyes.examine(close.page, f"{row.path} with parts that rest", anew=False)
    close.done()


def test_every_empty_list_can_be_used(close: Portal) -> None:
    for row in LISTS:
        close.sit_down(those_who_may(row)[0])
        close.bus.answers[row.query] = emptied(row.query.answers)
        close.page.goto(address(row))
        assert close.page.locator("main table").count() == 0, row.path
        close.eyes.examine(close.page, f"{row.path} with nothing in it", anew=False)
    close.done()


def emptied(kind: type[View]) -> Callable[..., Any]:
    """An example without its rows."""
    found = filled(kind)
    none = {name: () for name, value in vars(found).items() if isinstance(value, tuple) and name != "may"}
    return lambda *_: replace(found, **none)
