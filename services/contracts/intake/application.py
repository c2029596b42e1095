"""What is said about applications: drafting, submission, validation, route, acceptance; and where each request stands.

`application_id` is the subject of every event of the line, in every service. The answers of a draft never travel: an
event about a draft names sections only. A submitted version travels whole, as a `Request`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from ..message import Command, Event, Listing, Problem, Query, View
from ..request import Access, Approval, Assurance, Level, Profile, Request, RequestType


class Discipline(StrEnum):
    """The kinds of review a route may ask for (domain sections 1.4.5, 3.3)."""

    IG = "ig"
    TECHNICAL = "technical"
    CLINICAL = "clinical"
    LAY = "lay"
    ETHICS = "ethics"
    STATISTICS = "statistics"
    GP_ADVISORY = "pag"
    SECURITY = "security"
    COMMERCIAL = "commercial"
    TRANSFER = "transfer"
    AI = "ai"
    DEIDENTIFICATION = "deidentification"
    PUBLIC_HEALTH = "public-health"


class CheckItem(StrEnum):
    """What the case officer checks before acceptance (S1-16 to S1-19, G-VALIDATION-CHECKLIST)."""

    LEGAL_BASIS = "legal-basis"
    SECURITY = "security"
    FEASIBILITY = "feasibility"
    PURPOSE = "purpose"
    EVIDENCE = "evidence"
    DUPLICATES = "duplicates"


@dataclass(frozen=True, kw_only=True)
class QueryAsked:
    """One thing the case officer needs: the form field it is about, the question, and what to do."""

    field: str
    question: str
    action: str = ""


@dataclass(frozen=True, kw_only=True)
class QueryRaised:
    """A query as the applicant sees it, with the answer once given."""

    query_id: UUID
    field: str
    question: str
    action: str = ""
    response: str = ""
    answered: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that differs between two versions. `material` fields may change the route (domain 1.4.7)."""

    field: str
    label: str
    before: Any = None
    after: Any = None
    material: bool = False


@dataclass(frozen=True, kw_only=True)
class Document:
    """An attached piece of evidence, by the SHA-256 of its bytes (domain section 2.7)."""

    document_id: UUID
    kind: str
    sha256: str
    filename: str
    media_type: str = "application/pdf"
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Route:
    """How a version is to be assured: level, whether a committee advises, who reviews, who decides, and why."""

    level: Assurance
    committee: bool
    disciplines: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    novelty: int = 0


# Commands


@dataclass(frozen=True, kw_only=True)
class StartApplication(Command):
    """Begin a draft. Hospital: anybody with an account; dars: with an invitation (`enquiry_id`). With
    `provisional_id`, the answers and concerns of that provisionally approved request are carried over (S0-10)."""

    profile: Profile
    title: str = field(metadata={"min": 3, "max": 200})
    request_type: RequestType
    approval: Approval = Approval.FULL
    enquiry_id: UUID | None = None
    provisional_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SaveDraft(Command):
    """Save some answers, at any incompleteness (S0-4); a null value clears an answer."""

    application_id: UUID
    # field(): without it the dataclass would take the inherited class variable of this name for its default
    answers: dict[str, Any] = field()  # type: ignore[misc, assignment]
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AttachDocument(Command):
    application_id: UUID
    kind: str = field(metadata={"max": 40})
    sha256: str = field(metadata={"pattern": r"^[0-9a-f]{64}$"})
    filename: str = field(metadata={"min": 1, "max": 255})
    media_type: str = field(default="application/pdf", metadata={"max": 100})
    valid_to: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RemoveDocument(Command):
    application_id: UUID
    document_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SubmitApplication(Command):
    """Freeze the draft as a version and submit it: first, after a query, or as a revision during review.
    `declarations` are the codes ticked now (G-DECLARE); see ReadForm for the list."""

    application_id: UUID
    declarations: tuple[str, ...] = ()
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AssignCaseOfficer(Command):
    """Name the dedicated contact (S1-13)."""

    application_id: UUID
    officer_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecordCheck(Command):
    application_id: UUID
    item: CheckItem
    passed: bool
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class ReturnApplication(Command):
    """Send it back with at least one query, each tied to a field (S1-20)."""

    application_id: UUID
    queries: tuple[QueryAsked, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerQuery(Command):
    application_id: UUID
    query_id: UUID
    response: str = field(metadata={"min": 1, "max": 5000})


@dataclass(frozen=True, kw_only=True)
class ConfirmRoute(Command):
    """Confirm the computed route; or, as a second officer, a downward override that another proposed (SoD-11)."""

    application_id: UUID
    reason: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class OverrideRoute(Command):
    """Another level than the computed one: upward at once, downward only after a second officer confirms."""

    application_id: UUID
    level: Assurance
    reason: str = field(metadata={"min": 10, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class AcceptApplication(Command):
    """Accept for review: starts the service-level clock (S1-42)."""

    application_id: UUID
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class ProposeIneligible(Command):
    """The case officer's half of a refusal at validation (T10)."""

    application_id: UUID
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ConfirmIneligible(Command):
    """The IG lead's half: the application is refused as ineligible, with the reasons proposed."""

    application_id: UUID
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class WithdrawApplication(Command):
    application_id: UUID
    reason: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class ReopenApplication(Command):
    """Take up a lapsed application again, once, within 30 days (T36)."""

    application_id: UUID


# Events


@dataclass(frozen=True, kw_only=True)
class ApplicationStarted(Event):
    reference: str
    profile: Profile
    title: str
    request_type: RequestType
    approval: Approval
    lead_id: UUID
    lead_name: str = ""
    enquiry_id: UUID | None = None
    provisional_id: UUID | None = None
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DraftSaved(Event):
    """Some answers of `sections` (letters A to N) were saved; the rest as it now stands. `team_ids` may edit too;
    `involved_ids` are all people the answers name."""

    sections: tuple[str, ...]
    title: str = ""
    approval: Approval | None = None
    request_type: RequestType | None = None
    team_ids: tuple[UUID, ...] = ()
    involved_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DocumentAttached(Event):
    document: Document


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(Event):
    document_id: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(Event):
    """A version was frozen. `route` is what the rules say of this version; after acceptance a listener compares it
    with the accepted one when `material` is true (T15)."""

    reference: str
    request: Request
    resubmission: bool = False
    after: str = ""  # "" first submission, "query", "feedback" or "deferral"
    changes: tuple[Change, ...] = ()
    material: bool = False
    documents: tuple[Document, ...] = ()
    declarations: tuple[str, ...] = ()
    route: Route | None = None


@dataclass(frozen=True, kw_only=True)
class CaseOfficerAssigned(Event):
    reference: str
    officer_id: UUID
    officer_name: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckRecorded(Event):
    item: CheckItem
    passed: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationReturned(Event):
    reference: str
    queries: tuple[QueryRaised, ...]
    round: int = 1


@dataclass(frozen=True, kw_only=True)
class QueryAnswered(Event):
    query_id: UUID
    response: str
    complete: bool = False


@dataclass(frozen=True, kw_only=True)
class RouteOverrideProposed(Event):
    computed: Assurance
    level: Assurance
    reason: str


@dataclass(frozen=True, kw_only=True)
class RouteConfirmed(Event):
    """`downgraded` routes are reported to the committee; `proposed_by` is then the first of the two officers."""

    route: Route
    overridden: bool = False
    downgraded: bool = False
    reason: str = ""
    proposed_by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ApplicationAccepted(Event):
    """Accepted for review: the service-level clock starts. `rules` are the routing rules that fired (domain 3.3)."""

    reference: str
    request: Request
    level: Assurance
    committee: bool
    disciplines: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    case_officer_id: UUID
    case_officer_name: str = ""
    downgraded: bool = False
    downgrade_reason: str = ""
    documents: tuple[Document, ...] = ()
    validated_by: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IneligibilityProposed(Event):
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicationIneligible(Event):
    """Refused at validation by two people (T10); the applicant may appeal."""

    reference: str
    reasons: tuple[str, ...]
    proposed_by: UUID
    request: Request | None = None


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(Event):
    reference: str
    reason: str = ""
    state_left: str = ""


@dataclass(frozen=True, kw_only=True)
class LapseWarned(Event):
    """Silent for long: it will lapse on `lapses_on` unless something is done."""

    reference: str
    lapses_on: date
    silent_days: int


@dataclass(frozen=True, kw_only=True)
class ApplicationLapsed(Event):
    reference: str
    state_left: str
    silent_days: int


@dataclass(frozen=True, kw_only=True)
class ApplicationReopened(Event):
    reference: str
    state: str


# Queries and views


@dataclass(frozen=True, kw_only=True)
class GuardView(View):
    """A named predicate of domain 1.6 and, when it fails, each thing to do and where."""

    guard: str
    passed: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CheckView(View):
    item: CheckItem
    passed: bool | None = None
    note: str = ""
    by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class VersionRow(View):
    version: int
    sha256: str
    submitted_at: datetime
    submitted_by: UUID
    changes: tuple[Change, ...] = ()
    material: bool = False


@dataclass(frozen=True, kw_only=True)
class ApplicationView(View):
    """One application for one reader. `answers` and `documents` are empty for staff while it is only a draft."""

    application_id: UUID
    reference: str
    title: str
    profile: Profile
    state: str
    stage: str
    label: str
    macro_stage: str
    version: int
    request_type: RequestType
    approval: Approval
    lead_id: UUID
    lead_name: str = ""
    case_officer_id: UUID | None = None
    case_officer_name: str = ""
    enquiry_id: UUID | None = None
    provisional_id: UUID | None = None
    concerns: tuple[str, ...] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    queries: tuple[QueryRaised, ...] = ()
    rounds: int = 0
    checks: tuple[CheckView, ...] = ()
    guards: tuple[GuardView, ...] = ()
    missing: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    progress: dict[str, Any] = field(default_factory=dict)
    route: Route | None = None
    route_confirmed: bool = False
    ineligible_reasons: tuple[str, ...] = ()
    versions: tuple[VersionRow, ...] = ()
    request: Request | None = None
    awaited: str = ""
    awaited_from: str = ""
    updated_at: datetime
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadApplication(Query):
    answers: ClassVar[type[View]] = ApplicationView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class VersionView(View):
    """A frozen version; `changes` against the version before, or against `against`."""

    application_id: UUID
    reference: str
    version: int
    sha256: str
    submitted_at: datetime
    submitted_by: UUID
    answers: dict[str, Any]
    changes: tuple[Change, ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadVersion(Query):
    answers: ClassVar[type[View]] = VersionView
    application_id: UUID
    version: int = field(metadata={"min": 1})
    against: int | None = None


@dataclass(frozen=True, kw_only=True)
class RequestRow(View):
    """A request in a list: where it stands, what is awaited and from whom."""

    application_id: UUID
    reference: str
    title: str
    profile: Profile
    stage: str
    label: str
    macro_stage: str
    group: str
    lead_id: UUID
    lead_name: str = ""
    officer_id: UUID | None = None
    officer_name: str = ""
    request_type: str = ""
    approval: str = ""
    level: str = ""
    awaited: str = ""
    awaited_from: str = ""
    started_at: datetime
    updated_at: datetime
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyRequestsView(View):
    """MyDARs (S0-18): drafts, submitted, approved, the newest change first."""

    drafts: tuple[RequestRow, ...] = ()
    submitted: tuple[RequestRow, ...] = ()
    approved: tuple[RequestRow, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyRequests(Query):
    answers: ClassVar[type[View]] = MyRequestsView


@dataclass(frozen=True, kw_only=True)
class ApplicationList(View):
    rows: tuple[RequestRow, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListApplications(Listing):
    """The staff list. `sort` is updated_at, reference, title or stage, with a leading minus for descending."""

    answers: ClassVar[type[View]] = ApplicationList
    stage: str = ""
    macro_stage: str = ""
    group: str = ""
    profile: Profile | None = None
    officer_id: UUID | None = None
    q: str = field(default="", metadata={"max": 200})
    sort: str = field(default="-updated_at", metadata={"pattern": r"^-?(updated_at|reference|title|stage)$"})


@dataclass(frozen=True, kw_only=True)
class FormField(View):
    """One question. `required` is decided for the choices in ReadForm; `when` says in words when it is required."""

    key: str
    id: str
    label: str
    type: str
    guidance: str = ""
    required: bool = False
    may_be_planned: bool = False
    shown: bool = True
    when: str = ""
    options: tuple[str, ...] = ()
    max_length: int = 0
    items: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FormSection(View):
    letter: str
    title: str
    fields: tuple[FormField, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FormEvidence(View):
    kind: str
    label: str
    required: bool
    when: str = ""


@dataclass(frozen=True, kw_only=True)
class FormView(View):
    profile: Profile
    sections: tuple[FormSection, ...] = ()
    evidence: tuple[FormEvidence, ...] = ()
    declarations: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReadForm(Query):
    """The form as data, open to anybody (S0-24); the choices decide what is required (S0-3)."""

    answers: ClassVar[type[View]] = FormView
    profile: Profile = Profile.HOSPITAL
    request_type: RequestType = RequestType.RESEARCH
    approval: Approval = Approval.FULL
    level: Level = Level.PSEUDONYMISED
    access: Access = Access.SDE


@dataclass(frozen=True, kw_only=True)
class Task(View):
    """Something that waits for this person; merged with the other services' tasks by due date."""

    kind: str
    title: str
    subject: UUID
    reference: str = ""
    due_on: date | None = None
    command: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskList(View):
    rows: tuple[Task, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyTasks(Query):
    answers: ClassVar[type[View]] = TaskList
