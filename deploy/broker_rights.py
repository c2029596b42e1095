"""Who may do what on the broker: one user for each part, each with the least that its work needs.

A service reads its own queues and writes its own events and replies; it calls nobody and declares nothing. The gateway
and the operator's tools call the methods named here, one by one, and read replies to themselves. Nobody but the user
who deploys may bind a queue to an exchange of events, or to the calls of others.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.chassis import queues
from services.contracts import topology
from services.contracts.message import Command, Query
from services.contracts.operations import DiscardParked, ListParked, MoveClock, ReplayParked
from services.contracts.wire import SERVICES, messages_of, method

GATEWAY, OPERATOR = "gateway", "operator"
PARTS = (*SERVICES, GATEWAY, OPERATOR)
CALLERS = (GATEWAY, OPERATOR)
PARKED = (ListParked, ReplayParked, DiscardParked)
CLOCKWORK = "intake"  # the one part that is asked to move the clock of all
NOTHING, EVERYTHING = "^$", ".*"
A_REPLY = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # replies are sent to a UUID that only asker and asked know


@dataclass(frozen=True)
class Rights:
    """What one user may configure, write and read, as patterns of names; `topics`: for each exchange, the routing keys
    it may write, and the binding keys with which it may read."""

    configure: str
    write: str
    read: str
    topics: dict[str, tuple[str, str]] = field(default_factory=dict)


def calls(caller: str, *, clock_moves: bool) -> dict[str, list[str]]:
    """For each service, the methods that `caller` may call."""
    if caller not in CALLERS:
        return {service: [] for service in SERVICES}
    found = {service: [method(cls) for cls in PARKED] for service in SERVICES}
    if caller == GATEWAY:
        for service in SERVICES:
            found[service] += [method(cls) for kind in (Command, Query) for cls in messages_of(service, kind)]
        if clock_moves:
            found[CLOCKWORK].append(method(MoveClock))
    return {service: sorted(methods) for service, methods in found.items()}


def of(part: str, user: str, *, clock_moves: bool) -> Rights:
    """The rights of a part that signs in as `user`; those of no part are the deploying user's. `clock_moves`: this is a
    demo or a test."""
    if not part:
        return Rights(EVERYTHING, EVERYTHING, EVERYTHING)
    return _caller(part, user, clock_moves) if part in CALLERS else _service(part)


def _service(part: str) -> Rights:
    events = topology.event_exchange(part)
    topics = {exchange.name: (NOTHING, NOTHING) for exchange in queues.exchanges() if exchange.type == "topic"}
    topics |= {topology.RPC_EXCHANGE: (f"^{A_REPLY}$", NOTHING), events: ("^[A-Za-z]+$", NOTHING)}
    return Rights(NOTHING, _one_of([topology.RPC_EXCHANGE, events]), _one_of(queues.read_by(part)), topics)


def _caller(part: str, user: str, clock_moves: bool) -> Rights:
    methods = [
        f"{service}\\.({'|'.join(names)})" for service, names in calls(part, clock_moves=clock_moves).items() if names
    ]
    replies = rf"rpc\.reply-{re.escape(user)}-{A_REPLY}"
    topics = {exchange.name: (NOTHING, NOTHING) for exchange in queues.exchanges() if exchange.type == "topic"}
    topics[topology.RPC_EXCHANGE] = (f"^({'|'.join(methods)})$", f"^{A_REPLY}$")
    both = f"^({re.escape(topology.RPC_EXCHANGE)}|{replies})$"
    return Rights(f"^{replies}$", both, both, topics)


def _one_of(names: Iterable[str]) -> str:
    return f"^({'|'.join(re.escape(name) for name in names)})$"
