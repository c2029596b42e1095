"""A browser window in which a test looks at a Haven: everything that a page asks for must be ours, and no page may say
anything on the console."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, expect
from werkzeug.serving import make_server

CHROMIUM = "/usr/bin/chromium"
# --no-sandbox: tests may run as root, where Chromium refuses its sandbox; the rest keeps it from asking the world.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
ON_PURPOSE = ("the server responded with a status of", "net::ERR_INTERNET_DISCONNECTED")  # no fault of a page
ZOOM = 7.6035680338478615  # steps of 1.2 each, as the browser counts: 400 %
PATIENCE = 60_000  # milliseconds: the machine that checks is slower, and does other things at the same time


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, patient."""
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


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
        if message.type in ("error", "warning") and not any(words in message.text for words in ON_PURPOSE):
            self.console.append(message.text)


@contextmanager
def window(browser: Browser, url: str, **how: Any) -> Iterator[Page]:
    """A new window in which nobody is signed in. At the end: no request left the site, and the console is silent.
    `how`: of Playwright's new_context."""
    how = {"viewport": {"width": 1280, "height": 900}, **how}
    with _watched(browser.new_context(base_url=url, locale="en-GB", **how), url) as page:
        yield page


@contextmanager
def zoomed(browser: Browser, url: str, folder: Path) -> Iterator[Page]:
    """The same of 1280 by 1024 for somebody who has set the browser's own zoom to 400 %. `folder`, which is empty,
    holds what such a browser remembers."""
    (folder / "Default").mkdir()
    (folder / "Default" / "Preferences").write_text(json.dumps({"partition": {"default_zoom_level": {"x": ZOOM}}}))
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=CHROMIUM, args=[*ARGUMENTS, "--window-size=1280,1024"], no_viewport=True,
        base_url=url, locale="en-GB",
    )  # fmt: skip
    with _watched(context, url) as page:
        yield page


@contextmanager
def _watched(context: BrowserContext, url: str) -> Iterator[Page]:
    context.set_default_timeout(PATIENCE)
    watched = Watched(url, [], [])
    page = context.new_page()
    page.on("request", watched.request)
    page.on("console", watched.said)
    try:
        yield page
    finally:
        context.close()
    assert watched.foreign == [], "asked for by a page, and not ours"
    assert watched.console == [], "said on the console"


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which this process serves an application, for as long as the block lasts."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600  # the style sheet is read once, and not asked about with each page
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
