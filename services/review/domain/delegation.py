"""An office-holder may let somebody sign for them: named, from a day to a day, on the record."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.contracts.message import Call, NotPermitted, Refused, Role, happened
from services.contracts.review import DelegateOffice, Office, OfficeDelegated

from .policy import today

LONGEST = timedelta(days=366)  # a delegation is renewed each year, so that nobody keeps one by forgetting
HOLDERS = {Office.SIRO: Role.SIRO, Office.CALDICOTT_GUARDIAN: Role.CALDICOTT_GUARDIAN}


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """`delegate_id` may sign for the holder of `office`, both days included."""

    id: UUID
    office: Office
    holder_id: UUID
    delegate_id: UUID
    delegate_name: str
    valid_from: date
    valid_to: date

    def holds(self, day: date) -> bool:
        """True when it is good on this day."""
        return self.valid_from <= day <= self.valid_to


def delegate(command: DelegateOffice, delegation_id: UUID, call: Call) -> OfficeDelegated:
    """The holder of the office, and nobody else, names a delegate; Refused when the days make no sense."""
    if command.office not in HOLDERS or not call.actor.has(HOLDERS[command.office]):
        raise NotPermitted(f"only the {command.office} names a delegate for that office")
    if command.delegate_id == call.actor.id:
        raise Refused("a delegate is somebody else", code="self-delegation")
    ordered = max(today(call.at), command.valid_from) <= command.valid_to
    if not ordered or command.valid_to - command.valid_from > LONGEST:
        raise Refused("a delegation ends after it begins, in the future, and within a year", code="wrong-period")
    facts: dict[str, Any] = {
        name: getattr(command, name) for name in ("office", "delegate_id", "delegate_name", "reason")
    }
    period: dict[str, Any] = {"valid_from": command.valid_from, "valid_to": command.valid_to}
    return happened(OfficeDelegated, call, delegation_id, holder_id=call.actor.id, **facts, **period)


def delegated(event: OfficeDelegated) -> Delegation:
    """The delegation that `event` made."""
    return Delegation(
        id=event.subject,
        office=event.office,
        holder_id=event.holder_id,
        delegate_id=event.delegate_id,
        delegate_name=event.delegate_name,
        valid_from=event.valid_from,
        valid_to=event.valid_to,
    )
