"""Each way into the service, on a real broker: every command, query and reaction reaches its handler."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.contracts import intake
from services.contracts import review as r
from services.contracts.access import holders
from services.contracts.message import Command, Query, Role, new_id
from services.review import models
from services.review.domain.access import ACCESS
from tests.chassis.listening import Listening
from tests.chassis.running import until
from tests.review.given import CHAIR, LEAD, NOON, OFFICER, REVIEWERS, SECRETARY, accepted, request, revised
from tests.review.test_may import OF_A_CASE, any_command


class Running(Listening):
    """The real review service, heard and asked over the bus."""

    base = models.Base

    def says(self, message: Command | Query, who: UUID, *roles: Role) -> dict[str, Any]:
        return self.ask("review", message, token=self.token("review", *roles, sub=str(who)))

    def state(self, application_id: UUID) -> str:
        found = self.says(r.ReadCase(application_id=application_id), SECRETARY.id, Role.PERSON, Role.SECRETARIAT)
        return str(found["answer"]["state"]) if "answer" in found else ""


@pytest.fixture(scope="module")
def review(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running.alone(broker, tmp_path_factory.mktemp("review"), "review") as running:
        yield running


def opened(review: Running) -> UUID:
    """A case that was opened by an event from the bus."""
    subject = new_id()
    review.hear("intake", replace(accepted(request()), subject=subject))
    until(lambda: review.state(subject) == "UNDER_REVIEW", "the case is opened")
    return subject


@pytest.mark.parametrize("cls", OF_A_CASE, ids=lambda cls: cls.__name__)
def test_a_command_about_a_case_reaches_its_handler(review: Running, cls: type[Command]) -> None:
    reply = review.says(any_command(cls), OFFICER.id, Role.PERSON, *holders(ACCESS[cls]))
    assert reply["refused"]["code"] == "not-found"


def test_reviewers_are_assigned_over_the_bus_and_the_same_command_again_gives_the_same_answer(review: Running) -> None:
    command = r.AssignReviewers(application_id=opened(review), reviewers=REVIEWERS)
    first = review.says(command, SECRETARY.id, Role.PERSON, Role.SECRETARIAT)
    assert first["answer"]["state"] == "UNDER_REVIEW"
    assert review.says(command, SECRETARY.id, Role.PERSON, Role.SECRETARIAT) == first


def test_commands_about_meetings_and_offices_reach_their_handlers(review: Running) -> None:
    meeting = r.ScheduleMeeting(held_on=date(2099, 1, 8), place="Boardroom", members=())
    assert review.says(meeting, SECRETARY.id, Role.PERSON, Role.SECRETARIAT)["refused"]["code"] == "no-chair"
    attendance = r.RecordAttendance(meeting_id=new_id(), present=())
    assert review.says(attendance, SECRETARY.id, Role.PERSON, Role.SECRETARIAT)["refused"]["code"] == "not-found"
    for minutes in (r.WriteMinutes(meeting_id=new_id(), text="We met."), r.PublishMinutes(meeting_id=new_id())):
        assert review.says(minutes, CHAIR.id, Role.PERSON, Role.CHAIR)["refused"]["code"] == "not-found"
    period = {"valid_from": NOON.date(), "valid_to": NOON.date()}
    named = {"delegate_id": new_id(), "delegate_name": "Somebody", "reason": "Leave"}
    delegation = r.DelegateOffice(office=r.Office.SIRO, **named, **period)
    assert review.says(delegation, SECRETARY.id, Role.PERSON, Role.SECRETARIAT)["refused"]["code"] == "not-permitted"


def test_queries_are_answered(review: Running) -> None:
    subject = opened(review)
    found = review.says(r.ReadCase(application_id=subject), LEAD.id, Role.PERSON)
    assert found["answer"]["request"]["sha256"] == "a" * 64
    cases = review.says(r.ListCases(), SECRETARY.id, Role.PERSON, Role.SECRETARIAT)["answer"]["rows"]
    assert str(subject) in {row["application_id"] for row in cases}
    tasks = review.says(r.MyReviewTasks(), SECRETARY.id, Role.PERSON, Role.SECRETARIAT)["answer"]["tasks"]
    assert str(subject) in {task["application_id"] for task in tasks}
    meetings = review.says(r.ListMeetings(), SECRETARY.id, Role.PERSON, Role.SECRETARIAT)["answer"]
    assert meetings == {"rows": [], "next": ""}
    public = review.says(r.PublicMinutes(meeting_id=new_id()), SECRETARY.id, Role.PERSON)
    assert public["refused"]["code"] == "not-found"
    missing = review.says(r.ReadMeeting(meeting_id=new_id()), SECRETARY.id, Role.PERSON, Role.SECRETARIAT)
    assert missing["refused"]["code"] == "not-found"


def test_what_intake_says_is_heard(review: Running) -> None:
    told: dict[str, Any] = {"at": NOON, "by": LEAD.id, "reference": "DAR-2026-00042"}
    one, two, three = opened(review), opened(review), new_id()
    new = request(version=2, sha256="b" * 64)
    review.hear("intake", replace(revised(new), subject=one))
    review.hear("intake", intake.ApplicationLapsed(subject=one, state_left="REVISION", silent_days=61, **told))
    until(lambda: review.state(one) == "LAPSED", "the case lapsed")
    review.hear("intake", intake.ApplicationReopened(subject=one, state="REVISION", **told))
    until(lambda: review.state(one) == "UNDER_REVIEW", "the case goes on")
    found = review.says(r.ReadCase(application_id=one), LEAD.id, Role.PERSON)["answer"]
    assert found["request_sha256"] == "b" * 64
    review.hear("intake", intake.ApplicationWithdrawn(subject=two, **told))
    until(lambda: review.state(two) == "WITHDRAWN", "the case is closed")
    refused = {"reasons": ("solely commercial",), "proposed_by": OFFICER.id, "request": request()}
    review.hear("intake", intake.ApplicationIneligible(subject=three, **refused, **told))
    until(lambda: review.state(three) == "REJECTED", "an ineligible request may be appealed")
