"""What somebody does in front of a page: signs in, follows links, fills in questions, presses buttons, reads.

Nothing here types an address but that of the first page. A question is found by its name in the form, since its label
says the same at more length; a link or button by the words that are seen on it.
"""

import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PATIENCE = 60.0  # seconds for what follows by itself
BANNER = ".nhsuk-notification-banner"
# Every question of the page by its name: what kind of control it is, whether it is folded away, what it offers.
ASKED = """() => { const asked = {};
  for (const e of document.querySelectorAll('main [name]')) {
    const one = asked[e.name] ??= {kind: e.type || e.tagName, folded: !!e.closest('details:not([open])'), offered: []};
    if (e.type === 'radio' || e.type === 'checkbox') one.offered.push([e.value, e.labels[0].textContent.trim()]);
    else if (e.options) one.offered = [...e.options].map(o => [o.value, o.textContent.trim()]);
  }
  return asked; }"""
Words = str | re.Pattern[str]


CHANGED = "Somebody else changed this first"


class Mouse:
    """How somebody with a mouse touches what is on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def click(self, what: Locator) -> None:
        """What leads to another page."""
        what.click()

    def touch(self, what: Locator) -> None:
        """What stays on this one."""
        what.click()

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def pick(self, radios: Locator, place: int) -> None:
        radios.nth(place).check()

    def tick(self, box: Locator, on: bool) -> None:
        box.set_checked(on)

    def choose(self, control: Locator, place: int) -> None:
        control.select_option(index=place)

    def hand_in(self, control: Locator, path: Path) -> None:
        control.set_input_files(path)


class Window:
    """One browser window, in which people take turns: each finds their own cookies again, as in a browser of their
    own. `enter` signs somebody in; `look` is called with the page whenever another one has been reached; `hands` are
    those of each person, the mouse's for those who have no others."""

    def __init__(
        self,
        page: Page,
        enter: Callable[[Page, str], None],
        look: Callable[[Page], None] = lambda page: None,
        hands: Mapping[str, Mouse] | None = None,
    ) -> None:
        self.page, self.enter, self.look = page, enter, look
        self.mouse, self.own = Mouse(page), hands or {}
        self._cookies: dict[str, list[Any]] = {}
        self._who = ""
        self._asked: dict[str, Any] = {}

    @property
    def hands(self) -> Mouse:
        return self.own.get(self._who, self.mouse)

    # who

    def act_as(self, person: str) -> "Window":
        """The window of this person, at the first page; signed in when they were not."""
        if person != self._who:
            if self._who:
                self._cookies[self._who] = self.page.context.cookies()
            self.page.context.clear_cookies()
            self.page.context.add_cookies(self._cookies.get(person, []))
            self._who = person
        self.page.goto("/")
        if self.page.get_by_role("link", name="My tasks").count() == 0:
            self.enter(self.page, person)
        return self

    # moving about

    def follow(self, words: Words, within: Locator | None = None) -> None:
        """The first link, or what looks like one, with these words."""
        self._go(self.found(words, within))

    def found(self, words: Words, within: Locator | None = None) -> Locator:
        """The first link or button with these words."""
        where, exact = within or self.page, isinstance(words, str)
        link = where.get_by_role("link", name=words, exact=exact)
        return link.or_(where.get_by_role("button", name=words, exact=exact)).first

    def menu(self, words: str) -> None:
        """An entry of the menu in the header, which may be folded away under More."""
        entry = self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=words, exact=True)
        if not entry.is_visible():
            self.hands.touch(self.page.get_by_role("button", name="Browse More"))
        self._go(entry)

    def task(self, reference: str, words: Words = "") -> None:
        """A task of mine about this request; waits until it is there."""
        rows = self.page.locator("tbody tr").filter(has_text=reference)
        wanted = rows.filter(has_text=words).first if words else rows.first
        self.menu("My tasks")
        self.until(wanted)
        self._go(wanted.get_by_role("link").first)

    def search(self, menu: str, words: str) -> None:
        """Find something in a list of the menu, and open it."""
        self.menu(menu)
        self.hands.write(self.page.locator('main [role="search"] [name="q"]'), words)
        self.follow("Show")
        self.until(self.found(words))
        self.follow(words)

    def mine(self, reference: str) -> None:
        """The page of a request of mine, from MyDARs."""
        self.row("View", reference)

    def row(self, words: str, reference: str) -> None:
        """View or Edit, in the row of a request of mine."""
        self.menu("MyDARs")
        place = self.page.locator("tr").filter(has_text=reference)
        self.until(self.found(re.compile(f"^{words}"), place))
        self.follow(re.compile(f"^{words}"), place)

    def until(self, wanted: Locator) -> None:
        """Load the page again until this is on it."""
        end = time.monotonic() + PATIENCE
        while wanted.count() == 0:
            assert time.monotonic() < end, f"{self._who} did not see it at {self.page.url}:\n{self.text()[:3000]}"
            self.page.wait_for_timeout(300)
            self.page.reload()

    def _go(self, what: Locator) -> None:
        self.hands.click(what)
        self.page.wait_for_load_state()
        self.look(self.page)

    # forms

    def fill(self, values: Mapping[str, Any]) -> None:
        """Answer the questions of these names."""
        self._asked = self.page.evaluate(ASKED)
        for name, value in values.items():
            self._answer(name, value)

    def press(self, words: str) -> None:
        """A button of the form."""
        self._go(self.page.locator("main").get_by_role("button", name=words, exact=True).first)

    def give(self, button: str, said: str = "", **values: Any) -> None:
        """Answer, send, and read that it was done. What a service has heard of meanwhile makes a form out of date: what
        was typed is still there, and is sent again, as people do."""
        self.fill(values)
        self.press(button)
        banner = self.page.locator(BANNER)
        if banner.count() == 0 and self.page.get_by_text(CHANGED).count():
            self.press(button)
        if banner.count() == 0:
            raise AssertionError(f"{self._who} pressed {button!r} and read at {self.page.url}:\n{self.text()[:3000]}")
        expect(banner).to_contain_text(said)

    def declare(self) -> None:
        """Tick every declaration of the form."""
        for box in self._named("declarations").all():
            self.hands.tick(box, True)

    def _answer(self, name: str, value: Any) -> None:
        if isinstance(value, (list, tuple)) and (not value or isinstance(value[0], Mapping)):
            self._rows(name, value)
        elif isinstance(value, Mapping):
            for key, one in value.items():
                self._answer(f"{name}.{key}", one)
        elif isinstance(value, Path):
            self.hands.hand_in(self._seen(name), value)
        elif isinstance(value, str) and DAY.fullmatch(value) and f"{name}.day" in self._asked:
            for part, text in zip(("day", "month", "year"), reversed(value.split("-")), strict=True):
                self.hands.write(self._seen(f"{name}.{part}"), str(int(text)))
        else:
            self._one(name, value)

    def _one(self, name: str, value: Any) -> None:
        control, asked = self._seen(name), self._asked[name]
        if asked["kind"] == "radio":
            wanted = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            self.hands.pick(self._named(name), _place(wanted, asked["offered"]))
        elif asked["kind"] == "checkbox":
            ticked = ["yes"] if value is True else [value] if isinstance(value, str) else value or ()
            for place, (offered, words) in enumerate(asked["offered"]):
                self.hands.tick(self._named(name).nth(place), offered in ticked or words in ticked)
        elif asked["kind"] == "hidden":  # there is one possible answer: it is said, not asked
            said = control.locator("xpath=..").inner_text().splitlines()
            _place(str(value), [[control.input_value(), line] for line in said])
        elif asked["kind"] == "select-one":
            self.hands.choose(control, _place(str(value), asked["offered"]))
        else:
            self.hands.write(control, "\n".join(value) if isinstance(value, (list, tuple)) else str(value))

    def _rows(self, name: str, rows: Any) -> None:
        for number, row in enumerate(rows):
            if not any(one.startswith(f"{name}.{number}.") for one in self._asked):
                self.hands.click(self.page.locator(f'button[name="_add"][value="{name}"]'))
                self.page.wait_for_load_state()
                self._asked = self.page.evaluate(ASKED)
            for key, value in row.items():
                self._answer(f"{name}.{number}.{key}", value)

    def _named(self, name: str) -> Locator:
        return self.page.locator(f'main [name="{name}"]')

    def _seen(self, name: str) -> Locator:
        """The control of this name; what is folded away is opened first."""
        assert name in self._asked, f"{name} is not asked at {self.page.url}, but {sorted(self._asked)}"
        if self._asked[name]["folded"]:
            folded = self.page.locator("main details:not([open])").filter(has=self.page.locator(f'[name="{name}"]'))
            self.hands.touch(folded.first.locator("summary"))
            self._asked = self.page.evaluate(ASKED)
        return self._named(name).first

    # reading

    def see(self, *texts: str) -> None:
        """These words are on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def text(self) -> str:
        """All words of the page's main part."""
        return self.page.locator("main").inner_text()


def _place(wanted: str, offered: list[list[str]]) -> int:
    """Which of these, by value or by words, is meant; words may go on in brackets or after a colon."""
    fits = [wanted in (value, words) or words.startswith((f"{wanted} (", f"{wanted}:")) for value, words in offered]
    assert any(fits), f"{wanted} is not offered: {offered}"
    return fits.index(True)
