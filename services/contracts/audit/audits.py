"""What is said about data sharing audits and their findings (domain 1.4.23, 7.4). Subject: the application's id."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ..message import Command, Event, Listing, Query, View

WORDS = {"min": 5, "max": 4000}


class AuditKind(StrEnum):
    FULL = "full"
    FOCUSED = "focused"
    DESK = "desk-based"
    POST_AUDIT = "post-audit-review"


class ScopeArea(StrEnum):
    TRANSFER = "information-transfer"
    ACCESS = "access-control"
    USE = "data-use-and-benefits"
    RISK = "risk-management"
    MANAGEMENT = "operational-management-and-control"
    DESTRUCTION = "data-destruction"


class FindingClass(StrEnum):
    """How grave a finding is."""

    MAJOR = "major-nonconformity"
    MINOR = "minor-nonconformity"
    OBSERVATION = "observation"
    OPPORTUNITY = "opportunity-for-improvement"
    FOLLOW_UP = "point-for-follow-up"


class Risk(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class AuditState(StrEnum):
    """`absent`: none of that id. `notified` until the first finding, then `fieldwork`, then `closed`."""

    ABSENT = "absent"
    NOTIFIED = "notified"
    FIELDWORK = "fieldwork"
    CLOSED = "closed"


class FindingState(StrEnum):
    """Where a finding is, from the day it was recorded until it is closed, carried forward or escalated."""

    OPEN = "open"
    ACTION_AGREED = "action-agreed"
    EVIDENCE_SUBMITTED = "evidence-submitted"
    CLOSED = "closed"
    CARRIED_FORWARD = "carried-forward"
    ESCALATED = "escalated"


class FindingOutcome(StrEnum):
    """How the auditor ends a finding."""

    CLOSED = "closed"
    CARRIED_FORWARD = "carried-forward"
    ESCALATED = "escalated"


@dataclass(frozen=True, kw_only=True)
class PlanAudit(Command):
    """An auditor who was not involved with the case in 24 months (SoD-15) plans an audit of a project whose agreement
    has been in force, with 20 working days' notice unless for cause. Refused `short-notice` otherwise."""

    application_id: UUID
    kind: AuditKind
    scope: tuple[ScopeArea, ...]
    starts_on: date
    for_cause: bool = False
    reason: str = field(metadata=WORDS)


@dataclass(frozen=True, kw_only=True)
class RecordFinding(Command):
    """Auditor: what was found, and by which clause of agreement, contract or policy it is one."""

    application_id: UUID
    audit_id: UUID
    classified: FindingClass
    area: ScopeArea
    clause: str = field(metadata={"min": 1, "max": 200})
    description: str = field(metadata=WORDS)
    evidence: str = field(default="", metadata={"max": 4000})
    risk: Risk = Risk.LOW


@dataclass(frozen=True, kw_only=True)
class AnswerFinding(Command):
    """The audited side: the action agreed, and later the evidence for it."""

    application_id: UUID
    audit_id: UUID
    finding_id: UUID
    action: str = field(metadata=WORDS)
    owner: str = field(metadata={"min": 1, "max": 200})
    evidence_sha256: tuple[str, ...] = field(
        default=(), metadata={"pattern": r"^[0-9a-f]{64}$", "items": 50, "document": True}
    )


@dataclass(frozen=True, kw_only=True)
class CloseFinding(Command):
    """A nonconformity is closed on evidence only; anything may be carried forward or escalated, with the reason."""

    application_id: UUID
    audit_id: UUID
    finding_id: UUID
    outcome: FindingOutcome
    note: str = field(metadata=WORDS)


@dataclass(frozen=True, kw_only=True)
class CloseAudit(Command):
    """When no finding is open, with the overall statement on risk."""

    application_id: UUID
    audit_id: UUID
    overall: str = field(metadata=WORDS)
    risk: Risk


@dataclass(frozen=True, kw_only=True)
class AuditPlanned(Event):
    """An audit was announced. `for_cause`: because of something that happened, and not by turn."""

    reference: str
    audit_id: UUID
    kind: AuditKind
    scope: tuple[ScopeArea, ...]
    starts_on: date
    for_cause: bool
    reason: str
    auditor_id: UUID


@dataclass(frozen=True, kw_only=True)
class FindingRecorded(Event):
    """`plan_by`: when the action plan is due; `due_on`: when the finding is to be put right. Null where none is."""

    reference: str
    audit_id: UUID
    finding_id: UUID
    number: int
    classified: FindingClass
    area: ScopeArea
    clause: str
    description: str
    evidence: str = ""
    risk: Risk = Risk.LOW
    plan_by: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class FindingAnswered(Event):
    """The audited organisation says what it does about a finding, and who sees to it."""

    reference: str
    audit_id: UUID
    finding_id: UUID
    action: str
    owner: str
    evidence_sha256: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FindingClosed(Event):
    """The auditor ended a finding, and says why."""

    reference: str
    audit_id: UUID
    finding_id: UUID
    outcome: FindingOutcome
    note: str


@dataclass(frozen=True, kw_only=True)
class AuditClosed(Event):
    """Every finding is ended; `risk` is that of the whole."""

    reference: str
    audit_id: UUID
    overall: str
    risk: Risk


@dataclass(frozen=True, kw_only=True)
class FindingView(View):
    finding_id: UUID
    number: int
    state: FindingState
    classified: FindingClass
    area: ScopeArea
    clause: str
    description: str
    evidence: str = ""
    risk: Risk = Risk.LOW
    plan_by: date | None = None
    due_on: date | None = None
    action: str = ""
    owner: str = ""
    evidence_sha256: tuple[str, ...] = ()
    closure_note: str = ""
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AuditView(View):
    audit_id: UUID
    application_id: UUID
    reference: str
    state: AuditState
    kind: AuditKind
    scope: tuple[ScopeArea, ...]
    starts_on: date
    for_cause: bool
    reason: str
    auditor_id: UUID
    planned_at: datetime
    version: int = 0
    findings: tuple[FindingView, ...] = ()
    overall: str = ""
    risk: Risk | None = None
    closed_at: datetime | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadAudit(Query):
    answers: ClassVar[type[View]] = AuditView
    audit_id: UUID


@dataclass(frozen=True, kw_only=True)
class AuditRow(View):
    audit_id: UUID
    application_id: UUID
    reference: str
    state: AuditState
    kind: AuditKind
    starts_on: date
    findings: int
    open_findings: int


@dataclass(frozen=True, kw_only=True)
class AuditsPage(View):
    """`may`: what this person may begin with the one request whose audits were asked for."""

    rows: tuple[AuditRow, ...] = ()
    next: str = ""
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListAudits(Listing):
    """Auditors and office-holders: audits by start. The people of a request: with its id, those of it.
    `sort`: starts_on, with a leading minus for descending."""

    answers: ClassVar[type[View]] = AuditsPage
    application_id: UUID | None = None
    state: AuditState | None = None
    sort: str = field(default="starts_on", metadata={"pattern": r"^-?(starts_on)$"})
