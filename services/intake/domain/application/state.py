"""What an application is, who is what to it, and who may do what in which state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import product
from uuid import UUID

from services.contracts.access import Reach, holders
from services.contracts.intake import application as say
from services.contracts.message import STAFF, Actor, Role
from services.contracts.request import Approval, Profile, RequestType

from ..access import APPLICATIONS, DRAFTS
from .checks import DocumentCheck, Renewal
from .held import Check, Collaborator, Invited, Override, Submission, Ticked


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
    TEAM = "team"  # whom the answers name as data users
    EDITOR = "editor"  # these three by invitation, and what they were invited as goes before what they are named as
    READER = "reader"
    SIGNATORY = "signatory"
    INVITED = "invited"  # by the address that they have confirmed
    CASE_OFFICER = "case-officer"  # the one assigned
    OFFICER = "officer"  # any other
    FREE_OFFICER = "free-officer"  # any, while none is assigned
    IG_LEAD = "ig-lead"
    CHAIR = "chair"


@dataclass(frozen=True, kw_only=True)
class Application:
    """One application without its answers, which change often and never travel before they are frozen.

    `form_version` is the form it is written with, `look_again` the answers that must be looked at again: those
    whose question has come to mean something else since, and those `carried` over from an earlier request.
    `involved` are all persons its answers name; `touched_at` is when the applicant's side last did something.
    `route` is what the rules say of the last version, `confirmed` what an officer confirmed (G-ROUTE). `declared`
    are those who declared to review that nothing keeps them from reading it, `conflicted` those whom something
    does. `removed` were collaborators once; `supported_by` declared support for the draft as it stands.
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
    copied_from: UUID | None = None
    kind: str = "new"
    form_version: int = 1
    look_again: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
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
    warned: int = 0  # warnings of the schedule that are behind us
    letters: int = 0  # in how many letters
    warned_at: datetime | None = None
    state_left: State | None = None
    lapsed_at: datetime | None = None
    reopened: bool = False
    invitations: tuple[Invited, ...] = ()
    collaborators: tuple[Collaborator, ...] = ()
    removed: tuple[UUID, ...] = ()
    supported_by: tuple[UUID, ...] = ()
    checklist: tuple[Ticked, ...] = ()
    document_checks: tuple[DocumentCheck, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    evidence_warned: dict[str, int] = field(default_factory=dict)
    closed: bool = False

    @property
    def own_people(self) -> frozenset[UUID]:
        """Everybody who has to do with it on the applicant's side, or once had: they never handle it (SoD-01)."""
        lead = (self.lead_id,) if self.lead_id is not None else ()
        return frozenset((*lead, *self.team, *self.involved, *self.helpers))

    @property
    def helpers(self) -> tuple[UUID, ...]:
        """Whoever works on it by invitation, or did."""
        return tuple(dict.fromkeys((*(one.person_id for one in self.collaborators), *self.removed)))

    def role_of(self, person_id: UUID) -> say.CollaboratorRole | None:
        """What somebody was invited as, and has accepted."""
        return next((one.role for one in self.collaborators if one.person_id == person_id), None)

    @property
    def version(self) -> int:
        """The number of the last frozen version; 0 before the first."""
        return len(self.submissions)


# Only before the first submission: a request goes on with the form that it was submitted with, and the checklist is
# what was in order before it.
FORM = frozenset({say.TakeUpForm, say.ConfirmAnswers, say.ConfirmChecklist})
EDITS = frozenset({say.SaveDraft, say.OpenSection, say.AttachDocument, say.RemoveDocument})
WHILE_QUERIED = EDITS | {say.AnswerQuery}
VALIDATION = frozenset(
    {say.RecordCheck, say.CheckDocument, say.ReturnApplication, say.AcceptApplication, say.ProposeIneligible}
)  # fmt: skip
ROUTING = frozenset({say.ConfirmRoute, say.OverrideRoute})
MEETING = frozenset({say.ArrangeAppointment, say.CancelAppointment})
END = frozenset({say.WithdrawApplication})
SHARING = frozenset({say.WithdrawInvitation, say.ChangeCollaborator, say.RemoveCollaborator})
INVITING = SHARING | {say.InviteCollaborator}  # while a version is to come, which will name whoever helps
ACCEPTING = frozenset({say.AcceptInvitation})
SIGNING = frozenset({say.DeclareSupport})
COMMENTS = frozenset({say.AddComment, say.ResolveThread})
COMMENTED = (State.DRAFT, State.SUBMITTED, State.VALIDATION_QUERY, State.ACCEPTED, State.REVISION)
OWN_SIDE = (Part.LEAD, Part.TEAM, Part.EDITOR, Part.READER, Part.SIGNATORY)
RENEWING = frozenset({say.RenewDocument})
AFTERWARDS = frozenset({say.CancelAppointment, say.CheckDocument})  # an appointment that was arranged before
APPROVALS = (State.APPROVED, State.APPROVED_PROVISIONAL)

_STEPS: Mapping[tuple[State, Part], frozenset[type]] = {
    (State.ABSENT, Part.ANYONE): frozenset({say.StartApplication}),
    (State.DRAFT, Part.LEAD): EDITS | FORM | END | INVITING | {say.SubmitApplication},
    (State.DRAFT, Part.TEAM): EDITS | FORM,
    (State.DRAFT, Part.EDITOR): EDITS | FORM,
    (State.DRAFT, Part.SIGNATORY): SIGNING,
    (State.DRAFT, Part.INVITED): ACCEPTING,
    (State.SUBMITTED, Part.LEAD): END | SHARING,
    (State.SUBMITTED, Part.CASE_OFFICER): VALIDATION | ROUTING | MEETING | {say.AssignCaseOfficer},
    (State.SUBMITTED, Part.OFFICER): ROUTING | {say.AssignCaseOfficer},
    (State.SUBMITTED, Part.FREE_OFFICER): ROUTING | MEETING | {say.AssignCaseOfficer},
    (State.SUBMITTED, Part.IG_LEAD): frozenset({say.ConfirmIneligible}),
    (State.SUBMITTED, Part.CHAIR): frozenset({say.OverrideRoute}),
    (State.VALIDATION_QUERY, Part.LEAD): WHILE_QUERIED | END | INVITING | {say.SubmitApplication},
    (State.VALIDATION_QUERY, Part.TEAM): WHILE_QUERIED,
    (State.VALIDATION_QUERY, Part.EDITOR): WHILE_QUERIED,
    (State.VALIDATION_QUERY, Part.SIGNATORY): SIGNING,
    (State.VALIDATION_QUERY, Part.INVITED): ACCEPTING,
    (State.VALIDATION_QUERY, Part.CASE_OFFICER): MEETING | {say.AssignCaseOfficer},
    (State.VALIDATION_QUERY, Part.OFFICER): frozenset({say.AssignCaseOfficer}),
    (State.VALIDATION_QUERY, Part.FREE_OFFICER): MEETING | {say.AssignCaseOfficer},
    (State.ACCEPTED, Part.LEAD): END | SHARING | RENEWING,
    (State.ACCEPTED, Part.TEAM): RENEWING,
    (State.ACCEPTED, Part.CASE_OFFICER): AFTERWARDS,
    (State.REVISION, Part.LEAD): EDITS | END | INVITING | {say.SubmitApplication},
    (State.REVISION, Part.TEAM): EDITS,
    (State.REVISION, Part.EDITOR): EDITS,
    (State.REVISION, Part.SIGNATORY): SIGNING,
    (State.REVISION, Part.INVITED): ACCEPTING,
    (State.REVISION, Part.CASE_OFFICER): AFTERWARDS,
    **{(state, part): RENEWING for state in APPROVALS for part in (Part.LEAD, Part.TEAM)},
    **{(state, Part.CASE_OFFICER): frozenset({say.CheckDocument}) for state in APPROVALS},
    (State.LAPSED, Part.LEAD): frozenset({say.ReopenApplication}),
}
# What somebody was invited as is what they are to it.
BY_ROLE = {
    say.CollaboratorRole.EDIT: Part.EDITOR,
    say.CollaboratorRole.READ: Part.READER,
    say.CollaboratorRole.SIGN: Part.SIGNATORY,
}
_TALK = dict.fromkeys(product(COMMENTED, (*OWN_SIDE, Part.CASE_OFFICER)), COMMENTS)
_ANEW: dict[tuple[State, Part], frozenset[type]] = {
    (state, Part.LEAD): frozenset({say.CopyApplication}) for state in State if state is not State.ABSENT
}
_GOING: dict[tuple[State, Part], frozenset[type]] = {
    **{(state, Part.INVITED): frozenset({say.DeclineInvitation}) for state in State if state is not State.ABSENT},
    **{
        (state, part): frozenset({say.LeaveApplication})
        for state in State
        for part in (Part.TEAM, *BY_ROLE.values())
        if state is not State.ABSENT
    },
}
_AGAIN: dict[tuple[State, Part], frozenset[type]] = {(State.APPROVED, Part.LEAD): frozenset({say.RenewApplication})}
_TABLES = (_STEPS, _TALK, _ANEW, _AGAIN, _GOING)
MAY: Mapping[tuple[State, Part], frozenset[type]] = {
    at: frozenset().union(*(table.get(at, frozenset()) for table in _TABLES))
    for at in product(State, Part)
    if any(at in table for table in _TABLES)
}

READERS = APPLICATIONS[say.ReadApplication]


def parts(application: Application, actor: Actor, *, invited: bool = False) -> frozenset[Part]:
    """What `actor` is to this application; `invited`: an open invitation names their address. Whoever is named in it,
    or has worked on it, never handles it as staff (SoD-01)."""
    if application.state is State.ABSENT:
        return frozenset({Part.ANYONE}) if actor.has(Role.PERSON) else frozenset()
    own = _own_part(application, actor)
    asked = {Part.INVITED} if invited else set()
    if own is not None or invited or actor.id in application.own_people:
        return frozenset(asked | ({own} if own else set()))
    held = set()
    if actor.has(Role.CASE_OFFICER):
        assigned = Part.CASE_OFFICER if actor.id == application.officer_id else Part.OFFICER
        held.add(assigned if application.officer_id else Part.FREE_OFFICER)
    if actor.has(Role.IG_LEAD):
        held.add(Part.IG_LEAD)
    if actor.has(Role.CHAIR):
        held.add(Part.CHAIR)
    return frozenset(held)


def _own_part(application: Application, actor: Actor) -> Part | None:
    if actor.id == application.lead_id:
        return Part.LEAD
    if (role := application.role_of(actor.id)) is not None:
        return BY_ROLE[role]
    in_team = actor.id in application.team and actor.id not in application.removed
    return Part.TEAM if in_team else None


def may(application: Application, actor: Actor, *, invited: bool = False) -> frozenset[type]:
    """The commands that `actor` may give now, by MAY; the details of each are decided when it is given."""
    found = parts(application, actor, invited=invited)
    return frozenset().union(*(MAY.get((application.state, part), frozenset()) for part in found))


def reads(application: Application, actor: Actor, *, signs: bool = False) -> Reach | None:
    """How far somebody may read (domain 9.2). OWN: the applicant's side and, where `signs`, a controller's signatory.
    METADATA: others whom the answers name, staff who work on what was agreed, those with a conflict (9.4), and case
    officers while it is only a draft. ASSIGNED: who was asked to review it and has no conflict. None: nothing at all;
    operators never see content (SoD-12)."""
    if _own_part(application, actor) is not None or signs:
        return Reach.OWN
    if actor.id in application.team or actor.id in application.involved:
        return Reach.METADATA
    if actor.id in application.removed:
        return Reach.METADATA if actor.has(*STAFF) else None
    if not application.submissions:
        return Reach.METADATA if actor.has(*DRAFTS) else None
    if actor.has(*holders(READERS, Reach.ALL)):
        return Reach.METADATA if actor.id in application.conflicted else Reach.ALL
    if actor.has(*holders(READERS, Reach.ASSIGNED)) and actor.id in application.declared:
        return Reach.ASSIGNED
    return Reach.METADATA if actor.has(*holders(READERS, Reach.METADATA)) else None
