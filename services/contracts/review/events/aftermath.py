"""After the decision, and endings: deferral answered, appeal, conditions, silence, withdrawal."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ...message import Event
from ...request import Request
from ..parts import (
    ActionAnswer,
    CaseState,
    ConditionKind,
)


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
