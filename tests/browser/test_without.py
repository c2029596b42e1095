"""The whole line, from enquiry to closed, by clicking, with every role, in a browser that runs no scripts. In one
process; on a real Haven it is walked in test_line.py."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .hands import Window
from .inside import Place
from .links import Links
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
