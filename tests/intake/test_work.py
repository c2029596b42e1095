"""What those who share out the work are shown: workload, appointments, the rules behind a route, enquiries to do."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.contracts.intake import application as say
from services.contracts.intake import enquiry as e
from services.contracts.message import Malformed
from services.contracts.request import Assurance
from services.intake.handlers import enquiry as handlers
from services.intake.views import requests, work
from tests.intake.test_application_handlers import ALL, IG, LEAD, OFFICER, SECOND, World
from tests.intake.test_enquiry_domain import ASSESSMENT, PROCEED, SEND
from tests.intake.test_enquiry_handlers import both_sides


@pytest.fixture
def world(lite):
    return World(lite("intake"))


def test_the_workload_counts_open_requests_by_officer_and_stage(world):
    assert world.submitted().ground.ask(work.workload, say.ReadWorkload(), IG).rows[0].officer_id is None
    world.give(say.AssignCaseOfficer, by=OFFICER, officer_id=OFFICER.id)
    (row,) = world.ground.ask(work.workload, say.ReadWorkload(), IG).rows
    assert (row.officer_name, row.stage, row.count) == ("Gwen Pike", "SUBMITTED", 1)
    world.give(say.WithdrawApplication)
    assert world.ground.ask(work.workload, say.ReadWorkload(), IG).rows == ()


def test_appointments_are_listed_by_day_in_london_until_they_are_called_off(world):
    world.submitted().give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    at = datetime(2026, 7, 9, 23, 30, tzinfo=UTC)  # half past midnight on the 10th in London
    world.give(say.ArrangeAppointment, by=OFFICER, starts_at=at, place="Room 2", purpose="What is left")

    def listed(first, last, officer=None):
        query = say.ListAppointments(from_day=date(2026, 7, first), to_day=date(2026, 7, last), officer_id=officer)
        return world.ground.ask(work.appointments, query, IG).rows

    assert [row.appointment.place for row in listed(10, 10, OFFICER.id)] == ["Room 2"]
    assert listed(9, 9) == listed(10, 10, SECOND.id) == ()
    found = listed(10, 10)[0].appointment.appointment_id
    world.give(say.CancelAppointment, by=OFFICER, appointment_id=found, reason="Illness")
    assert listed(1, 31) == ()
    long = say.ListAppointments(from_day=date(2026, 1, 1), to_day=date(2026, 12, 31))
    with pytest.raises(Malformed):
        world.ground.ask(work.appointments, long, IG)


def test_staff_read_which_rules_fired_and_which_lower_level_is_proposed(world):
    world.submitted().give(say.AssignCaseOfficer, by=OFFICER, officer_id=OFFICER.id)
    seen = world.read(OFFICER)
    assert {rule.id for rule in seen.rules_fired} == set(seen.route.rules)
    assert all(rule.text for rule in seen.rules_fired)
    assert seen.override is None
    world.give(say.OverrideRoute, by=OFFICER, level=Assurance.L1, reason="A precedent in all but name")
    proposed = world.read(SECOND).override
    assert (proposed.level, proposed.by) == (Assurance.L1, OFFICER.id)
    assert world.read(LEAD).rules_fired == ()


def test_an_enquiry_is_among_the_tasks_of_whoever_is_to_do_the_next_step(lite_intake):
    ground, ada, gwen = both_sides(lite_intake)

    def tasks(by):
        return [(row.command, row.reference) for row in ground.ask(requests.tasks, say.MyTasks(), by).rows]

    about = {"enquiry_id": ground.do(handlers.send_enquiry, SEND, ada).subject}
    triage = [("ProceedToAssessment", "ENQ-2026-00001")]
    assert (tasks(gwen), tasks(ada)) == (triage, [])
    ground.do(handlers.handle, e.AskEnquirer(**about, questions=("Which years?",)), gwen)
    assert (tasks(gwen), tasks(ada)) == ([], [("AnswerEnquirer", "ENQ-2026-00001")])
    ground.do(handlers.handle, e.AnswerEnquirer(**about, answers=("2018 to 2024",)), ada)
    ground.do(handlers.proceed_to_assessment, replace(PROCEED, **about, contact=gwen.id), gwen)
    assert (tasks(gwen), tasks(ada)) == ([("CompleteAssessment", "ENQ-2026-00001")], [])
    assert tasks(OFFICER) == [], "another officer's"
    ground.do(handlers.handle, replace(ASSESSMENT, **about), gwen)
    assert tasks(ada) == [("ConfirmFunding", "ENQ-2026-00001")]
    ground.do(handlers.handle, e.ConfirmFunding(**about, source="NIHR"), ada)
    assert tasks(ada) == [], "nothing waits for the enquirer until there is an invitation"
    ground.do(handlers.handle, e.SeekEarlyAdvice(**about, question="Is it contentious?", reason="New"), gwen)
    assert [name for name, _ in tasks(IG)] == ["RecordEarlyAdvice"]


def test_whoever_is_invited_has_the_application_among_their_tasks(lite_intake):
    ground, ada, gwen = both_sides(lite_intake)
    about = {"enquiry_id": ground.do(handlers.send_enquiry, SEND, ada).subject}
    ground.do(handlers.proceed_to_assessment, replace(PROCEED, **about, contact=gwen.id), gwen)
    ground.do(handlers.handle, replace(ASSESSMENT, **about, novel=False, funding_needed=False), gwen)
    ground.do(handlers.handle, e.InviteToApply(**about), gwen)
    for by, wanted in ((ada, ["StartApplication"]), (gwen, [])):
        rows = ground.ask(requests.tasks, say.MyTasks(), by).rows
        assert [row.command for row in rows] == wanted


def test_a_row_of_mydars_says_whether_it_can_be_edited_now(world):
    assert [row.may for row in world.start().mine().drafts] == [("CopyApplication", "SaveDraft")]
    world.fill().give(say.SubmitApplication, declarations=ALL)
    assert [row.may for row in world.mine().submitted] == [("CopyApplication",)]
