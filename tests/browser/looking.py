"""What tests do with a page: sign in, and look at it as somebody with other eyes would."""

import json
import re
from contextlib import suppress
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, TimeoutError, expect

from deploy.settings import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320  # pixels: a window of 1280 at 400 %
VARIABLE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|DAR-\d{4}-\d{5}|\d+")
OVER = """wide => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide + 1
  && !e.closest('.haven-scroll')).slice(0, 5)
  .map(e => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 60)}`)"""
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


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds, in a few words each."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        {"rule": one["id"], "help": one["help"], "where": [node["html"][:200] for node in one["nodes"][:5]]}
        for one in found
    ]


def fits(page: Page) -> None:
    """In a narrow window nothing has to be scrolled sideways, but for tables in a frame of their own."""
    assert (told := too_wide(page)) == "", f"{page.url}: {told}"


def too_wide(page: Page) -> str:
    """What does not fit into a narrow window, which is also what a usual one shows at 400 %; empty when all does."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    # the header folds its menu a moment after the window has changed
    with suppress(TimeoutError):
        page.wait_for_function("wide => document.documentElement.scrollWidth <= wide", arg=NARROW, timeout=2_000)
    wide = page.evaluate("document.documentElement.scrollWidth")
    over = page.evaluate(OVER, NARROW) if wide > NARROW else []
    if before:
        page.set_viewport_size(before)
    return f"{wide} pixels wide in a window of {NARROW}: {over}" if over or wide > NARROW else ""


class Eyes:
    """Look at each page in each of its states once: with axe, and in a narrow window. What is wrong is kept, so that
    one page does not hide the others."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.wrong: list[str] = []

    def look(self, page: Page) -> None:
        """At the page as it is, unless one like it has been seen."""
        state = page.evaluate(STATE)
        like = f"{VARIABLE.sub('*', urlsplit(page.url).path)} {state}"
        if like in self.seen:
            return
        self.seen.add(like)
        told = [json.dumps(one) for one in violations(page)]
        self.wrong += [f"{like}: {one}" for one in [*told, too_wide(page)] if one]


@cache
def _axe() -> str:
    return AXE.read_text()
