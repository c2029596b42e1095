"""haven broker definitions|addresses: what somebody else's broker needs to know of Haven, and what Haven of it."""

import json
from argparse import Namespace, _SubParsersAction

from deploy import settings, topology
from deploy.broker_files import password
from deploy.broker_rights import PARTS
from deploy.errors import CannotRun


def add_parser(subparsers: "_SubParsersAction") -> None:
    says = "users, rights, exchanges and queues, for a broker that is not Haven's own"
    group = subparsers.add_parser("broker", help=says, description=says)
    commands = group.add_subparsers(title="commands", metavar="<command>", required=True)
    says = "print them as `rabbitmqctl import_definitions` reads them; passwords are hashed"
    commands.add_parser("definitions", help=says, description=says).set_defaults(run=definitions)
    says = "print the settings with which each part signs in there: secret"
    one = commands.add_parser("addresses", help=says, description=says)
    one.add_argument("address", help="such as amqps://broker.example:5671//")
    one.set_defaults(run=addresses)


def definitions(_: Namespace) -> None:
    """Print what is to be imported."""
    print(json.dumps(topology.definitions(settings.of_run()), indent=1))


def addresses(asked: Namespace) -> None:
    """Print a setting for each part: the users of the definitions, with their passwords."""
    scheme, _, place = asked.address.partition("://")
    if not place or "@" in place:
        raise CannotRun("Give the broker's address without a user, such as amqps://broker.example:5671//")
    folder = settings.of_run().run / "broker"
    for part in PARTS:
        print(f"HAVEN_AMQP_URI_{part.upper()}={scheme}://{part}:{password(folder, part)}@{place}")
