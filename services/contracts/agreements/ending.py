"""Suspension, reinstatement, termination, expiry (T31, T32)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ..message import Command, Event
from ..request import Access, Profile
from .parts import REASON, Bound


@dataclass(frozen=True, kw_only=True)
class SuspendAgreement(Command):
    """One person suffices to stop: IG lead, Caldicott Guardian or SIRO (1.4.20)."""

    application_id: UUID
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class ProposeReinstatement(Command):
    """The first of two people (SoD-08), with the root cause and what has been done about it."""

    application_id: UUID
    root_cause: str = field(metadata=REASON)
    actions: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class ApproveReinstatement(Command):
    """The second of two people; one of the two is the SIRO."""

    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class TerminateAgreement(Command):
    """SIRO: ends an agreement before its time; the data are then destroyed (T32)."""

    application_id: UUID
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class AgreementSuspended(Event):
    """Permission rests from now until the agreement is reinstated or ends; nobody has access meanwhile."""

    reference: str
    agreement_ref: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReinstatementProposed(Event):
    """One office says that the cause was found and what was done about it; another has to approve (SoD-08). `as_siro`:
    it was the SIRO who proposed."""

    reference: str
    agreement_ref: str
    root_cause: str
    actions: str
    as_siro: bool


@dataclass(frozen=True, kw_only=True)
class AgreementReinstated(Event):
    """A second person approved: permission holds again, until `ends_at`."""

    reference: str
    agreement_ref: str
    proposed_by: UUID
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class AgreementTerminated(Event):
    """The agreement ended before its time. Whoever is bound by it certifies destruction within `certify_days`."""

    reference: str
    agreement_ref: str
    reason: str
    organisations: tuple[Bound, ...]
    ended_on: date
    ended_at: datetime
    access: Access
    profile: Profile
    certify_days: int = 0


@dataclass(frozen=True, kw_only=True)
class AgreementExpiring(Event):
    """A reminder, `days` (180, 90, 60, 30, 14 or 7) or fewer before the end (1.4.19)."""

    reference: str
    agreement_ref: str
    days: int
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class AgreementExpired(Event):
    """The end was reached: `reason` is end-date, framework-contract-expired or framework-contract-terminated."""

    reference: str
    agreement_ref: str
    organisations: tuple[Bound, ...]
    ended_on: date
    ended_at: datetime
    reason: str
    access: Access
    profile: Profile
    certify_days: int = 0


@dataclass(frozen=True, kw_only=True)
class AgreementLapsed(Event):
    """An offer that not everyone signed in time."""

    reference: str
    agreement_ref: str
    waiting_for: tuple[str, ...]
