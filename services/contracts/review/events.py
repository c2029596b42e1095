"""What review announces. Subject is the application's id, or the meeting's (MeetingScheduled, AttendanceRecorded) or
the delegation's (OfficeDelegated)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ..message import Event
from ..request import Assurance, Request
from .parts import (
    Action,
    ActionAnswer,
    Advice,
    CaseState,
    Comment,
    CommitteeMember,
    Condition,
    ConditionKind,
    ConditionWanted,
    FeedbackAnswer,
    FeedbackItem,
    Interest,
    InterestOutcome,
    Letter,
    Office,
    Outcome,
    Quorum,
    Reviewer,
)


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """Under review, on this route (T09). `disciplines` are the mandatory ones, `offices` decide. `validated_by` may
    neither review nor decide."""

    reference: str
    level: Assurance
    committee: bool
    disciplines: tuple[str, ...]
    offices: tuple[Office, ...]
    case_officer_id: UUID | None
    request: Request
    rules: tuple[str, ...] = ()
    validated_by: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewersAssigned(Event):
    """People asked to review, and by when."""

    reference: str
    reviewers: tuple[Reviewer, ...]
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ConflictDeclared(Event):
    """Somebody's interest in this request. `conflicted`: may not read the papers. `rule` names what the record
    showed when nobody had to say it (`automatic`)."""

    reference: str
    person_id: UUID
    kind: Interest
    outcome: InterestOutcome
    conflicted: bool
    automatic: bool = False
    rule: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class InterestAccepted(Event):
    """The chair recorded that an interest is not material (SoD-02)."""

    person_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReviewRecorded(Event):
    """One review, of exactly the version whose hash it names. `confidential` is for the chair and the office-holders:
    never shown to the applicant."""

    reference: str
    person_id: UUID
    discipline: str
    request_sha256: str
    ratings: dict[str, str]
    recommendation: Advice
    comments: tuple[Comment, ...] = ()
    confidential: str = ""
    conditions: tuple[ConditionWanted, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewWaived(Event):
    """The chair went on without a review that was not mandatory."""

    person_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReviewCompleted(Event):
    """The last mandatory review has arrived (S0-28, T12)."""

    reference: str
    reviews: int
    comments: int


@dataclass(frozen=True, kw_only=True)
class ExternalWaitStarted(Event):
    """The clock pauses: EXTERNAL_BODY (T11, S1-43)."""

    reference: str
    body: str
    body_reference: str


@dataclass(frozen=True, kw_only=True)
class ExternalWaitEnded(Event):
    """One body outside has answered; `waiting` are those that have not: the clock runs again when there is none."""

    reference: str
    body: str
    outcome: str
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FeedbackRequested(Event):
    """The comment sheet went to the applicant; the clock pauses: APPLICANT_DETAIL (T13)."""

    reference: str
    items: tuple[FeedbackItem, ...]
    due_on: date
    lapses_on: date


@dataclass(frozen=True, kw_only=True)
class FeedbackAnswered(Event):
    """Answers to comments; `complete` when every comment has one: the clock runs again (T14)."""

    reference: str
    responses: tuple[FeedbackAnswer, ...]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class CaseRevised(Event):
    """Intake froze a new version of the request. `material` when one of `changed` calls for a new review; the route
    is the one that holds from now on: never lower than before."""

    reference: str
    request: Request
    changed: tuple[str, ...]
    material: bool
    level: Assurance
    committee: bool
    disciplines: tuple[str, ...]
    offices: tuple[Office, ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Event):
    """Under review again, perhaps on a higher route (T15, T21, T23). `fresh_reviewers`: the earlier ones may not."""

    reference: str
    reason: str
    level: Assurance
    committee: bool
    disciplines: tuple[str, ...]
    offices: tuple[Office, ...]
    raised: bool = False
    fresh_reviewers: bool = False
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MeetingScheduled(Event):
    """A meeting of the committee was planned (subject: the meeting)."""

    held_on: date
    place: str
    members: tuple[CommitteeMember, ...]


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(Event):
    """The meeting was held (subject: the meeting)."""

    held_on: date
    present: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class CaseScheduled(Event):
    """On the agenda of a meeting, with these papers (T14). `quorum` is the plan without the conflicted members."""

    reference: str
    meeting_id: UUID
    held_on: date
    place: str
    request_sha256: str
    quorum: Quorum


@dataclass(frozen=True, kw_only=True)
class AdviceRecorded(Event):
    """What the committee advised, of which version, and by whom (T17)."""

    reference: str
    meeting_id: UUID
    held_on: date
    outcome: Advice
    request_sha256: str
    summary: str
    quorum: Quorum
    advised_by: tuple[UUID, ...]
    conditions: tuple[ConditionWanted, ...] = ()
    dissent: str = ""
    risks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DecisionPrepared(Event):
    """A delegated route: ready for the office-holder, without committee (T16)."""

    reference: str
    summary: str
    offices: tuple[Office, ...]


@dataclass(frozen=True, kw_only=True)
class DecisionSigned(Event):
    """One office signed. `waiting` are the offices that have not."""

    reference: str
    office: Office
    person_id: UUID
    name: str
    outcome: Outcome
    request_sha256: str
    reasons: tuple[str, ...] = ()
    conditions: tuple[ConditionWanted, ...] = ()
    actions: tuple[str, ...] = ()
    outstanding: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    delegate_of: UUID | None = None
    departs_from_advice: bool = False
    waiting: tuple[Office, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfficeDelegated(Event):
    """An office-holder named a delegate (subject: the delegation)."""

    office: Office
    holder_id: UUID
    delegate_id: UUID
    delegate_name: str
    valid_from: date
    valid_to: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class ApplicationApproved(Event):
    """Approved in full, of exactly the version in `request` (T18); the approval clock stops. Never for a provisional
    request. The letter names the time scale for access (S2-57)."""

    request: Request
    level: Assurance
    conditions: tuple[Condition, ...]
    decided_by: tuple[UUID, ...]
    advised_by: tuple[UUID, ...]
    reviewed_by: tuple[UUID, ...]
    case_officer_id: UUID | None
    letter: Letter
    decision_letter_sha256: str = ""
    offices: tuple[Office, ...] = ()
    reasons: tuple[str, ...] = ()
    departs_from_advice: bool = False


@dataclass(frozen=True, kw_only=True)
class ApplicationApprovedProvisionally(Event):
    """Agreed in principle only (T19): no agreement, no letter of release, no workspace ever follows from it (S0-7)."""

    request: Request
    level: Assurance
    valid_until: date
    outstanding: tuple[str, ...]
    concerns: tuple[str, ...]
    decided_by: tuple[UUID, ...]
    letter: Letter
    decision_letter_sha256: str = ""
    reasons: tuple[str, ...] = ()
    departs_from_advice: bool = False


@dataclass(frozen=True, kw_only=True)
class ApplicationDeferred(Event):
    """Returned with numbered actions (T20); the clock pauses: APPLICANT_DETAIL."""

    reference: str
    actions: tuple[Action, ...]
    decided_by: tuple[UUID, ...]
    respond_by: date
    letter: Letter
    decision_letter_sha256: str = ""
    reasons: tuple[str, ...] = ()
    departs_from_advice: bool = False


@dataclass(frozen=True, kw_only=True)
class ApplicationRejected(Event):
    """Not approved, with reasons and until when to appeal (T22); the clock stops."""

    reference: str
    reasons: tuple[str, ...]
    decided_by: tuple[UUID, ...]
    appeal_by: date
    letter: Letter
    decision_letter_sha256: str = ""
    departs_from_advice: bool = False


@dataclass(frozen=True, kw_only=True)
class DeferralAnswered(Event):
    """Answers to numbered actions; `complete` when each has one."""

    reference: str
    responses: tuple[ActionAnswer, ...]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class AppealLodged(Event):
    """The applicant appeals against the rejection."""

    reference: str
    grounds: str
    statement: str
    decide_by: date


@dataclass(frozen=True, kw_only=True)
class AppealUpheld(Event):
    """To be reviewed again by other people (T23); CaseReopened follows. A new clock starts."""

    reference: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class AppealDismissed(Event):
    """The rejection stands."""

    reference: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class ConditionEvidenceSubmitted(Event):
    """The applicant gave evidence for a condition."""

    reference: str
    condition_id: UUID
    number: int
    statement: str
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class ConditionReturned(Event):
    """The evidence is not enough; the note says why."""

    reference: str
    condition_id: UUID
    number: int
    note: str


@dataclass(frozen=True, kw_only=True)
class ConditionMet(Event):
    """Verified by somebody other than the author. `all_precedent_met`: nothing precedent is open any more."""

    reference: str
    condition_id: UUID
    number: int
    kind: ConditionKind
    all_precedent_met: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseLapsing(Event):
    """The applicant has been silent and is warned: the case lapses on this day (T36)."""

    reference: str
    lapses_on: date
    warning: int


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    """Nothing more to review: `reason` is withdrawn, lapsed (silent too long here or in intake) or ineligible. An
    ineligible request (T10) never had a case; one is kept so that its applicant may appeal until `appeal_by`."""

    reference: str
    reason: str
    request: Request | None = None
    reasons: tuple[str, ...] = ()
    decided_by: tuple[UUID, ...] = ()
    appeal_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class CaseResumed(Event):
    """A lapsed case was taken up again where it stood; silence until `lapses_on` would end it again."""

    reference: str
    state: CaseState
    lapses_on: date | None = None
