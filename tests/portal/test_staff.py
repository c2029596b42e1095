"""What staff's forms make of a choice, and how work and days are laid out in tables."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from gateway.portal import planning
from services.contracts import audit, intake, review
from services.contracts.intake import Appointment, AppointmentRow, AppointmentsView, WorkloadRow, WorkloadView
from services.contracts.message import Done
from services.contracts.request import Profile
from services.contracts.review import MeetingPage, MeetingRowView, MeetingState

from .conftest import Browser, Willing, filled

CASE = UUID(int=7)
INES, HOME = uuid4(), uuid4()
LETTER = intake.Letter(document_id=UUID(int=8), sha256="ab" * 32, filename="answer.pdf")
Browse = Callable[..., Browser]


@pytest.fixture
def people(bus: Willing) -> None:
    row = intake.PersonRow(person_id=INES, name="Ines Cole", organisation_id=HOME, organisation_name="Northbridge")
    bus.answers[intake.ListPeople] = intake.PeopleView(rows=(row,))


def given(bus: Willing, kind: type) -> Any:
    (found,) = [message for message, _ in bus.asked if isinstance(message, kind)]
    return found


@pytest.mark.usefixtures("people")
def test_who_is_chosen_to_review_comes_with_name_and_employer_whatever_the_page_sends(
    browse: Browse, bus: Willing
) -> None:
    bus.answers[review.AssignReviewers] = Done(subject=CASE)
    fields = {"reviewers.0.person_id": str(INES), "reviewers.0.discipline": "lay", "reviewers.0.name": "Somebody else"}
    answer = browse("secretariat").post(f"/requests/{CASE}/reviewers", **fields)
    assert answer.status_code == 303, answer.text
    (asked,) = given(bus, review.AssignReviewers).reviewers
    assert (asked.person_id, asked.name, asked.organisation_id) == (INES, "Ines Cole", HOME)
    assert asked.mandatory is None


@pytest.mark.usefixtures("people")
def test_when_nobody_is_chosen_the_question_who_is_named_and_not_what_follows_from_it(browse: Browse) -> None:
    answer = browse("secretariat").post(f"/requests/{CASE}/reviewers", **{"reviewers.0.discipline": "lay"})
    assert answer.status_code == 422
    summary = answer.text.split("nhsuk-error-summary__list", 1)[1].split("</ul>")[0]
    assert 'href="#reviewers-0-person_id"' in summary
    assert summary.count("<li>") == 1


def test_a_reviewer_who_has_not_declared_sees_who_asks_and_none_of_the_papers(browse: Browse, bus: Willing) -> None:
    page = browse("reviewer").get(f"/requests/{CASE}/papers").text  # the example's papers are neither open nor closed
    assert "These papers are not for you to read" in page
    bus.answers[review.ReadCase] = changed(bus, papers="declare", parties=("Prof Rhona Adair",))
    closed = browse("reviewer").get(f"/requests/{CASE}/papers").text
    assert "The papers open when you have declared your interest" in closed
    assert "<dl" not in closed
    assert "Prof Rhona Adair" in browse("reviewer").get(f"/requests/{CASE}/interests").text


def test_answers_that_came_by_mail_are_registered_in_the_order_of_their_questions(
    browse: Browse, bus: Willing
) -> None:
    way = intake.Came(channel=intake.Channel.LETTER, received_on=date(2026, 6, 4), sender="Mo Hale", letter=LETTER)
    note = intake.Note(at=datetime(2026, 6, 5, tzinfo=UTC), by=INES, kind="answer", text="All", came=way)
    asks = replace(filled(intake.EnquiryView), open_questions=("Which years?", "Who pays?"), conversation=(note,))
    bus.answers |= {intake.ReadEnquiry: asks, intake.RegisterAnswers: Done(subject=CASE)}
    fields = {"channel": "email", "received_on.day": "4", "received_on.month": "6", "received_on.year": "2026"}
    path, boxes = f"/staff/enquiries/{CASE}/answers", {"answer-1": "A charity", "answer-0": "2018\nto 2024"}
    answer = browse("case-officer").post(path, **fields, **boxes, sender="Mo Hale")
    assert answer.status_code == 303, answer.text
    told = given(bus, intake.RegisterAnswers)
    assert (told.answers, told.channel, told.sender) == (("2018\nto 2024", "A charity"), "email", "Mo Hale")
    assert (told.received_on, told.sha256) == (date(2026, 6, 4), "")
    for page, who in ((f"/staff/enquiries/{CASE}", "case-officer"), (f"/enquiries/{CASE}", "person")):
        drawn = browse(who).get(page).text
        words = " ".join(re.sub("<[^>]*>", "", drawn).split())
        assert "it came by letter on 4 June 2026 from Mo Hale (answer.pdf)" in words
        assert f'href="/api/v1/enquiries/{asks.enquiry_id}/letters/{LETTER.document_id}"' in drawn


def changed(bus: Willing, **facts: Any) -> Any:
    return replace(bus.answers[review.ReadCase], **facts)


def test_the_workload_has_what_nobody_took_on_first_and_tells_apart_what_is_called_by_one_name() -> None:
    officer = uuid4()
    words = {"profile": Profile.HOSPITAL, "label": "DAR Scheduled"}
    rows = (
        WorkloadRow(officer_id=officer, officer_name="Gwen Pike", stage="DECISION_SIGNOFF", count=2, **words),
        WorkloadRow(officer_id=officer, officer_name="Gwen Pike", stage="SCHEDULED", count=1, **words),
        WorkloadRow(officer_id=officer, officer_name="Gwen Pike", profile=Profile.DARS, stage="VALIDATION_QUERY",
                    label="Returned for information", count=4),
        WorkloadRow(profile=Profile.DARS, label="Submitted", stage="SUBMITTED", count=1),
    )  # fmt: skip
    nobody, gwen = planning.loads(WorkloadView(rows=rows))
    assert (nobody.name, nobody.total) == ("Nobody yet", 1)
    assert (gwen.total, gwen.away, nobody.away) == (7, 4, 0), "away: what waits for the applicant"
    assert [label for label, _, _ in gwen.stages][1:] == [
        "DAR Scheduled (scheduled for committee)", "DAR Scheduled (decision being confirmed)",
    ]  # fmt: skip


def test_a_week_has_its_working_days_and_what_takes_place_at_london_time() -> None:
    monday = planning.monday("2026-07-09", date(2026, 1, 1))
    assert monday == date(2026, 7, 6)
    assert planning.monday("nonsense", date(2026, 1, 1)) == date(2025, 12, 29)
    meeting = MeetingRowView(
        meeting_id=uuid4(), held_on=date(2026, 7, 11), place="Board room", state=MeetingState.PLANNED, items=2
    )
    appointment = Appointment(
        appointment_id=uuid4(), starts_at=datetime(2026, 7, 8, 9, tzinfo=UTC), minutes=30, place="Room 2",
        purpose="The protocol", arranged_by=uuid4(),
    )  # fmt: skip
    row = AppointmentRow(application_id=CASE, reference="DAR-1", title="Asthma", appointment=appointment)
    days = planning.week(
        monday, planning.meetings(MeetingPage(rows=(meeting,))), planning.appointments(AppointmentsView(rows=(row,)))
    )
    assert [day.on.day for day in days] == [6, 7, 8, 9, 10, 11]
    assert [one.time for one in days[2].entries] == ["10:00 to 10:30"]
    assert days[5].entries[0].words == "2 on the agenda"
    september, august = (replace(meeting, held_on=day) for day in (date(2026, 9, 3), date(2026, 8, 6)))
    both = MeetingPage(rows=(september, august, meeting))
    assert planning.coming(both, date(2026, 7, 13)) == both.rows[1], "the first of those that are still to come"
    assert planning.coming(both, date(2026, 9, 4)) is planning.coming(None, monday) is None


def test_a_task_of_staff_has_the_clock_that_is_due_first(browse: Browse, bus: Willing) -> None:
    row = intake.Task(
        kind="validate", title="Validate the application", subject=CASE, reference="DAR-1", command="RecordCheck",
        about="Asthma",
    )  # fmt: skip
    other = replace(row, subject=uuid4(), reference="DAR-0", title="Assign somebody")
    bus.answers[intake.MyTasks] = intake.TaskList(rows=(other, row))
    first, second = clocks(days_left=3, title="Triage"), clocks(days_left=20, title="Decision")
    bus.answers[audit.MyAuditTasks] = audit.AuditTasks(clocks=(first, second))
    page = browse("case-officer").get("/my/tasks").text
    assert "Validate the application" in page
    assert f"/requests/{CASE}/checks" in page
    assert "Triage" in page
    assert "3 days left" in page
    assert "20 days left" not in page
    rows = page.split("<tbody", 1)[1]
    assert rows.index("Validate the application") < rows.index("Assign somebody"), "a clock that runs is urgent"
    urgent, undated = (
        next(one for one in rows.split("</tr>") if said in one)
        for said in ("Validate the application", "Assign somebody")
    )
    assert "20 July 2026</time></td>" in urgent, "it is due when its clock is"
    assert "No date" in undated
    client = browse("case-officer")
    assert "Validate the application" not in client.get("/my/tasks?due=none").text.split("<tbody", 1)[1]
    assert "20 July 2026,Validate the application" in client.get("/my/tasks?as=csv").text


def clocks(*, days_left: int, title: str) -> audit.ClockView:
    return audit.ClockView(
        subject=CASE, target="SL1", title=title, days=10, unit="working day", condition=audit.ClockCondition.RUNNING,
        started_at=datetime(2026, 7, 1, tzinfo=UTC), elapsed=1, due_on=date(2026, 7, 20), days_left=days_left,
        breached=False,
    )  # fmt: skip


def test_a_task_about_an_enquiry_leads_to_the_enquiry(browse: Browse, bus: Willing) -> None:
    row = intake.Task(kind="enquiry", title="Triage it", subject=CASE, command="ProceedToAssessment", about="A")
    bus.answers[intake.MyTasks] = intake.TaskList(rows=(row,))
    assert f'href="/staff/enquiries/{CASE}"' in browse("case-officer").get("/my/tasks").text


@pytest.mark.parametrize(
    ("command", "who", "page"),
    [
        ("ApproveRole", "administrator", "/staff/role-proposals"),
        ("ApproveRole", "siro", "/staff/role-proposals"),
        ("ApproveSetting", "administrator", "/staff/settings?show=waiting"),
        ("ApproveFormChange", "ig-lead", f"/staff/form/changes/{CASE}/approve"),
        ("RecordLookBack", "chair", "/staff/precedents/look-backs?state=waiting"),
    ],
)
def test_a_task_of_a_second_person_leads_to_where_it_is_done(
    browse: Browse, bus: Willing, command: str, who: str, page: str
) -> None:
    row = intake.Task(kind="approval", title="Approve or decline it", subject=CASE, command=command, about="A")
    bus.answers[intake.MyTasks] = intake.TaskList(rows=(row,))
    browser = browse(who)
    assert f'href="{page}"' in browser.get("/my/tasks").text
    assert browser.get(page).status_code == 200


def test_the_chair_records_a_look_back_from_the_list_and_others_only_read_it(browse: Browse, bus: Willing) -> None:
    row = intake.LookBackRow(
        application_id=CASE, reference="DAR-2026-00007", profile=Profile.HOSPITAL, precedent="P8", title="By the team",
        accepted_at=datetime(2026, 6, 1, tzinfo=UTC), state=intake.LookBack.WAITING, may=("RecordLookBack",),
    )  # fmt: skip
    bus.answers[intake.ListLookBacks] = intake.LookBacksView(rows=(row,), may=row.may)
    bus.answers[intake.RecordLookBack] = Done(subject=CASE)
    where = f"/staff/precedents/P8/look-backs/{CASE}"
    page = browse("chair").get("/staff/precedents/look-backs").text
    assert f'<a href="{where}">Record for DAR-2026-00007</a>' in page
    assert "Waits for the committee" in page
    answer = browse("chair").post(where, found="concern", reason="Not by the team", minutes="Item 2")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/precedents/look-backs")
    command = given(bus, intake.RecordLookBack)
    assert (command.precedent, command.found, command.reason) == ("P8", "concern", "Not by the team")
    bus.answers[intake.ListLookBacks] = intake.LookBacksView(rows=(replace(row, may=()),))
    assert where not in browse("case-officer").get("/staff/precedents/look-backs").text
    assert browse("chair").get(where).status_code == 403
