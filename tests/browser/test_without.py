"""The whole line without what not everybody has, from enquiry to closed, by clicking, with every role: in `hospital` in
a browser that runs no scripts, in `dars` with hands that hold no mouse. In one process, in seconds; on a real Haven it
is walked in test_line.py."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .hands import Window
from .inside import Place
from .keys import Keys
from .links import Links
from .walk import APPLICANTS
from .walk.whole import steps
from .windows import window

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_the_whole_line_is_walked_without_scripts_and_no_link_on_the_way_is_dead(
    place: Place, chromium: Browser, tmp_path: Path
) -> None:
    request = place.request("hospital", tmp_path)
    with window(chromium, place.url, java_script_enabled=False) as page:
        links = Links(place.app)
        people = Window(page, place.enter, links.look)
        for step in steps("hospital"):
            step(people, request)
    assert links.dead == []
    assert len(links.followed) > 150, "so many kinds of link are on the way"


def test_whoever_asks_and_signs_for_them_walks_it_with_the_keyboard_alone(
    place: Place, chromium: Browser, tmp_path: Path
) -> None:
    """The enquiry, the form, its submission, answers to queries and reviewers, the signatures, the files, the
    certificate: Tab, Enter, Space, arrows and letters. The staff between them have a mouse."""
    request = place.request("dars", tmp_path)
    with window(chromium, place.url, viewport={"width": 800, "height": 600}) as page:
        keys = Keys(page)
        people = Window(page, place.enter, hands=dict.fromkeys(APPLICANTS, keys))
        for step in steps("dars"):
            step(people, request)
    assert keys.pressed > 3000, "a whole request was written and brought to its end with keys"
