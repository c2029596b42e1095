"""Minutes on pages: begun from the record, read before they are approved, and then by everybody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.contracts.message import Done, NotFound
from services.contracts.review import (
    Category,
    MeetingState,
    MeetingView,
    PublicMinutes,
    PublicMinutesView,
    PublishMinutes,
    ReadMeeting,
)

from .conftest import Browser, Willing, filled

MEETING = UUID(int=8)
PAGE = f"/staff/meetings/{MEETING}"
Browse = Callable[..., Browser]


def held(**changes: Any) -> MeetingView:
    shown: MeetingView = filled(MeetingView)
    members = tuple(
        replace(shown.members[0], person_id=UUID(int=number), category=category)
        for number, category in enumerate((Category.CHAIR, Category.LAY, Category.OBSERVER, Category.LAY))
    )
    present = tuple(UUID(int=number) for number in range(3))
    facts: dict[str, Any] = {"state": MeetingState.HELD, "members": members, "present": present}
    facts |= {"agenda": (replace(shown.agenda[0], reference="DAR-2026-00042", outcome="SUPPORT"),)}
    return replace(shown, **facts | {"minutes": "", "published": ""} | changes)


def test_minutes_begin_with_who_was_there_in_numbers_and_what_was_advised(browse: Browse, bus: Willing) -> None:
    bus.answers[ReadMeeting] = held()
    text = browse("secretariat").get(f"{PAGE}/minutes").text
    assert "2 members, 1 of them lay members." in text, "the observer is not counted, and who stayed away neither"
    assert "## DAR-2026-00042" in text
    assert held().members[0].name not in text.split("<textarea", 1)[1].split("</textarea>")[0]
    bus.answers[ReadMeeting] = held(minutes="What was written yesterday")
    assert "What was written yesterday" in browse("secretariat").get(f"{PAGE}/minutes").text


def test_the_chair_approves_the_version_that_the_page_shows(browse: Browse, bus: Willing) -> None:
    bus.answers[ReadMeeting] = held(minutes="We met **at ten**.", version=6)
    bus.answers[PublishMinutes] = Done(subject=MEETING)
    browser = browse("chair")
    assert "We met <strong>at ten</strong>." in browser.get(f"{PAGE}/minutes/publish").text
    answer = browser.post(f"{PAGE}/minutes/publish", expected_version="6")
    assert answer.headers["Location"] == f"/committee/{MEETING}"
    (command,) = [message for message, _ in bus.asked if isinstance(message, PublishMinutes)]
    assert (command.meeting_id, command.expected_version) == (MEETING, 6)


def test_everybody_reads_published_minutes_as_text_and_nobody_others(browse: Browse, bus: Willing) -> None:
    view = PublicMinutesView(held_on=date(2026, 7, 9), text="## Five\n\n<b>so</b>", published_on=date(2026, 7, 20))
    bus.answers[PublicMinutes] = view
    text = browse().get(f"/committee/{MEETING}").text
    assert 'class="nhsuk-heading-m">Five</h2>' in text
    assert "&lt;b&gt;so&lt;/b&gt;" in text
    assert "20 July 2026" in text
    bus.answers[PublicMinutes] = NotFound("there are no minutes of this meeting")
    assert browse().get(f"/committee/{MEETING}").status_code == 404
