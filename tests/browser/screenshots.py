"""The main pages as pictures, for the README: `make screenshots`. One request is walked down the whole line in this
process (inside.py), whose clock stands still, so that a picture changes when its page does; each is taken when the walk
comes by."""

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from deploy.settings import ROOT

from . import inside
from .hands import Window
from .walk.whole import steps
from .windows import launch, window

FOLDER = ROOT / "docs" / "screenshots"
LARGEST = 150_000  # bytes
SIZE = {"width": 1200, "height": 860}
ONE = r"/requests/[0-9a-f-]{36}"
# name -> address and words of the page that it shows; taken once, at the first such page
BY_THE_WAY: Mapping[str, tuple[str, str]] = {
    "form": (rf"{ONE}/draft/B", "Section 2 of"),
    "missing": (rf"{ONE}/draft", "missing"),
    "mydars": (r"/my/requests", r"Submitted DARs[\s\S]*DAR-\d{4}"),
    "tasks": (r"/my/tasks", r"DAR-\d{4}"),
    "validation": (ONE, "Validation checklist"),
    "request": (ONE, "Accept the terms"),
    "review": (rf"{ONE}/review", "Record your review"),
    "meeting": (r"/staff/meetings/[0-9a-f-]{36}", r"Agenda[\s\S]*DAR-\d{4}"),
    "decision": (rf"{ONE}/decision", "Sign the decision"),
    "users": (rf"{ONE}/members/[0-9a-f-]{{36}}/verify", "Verify this person"),
    "signing": (rf"{ONE}/agreement/sign", "Sign"),
    "production": (rf"{ONE}/production", "Opt-outs"),
    "release": (rf"{ONE}/production/approve", "Approve these files"),
    "files": (rf"{ONE}/files", "Files"),
    "certificate": (rf"{ONE}/certificates/[0-9a-f-]{{36}}", "Send the certificate"),
}
AFTERWARDS: Mapping[str, tuple[str, str]] = {  # name -> who looks at which address when the request is closed
    "landing": ("", "/"),
    "how-it-works": ("", "/how-it-works"),
    "dataset": ("", "/data/HES_APC"),
    "dashboard": ("", "/dashboard"),
    "ledger": ("rosa.finn", "/ledger"),
    "invoices": ("sol.vale", "/staff/invoices"),
    "question-bank": ("first.admin", "/staff/form"),
}
MEANWHILE: Mapping[str, tuple[str, str]] = {"workload": ("gwen.pike", "/staff/workload")}  # while it is under review
NAMES = frozenset({*BY_THE_WAY, *AFTERWARDS, *MEANWHILE})


class Camera:
    """Takes each picture once."""

    def __init__(self) -> None:
        self.wanted = dict(BY_THE_WAY)

    def look(self, page: Page) -> None:
        """A picture, when this page is one of those that are wanted."""
        here = urlsplit(page.url).path
        for name, (path, words) in list(self.wanted.items()):
            if re.fullmatch(path, here) and re.search(words, page.locator("main").inner_text()):
                del self.wanted[name]
                self.take(page, name)

    def take(self, page: Page, name: str) -> None:
        """The window as it is, from its top."""
        page.evaluate("scrollTo(0, 0)")
        picture = page.screenshot(path=FOLDER / f"{name}.png")
        sys.stdout.write(f"{name}.png: {len(picture) // 1000} kB\n")


def show(place: inside.Place, page: Page, camera: Camera, looks: Mapping[str, tuple[str, str]]) -> None:
    """Take these, each as who it is for; then the page is whose it was, where it was."""
    address, cookies = page.url, page.context.cookies()
    for name, (person, path) in looks.items():
        page.context.clear_cookies()
        if person:
            place.enter(page, person)
        page.goto(path)
        camera.take(page, name)
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(address)


def main() -> int:
    """0 when every picture was taken, and none is too large."""
    os.environ["HAVEN_MODE"] = "test"
    FOLDER.mkdir(parents=True, exist_ok=True)
    camera = Camera()
    with tempfile.TemporaryDirectory() as folder, inside.place(Path(folder)) as place, sync_playwright() as playwright:
        browser = launch(playwright)
        with window(browser, place.url, viewport=SIZE) as page:
            request, people = place.request("hospital", Path(folder)), Window(page, place.enter, camera.look)
            shown = dict(MEANWHILE)
            for step in steps("hospital"):
                step(people, request)
                if shown and "review" not in camera.wanted:
                    show(place, page, camera, shown)
                    shown.clear()
            show(place, page, camera, AFTERWARDS)
        browser.close()
    large = [one.name for one in FOLDER.glob("*.png") if one.stat().st_size > LARGEST]
    if camera.wanted or large:
        sys.stderr.write(f"not taken: {sorted(camera.wanted)}; too large: {large}\n")
    return 1 if camera.wanted or large else 0


if __name__ == "__main__":
    sys.exit(main())
