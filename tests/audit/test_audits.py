"""Data sharing audits: planned by somebody independent, with notice; findings answered and settled; closed at last."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.audit import handlers, views
from services.contracts.audit import (
    AnswerFinding,
    AuditKind,
    AuditState,
    CloseAudit,
    CloseFinding,
    FindingClass,
    FindingOutcome,
    FindingState,
    ListAudits,
    MyAuditTasks,
    PlanAudit,
    ReadAudit,
    RecordFinding,
    Risk,
    ScopeArea,
)
from services.contracts.intake import CheckItem, CheckRecorded
from services.contracts.message import ANONYMOUS, Command, NotFound, NotPermitted, Refused, Role, new_id
from tests.audit.given import AUDITOR, CHECKER, ID, LEAD, MEMBER, NORTH, OFFICER, STRANGER, Line
from tests.support import Ground, actor

AT = datetime(2026, 6, 3, 12, 0, tzinfo=UTC)
NOTICE = date(2026, 7, 1)  # 20 working days after AT


@pytest.fixture
def line(ground: Callable[[str], Ground]) -> Line:
    return Line(ground("audit")).submitted().accepted().approved().in_force().released().active()


def do(line: Line, command: Command, by: Any = AUDITOR, at: datetime = AT) -> Any:
    return line.ground.do(handlers.handle_audit, command, by=by, at=at)


def plan(line: Line, by: Any = AUDITOR, at: datetime = AT, **changes: Any) -> Any:
    told: dict[str, Any] = {"kind": AuditKind.FOCUSED, "scope": (ScopeArea.ACCESS,), "starts_on": NOTICE}
    return do(line, PlanAudit(application_id=ID, reason="chosen at random", **(told | changes)), by, at).subject


def find(line: Line, audit: Any, classified: FindingClass = FindingClass.MAJOR, by: Any = AUDITOR) -> Any:
    command = RecordFinding(
        application_id=ID, audit_id=audit, classified=classified, area=ScopeArea.ACCESS, clause="5.2",
        description="Shared a password",
    )  # fmt: skip
    return do(line, command, by).subject


def answer(line: Line, audit: Any, finding: Any, *evidence: str, by: Any = LEAD) -> Any:
    told = {"action": "Everybody has an account", "owner": "Ann", "evidence_sha256": evidence}
    return do(line, AnswerFinding(application_id=ID, audit_id=audit, finding_id=finding, **told), by)


def settle(line: Line, audit: Any, finding: Any, outcome: FindingOutcome = FindingOutcome.CLOSED) -> Any:
    told = {"outcome": outcome, "note": "seen and tested"}
    return do(line, CloseFinding(application_id=ID, audit_id=audit, finding_id=finding, **told))


def close(line: Line, audit: Any) -> Any:
    return do(line, CloseAudit(application_id=ID, audit_id=audit, overall="well kept", risk=Risk.LOW))


def read(line: Line, audit: Any, by: Any = AUDITOR) -> Any:
    return line.ground.ask(views.read_audit, ReadAudit(audit_id=audit), by=by, at=AT)


def test_an_audit_from_notice_to_its_end(line: Line) -> None:
    audit = plan(line)
    assert read(line, audit).may == ("CloseAudit", "RecordFinding")
    finding = find(line, audit)
    told = read(line, audit)
    assert told.state is AuditState.FIELDWORK
    assert (told.findings[0].plan_by, told.findings[0].due_on) == (date(2026, 6, 10), date(2026, 7, 3))
    tasks = line.ground.ask(views.my_tasks, MyAuditTasks(), by=LEAD).rows
    assert [task.task for task in tasks] == ["Answer finding 1 of the audit"]
    answer(line, audit, finding)
    assert read(line, audit).findings[0].state is FindingState.ACTION_AGREED
    answer(line, audit, finding, "a" * 64)
    assert read(line, audit, by=LEAD).findings[0].state is FindingState.EVIDENCE_SUBMITTED
    settle(line, audit, finding)
    close(line, audit)
    told = read(line, audit)
    assert (told.state, told.risk, told.may) == (AuditState.CLOSED, Risk.LOW, ())
    assert line.ground.names() == [
        "AuditPlanned", "FindingRecorded", "FindingAnswered", "FindingAnswered", "FindingClosed", "AuditClosed",
    ]  # fmt: skip


def test_notice_is_twenty_working_days_unless_there_is_a_cause(line: Line) -> None:
    with pytest.raises(Refused) as refused:
        plan(line, starts_on=NOTICE - timedelta(days=1))
    assert refused.value.code == "short-notice"
    plan(line, starts_on=AT.date(), for_cause=True)


def test_without_an_agreement_there_is_nothing_to_audit(ground: Callable[[str], Ground]) -> None:
    early = Line(ground("audit")).submitted().accepted()
    with pytest.raises(Refused) as refused:
        plan(early)
    assert refused.value.code == "no-agreement"


def test_a_nonconformity_is_closed_on_evidence_only_and_an_observation_without(line: Line) -> None:
    audit = plan(line)
    major, observation = find(line, audit), find(line, audit, FindingClass.OBSERVATION)
    answer(line, audit, major)
    with pytest.raises(Refused) as refused:
        settle(line, audit, major)
    assert refused.value.code == "no-evidence"
    settle(line, audit, observation)
    with pytest.raises(Refused) as refused:
        close(line, audit)
    assert refused.value.code == "findings-open"
    settle(line, audit, major, FindingOutcome.CARRIED_FORWARD)
    with pytest.raises(Refused) as refused:
        answer(line, audit, major)
    assert refused.value.code == "finding-settled"
    close(line, audit)


def test_sod_15_whoever_acted_in_the_case_within_24_months_does_not_audit_it(line: Line) -> None:
    line.say(CheckRecorded, by=AUDITOR, item=CheckItem.PURPOSE, passed=True)
    with pytest.raises(NotPermitted) as refused:
        plan(line)
    assert [problem.code for problem in refused.value.problems] == ["SoD-15"]
    later = AT + timedelta(days=731)
    plan(line, at=later, starts_on=later.date(), for_cause=True)


@pytest.mark.parametrize("person", [OFFICER, LEAD, MEMBER])
def test_whoever_belongs_to_the_case_does_not_audit_it_whatever_their_account_says(line: Line, person: Any) -> None:
    with pytest.raises((NotPermitted, NotFound)):
        plan(line, by=actor(Role.AUDITOR, id=person.id))


def test_sod_03_the_auditor_of_a_project_does_not_check_its_certificates(line: Line) -> None:
    plan(line)
    line.expired().submit(NORTH)
    with pytest.raises(NotPermitted):
        line.accept(NORTH, by=AUDITOR)
    line.accept(NORTH, by=CHECKER)


def test_who_sees_an_audit(line: Line) -> None:
    audit = plan(line)
    assert read(line, audit, by=LEAD).may == ()
    for nobody in (STRANGER, MEMBER, ANONYMOUS):
        with pytest.raises(NotFound):
            read(line, audit, by=nobody)
    rows = line.ground.ask(views.list_audits, ListAudits(application_id=ID), by=LEAD).rows
    assert [(row.audit_id, row.findings) for row in rows] == [(audit, 0)]
    assert len(line.ground.ask(views.list_audits, ListAudits(state=AuditState.NOTIFIED), by=CHECKER).rows) == 1
    with pytest.raises(NotPermitted):
        line.ground.ask(views.list_audits, ListAudits(), by=LEAD)


def test_an_audit_that_is_not_there_or_of_another_project_is_not_found(line: Line) -> None:
    with pytest.raises(NotFound):
        find(line, new_id())
    audit = plan(line)
    other = Line(line.ground, id=new_id()).submitted().accepted().approved().in_force()
    command = CloseAudit(application_id=other.id, audit_id=audit, overall="well kept", risk=Risk.LOW)
    with pytest.raises(NotFound):
        do(line, command)
