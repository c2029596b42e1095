"""A browser, and what it looks at: one real Haven, or the portal on five services in one process."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from deploy.cast import Cast
from deploy.cast.data import load
from deploy.journey import NAMES
from deploy.testing import RunningSystem, running_system

from . import inside
from .walk import APPLICANTS
from .windows import launch, window

NOT_NEEDED = frozenset({"mo.sands", "ned.ash"})  # of the staff: they review what the demonstration alone asks for
EMPLOYERS = {"second_signatory": "surgery", "collaborator": "eastmere"}


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


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[inside.Place]:
    """The portal with its five services in this process; where nothing was asked for yet."""
    with inside.place(tmp_path_factory.mktemp("inside")) as made:
        yield made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, started once for a file. While it is there, the process has an event loop that runs: tests of other
    files that start one of their own would fail."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def page(haven: Haven, chromium: Browser) -> Iterator[Page]:
    """A window on the real Haven."""
    with window(chromium, haven.url) as made:
        yield made
