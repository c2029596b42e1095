"""From acceptance to the end of review: reviewers, interests, reviews, waits, feedback, new versions."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ...message import Event
from ...request import Assurance, Request
from ..parts import (
    Advice,
    Comment,
    ConditionWanted,
    FeedbackAnswer,
    FeedbackItem,
    Interest,
    InterestOutcome,
    Office,
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
