"""Framework contracts (DSFC)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ..message import Command, Event
from .parts import REASON


@dataclass(frozen=True, kw_only=True)
class RecordFrameworkContract(Command):
    """Case officer or IG lead: an organisation's signed framework contract, new or renewed. `external_reference` has
    the form of V-CON where the contract was made elsewhere."""

    organisation_id: UUID
    name: str = field(metadata={"min": 1, "max": 300})
    version: str = field(metadata={"min": 1, "max": 20})
    signed_on: date
    expires_on: date
    external_reference: str = field(default="", metadata={"max": 40, "free": False})


@dataclass(frozen=True, kw_only=True)
class TerminateFrameworkContract(Command):
    """IG lead or SIRO: ends an organisation's framework contract, and with it every agreement under it (S1-38)."""

    organisation_id: UUID
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class FrameworkContractInForce(Event):
    """An organisation has a framework contract; the subject is the organisation."""

    reference: str
    organisation_id: UUID
    name: str
    version: str
    signed_on: date
    expires_on: date
    external_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class FrameworkContractTerminated(Event):
    """It was ended before its time, and the agreements under it end with it (S1-38)."""

    reference: str
    organisation_id: UUID
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FrameworkContractExpired(Event):
    """Its last day is over and it was not renewed: the agreements under it end with it (S1-38)."""

    reference: str
    organisation_id: UUID
    name: str
    ended_on: date
