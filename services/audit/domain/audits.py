"""Data sharing audits and their findings, kept narrow: plan, record, answer, close (domain 1.4.23, 7.4; SoD-15)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.contracts.access import holders
from services.contracts.audit import (
    AnswerFinding,
    AuditClosed,
    AuditKind,
    AuditPlanned,
    AuditState,
    CloseAudit,
    CloseFinding,
    FindingAnswered,
    FindingClass,
    FindingClosed,
    FindingOutcome,
    FindingRecorded,
    FindingState,
    PlanAudit,
    ReadAudit,
    RecordFinding,
    Risk,
    ScopeArea,
)
from services.contracts.message import (
    Actor,
    Call,
    Command,
    Event,
    NotFound,
    NotPermitted,
    Problem,
    Refused,
    Role,
    happened,
    new_id,
)

from . import calendar
from .access import ACCESS
from .calendar import Holidays, Unit, local_date
from .closing import Closing

NOTICE_DAYS = 20  # working days, unless for cause (domain 1.4.23)
INDEPENDENCE = timedelta(days=730)  # 24 months (SoD-15)
F, S = FindingState, AuditState


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding: what was recorded, what was answered, how it ended."""

    recorded: FindingRecorded
    state: FindingState = FindingState.OPEN
    action: str = ""
    owner: str = ""
    evidence_sha256: tuple[str, ...] = ()
    closure_note: str = ""


@dataclass(frozen=True, kw_only=True)
class Audit:
    """One audit of one project."""

    id: UUID
    version: int = 0
    state: AuditState = AuditState.ABSENT
    application_id: UUID | None = None
    reference: str = ""
    kind: AuditKind = AuditKind.FULL
    scope: tuple[ScopeArea, ...] = ()
    starts_on: date | None = None
    for_cause: bool = False
    reason: str = ""
    auditor_id: UUID | None = None
    planned_at: datetime | None = None
    findings: tuple[Finding, ...] = ()
    overall: str = ""
    risk: Risk | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a decision needs besides the audit: the project, the bank holidays, and when this person last acted on it
    in another part (None: never)."""

    closing: Closing
    holidays: Holidays
    last_involved: datetime | None = None


class Part(StrEnum):
    """A person's part in one audit."""

    AUDITOR = "auditor"
    AUDITED = "applicant"
    SIGNATORY = "signatory"
    READER = "other staff who may read"
    NONE = "no part"


READERS = holders(ACCESS[ReadAudit]) - {Role.AUDITOR}
LIVE = (S.NOTIFIED, S.FIELDWORK)
RULES: tuple[tuple[type[Command], tuple[AuditState, ...], tuple[Part, ...]], ...] = (
    (PlanAudit, (S.ABSENT,), (Part.AUDITOR,)),
    (RecordFinding, LIVE, (Part.AUDITOR,)),
    (AnswerFinding, (S.FIELDWORK,), (Part.AUDITED,)),
    (CloseFinding, (S.FIELDWORK,), (Part.AUDITOR,)),
    (CloseAudit, LIVE, (Part.AUDITOR,)),
)
MAY: Mapping[tuple[AuditState, Part], frozenset[type[Command]]] = {
    (state, part): frozenset(command for command, states, parts in RULES if state in states and part in parts)
    for state in S
    for part in Part
}
# Action plan and remedy, in working and calendar days; None where none is asked for (domain 7.4).
TERMS: Mapping[FindingClass, tuple[int | None, int | None]] = {
    FindingClass.MAJOR: (5, 30),
    FindingClass.MINOR: (10, 90),
    FindingClass.OBSERVATION: (None, 180),
    FindingClass.OPPORTUNITY: (None, None),
    FindingClass.FOLLOW_UP: (None, None),
}
NONCONFORMITIES = (FindingClass.MAJOR, FindingClass.MINOR)
UNSETTLED = (F.OPEN, F.ACTION_AGREED, F.EVIDENCE_SUBMITTED)


def part_of(closing: Closing, actor: Actor) -> Part:
    """What somebody is to an audit of this project; whoever belongs to it never audits it (SoD-01)."""
    if actor.id == closing.lead_id:
        return Part.AUDITED
    if actor.id in {one.person_id for one in closing.signatories}:
        return Part.SIGNATORY
    if actor.id in (*closing.team, *closing.helpers):
        return Part.NONE
    if actor.has(Role.AUDITOR):
        return Part.AUDITOR
    return Part.READER if actor.has(*READERS) else Part.NONE


def may(audit: Audit, around: Surroundings, actor: Actor, at: datetime) -> tuple[str, ...]:
    """The commands that this person may give in this audit now."""
    part = part_of(around.closing, actor)
    if part is Part.AUDITOR and not _independent(around, actor, at):
        return ()
    return tuple(sorted(command.__name__ for command in MAY[audit.state, part]))


@singledispatch
def decide(command: Command, audit: Audit, call: Call, around: Surroundings) -> list[Event]:
    """What follows from a command; Refused, NotPermitted or NotFound when nothing does."""
    raise TypeError(f"{type(command).__name__} is not about an audit")


@decide.register
def _plan(command: PlanAudit, audit: Audit, call: Call, around: Surroundings) -> list[Event]:
    _allowed(command, audit, call, around)
    if not around.closing.in_force:
        raise Refused("There has been no agreement to audit.", code="no-agreement")
    earliest = calendar.due(local_date(call.at), NOTICE_DAYS, around.holidays)
    if not command.for_cause and command.starts_on < earliest:
        told = f"Give {NOTICE_DAYS} working days' notice: start on {earliest} or later, or say that it is for cause."
        problem = Problem(code="short-notice", message=told, field="starts_on")
        raise Refused(told, code="short-notice", problems=(problem,))
    facts: dict[str, Any] = {"kind": command.kind, "scope": command.scope, "starts_on": command.starts_on}
    why: dict[str, Any] = {"for_cause": command.for_cause, "reason": command.reason, "auditor_id": call.actor.id}
    return [_said(AuditPlanned, audit, call, around, **facts, **why)]


@decide.register
def _record(command: RecordFinding, audit: Audit, call: Call, around: Surroundings) -> list[Event]:
    _allowed(command, audit, call, around)
    plan, remedy = TERMS[command.classified]
    today = local_date(call.at)
    facts: dict[str, Any] = {
        "finding_id": new_id(),
        "number": len(audit.findings) + 1,
        "classified": command.classified,
        "area": command.area,
        "clause": command.clause,
        "description": command.description,
        "evidence": command.evidence,
        "risk": command.risk,
        "plan_by": calendar.due(today, plan, around.holidays) if plan else None,
        "due_on": calendar.due(today, remedy, around.holidays, unit=Unit.CALENDAR_DAY) if remedy else None,
    }
    return [_said(FindingRecorded, audit, call, around, **facts)]


@decide.register
def _answer(command: AnswerFinding, audit: Audit, call: Call, around: Surroundings) -> list[Event]:
    _allowed(command, audit, call, around)
    _unsettled(audit, command.finding_id)
    facts: dict[str, Any] = {"finding_id": command.finding_id, "action": command.action, "owner": command.owner}
    return [_said(FindingAnswered, audit, call, around, **facts, evidence_sha256=command.evidence_sha256)]


@decide.register
def _settle(command: CloseFinding, audit: Audit, call: Call, around: Surroundings) -> list[Event]:
    _allowed(command, audit, call, around)
    finding = _unsettled(audit, command.finding_id)
    bare = finding.recorded.classified in NONCONFORMITIES and finding.state is not F.EVIDENCE_SUBMITTED
    if command.outcome is FindingOutcome.CLOSED and bare:
        raise Refused("A nonconformity is closed on evidence: ask for it first.", code="no-evidence")
    facts: dict[str, Any] = {"finding_id": command.finding_id, "outcome": command.outcome, "note": command.note}
    return [_said(FindingClosed, audit, call, around, **facts)]


@decide.register
def _finish(command: CloseAudit, audit: Audit, call: Call, around: Surroundings) -> list[Event]:
    _allowed(command, audit, call, around)
    if any(finding.state in UNSETTLED for finding in audit.findings):
        raise Refused("Close, carry forward or escalate each finding first.", code="findings-open")
    return [_said(AuditClosed, audit, call, around, overall=command.overall, risk=command.risk)]


@singledispatch
def evolve(event: Event, audit: Audit) -> Audit:
    """What is true of the audit after one of its events."""
    raise TypeError(f"{type(event).__name__} says nothing about an audit")


@evolve.register
def _planned(event: AuditPlanned, audit: Audit) -> Audit:
    names = ("reference", "kind", "scope", "starts_on", "for_cause", "reason", "auditor_id")
    told = {name: getattr(event, name) for name in names}
    return replace(audit, state=S.NOTIFIED, application_id=event.subject, planned_at=event.at, **told)


@evolve.register
def _recorded(event: FindingRecorded, audit: Audit) -> Audit:
    return replace(audit, state=S.FIELDWORK, findings=(*audit.findings, Finding(recorded=event)))


@evolve.register
def _answered(event: FindingAnswered, audit: Audit) -> Audit:
    state = F.EVIDENCE_SUBMITTED if event.evidence_sha256 else F.ACTION_AGREED
    said: dict[str, Any] = {"action": event.action, "owner": event.owner, "evidence_sha256": event.evidence_sha256}
    return _with(audit, event.finding_id, state=state, **said)


@evolve.register
def _settled(event: FindingClosed, audit: Audit) -> Audit:
    return _with(audit, event.finding_id, state=FindingState(event.outcome.value), closure_note=event.note)


@evolve.register
def _closed(event: AuditClosed, audit: Audit) -> Audit:
    return replace(audit, state=S.CLOSED, overall=event.overall, risk=event.risk, closed_at=event.at)


def _allowed(command: Command, audit: Audit, call: Call, around: Surroundings) -> None:
    part = part_of(around.closing, call.actor)
    if part is Part.NONE or (audit.state is S.ABSENT and not isinstance(command, PlanAudit)):
        raise NotFound("There is no such audit.")
    if type(command) not in MAY[audit.state, part]:
        raise NotPermitted(f"As {part} you cannot do this while the audit is {audit.state}.")
    if part is Part.AUDITOR and not _independent(around, call.actor, call.at):
        problem = Problem(code="SoD-15", message="Let an auditor do it who had no part in the case in 24 months.")
        raise NotPermitted("You were involved in this case.", problems=(problem,), code="not-independent")


def _independent(around: Surroundings, actor: Actor, at: datetime) -> bool:
    """Whether an auditor had no other part in the case: named in it (SoD-03), or acting in it in 24 months (SoD-15)."""
    if actor.id in (around.closing.case_officer_id, *around.closing.decided_by):
        return False
    last = around.last_involved
    return last is None or last < at - INDEPENDENCE


def _said(cls: type[Any], audit: Audit, call: Call, around: Surroundings, **facts: Any) -> Event:
    named = {"reference": around.closing.reference, "audit_id": audit.id}
    event: Event = happened(cls, call, around.closing.id, **named, **facts)
    return event


def _unsettled(audit: Audit, finding_id: UUID) -> Finding:
    finding = next((one for one in audit.findings if one.recorded.finding_id == finding_id), None)
    if finding is None:
        raise NotFound("There is no such finding in this audit.")
    if finding.state not in UNSETTLED:
        raise Refused("This finding is settled.", code="finding-settled")
    return finding


def _with(audit: Audit, finding_id: UUID, **changes: Any) -> Audit:
    changed = (replace(one, **changes) if one.recorded.finding_id == finding_id else one for one in audit.findings)
    return replace(audit, findings=tuple(changed))
