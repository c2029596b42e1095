"""Meetings, advice, and the decision with everything that the services after it need."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ...message import Event
from ...request import Assurance, Request
from ..parts import (
    Action,
    Advice,
    CommitteeMember,
    Condition,
    ConditionWanted,
    Letter,
    Office,
    Outcome,
    Quorum,
)


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
class MinutesWritten(Event):
    """A draft of the minutes, in the place of any before (subject: the meeting)."""

    held_on: date
    text: str


@dataclass(frozen=True, kw_only=True)
class MinutesPublished(Event):
    """The draft was approved and is public from now on (subject: the meeting)."""

    held_on: date


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
