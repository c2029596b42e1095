"""The whole line with hands that hold no mouse, from enquiry to closed, in `dars`: in one process. `hospital` is walked
on a real Haven, without scripts, in test_line.py."""

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


def test_whoever_asks_and_signs_for_them_walks_it_with_the_keyboard_alone_and_no_link_on_the_way_is_dead(
    place: Place, chromium: Browser, tmp_path: Path
) -> None:
    """The enquiry, the form, its submission, answers to queries and reviewers, the signatures, the files, the
    certificate: Tab, Enter, Space, arrows and letters. The staff between them have a mouse. Each kind of link is
    followed by whoever is offered it."""
    request = place.request("dars", tmp_path)
    with window(chromium, place.url, viewport={"width": 800, "height": 600}) as page:
        keys, links = Keys(page), Links(place.app)
        people = Window(page, place.enter, links.look, hands=dict.fromkeys(APPLICANTS, keys))
        for step in steps("dars"):
            step(people, request)
    assert keys.pressed > 3000, "a whole request was written and brought to its end with keys"
    assert links.dead == []
    assert len(links.followed) > 150, "so many kinds of link are on the way"
