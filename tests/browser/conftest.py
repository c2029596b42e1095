"""A browser, Debian's Chromium driven by Playwright, and one real Haven to look at with it. Everything a page asks for
must be ours, and no page may say anything on the console."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from werkzeug.serving import make_server

from deploy.cast import Cast
from deploy.cast.data import load
from deploy.journey import NAMES
from deploy.testing import RunningSystem, running_system

CHROMIUM = "/usr/bin/chromium"
# --no-sandbox: tests may run as root, where Chromium refuses its sandbox; the rest keeps it from asking the world.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PATIENCE = 60_000  # milliseconds: the machine that checks is slower, and does other things at the same time
NOT_NEEDED = frozenset({"mo.sands", "ned.ash"})  # of the staff: they review what the demonstration alone asks for
EMPLOYERS = {"second_signatory": "surgery", "collaborator": "eastmere"}
APPLICANTS = [key for key in NAMES if key != "outsider"]


@dataclass
class Haven:
    """What the tests know of the running system: its address, and the people in it."""

    running: RunningSystem
    cast: Cast

    @property
    def url(self) -> str:
        return self.running.url


@pytest.fixture(scope="session")
def haven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Haven]:
    """Haven with its staff and a handful of applicants, and nothing asked for yet; started once."""
    with running_system(tmp_path_factory.mktemp("haven")) as running:
        cast = Cast(running.url, running.settings.run, Path(running.environment["HAVEN_MAIL"]))
        cast.assemble(only={one["key"] for one in load("staff")} - NOT_NEEDED)
        cast.welcome_all((key, NAMES[key], EMPLOYERS.get(key, "northbridge")) for key in APPLICANTS)
        yield Haven(running, cast)


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

    url: str
    foreign: list[str]
    console: list[str]

    def request(self, asked: Request) -> None:
        if not asked.url.startswith(self.url):
            self.foreign.append(asked.url)

    def said(self, message: ConsoleMessage) -> None:
        # a page that is refused on purpose is said as well: that is no fault of a page
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self.console.append(message.text)


@contextmanager
def window(browser: Browser, url: str, **how: Any) -> Iterator[Page]:
    """A new window in which nobody is signed in. At the end: no request left the site, and the console is silent."""
    context = browser.new_context(base_url=url, locale="en-GB", viewport={"width": 1280, "height": 900}, **how)
    context.set_default_timeout(PATIENCE)
    watched = Watched(url, [], [])
    made = context.new_page()
    made.on("request", watched.request)
    made.on("console", watched.said)
    yield made
    context.close()
    assert watched.foreign == [], "asked for by a page, and not ours"
    assert watched.console == [], "said on the console"


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which this process serves an application, for as long as the block lasts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(haven: Haven, chromium: Browser) -> Iterator[Page]:
    """A window on the real Haven."""
    with window(chromium, haven.url) as made:
        yield made
