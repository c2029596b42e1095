"""Clocks, figures and the register on a database; and that the ledger alone gives the same figures."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.audit import models, views
from services.audit.domain import closing, facts, register
from services.contracts import agreements, intake, provisioning, review, wire
from services.contracts.audit import (
    Dashboard,
    EntryState,
    ListAudits,
    ListClocks,
    MyAuditTasks,
    ReadClocks,
    Register,
    ServiceLevels,
)
from services.contracts.intake import DraftSaved
from services.contracts.message import ANONYMOUS, Actor, Event, NotFound, NotPermitted, Role, new_id
from services.contracts.request import Assurance, Legal, Level
from tests.audit.given import BOUND, CHECKER, LEAD, MEMBER, OFFICER, START, STRANGER, Line, request
from tests.support import Ground, actor

DAY = timedelta(days=1)


@pytest.fixture
def audit(ground: Callable[[str], Ground]) -> Ground:
    return ground("audit")


def many(audit: Ground) -> datetime:
    """A dozen requests, each at another stage; the moment after them."""
    for number in range(12):
        asked = request(reference=f"DAR-2026-{number:05}", version=1)
        line = Line(audit, id=new_id(), asked=asked, at=START + number * DAY).submitted()
        if number == 1:
            line.say(intake.ApplicationWithdrawn, reference=asked.reference)
        if number >= 3:
            line.at += (number % 4) * DAY
            line.accepted(Assurance.L4 if number % 5 == 0 else Assurance.L1)
            go_on(line, number)
    return datetime(2026, 7, 20, 12, tzinfo=UTC)


def go_on(line: Line, number: int) -> None:
    """From acceptance as far as its number says."""
    if number == 4:
        line.say(review.ExternalWaitStarted, reference="x", body="HRA", body_reference="x")
    if number == 5:
        line.say(review.CaseClosed, reference="x", reason="lapsed")
    if number > 5:
        line.at += 2 * DAY
        line.approved().in_force()
    if number > 7:
        line.at += (number % 3) * DAY
        line.released().active()
    if number > 10:
        line.expired().hear_own()


def test_the_dashboard_and_a_recomputation_from_the_ledger_agree(audit: Ground) -> None:
    now = many(audit)
    for at in (START + 12 * DAY, now):
        shown = audit.ask(views.dashboard, Dashboard(), by=ANONYMOUS, at=at)
        again = audit.ask(lambda session, _, call: views.recomputed(session, call), None, at=at)
        assert shown == again
    counts = {stage.stage: stage.count for stage in shown.stages}
    assert counts == {"Enquiry": 0, "Application": 2, "Approval": 2, "Access": 5, "Deletion": 1}
    assert shown.managed == 10
    assert [one.share for one in shown.stages if one.stage == "Access"] == [5 / 9]
    assert {month.month: month.submitted for month in shown.months} == {"2026-06": 12}
    levels = {level.target: level for level in shown.levels}
    assert (levels["SL1"].stopped, levels["SL1"].excluded, levels["SL1"].open) == (9, 1, 2)
    assert levels["SL1"].open_and_breached == 2
    assert levels["SL1"].median is not None
    assert levels["SL7"].median is None  # fewer than five
    assert shown.calendar_version


def test_a_recomputation_needs_no_body_that_was_erased(audit: Ground) -> None:
    now = many(audit)
    with audit.db.engine.begin() as connection:
        connection.execute(text("DELETE FROM ledger_body"))
    shown = audit.ask(views.dashboard, Dashboard(), at=now)
    assert shown == audit.ask(lambda session, _, call: views.recomputed(session, call), None, at=now)


def test_events_of_different_services_may_arrive_in_any_order(audit: Ground) -> None:
    right, wrong = Line(audit, id=new_id()), Line(audit, id=new_id())
    right.submitted().accepted(Assurance.L3)
    right.say(review.FeedbackRequested, reference="x", items=(), due_on=START.date(), lapses_on=START.date())
    late = Line(audit, id=wrong.id, at=START + timedelta(hours=2))
    late.say(review.FeedbackRequested, reference="x", items=(), due_on=START.date(), lapses_on=START.date())
    wrong.submitted().accepted(Assurance.L3)
    asked = [ReadClocks(application_id=one.id) for one in (right, wrong)]
    clocks = [audit.ask(views.read_clocks, query, by=OFFICER).rows for query in asked]
    assert [replace(clock, subject=right.id) for clock in clocks[1]] == list(clocks[0])
    assert clocks[1][-1].condition == "paused"


def test_a_pause_is_shown_with_who_paused_the_clock(audit: Ground) -> None:
    line = Line(audit).submitted().accepted(Assurance.L3)
    line.say(review.FeedbackRequested, by=CHECKER, reference="x", items=(), due_on=START.date(), lapses_on=START.date())
    [pause] = audit.ask(views.read_clocks, ReadClocks(application_id=line.id), by=LEAD).rows[-1].pauses
    assert (pause.reason, pause.by, pause.since, pause.until) == ("APPLICANT_DETAIL", CHECKER.id, line.at, None)


def test_an_answer_in_parts_lets_the_clock_run_only_when_it_is_complete(audit: Ground) -> None:
    line = Line(audit).submitted().accepted(Assurance.L3)
    line.say(review.FeedbackRequested, reference="x", items=(), due_on=START.date(), lapses_on=START.date())
    for complete, condition in ((False, "paused"), (True, "running")):
        line.say(review.FeedbackAnswered, reference="x", responses=(), complete=complete)
        shown = audit.ask(views.read_clocks, ReadClocks(application_id=line.id), by=LEAD)
        assert shown.rows[-1].condition == condition


def test_a_clock_that_stopped_stays_under_the_calendar_it_stopped_under(audit: Ground) -> None:
    line = Line(audit).submitted().accepted()
    with audit.db.engine.begin() as connection:
        connection.execute(text("UPDATE clock SET calendar_version = 'old' WHERE target = 'SL1'"))
    line.approved()
    shown = audit.ask(views.read_clocks, ReadClocks(application_id=line.id), by=OFFICER).rows
    assert {clock.target: clock.calendar_version == "old" for clock in shown}["SL1"] is True
    assert {clock.target: clock.calendar_version == "old" for clock in shown}["SL3"] is False


def test_staff_find_what_is_late_paused_or_due_soon(audit: Ground) -> None:
    Line(audit, id=new_id()).submitted()
    soon = Line(audit, id=new_id(), at=START + 7 * DAY).submitted()
    paused = Line(audit, id=new_id()).submitted().accepted(Assurance.L3)
    paused.say(review.ExternalWaitStarted, reference="x", body="HRA", body_reference="x")
    at = START + 9 * DAY

    def shown(show: str) -> list[tuple[str, bool]]:
        rows = audit.ask(views.list_clocks, ListClocks(show=show), by=OFFICER, at=at).rows
        return [(clock.target, clock.breached) for clock in rows]

    assert shown("breached") == [("SL1", True)]
    assert shown("due-soon") == [("SL1", False)]
    assert shown("paused") == [("SL4", False)]
    assert sorted(shown("open")) == [("SL1", False), ("SL1", True), ("SL4", False)]
    assert shown("stopped") == [("SL1", False)]
    page = audit.ask(views.list_clocks, ListClocks(show="all", limit=3), by=OFFICER, at=at)
    rest = audit.ask(views.list_clocks, ListClocks(show="all", limit=3, after=page.next), by=OFFICER, at=at)
    assert len(page.rows) + len(rest.rows) == 4
    assert page.rows[0].reference == soon.asked.reference
    first, last = (
        audit.ask(views.list_clocks, ListClocks(show="all", sort=sort), by=OFFICER, at=at).rows
        for sort in ("due_on", "-due_on")
    )
    assert first == last[::-1]
    assert first[0].due_on < last[0].due_on
    (only,) = audit.ask(views.list_clocks, ListClocks(target="SL4"), by=OFFICER, at=at).rows
    assert only.target == "SL4"


def test_the_people_of_a_request_see_its_clocks_and_strangers_do_not(audit: Ground) -> None:
    line = Line(audit).submitted()
    for person in (LEAD, MEMBER, OFFICER, actor(Role.CHAIR)):
        assert audit.ask(views.read_clocks, ReadClocks(application_id=line.id), by=person).rows
    for nobody in (STRANGER, ANONYMOUS, actor(Role.OPERATOR), actor(Role.REVIEWER)):
        with pytest.raises(NotFound):
            audit.ask(views.read_clocks, ReadClocks(application_id=line.id), by=nobody)
    with pytest.raises(NotPermitted):
        audit.ask(views.list_clocks, ListClocks(), by=LEAD)


def test_whoever_may_list_clocks_has_the_open_ones_beside_what_waits_for_them_and_nobody_else_has_any(
    audit: Ground,
) -> None:
    late, later = (Line(audit, id=new_id(), at=START + days * DAY).submitted() for days in (0, 7))
    Line(audit, id=new_id()).submitted().accepted()

    def beside(by: Actor) -> list[UUID]:
        clocks = audit.ask(views.my_tasks, MyAuditTasks(), by=by, at=START + 8 * DAY).clocks
        return [one.subject for one in clocks if one.target == "SL1"]

    for staff in (OFFICER, actor(Role.CHAIR), actor(Role.FINANCE)):
        assert beside(staff) == [late.id, later.id]
    for nobody in (LEAD, STRANGER, actor(Role.OPERATOR), actor(Role.REVIEWER)):
        assert beside(nobody) == []


@pytest.mark.parametrize(
    ("person", "audits"), [(LEAD, True), (MEMBER, False), (OFFICER, True), (actor(Role.SDE_ADMIN), False)]
)
def test_whoever_sees_the_clocks_is_told_whether_they_may_see_the_audits_too(
    audit: Ground, person: Any, audits: bool
) -> None:
    line = Line(audit).submitted()
    assert audit.ask(views.read_clocks, ReadClocks(application_id=line.id), by=person).audits is audits
    with nullcontext() if audits else pytest.raises(NotPermitted):
        audit.ask(views.list_audits, ListAudits(application_id=line.id), by=person)


def test_the_public_sees_what_is_promised(audit: Ground) -> None:
    rows = audit.ask(views.service_levels, ServiceLevels(), by=ANONYMOUS).rows
    assert {row.target: row.days for row in rows} == {
        "ENQ": 4, "SL1": 4, "SL2": 4, "SL3": 5, "SL4": 15, "SL5": 30, "SL6": 14, "SL7": 14, "SL8": 60,
    }  # fmt: skip


def entries(audit: Ground, by=ANONYMOUS, **asked):
    return audit.ask(views.register, Register(**asked), by=by).rows


def test_the_register_says_how_each_release_was_delivered(audit: Ground) -> None:
    line = Line(audit).submitted().accepted().approved().in_force().released().active()
    line.released("R2", provisioning.Delivery.SECURE_TRANSFER)
    (entry,) = entries(audit)
    assert [(one.release_ref, one.delivery) for one in entry.releases] == [("R1", "sde"), ("R2", "secure-transfer")]


def test_the_register_says_when_law_enforcement_is_among_those_who_get_data(audit: Ground) -> None:
    """S2-40."""
    police = tuple(replace(one, kind="law-enforcement") for one in request().controllers)
    Line(audit, asked=request(controllers=police)).submitted().accepted().approved().in_force().released().active()
    shown = {one.name: one.sector for one in entries(audit)[0].organisations}
    assert shown == {"North": "law-enforcement", "South": ""}


def test_a_register_entry_is_pending_then_live_then_updated_then_closed_and_never_deleted(audit: Ground) -> None:
    line = Line(audit).submitted().accepted().approved().in_force()
    assert entries(audit) == ()
    assert [one.state for one in entries(audit, by=OFFICER)] == [EntryState.PENDING]
    line.released().active()
    (entry,) = entries(audit)
    assert (entry.state, entry.first_access_on, [one.release_ref for one in entry.releases]) == (
        EntryState.LIVE, line.at.date(), ["R1"],
    )  # fmt: skip
    assert entry.approved_on is not None
    line.released("R2")
    assert entries(audit)[0].state is EntryState.UPDATED
    line.expired().destroyed()
    for bound in BOUND:
        line.submit(bound.organisation_id, releases=("R1", "R2"))
        line.accept(bound.organisation_id, by=CHECKER)
    line.hear_own()
    assert entries(audit)[0].state is EntryState.CLOSED
    assert entries(audit, q="falls", state=EntryState.CLOSED)
    assert entries(audit, q="nothing%of_this") == ()
    assert "Ann Lead" not in str(entries(audit))


def test_the_register_says_what_the_law_required_and_what_was_done(audit: Ground) -> None:
    line = Line(audit).submitted().accepted().approved().in_force()
    (before,) = entries(audit, by=OFFICER)
    assert (before.opt_out.legally_required, before.opt_out.applied) == (False, None)
    assert before.key_holder == "the custodian"
    line.released().active()
    (after,) = entries(audit)
    assert (after.opt_out.legally_required, after.opt_out.applied, after.opt_out.removed) == (False, True, 12)


@pytest.mark.parametrize(
    ("route", "opt_out", "needed"),
    [
        ("not_confidential", "applied", False),
        ("consent", "not_applied_consent", False),
        ("s251_reg5", "applied", True),
        ("s251_reg2", "not_applied_cag_exemption", False),
        ("reg3", "not_applied_reg3", False),
        ("", "applied", True),
    ],
)
def test_whether_opt_outs_had_to_be_upheld_follows_from_the_route(route: str, opt_out: str, needed: bool) -> None:
    assert register.required(Legal(confidentiality=route, opt_out=opt_out), Level.PSEUDONYMISED)[0] is needed


def test_a_suspension_and_an_amendment_show_in_the_register(audit: Ground) -> None:
    line = Line(audit).submitted().accepted().approved().in_force().released().active()
    told = {"reference": "x", "agreement_ref": "y"}
    line.say(agreements.AgreementSuspended, reason="breach", **told)
    assert entries(audit)[0].suspended
    line.say(agreements.AgreementReinstated, proposed_by=LEAD.id, ends_at=line.at, **told)
    assert not entries(audit)[0].suspended
    line.asked = request(title="Falls and fractures")
    line.in_force()
    (entry,) = entries(audit)
    assert (entry.title, entry.state, len(entry.releases)) == ("Falls and fractures", EntryState.UPDATED, 1)


def test_every_event_that_audit_listens_to_by_name_is_one_that_some_service_says() -> None:
    said = {name for service in wire.SERVICES for name in wire.events_of(service)}
    heard = {*closing.HEARD, *register.HEARD, *facts.READ, *facts.MOVING, *facts.IN_PARTS}
    assert heard - said == set()


def test_no_two_services_say_different_things_by_the_same_name() -> None:
    owners: dict[str, set[type[Event]]] = {}
    for service in wire.SERVICES:
        for name, cls in wire.events_of(service).items():
            owners.setdefault(name, set()).add(cls)
    assert {name for name, classes in owners.items() if len(classes) > 1} == set()


def test_an_event_that_moves_nothing_is_only_in_the_ledger(audit: Ground) -> None:
    Line(audit).say(DraftSaved, sections=("A",))
    with audit.db.read() as session:
        assert session.query(models.LedgerEntry).count() == 1
        assert session.query(models.HappeningRow).count() == 0
