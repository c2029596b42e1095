"""The hands of somebody who has a keyboard and nothing else."""

from pathlib import Path

from playwright.sync_api import Locator

from .hands import Mouse

MOST = 400  # times Tab is pressed before something counts as out of reach
FOCUSED = "(e) => e === document.activeElement"
SHORT = 60  # characters; longer texts are pasted


class Keys(Mouse):
    """Everything is reached by Tab, in the order of the page, and nothing is touched that has not the focus."""

    def click(self, what: Locator) -> None:
        self._reach(what)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def touch(self, what: Locator) -> None:
        self._reach(what)
        self.page.keyboard.press("Enter")

    def write(self, control: Locator, text: str) -> None:
        self._reach(control)
        self.page.keyboard.press("Control+A")
        if text and len(text) <= SHORT:
            self.page.keyboard.type(text)
        elif text:
            self.page.keyboard.insert_text(text)
        else:
            self.page.keyboard.press("Delete")

    def pick(self, radios: Locator, place: int) -> None:
        """Tab enters the group; the arrows go through it."""
        every = [one.element_handle() for one in radios.all()]
        for _ in range(MOST):
            here = [number for number, one in enumerate(every) if one.evaluate(FOCUSED)]
            if here:
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError("these radios cannot be reached with Tab")
        self.page.keyboard.press("Space")
        for _ in range((place - here[0]) % len(every)):
            self.page.keyboard.press("ArrowDown")
        assert every[place].is_checked()

    def tick(self, box: Locator, on: bool) -> None:
        if box.is_checked() != on:
            self._reach(box)
            self.page.keyboard.press("Space")

    def choose(self, control: Locator, place: int) -> None:
        self._reach(control)
        self.page.keyboard.press("Home")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")

    def hand_in(self, control: Locator, path: Path) -> None:
        self._reach(control)
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Enter")
        opened.value.set_files(path)

    def _reach(self, what: Locator) -> None:
        wanted = what.element_handle()
        for _ in range(MOST):
            if wanted.evaluate(FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"cannot be reached with Tab: {what}")
