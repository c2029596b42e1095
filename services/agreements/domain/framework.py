"""Framework contracts (DSFC): one for each organisation, renewed by recording the next version. When one ends, so does
every agreement under it (S1-38, I8). Pure."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import singledispatch
from uuid import UUID

from services.contracts.agreements import (
    FrameworkContractExpired,
    FrameworkContractInForce,
    FrameworkContractTerminated,
    FrameworkState,
    RecordFrameworkContract,
    TerminateFrameworkContract,
)
from services.contracts.message import Actor, Call, Command, Event, NotPermitted, Problem, Refused, Role, happened

from . import terms

EXTERNAL = re.compile(r"^CON-[0-9]{6}-[A-Z0-9]{5}( ?-?v[0-9]\.[0-9]{1,2})?$")  # V-CON
RECORD, TERMINATE = frozenset({RecordFrameworkContract}), frozenset({TerminateFrameworkContract})
MAY: dict[tuple[FrameworkState, Role], frozenset[type[Command]]] = {
    **{(state, Role.CASE_OFFICER): RECORD for state in FrameworkState},
    **{(state, Role.IG_LEAD): RECORD for state in FrameworkState},
    (FrameworkState.EFFECTIVE, Role.IG_LEAD): RECORD | TERMINATE,
    (FrameworkState.EFFECTIVE, Role.SIRO): TERMINATE,
}


@dataclass(frozen=True, kw_only=True)
class Framework:
    """The framework contract of one organisation, `id`."""

    id: UUID
    state: FrameworkState = FrameworkState.ABSENT
    version: int = 0
    reference: str = ""
    name: str = ""
    edition: str = ""
    external_reference: str = ""
    signed_on: date | None = None
    expires_on: date | None = None

    def valid_on(self, day: date) -> bool:
        """G-DSFC, for one organisation."""
        return self.state is FrameworkState.EFFECTIVE and self.expires_on is not None and day <= self.expires_on


def handle(command: Command, framework: Framework, call: Call, reference: str) -> list[Event]:
    """The events that follow, or a refusal. `reference` is the number that a first contract would get."""
    if type(command) not in allowed(framework.state, call.actor):
        raise NotPermitted(f"{type(command).__name__} is not open to you while the contract is {framework.state}")
    return decide(command, framework, call, reference)


def allowed(state: FrameworkState, actor: Actor) -> frozenset[type[Command]]:
    """What this person may do with a contract in this state."""
    return frozenset().union(*(MAY.get((state, role), frozenset()) for role in actor.roles))


@singledispatch
def decide(command: Command, framework: Framework, call: Call, reference: str) -> list[Event]:
    raise NotImplementedError(type(command))


@decide.register
def record(command: RecordFrameworkContract, framework: Framework, call: Call, reference: str) -> list[Event]:
    today, found = terms.london(call.at), []
    if command.signed_on > today:
        found.append(Problem(code="not-yet-signed", field="signed_on", message="Record it once it has been signed"))
    if command.expires_on <= max(command.signed_on, today):
        found.append(Problem(code="already-ended", field="expires_on", message="The contract must still be running"))
    if command.external_reference and not EXTERNAL.match(command.external_reference):
        message = "Write the reference as CON-326178-V9S5X v2.01"
        found.append(Problem(code="V-CON", field="external_reference", message=message))
    if found:
        raise Refused("The framework contract cannot be recorded", problems=tuple(found), code="invalid-contract")
    return [
        happened(
            FrameworkContractInForce, call, framework.id, reference=framework.reference or reference,
            organisation_id=framework.id, name=command.name, version=command.version, signed_on=command.signed_on,
            expires_on=command.expires_on, external_reference=command.external_reference,
        )
    ]  # fmt: skip


@decide.register
def terminate(command: TerminateFrameworkContract, framework: Framework, call: Call, reference: str) -> list[Event]:
    facts = {"organisation_id": framework.id, "name": framework.name, "reason": command.reason}
    return [happened(FrameworkContractTerminated, call, framework.id, reference=framework.reference, **facts)]


def expire(framework: Framework, call: Call) -> list[Event]:
    """What the timer does to a contract: nothing until the last instant of its last day, then it has expired."""
    if framework.state is not FrameworkState.EFFECTIVE or framework.expires_on is None:
        return []
    if call.at < ends_at(framework.expires_on):
        return []
    facts = {"organisation_id": framework.id, "name": framework.name, "ended_on": framework.expires_on}
    return [happened(FrameworkContractExpired, call, framework.id, reference=framework.reference, **facts)]


def ends_at(expires_on: date) -> datetime:
    return terms.last_instant(expires_on)


def after(event: Event, framework: Framework) -> Framework:
    """The contract once `event` has happened, and been counted."""
    return replace(evolve(event, framework), version=framework.version + 1)


@singledispatch
def evolve(event: Event, framework: Framework) -> Framework:
    raise NotImplementedError(type(event))


@evolve.register
def in_force(event: FrameworkContractInForce, framework: Framework) -> Framework:
    return replace(
        framework, state=FrameworkState.EFFECTIVE, reference=event.reference, name=event.name, edition=event.version,
        external_reference=event.external_reference, signed_on=event.signed_on, expires_on=event.expires_on,
    )  # fmt: skip


@evolve.register
def terminated(event: FrameworkContractTerminated, framework: Framework) -> Framework:
    return replace(framework, state=FrameworkState.TERMINATED)


@evolve.register
def expired(event: FrameworkContractExpired, framework: Framework) -> Framework:
    return replace(framework, state=FrameworkState.EXPIRED)
