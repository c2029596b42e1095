"""haven database roles|addresses: what a PostgreSQL server needs to know of Haven, and what Haven of it."""

from argparse import Namespace, _SubParsersAction

from deploy import settings
from deploy.database_roles import password, shut, statements
from deploy.errors import CannotRun
from deploy.settings import HEALTH_PORTS

DRIVER = "postgresql+psycopg2"


def add_parser(subparsers: "_SubParsersAction") -> None:
    says = "a PostgreSQL role and database for each service"
    group = subparsers.add_parser("database", help=says, description=says)
    commands = group.add_subparsers(title="commands", metavar="<command>", required=True)
    says = "print the SQL that makes them, for psql as an administrator; passwords are hashed"
    commands.add_parser("roles", help=says, description=says).set_defaults(run=roles)
    says = "print the settings with which each service signs in there: secret"
    one = commands.add_parser("addresses", help=says, description=says)
    one.add_argument("server", help="such as database.example:5432")
    one.add_argument("--query", default="", help="what follows the address, such as sslmode=verify-full")
    one.set_defaults(run=addresses)


def roles(_: Namespace) -> None:
    """Print the SQL."""
    chosen = settings.of_run()
    chosen.make_folders()
    for line in shut():
        print(f"{line};")
    for service in HEALTH_PORTS:
        name = f"haven_{service}"
        for line in statements(name, name, password(chosen.run, name)):
            print(f"{line};")


def addresses(asked: Namespace) -> None:
    """Print a setting for each service: the roles of the SQL, with their passwords."""
    chosen = settings.of_run()
    if "/" in asked.server or "@" in asked.server:
        raise CannotRun("Give the server as host:port, such as database.example:5432")
    chosen.make_folders()
    query = f"?{asked.query}" if asked.query else ""
    for service in HEALTH_PORTS:
        name = f"haven_{service}"
        signed_in = f"{name}:{password(chosen.run, name)}@{asked.server}"
        print(f"HAVEN_DATABASE_URL_{service.upper()}={DRIVER}://{signed_in}/{name}{query}")
