"""One real Haven with the demonstration in it, and a browser to look at it with: Debian's Chromium, driven by
Playwright. Everything a page asks for must be ours, and no page may say anything on the console."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from deploy.cast.keyring import Account, Keyring
from deploy.testing import RunningSystem, running_system

CHROMIUM = "/usr/bin/chromium"
# --no-sandbox: tests may run as root, where Chromium refuses its sandbox; the rest keeps it from asking the world.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PATIENCE = 60_000  # milliseconds: the machine that checks is slower, and does other things at the same time


@dataclass
class Haven:
    """What the tests know of the running system: its address, and everybody's sign-in."""

    running: RunningSystem
    accounts: dict[str, Account]

    @property
    def url(self) -> str:
        return self.running.url


@pytest.fixture(scope="session")
def haven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Haven]:
    """Haven in demo mode, with its six applications; started once for all tests of this folder."""
    with running_system(tmp_path_factory.mktemp("haven"), HAVEN_MODE="demo") as running:
        yield Haven(running, Keyring(running.settings.run).accounts)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """What a page did that it should not have done."""

    foreign: list[str]
    console: list[str]

    def request(self, asked: Request) -> None:
        self.foreign.append(asked.url)

    def said(self, message: ConsoleMessage) -> None:
        # a page that is refused on purpose is said as well: that is no fault of a page
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self.console.append(message.text)


@pytest.fixture
def page(haven: Haven, chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """A new window in which nobody is signed in. At the end: no request left the site, and the console is silent."""
    context = chromium.new_context(base_url=haven.url, locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    watched = Watched([], [])
    made = context.new_page()
    made.on("request", lambda asked: None if asked.url.startswith(haven.url) else watched.request(asked))
    made.on("console", watched.said)
    yield made
    context.close()
    assert watched.foreign == [], "asked for by a page, and not ours"
    assert watched.console == [], "said on the console"
