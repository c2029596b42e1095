"""What people may ask review to do. The subject of each is one request (`application_id`), a meeting or a delegation.

`expected_version` is given where an edit may conflict with another person's: `conflict` when the case moved on.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ..message import Command
from .parts import (
    ActionAnswer,
    Advice,
    Comment,
    CommitteeMember,
    ConditionWanted,
    Declaration,
    FeedbackAnswer,
    Interest,
    InterestOutcome,
    Office,
    Outcome,
    Reviewer,
)

SHORT = {"min": 1, "max": 2000}


@dataclass(frozen=True, kw_only=True)
class AssignReviewers(Command):
    """Secretariat or chair asks people to review. A conflict that the record shows is entered at once (SoD-01..04)."""

    application_id: UUID
    reviewers: tuple[Reviewer, ...]
    due_on: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DeclareInterest(Command):
    """A reviewer or member declares, before any paper opens, what interest they have in this request, or none."""

    application_id: UUID
    kind: Interest
    outcome: InterestOutcome = InterestOutcome.NONE
    detail: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class RecordInterests(Command):
    """Secretariat or chair minutes what the members of the meeting declared about this item."""

    application_id: UUID
    declarations: tuple[Declaration, ...]


@dataclass(frozen=True, kw_only=True)
class AcceptInterest(Command):
    """The chair records that an interest of same employment is not material (SoD-02); never for the team itself."""

    application_id: UUID
    person_id: UUID
    reason: str = field(metadata=SHORT)


@dataclass(frozen=True, kw_only=True)
class RecordReview(Command):
    """A reviewer's form: `ratings` maps each Criterion to a Rating; `comments` go to the applicant, `confidential`
    to the chair only."""

    application_id: UUID
    ratings: dict[str, str]
    recommendation: Advice
    comments: tuple[Comment, ...] = ()
    confidential: str = field(default="", metadata={"max": 8000})
    conditions: tuple[ConditionWanted, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WaiveReview(Command):
    """The chair goes on without a late review that is not mandatory."""

    application_id: UUID
    person_id: UUID
    reason: str = field(metadata=SHORT)


@dataclass(frozen=True, kw_only=True)
class WaitForExternalBody(Command):
    """The case officer pauses the case for a body outside (CAG, REC/HRA, ONS): one of two reasons to pause (S1-43)."""

    application_id: UUID
    body: str = field(metadata={"min": 1, "max": 200})
    reference: str = field(metadata={"min": 1, "max": 200, "free": False})


@dataclass(frozen=True, kw_only=True)
class EndExternalWait(Command):
    """The body outside has answered."""

    application_id: UUID
    body: str = field(metadata={"min": 1, "max": 200})
    outcome: str = field(metadata=SHORT)


@dataclass(frozen=True, kw_only=True)
class RequestFeedback(Command):
    """The secretariat approves the comment sheet and sends it. Without `items`: every reviewer's comment, collated."""

    application_id: UUID
    items: tuple[Comment, ...] = ()
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerFeedback(Command):
    """The applicant answers, item by item; may be sent in parts."""

    application_id: UUID
    responses: tuple[FeedbackAnswer, ...]


@dataclass(frozen=True, kw_only=True)
class ReturnToReview(Command):
    """The case officer sends the case back: a material change, or a deferral whose actions are answered (T15, T21)."""

    application_id: UUID
    reason: str = field(metadata=SHORT)


@dataclass(frozen=True, kw_only=True)
class ScheduleMeeting(Command):
    """A meeting of the committee; `id` of the command is not the meeting's id, which the answer gives."""

    held_on: date
    place: str = field(metadata={"min": 1, "max": 200})
    members: tuple[CommitteeMember, ...]


@dataclass(frozen=True, kw_only=True)
class RecordAttendance(Command):
    """Who of the members was there, on or after the day."""

    meeting_id: UUID
    present: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class WriteMinutes(Command):
    """The minutes of a meeting that was held, as a draft that its staff and members read; each time the whole text, in
    the markup of content pages."""

    meeting_id: UUID
    text: str = field(metadata={"min": 1, "max": 20_000})
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class PublishMinutes(Command):
    """The chair approves the draft, and everybody can read it: the version that was read, and not one's own."""

    meeting_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ScheduleCase(Command):
    """Put a request on the agenda of a planned meeting."""

    application_id: UUID
    meeting_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RecordAdvice(Command):
    """What the meeting advised on this request; only with quorum. It is advice: the office-holder decides."""

    application_id: UUID
    outcome: Advice
    summary: str = field(metadata={"min": 1, "max": 8000})
    conditions: tuple[ConditionWanted, ...] = ()
    dissent: str = field(default="", metadata={"max": 4000})
    risks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PassForDecision(Command):
    """The case officer hands a request on a delegated route (no committee) to the office-holder (T16)."""

    application_id: UUID
    summary: str = field(metadata={"min": 1, "max": 8000})


@dataclass(frozen=True, kw_only=True)
class SignDecision(Command):
    """An office-holder's decision. Where two offices decide, it takes effect with the second; they must agree.

    `reasons` are required for a refusal and when the decision departs from the advice (S2-24); `actions` for a
    deferral; `outstanding` and `concerns` are what a provisional approval names. `delegate_of` is the holder for whom
    a recorded delegate signs.
    """

    application_id: UUID
    outcome: Outcome
    office: Office
    reasons: tuple[str, ...] = ()
    conditions: tuple[ConditionWanted, ...] = ()
    actions: tuple[str, ...] = ()
    outstanding: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    delegate_of: UUID | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DelegateOffice(Command):
    """An office-holder lets somebody sign for them, from a day to a day."""

    office: Office
    delegate_id: UUID
    delegate_name: str = field(metadata={"min": 1, "max": 200})
    valid_from: date
    valid_to: date
    reason: str = field(metadata=SHORT)


@dataclass(frozen=True, kw_only=True)
class AnswerDeferral(Command):
    """The applicant answers the numbered actions of a deferral; may be sent in parts."""

    application_id: UUID
    responses: tuple[ActionAnswer, ...]


@dataclass(frozen=True, kw_only=True)
class LodgeAppeal(Command):
    """The applicant appeals against a rejection: `grounds` process, fact or reasonableness."""

    application_id: UUID
    grounds: str = field(metadata={"pattern": "^(process|fact|reasonableness)$"})
    statement: str = field(metadata={"min": 1, "max": 8000})


@dataclass(frozen=True, kw_only=True)
class DecideAppeal(Command):
    """Somebody who had no part in the first decision upholds (reviewed again by others) or dismisses (SoD-16)."""

    application_id: UUID
    upheld: bool
    reasons: str = field(metadata={"min": 1, "max": 8000})


@dataclass(frozen=True, kw_only=True)
class SubmitConditionEvidence(Command):
    """The applicant's evidence that a condition is met; `sha256` of a stored document when there is one."""

    application_id: UUID
    condition_id: UUID
    statement: str = field(metadata={"min": 1, "max": 4000})
    sha256: str = field(default="", metadata={"pattern": "^([0-9a-f]{64})?$", "document": True})


@dataclass(frozen=True, kw_only=True)
class VerifyCondition(Command):
    """Somebody other than the evidence's author accepts it, or returns it with a note (SoD-18)."""

    application_id: UUID
    condition_id: UUID
    accepted: bool = True
    note: str = field(default="", metadata={"max": 2000})
