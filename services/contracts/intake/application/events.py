"""What has happened to an application. The answers of a draft never travel; a version travels whole."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ...message import Event
from ...request import Approval, Assurance, Profile, Request, RequestType
from .parts import Change, CheckItem, Document, QueryRaised, Route


@dataclass(frozen=True, kw_only=True)
class ApplicationStarted(Event):
    """A draft was begun; `concerns` come from the provisional request it follows. `copied_from`: the request whose
    answers it began with; `kind`: new, renewal or extension. `look_again`: answers whose question has come to mean
    something else; `carried`: those of the earlier request that must be looked at again for this one."""

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
    copied_from: UUID | None = None
    kind: str = "new"
    form_version: int = 1
    look_again: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FormTakenUp(Event):
    """A draft goes on with another version of the form; `look_again`: answers to questions that mean something else."""

    form_version: int
    look_again: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnswersConfirmed(Event):
    """These answers were looked at again, and hold."""

    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DraftSaved(Event):
    """Some answers of `sections` (letters A to N) were saved; the rest as it now stands. `team_ids` may edit too;
    `involved_ids` are all people the answers name. `looked_at`: those that were to be looked at again, and
    were changed."""

    sections: tuple[str, ...]
    title: str = ""
    approval: Approval | None = None
    request_type: RequestType | None = None
    team_ids: tuple[UUID, ...] = ()
    involved_ids: tuple[UUID, ...] = ()
    looked_at: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DocumentAttached(Event):
    """A piece of evidence was added to the draft."""

    document: Document


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(Event):
    """A piece of evidence was taken off the draft."""

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
    """The dedicated contact was named."""

    reference: str
    officer_id: UUID
    officer_name: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckRecorded(Event):
    """The case officer checked one item."""

    item: CheckItem
    passed: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationReturned(Event):
    """Sent back with queries: the triage clock pauses; `round` counts from 1."""

    reference: str
    queries: tuple[QueryRaised, ...]
    round: int = 1


@dataclass(frozen=True, kw_only=True)
class QueryAnswered(Event):
    """One query was answered; `complete` when none is open any more."""

    query_id: UUID
    response: str
    complete: bool = False


@dataclass(frozen=True, kw_only=True)
class AppointmentArranged(Event):
    """Officer and applicant meet at `place`, a room or an address online, for `minutes`."""

    reference: str
    appointment_id: UUID
    starts_at: datetime
    minutes: int
    place: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(Event):
    """An appointment was called off before it began."""

    reference: str
    appointment_id: UUID
    starts_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class RouteOverrideProposed(Event):
    """An officer wants a lower level than the computed one; a second officer must agree."""

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
    """The case officer finds the purpose not eligible; the IG lead must agree."""

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
    """The lead took the request back."""

    reference: str
    reason: str = ""
    state_left: str = ""


@dataclass(frozen=True, kw_only=True)
class LapseWarned(Event):
    """Silent for long: it will lapse on `lapses_on` unless something is done. `warnings`: how many of the warnings of
    the schedule this one stands for, more than one when nobody could be warned for a while, none when it is the
    second letter that must come before the end."""

    reference: str
    lapses_on: date
    silent_days: int
    warnings: int = 1


@dataclass(frozen=True, kw_only=True)
class ApplicationLapsed(Event):
    """Silent for too long, after its warnings (T36)."""

    reference: str
    state_left: str
    silent_days: int


@dataclass(frozen=True, kw_only=True)
class ApplicationReopened(Event):
    """A lapsed application goes on in `state`."""

    reference: str
    state: str
