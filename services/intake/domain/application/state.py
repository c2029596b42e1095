"""What an application is, who is what to it, and who may do what in which state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.contracts.access import Reach, holders
from services.contracts.intake import application as say
from services.contracts.message import Actor, Role
from services.contracts.request import Approval, Assurance, Profile, RequestType

from ..access import APPLICATIONS, DRAFTS


class State(StrEnum):
    """Codes of domain 1.2 as far as intake decides them; what review decides is known here only by its outcome."""

    ABSENT = "ABSENT"
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    VALIDATION_QUERY = "VALIDATION_QUERY"
    ACCEPTED = "ACCEPTED"
    REVISION = "REVISION"
    APPROVED = "APPROVED"
    APPROVED_PROVISIONAL = "APPROVED_PROVISIONAL"
    REJECTED = "REJECTED"
    INELIGIBLE = "INELIGIBLE"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"


class Part(StrEnum):
    """What somebody is to this application."""

    ANYONE = "anyone"
    LEAD = "lead"
    TEAM = "team"
    CASE_OFFICER = "case-officer"  # the one assigned
    OFFICER = "officer"  # any other
    FREE_OFFICER = "free-officer"  # any, while none is assigned
    IG_LEAD = "ig-lead"
    CHAIR = "chair"


@dataclass(frozen=True, kw_only=True)
class Check:
    """What the case officer found for one item of the validation checklist."""

    item: say.CheckItem
    passed: bool
    note: str = ""
    by: UUID


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One frozen version."""

    version: int
    sha256: str
    at: datetime
    by: UUID


@dataclass(frozen=True, kw_only=True)
class Override:
    """A lower level than the computed one, proposed by one officer (SoD-11)."""

    level: Assurance
    reason: str
    by: UUID


@dataclass(frozen=True, kw_only=True)
class Application:
    """One application without its answers, which change often and never travel before they are frozen.

    `involved` are all persons its answers name; `touched_at` is when the applicant's side last did something.
    `route` is what the rules say of the last version, `confirmed` what an officer confirmed (G-ROUTE). `declared` are
    those who declared to review that nothing keeps them from reading it, `conflicted` those whom something does.
    """

    id: UUID
    state: State = State.ABSENT
    reference: str = ""
    profile: Profile = Profile.HOSPITAL
    title: str = ""
    request_type: RequestType = RequestType.RESEARCH
    approval: Approval = Approval.FULL
    lead_id: UUID | None = None
    lead_name: str = ""
    team: tuple[UUID, ...] = ()
    involved: tuple[UUID, ...] = ()
    enquiry_id: UUID | None = None
    provisional_id: UUID | None = None
    concerns: tuple[str, ...] = ()
    documents: tuple[say.Document, ...] = ()
    submissions: tuple[Submission, ...] = ()
    officer_id: UUID | None = None
    officer_name: str = ""
    checks: tuple[Check, ...] = ()
    queries: tuple[say.QueryRaised, ...] = ()
    rounds: int = 0
    appointments: tuple[say.Appointment, ...] = ()
    route: say.Route | None = None
    override: Override | None = None
    confirmed: say.Route | None = None
    downgraded: bool = False
    downgrade_reason: str = ""
    ineligible: tuple[str, ...] = ()
    ineligible_by: UUID | None = None
    revising: str = ""
    outcome_concerns: tuple[str, ...] = ()
    validators: tuple[UUID, ...] = ()
    declared: tuple[UUID, ...] = ()
    conflicted: tuple[UUID, ...] = ()
    touched_at: datetime | None = None
    warned: int = 0
    state_left: State | None = None
    lapsed_at: datetime | None = None
    reopened: bool = False

    @property
    def version(self) -> int:
        """The number of the last frozen version; 0 before the first."""
        return len(self.submissions)


EDITS = frozenset({say.SaveDraft, say.OpenSection, say.AttachDocument, say.RemoveDocument})
WHILE_QUERIED = EDITS | {say.AnswerQuery}
VALIDATION = frozenset(
    {say.RecordCheck, say.ReturnApplication, say.AcceptApplication, say.ProposeIneligible}
)  # fmt: skip
ROUTING = frozenset({say.ConfirmRoute, say.OverrideRoute})
MEETING = frozenset({say.ArrangeAppointment, say.CancelAppointment})
END = frozenset({say.WithdrawApplication})

MAY: Mapping[tuple[State, Part], frozenset[type]] = {
    (State.ABSENT, Part.ANYONE): frozenset({say.StartApplication}),
    (State.DRAFT, Part.LEAD): EDITS | END | {say.SubmitApplication},
    (State.DRAFT, Part.TEAM): EDITS,
    (State.SUBMITTED, Part.LEAD): END,
    (State.SUBMITTED, Part.CASE_OFFICER): VALIDATION | ROUTING | MEETING | {say.AssignCaseOfficer},
    (State.SUBMITTED, Part.OFFICER): ROUTING | {say.AssignCaseOfficer},
    (State.SUBMITTED, Part.FREE_OFFICER): ROUTING | MEETING | {say.AssignCaseOfficer},
    (State.SUBMITTED, Part.IG_LEAD): frozenset({say.ConfirmIneligible}),
    (State.SUBMITTED, Part.CHAIR): frozenset({say.OverrideRoute}),
    (State.VALIDATION_QUERY, Part.LEAD): WHILE_QUERIED | END | {say.SubmitApplication},
    (State.VALIDATION_QUERY, Part.TEAM): WHILE_QUERIED,
    (State.VALIDATION_QUERY, Part.CASE_OFFICER): MEETING | {say.AssignCaseOfficer},
    (State.VALIDATION_QUERY, Part.OFFICER): frozenset({say.AssignCaseOfficer}),
    (State.VALIDATION_QUERY, Part.FREE_OFFICER): MEETING | {say.AssignCaseOfficer},
    (State.ACCEPTED, Part.LEAD): END,
    (State.ACCEPTED, Part.CASE_OFFICER): frozenset({say.CancelAppointment}),  # one that was arranged before
    (State.REVISION, Part.LEAD): EDITS | END | {say.SubmitApplication},
    (State.REVISION, Part.TEAM): EDITS,
    (State.REVISION, Part.CASE_OFFICER): frozenset({say.CancelAppointment}),
    (State.LAPSED, Part.LEAD): frozenset({say.ReopenApplication}),
}

READERS = APPLICATIONS[say.ReadApplication]


def parts(application: Application, actor: Actor) -> frozenset[Part]:
    """What `actor` is to this application. Whoever is named in it never handles it as staff (SoD-01)."""
    if application.state is State.ABSENT:
        return frozenset({Part.ANYONE}) if actor.has(Role.PERSON) else frozenset()
    if actor.id == application.lead_id:
        return frozenset({Part.LEAD})
    if actor.id in application.team:
        return frozenset({Part.TEAM})
    if actor.id in application.involved:
        return frozenset()
    held = set()
    if actor.has(Role.CASE_OFFICER):
        assigned = Part.CASE_OFFICER if actor.id == application.officer_id else Part.OFFICER
        held.add(assigned if application.officer_id else Part.FREE_OFFICER)
    if actor.has(Role.IG_LEAD):
        held.add(Part.IG_LEAD)
    if actor.has(Role.CHAIR):
        held.add(Part.CHAIR)
    return frozenset(held)


def may(application: Application, actor: Actor) -> frozenset[type]:
    """The commands that `actor` may give now, by MAY; the details of each are decided when it is given."""
    return frozenset().union(*(MAY.get((application.state, part), frozenset()) for part in parts(application, actor)))


def reads(application: Application, actor: Actor, *, signs: bool = False) -> Reach | None:
    """How far somebody may read (domain 9.2). OWN: the applicant's side and, where `signs`, a controller's signatory.
    METADATA: others whom the answers name, staff who work on what was agreed, those with a conflict (9.4), and case
    officers while it is only a draft. ASSIGNED: who was asked to review it and has no conflict. None: nothing at all;
    operators never see content (SoD-12)."""
    if actor.id == application.lead_id or actor.id in application.team or signs:
        return Reach.OWN
    if actor.id in application.involved:
        return Reach.METADATA
    if not application.submissions:
        return Reach.METADATA if actor.has(*DRAFTS) else None
    if actor.has(*holders(READERS, Reach.ALL)):
        return Reach.METADATA if actor.id in application.conflicted else Reach.ALL
    if actor.has(*holders(READERS, Reach.ASSIGNED)) and actor.id in application.declared:
        return Reach.ASSIGNED
    return Reach.METADATA if actor.has(*holders(READERS, Reach.METADATA)) else None
