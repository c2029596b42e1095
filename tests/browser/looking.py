"""What tests do with a page: sign in, and look at it as somebody with other eyes would."""

import json
from contextlib import suppress
from functools import cache
from typing import Any

from playwright.sync_api import Page, TimeoutError, expect

from deploy.settings import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320  # pixels: a window of 1280 at 400 %


def sign_in(page: Page, key: str) -> None:
    """As somebody of the cast, with the demonstration's bar: one click."""
    page.goto("/")
    page.get_by_text("Sign in as somebody").click()
    page.locator(f'button[name="who"][value="{key}"]').click()
    expect(page.locator(".nhsuk-notification-banner")).to_contain_text("You are signed in as")


def no_violations(page: Page) -> None:
    """By axe: WCAG 2.2 AA and what its makers hold to be good practice, on the page as it is now."""
    page.evaluate(_axe())
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    told = [
        {"rule": one["id"], "help": one["help"], "where": [node["html"][:200] for node in one["nodes"][:5]]}
        for one in found
    ]
    assert told == [], f"{page.url}\n{json.dumps(told, indent=1)}"


def fits(page: Page) -> None:
    """In a narrow window nothing has to be scrolled sideways, but for tables in a frame of their own."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    # the header folds its menu a moment after the window has changed
    with suppress(TimeoutError):
        page.wait_for_function("wide => document.documentElement.scrollWidth <= wide", arg=NARROW, timeout=5_000)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if before:
        page.set_viewport_size(before)
    assert wide <= NARROW, f"{page.url} is {wide} pixels wide in a window of {NARROW}"


@cache
def _axe() -> str:
    return AXE.read_text()
