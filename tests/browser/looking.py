"""What tests do with a page: sign in, and look at it as somebody with other eyes would."""

import json
import re
from contextlib import suppress
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, TimeoutError, ViewportSize, expect

from deploy.settings import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW: ViewportSize = {"width": 320, "height": 256}  # pixels: one of 1280 by 1024 at 400 %
VARIABLE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|DAR-\d{4}-\d{5}|\d+")
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
FITTING = "() => [document.documentElement.scrollWidth, document.documentElement.scrollWidth <= innerWidth]"
OVER = """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('.haven-scroll')
  && e.getBoundingClientRect().right + scrollX > innerWidth + 1).slice(0, 5)
  .map(e => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 60)}`)"""
# Every kind of element: its tag and classes and those of where it stands; outside the main part, and in it.
KINDS = """() => [':not(main) > *:not(main *)', 'main, main *'].map(which => [...new Set(
  [...document.querySelectorAll(which)].map(e => [e.parentElement.tagName, e.parentElement.className, e.tagName,
    e.className, e.type, e.role, e.ariaInvalid, e.ariaCurrent].join(' ')))])"""
STATE = """() => [document.querySelectorAll('.nhsuk-error-summary').length,
  ...[...document.querySelectorAll('main section[aria-labelledby]')].map(e => e.getAttribute('aria-labelledby'))]"""


def sign_in(page: Page, key: str) -> None:
    """As somebody of the cast, with the demonstration's bar: one click."""
    page.goto("/")
    page.get_by_text("Sign in as somebody").click()
    page.locator(f'button[name="who"][value="{key}"]').click()
    expect(page.locator(".nhsuk-notification-banner")).to_contain_text("You are signed in as")


def no_violations(page: Page) -> None:
    """By axe: WCAG 2.2 AA and what its makers hold to be good practice, on the page as it is now."""
    assert (told := violations(page)) == [], f"{page.url}\n{json.dumps(told, indent=1)}"


def violations(page: Page, *, frame: bool = True, contrast: bool = True) -> list[dict[str, Any]]:
    """What axe finds, in a few words each; without what surrounds the main part, and without measuring the contrast of
    each letter, where these have been looked at before (see Eyes)."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    options["rules"] = {"color-contrast": {"enabled": contrast}}
    where = {"include": [["html"]], "exclude": [] if frame else [["header"], ["footer"], [".haven-demo"]]}
    found = page.evaluate("([where, options]) => axe.run(where, options).then(found => found.violations)",
                          [where, options])  # fmt: skip
    return [
        {"rule": one["id"], "help": one["help"], "where": [node["html"][:200] for node in one["nodes"][:5]]}
        for one in found
    ]


def fits(page: Page) -> None:
    """In a narrow window nothing has to be scrolled sideways, but for tables in a frame of their own."""
    assert (told := too_wide(page)) == "", f"{page.url}: {told}"


def too_wide(page: Page) -> str:
    """What does not fit into a narrow window, or into one that is zoomed; empty when all does."""
    before = page.viewport_size  # none where the window is the browser's own (see zoomed)
    if before:
        page.set_viewport_size(NARROW)
        # the header folds its menu a moment after the window has changed
        with suppress(TimeoutError):
            page.wait_for_function(FITS, timeout=2_000)
    width, fits = page.evaluate(FITTING)
    over = [] if fits else page.evaluate(OVER)
    if before:
        page.set_viewport_size(before)
    return "" if fits else f"{width} pixels wide in a window of {NARROW['width']}: {over}"


class Eyes:
    """Look at pages with axe and in a narrow window. What is wrong is kept, so that one page does not hide the others.

    Every rule is asked of every page; but what the style sheet alone decides, the contrast of a kind of element in a
    kind of place, is measured where such a one is first met, and so is the frame of header and footer."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self._seen: set[str] = set()
        self._kinds: set[str] = set()

    def look(self, page: Page) -> None:
        """At a page of a walk, unless one like it has been seen in the same state."""
        like = f"{VARIABLE.sub('*', urlsplit(page.url).path)} {page.evaluate(STATE)}"
        if like not in self._seen:
            self._seen.add(like)
            self.examine(page, like)

    def examine(self, page: Page, name: str, *, anew: bool = True) -> None:
        """The page as it is now. Without `anew`, axe looks only when there is a kind of element that it has not seen:
        it would say the same again."""
        frame, main = (set(kinds) - self._kinds for kinds in page.evaluate(KINDS))
        self._kinds |= frame | main
        told = violations(page, frame=bool(frame), contrast=bool(main or frame)) if anew or main else []
        self.wrong += [f"{name}: {one}" for one in [*map(json.dumps, told), too_wide(page)] if one]


@cache
def _axe() -> str:
    return AXE.read_text()
