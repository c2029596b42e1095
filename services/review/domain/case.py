"""The case: everything review knows about one request. Frozen; only `evolve` makes the next one."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.contracts.request import Assurance, Profile, Request
from services.contracts.review import (
    Action,
    Advice,
    CaseState,
    Comment,
    Condition,
    ConditionWanted,
    FeedbackItem,
    Interest,
    InterestOutcome,
    Letter,
    Office,
    Outcome,
    Quorum,
    Signature,
)

Facts = dict[str, Any]  # named fields on their way into an event or a case
CLOSED = frozenset({CaseState.WITHDRAWN, CaseState.LAPSED})
DECIDED = frozenset({CaseState.APPROVED, CaseState.APPROVED_PROVISIONAL, CaseState.REJECTED})
LIVE = frozenset(CaseState) - CLOSED - DECIDED - {CaseState.ABSENT}


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A person asked to review in one round."""

    person_id: UUID
    name: str
    discipline: str
    organisation_id: UUID | None
    mandatory: bool
    due_on: date
    waived: str = ""


@dataclass(frozen=True, kw_only=True)
class Stance:
    """What a person declared about this request, or what the record shows about them (`rule`)."""

    person_id: UUID
    kind: Interest
    outcome: InterestOutcome
    conflicted: bool
    automatic: bool = False
    rule: str = ""
    detail: str = ""
    accepted: str = ""


@dataclass(frozen=True, kw_only=True)
class Review:
    """One reviewer's form, of the version whose hash it names, in the round in which it was written."""

    person_id: UUID
    discipline: str
    request_sha256: str
    ratings: dict[str, str]
    recommendation: Advice
    comments: tuple[Comment, ...]
    confidential: str
    conditions: tuple[ConditionWanted, ...]
    at: datetime
    round: int


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A body outside that the case waits for, or waited for."""

    body: str
    reference: str
    since: datetime
    until: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class AdviceGiven:
    """The committee's advice on one version."""

    meeting_id: UUID
    held_on: date
    outcome: Advice
    request_sha256: str
    summary: str
    quorum: Quorum
    conditions: tuple[ConditionWanted, ...]
    dissent: str
    risks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The signatures so far and, once every office has signed, the outcome. `decided_at` None: not decided yet."""

    signatures: tuple[Signature, ...] = ()
    outcome: Outcome | None = None
    reasons: tuple[str, ...] = ()
    conditions: tuple[ConditionWanted, ...] = ()
    actions: tuple[str, ...] = ()
    outstanding: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    departs_from_advice: bool = False
    decided_at: datetime | None = None
    letter: Letter | None = None
    letter_sha256: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """An appeal against the rejection; `outcome` is empty until it is upheld or dismissed."""

    grounds: str
    statement: str
    lodged_by: UUID
    lodged_at: datetime
    decide_by: date
    outcome: str = ""
    reasons: str = ""
    decided_by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something a person did on this request that keeps them from doing something else on it (domain 9.3)."""

    person_id: UUID
    act: str
    round: int = 1


@dataclass(frozen=True, kw_only=True)
class Case:
    """One request under review. `version` counts the events that made it; `round` the times it came under review."""

    id: UUID
    version: int = 0
    state: CaseState = CaseState.ABSENT
    reference: str = ""
    request: Request | None = None
    level: Assurance = Assurance.L3
    committee: bool = True
    disciplines: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    rules: tuple[str, ...] = ()
    case_officer_id: UUID | None = None
    opened_at: datetime | None = None
    changed_at: datetime | None = None
    round: int = 1
    assignments: tuple[Assignment, ...] = ()
    stances: tuple[Stance, ...] = ()
    reviews: tuple[Review, ...] = ()
    waits: tuple[Wait, ...] = ()
    feedback: tuple[FeedbackItem, ...] = ()
    respond_by: date | None = None
    lapses_on: date | None = None
    warnings: int = 0
    left: CaseState | None = None
    meeting_id: UUID | None = None
    held_on: date | None = None
    quorum: Quorum | None = None
    advice: AdviceGiven | None = None
    decision: Decision = field(default_factory=Decision)
    actions: tuple[Action, ...] = ()
    conditions: tuple[Condition, ...] = ()
    appeal: Appeal | None = None
    appeal_by: date | None = None
    ineligible: tuple[str, ...] = ()
    barred: tuple[UUID, ...] = ()
    acts: tuple[Act, ...] = ()

    @property
    def papers(self) -> Request:
        """The request; a case that is not ABSENT has one."""
        if self.request is None:
            raise LookupError("a case without a request")
        return self.request

    @property
    def profile(self) -> Profile:
        """Whose way of working applies."""
        return self.papers.profile

    def assignment(self, person_id: UUID) -> Assignment | None:
        """This person's assignment."""
        return next((a for a in self.assignments if a.person_id == person_id), None)

    def stance(self, person_id: UUID) -> Stance | None:
        """What this person declared, or what the record shows."""
        return next((s for s in self.stances if s.person_id == person_id), None)

    def conflicted(self, person_id: UUID) -> bool:
        """True when this person may not see the papers and the chair has not accepted their interest."""
        stance = self.stance(person_id)
        return stance is not None and stance.conflicted and not stance.accepted

    def current_reviews(self) -> tuple[Review, ...]:
        """The reviews that count: of this round, by people without a conflict."""
        return tuple(r for r in self.reviews if r.round == self.round and not self.conflicted(r.person_id))

    def has_reviewed(self, person_id: UUID) -> bool:
        """True when this person's review of this round is in."""
        return any(r.person_id == person_id for r in self.current_reviews())

    def open_waits(self) -> tuple[Wait, ...]:
        """The bodies outside that have not answered."""
        return tuple(w for w in self.waits if w.until is None)

    def did(self, person_id: UUID, *acts: str) -> tuple[str, ...]:
        """Which of `acts` this person has done on this request, in any round."""
        return tuple(dict.fromkeys(a.act for a in self.acts if a.person_id == person_id and a.act in acts))
