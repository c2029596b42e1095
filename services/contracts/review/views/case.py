"""One case, as a reader may see it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from ...message import Query, View
from ...request import Assurance, Profile, Request
from ..parts import (
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
    Quorum,
    Signature,
)


@dataclass(frozen=True, kw_only=True)
class AssignmentView(View):
    """One reviewer's place on the case. Names are for staff; the applicant does not see assignments."""

    person_id: UUID
    name: str
    discipline: str
    mandatory: bool
    due_on: date
    declared: bool
    conflicted: bool
    accepted: bool
    recorded: bool
    waived: bool


@dataclass(frozen=True, kw_only=True)
class InterestView(View):
    """A declared or automatic interest. `name` is empty where neither reviewers, members of the meeting nor those who
    signed are known by it: an office-holder's."""

    person_id: UUID
    kind: Interest
    outcome: InterestOutcome
    conflicted: bool
    rule: str
    detail: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewView(View):
    """One review as this reader may see it: `confidential` is empty for whoever may not."""

    person_id: UUID
    name: str
    discipline: str
    request_sha256: str
    ratings: dict[str, str]
    recommendation: Advice
    comments: tuple[Comment, ...]
    confidential: str
    conditions: tuple[ConditionWanted, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class WaitView(View):
    """A body outside that is being waited for, or was."""

    body: str
    reference: str
    since: datetime
    until: datetime | None
    outcome: str


@dataclass(frozen=True, kw_only=True)
class AdviceView(View):
    """The committee's advice."""

    meeting_id: UUID
    held_on: date
    outcome: Advice
    summary: str
    conditions: tuple[ConditionWanted, ...]
    dissent: str
    risks: tuple[str, ...]
    quorum: Quorum
    request_sha256: str


@dataclass(frozen=True, kw_only=True)
class DecisionView(View):
    """The decision, or the signatures so far."""

    outcome: str
    signatures: tuple[Signature, ...]
    waiting: tuple[Office, ...]
    decided_at: datetime | None
    reasons: tuple[str, ...]
    letter: Letter | None
    letter_sha256: str
    valid_until: date | None
    outstanding: tuple[str, ...]
    concerns: tuple[str, ...]
    departs_from_advice: bool


@dataclass(frozen=True, kw_only=True)
class AppealView(View):
    """An appeal and how it ended: `outcome` is empty, upheld or dismissed."""

    grounds: str
    statement: str
    lodged_at: datetime
    decide_by: date
    outcome: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class DelegationView(View):
    """For whom the reader may sign today, and in which office."""

    office: Office
    holder_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseView(View):
    """A case. `request` (the papers) is None for whoever may not read them: `papers` says why: open, declare
    (declare your interest first), conflicted, or none (not this reader's). `parties`: the people and organisations
    behind the request, which somebody who is to declare an interest must know before the papers open. `signs_for`: the
    office-holders who let the reader sign for them today."""

    application_id: UUID
    reference: str
    profile: Profile
    title: str
    state: CaseState
    level: Assurance | None
    committee: bool
    disciplines: tuple[str, ...]
    offices: tuple[Office, ...]
    rules: tuple[str, ...]
    case_officer_id: UUID | None
    opened_at: datetime | None
    request_version: int
    request_sha256: str
    papers: str
    request: Request | None
    assignments: tuple[AssignmentView, ...]
    interests: tuple[InterestView, ...]
    reviews: tuple[ReviewView, ...]
    feedback: tuple[FeedbackItem, ...]
    feedback_due_on: date | None
    waits: tuple[WaitView, ...]
    meeting_id: UUID | None
    held_on: date | None
    quorum: Quorum | None
    advice: AdviceView | None
    decision: DecisionView | None
    actions: tuple[Action, ...]
    conditions: tuple[Condition, ...]
    appeal: AppealView | None
    appeal_by: date | None
    version: int
    may: tuple[str, ...]
    parties: tuple[str, ...] = ()
    signs_for: tuple[DelegationView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadCase(Query):
    """One case, as the asker may see it; not-found for whoever has no part in it."""

    answers: ClassVar[type[View]] = CaseView
    application_id: UUID
