"""haven parked list|replay|discard: messages that wait for a person, in any service."""

import getpass
import os
from argparse import Namespace, _SubParsersAction
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from uuid import UUID

from deploy import settings
from deploy.errors import CannotRun
from gateway.bus import Bus, Resting
from gateway.bus.tokens import Signer
from services.contracts.message import Actor, Query, Refused, Role, View
from services.contracts.message import Command as Order
from services.contracts.operations import DiscardParked, ListParked, ParkedPage, ReplayParked
from services.contracts.wire import SERVICES

OPERATOR = UUID(int=2)  # whoever may read the gateway's private key on this machine


def add_parser(subparsers: "_SubParsersAction") -> None:
    says = "messages that could not be acted on and wait for a person"
    group = subparsers.add_parser("parked", help=says, description=says)
    commands = group.add_subparsers(title="commands", metavar="<command>", required=True)
    says = "what waits: in one service, or in all"
    listed = commands.add_parser("list", help=says, description=says)
    listed.add_argument("service", nargs="?", choices=SERVICES)
    listed.set_defaults(run=list_)
    for name, run, says in (
        ("replay", replay, "try one again now"),
        ("discard", discard, "give one up for good, with the reason; what waits behind it goes on"),
    ):
        one = commands.add_parser(name, help=says, description=says)
        one.add_argument("service", choices=SERVICES)
        one.add_argument("message", type=UUID, help="its id, as the list shows it")
        one.add_argument("handler", help="the reaction, as the list shows it")
        one.set_defaults(run=run)
        if name == "discard":
            one.add_argument("--reason", required=True, help="why, in ten characters or more; it is kept")


def list_(asked: Namespace) -> int:
    """Print what is parked; 0 when nothing is."""
    found, resting = 0, 0
    with _bus() as bus:
        for service in [asked.service] if asked.service else SERVICES:
            try:
                for line in _listed(bus, service):
                    print(line)
                    found += 1
            except Resting as reason:
                print(f"{service}: {reason}.")
                resting += 1
    if not found and not resting:
        print("Nothing is parked.")
    return 1 if found or resting else 0


def replay(asked: Namespace) -> None:
    """Try one again."""
    with _bus() as bus:
        _order(bus, asked.service, ReplayParked(message_id=asked.message, handler=asked.handler))
    print(f"{asked.service} tries {asked.message} again.")


def discard(asked: Namespace) -> None:
    """Give one up."""
    order = DiscardParked(message_id=asked.message, handler=asked.handler, reason=asked.reason)
    with _bus() as bus:
        _order(bus, asked.service, order)
    print(f"{asked.service} has given {asked.message} up.")


def _listed(bus: Bus, service: str) -> Iterator[str]:
    after = ""
    while True:
        page = cast(ParkedPage, _order(bus, service, ListParked(after=after, limit=200)))
        for row in page.rows:
            behind = f", {row.behind} wait behind it" if row.behind else ""
            print(f"{service}  {row.message_id}  {row.handler}")
            tried = f"{row.attempts} attempts since {row.since:%Y-%m-%d %H:%M}"
            yield f"    {row.source} {row.type}, {tried}{behind}: {row.error}"
        after = page.next
        if not after:
            return


def _order(bus: Bus, service: str, message: Order | Query) -> View:
    try:
        return bus.ask(message, _operator(), part=service)
    except Refused as refused:
        raise CannotRun(refused.detail or refused.code) from None


def _operator() -> Actor:
    return Actor(id=OPERATOR, name=getpass.getuser(), roles=frozenset({Role.OPERATOR}))


@contextmanager
def _bus() -> Iterator[Bus]:
    """The bus, with tokens signed by this machine's key. CannotRun when one of them is missing."""
    environment = settings.of_run().environment("operator")
    key = Path(environment["HAVEN_KEYS"]) / "gateway.private.pem"
    if not key.exists():
        raise CannotRun(f"There is no {key.name} in {key.parent}; start Haven, or name its run folder in HAVEN_RUN.")
    os.environ.update({name: value for name, value in environment.items() if name.startswith("HAVEN_AMQP_")})
    bus = Bus(environment["HAVEN_AMQP_URI"], Signer(key))
    try:
        bus.start()
        yield bus
    finally:
        bus.stop()
