"""The whole line, from enquiry to closed, by clicking, with every role, in a browser that runs no scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from services.chassis import clock

from .conftest import APPLICANTS, serving, window
from .hands import Window
from .inside import portal
from .walk import Request
from .walk.whole import steps

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Place"]:
    """The portal with its five services in this process."""
    with pytest.MonkeyPatch.context() as patch:
        app, world = portal(tmp_path_factory.mktemp("inside"), patch)
        with serving(app) as url:
            names = {key: one.name for key, one in world.people.items()}
            yield Place(url, app.extensions["haven"].identity.cookie, names)


class Place:
    """Where the portal is, and how somebody enters it."""

    def __init__(self, url: str, cookie: str, names: dict[str, str]) -> None:
        self.url, self.cookie, self.names = url, cookie, names

    def enter(self, page: Page, person: str) -> None:
        page.context.add_cookies([{"name": self.cookie, "value": person, "url": self.url}])
        page.goto("/")

    def request(self, profile: str, folder: Path) -> Request:
        emails = {key: f"{key}@haven.example" for key in self.names}
        return Request(profile=profile, people={key: key for key in APPLICANTS}, emails=emails, names=self.names,
                       today=clock.now().date(), folder=folder)  # fmt: skip



def walked(profile: str, w: Window, r: Request) -> None:
    """From the first word to the last."""
    for step in steps(profile):
        step(w, r)


def test_the_whole_line_is_walked_without_scripts(place: Place, chromium: Browser, tmp_path: Path) -> None:
    with window(chromium, place.url, java_script_enabled=False) as page:
        walked("hospital", Window(page, place.enter), place.request("hospital", tmp_path))
