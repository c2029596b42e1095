"""The hands of somebody who has a keyboard and nothing else."""

from pathlib import Path

from playwright.sync_api import ElementHandle, Locator, Page

from .hands import Mouse

MOST = 150  # times Tab is pressed before something counts as out of reach
LONG = 20  # characters; longer texts are pasted
# How many stops Tab makes on the way to the first of these: a guess by the order of the page, which spares looking
# after each press. Null when one of them has the focus; less than nothing when they are behind.
AWAY = """wanted => {
  const now = document.activeElement, groups = new Set();
  if (wanted.includes(now)) return null;
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(e => e.type !== 'hidden' && !e.disabled && e.checkVisibility({visibilityProperty: true}))
    .filter(e => e.type !== 'radio' || wanted.includes(e) || e === now || !groups.has(e.name) && groups.add(e.name));
  const before = e => now.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING;
  const here = stops.includes(now) ? stops.indexOf(now) : stops.filter(before).length - 1;
  return stops.findIndex(e => wanted.includes(e)) - here; }"""
# Whether the header lies between here and there, as it does when a page has just been opened.
FAR = "e => document.activeElement === document.body && !location.hash && !!e.closest('main')"


class Keys(Mouse):
    """Everything is reached with Tab, forward or back, in the order of the page, and nothing is touched that has not
    the focus. `pressed` counts the keys of a journey."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.pressed = 0

    def click(self, what: Locator) -> None:
        self._reach(what.element_handle())
        with self.page.expect_navigation():
            self._press("Enter")

    def touch(self, what: Locator) -> None:
        self._reach(what.element_handle())
        self._press("Enter")

    def write(self, control: Locator, text: str) -> None:
        self._reach(control.element_handle())
        self._press("Control+A")
        if not text:
            self._press("Delete")
        elif len(text) > LONG or "\n" in text:
            self.page.keyboard.insert_text(text)
        else:
            self.pressed += len(text)
            self.page.keyboard.type(text)

    def pick(self, radios: Locator, place: int) -> None:
        """Tab enters the group; the arrows go through it."""
        every = radios.element_handles()
        here = self._reach(*every)
        self._press("Space")
        for _ in range((place - here) % len(every)):
            self._press("ArrowDown")
        assert every[place].is_checked()

    def tick(self, box: Locator, on: bool) -> None:
        if box.is_checked() != on:
            self._reach(box.element_handle())
            self._press("Space")

    def choose(self, control: Locator, place: int) -> None:
        self._reach(control.element_handle())
        self._press("Home")
        for _ in range(place):
            self._press("ArrowDown")
        assert control.evaluate("e => e.selectedIndex") == place

    def hand_in(self, control: Locator, path: Path) -> None:
        """The window in which a file is chosen is the system's, not the page's: that it opens is not shown here."""
        self._reach(control.element_handle())
        control.set_input_files(path)

    def skip(self) -> None:
        """The link that leaps over the header, which is the first that Tab comes to."""
        self._press("Tab")
        assert self.page.evaluate("document.activeElement.className") == "nhsuk-skip-link"
        self._press("Enter")

    def _reach(self, *wanted: ElementHandle) -> int:
        """Go there; which of them has the focus now."""
        every = list(wanted)
        if self.page.evaluate(FAR, every[0]):
            self.skip()
        for _ in range(MOST):
            away = self.page.evaluate(AWAY, every)
            if away is None:
                return int(self.page.evaluate("wanted => wanted.indexOf(document.activeElement)", every))
            for _ in range(max(1, abs(away) - 1)):
                self._press("Tab" if away > 0 else "Shift+Tab")
        raise AssertionError(f"cannot be reached with Tab: {wanted[0].evaluate('e => e.outerHTML')}")

    def _press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)
