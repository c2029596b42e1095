"""What administrators settle is heard by review, kept, and holds for what is decided from its day on."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.chassis import settled
from services.contracts import review as r
from services.contracts.intake import ApplicationIneligible, SettingChanged
from services.contracts.message import Refused
from services.contracts.settings import Settings, Settled
from services.contracts.settings.table import QUORUM_LAY
from services.review import handlers, models, views
from tests.review.given import (
    AFTER_MEETING,
    CASE,
    DAY,
    HOSPITAL,
    IG_LEAD,
    MEETING_DAY,
    MEMBERS,
    NOON,
    OFFICER,
    REVIEWERS,
    SAID,
    SECRETARY,
    accepted,
    line,
    request,
)
from tests.review.test_review_handlers import Office, own_documents  # noqa: F401
from tests.support import UUID


def changed(value: str, since: date, number: int = 1, key: str = "review.quorum.lay.hospital") -> SettingChanged:
    about = {"subject": UUID(int=77), "at": AFTER_MEETING, "by": OFFICER.id, "proposed_by": OFFICER.id}
    return SettingChanged(
        setting=key, number=number, value=value, before="2", holds_from=since, reason="It was asked for", **about
    )


def heard(office: Office, *events: SettingChanged) -> None:
    for event in events:
        office.ground.do(lambda session, event, call: handlers.set_value(session, event), event)


def lay(office: Office, day: date) -> int:
    kept = office.ground.ask(lambda session, query, call: settled.read(session, models.SettingRow), None)
    return kept.number(QUORUM_LAY, day, HOSPITAL)


@pytest.fixture
def office(lite: Any) -> Office:
    return Office(lite("review"))


def on_the_agenda(office: Office) -> UUID:
    office.hear(accepted(request()))
    office.reviewed()
    plan = r.ScheduleMeeting(held_on=MEETING_DAY, place="Boardroom", members=MEMBERS)
    meeting = office.ground.do(handlers.meet, plan, SECRETARY).subject
    office.ask(SECRETARY, r.ScheduleCase, meeting_id=meeting)
    return meeting


def test_a_quorum_that_was_raised_for_the_day_of_a_meeting_is_missing_there(office: Office) -> None:
    meeting = on_the_agenda(office)
    (item,) = office.ground.ask(views.meeting, r.ReadMeeting(meeting_id=meeting), SECRETARY).agenda
    assert item.quorum.met
    heard(office, changed("3", MEETING_DAY))
    (item,) = office.ground.ask(views.meeting, r.ReadMeeting(meeting_id=meeting), SECRETARY).agenda
    assert item.quorum.missing == ("3 lay member(s); there are 2",)
    with pytest.raises(Refused, match="no quorum") as refused:
        hold(office, meeting)
    assert [one.message for one in refused.value.problems] == ["the quorum lacks 3 lay member(s); there are 2"]


def test_who_plans_ahead_needs_the_quorum_of_the_day_of_the_meeting(office: Office) -> None:
    heard(office, changed("3", MEETING_DAY - timedelta(days=1)))
    with pytest.raises(Refused, match="no quorum"):
        on_the_agenda(office)


def test_a_quorum_that_is_raised_from_the_day_after_leaves_the_meeting_as_it_was(office: Office) -> None:
    meeting = on_the_agenda(office)
    heard(office, changed("3", MEETING_DAY + timedelta(days=1)))
    hold(office, meeting, timedelta(days=2))
    heard(office, changed("9", MEETING_DAY, 2))
    (item,) = office.ground.ask(views.meeting, r.ReadMeeting(meeting_id=meeting), SECRETARY).agenda
    assert item.quorum.met, "advice that was given stands"


def test_deadlines_that_were_given_out_stay_and_new_ones_are_as_settled(office: Office) -> None:
    office.hear(accepted(request()))
    office.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS[:2])
    before = office.stored().assignments[0].due_on
    heard(office, changed("21", office.ground.at.date(), key="review.days.review.hospital"))
    office.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS[2:])
    assert [one.due_on - before for one in office.stored().assignments] == [timedelta(days=days) for days in (0, 0, 7)]


def test_an_appeal_against_a_refusal_at_validation_has_the_days_of_the_refusal(office: Office) -> None:
    heard(office, changed("60", DAY, key="review.days.appeal.hospital"))
    facts = {"reference": "DAR-2026-00042", "request": request(), "reasons": ("solely commercial",)}
    told = {"subject": CASE, "at": NOON, "by": IG_LEAD.id, "proposed_by": OFFICER.id}
    office.hear(ApplicationIneligible(**facts, **told))
    assert office.stored().appeal_by == DAY + timedelta(days=60)


def test_a_letter_of_approval_promises_what_the_service_level_promises_that_day() -> None:
    one = line()
    usual = "Data are released within 14 working days of the agreement being signed by all parties."
    assert usual in one.approved().case.decision.letter.paragraphs
    one = line()
    told = {"audit.sl6.days": "1", "audit.sl6.unit": "calendar day"}
    one.settings = Settings(tuple(Settled(key=key, value=value, holds_from=DAY) for key, value in told.items()))
    changed_to = "Data are released within 1 calendar day of the agreement being signed by all parties."
    assert changed_to in one.approved().case.decision.letter.paragraphs


def test_who_has_heard_nothing_has_the_defaults_and_hearing_again_changes_nothing(office: Office) -> None:
    assert lay(office, DAY) == 2
    first, second, later = changed("3", DAY), changed("4", DAY, 2), changed("5", DAY + timedelta(days=9), 3)
    heard(office, later, second, first, second, first)
    assert [lay(office, DAY + timedelta(days=days)) for days in (-1, 0, 8, 9)] == [2, 4, 4, 5]


def hold(office: Office, meeting: UUID, written_up_after: timedelta = timedelta()) -> None:
    """Everybody comes, and advises; the advice is recorded later."""
    office.ground.at = AFTER_MEETING
    everybody = tuple(member.person_id for member in MEMBERS)
    office.ground.do(handlers.meet, r.RecordAttendance(meeting_id=meeting, present=everybody), SECRETARY)
    office.ask(SECRETARY, r.RecordInterests, declarations=SAID)
    office.ground.at += written_up_after
    office.ask(SECRETARY, r.RecordAdvice, outcome=r.Advice.SUPPORT, summary="Of clear benefit")
