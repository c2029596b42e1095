"""haven events missing|resend: what a service has said and another has not heard, and saying it again.

It looks into the databases themselves, as `haven audit verify` does. Saying an event again changes nothing for whoever
has heard it: it is known by its subject and version, and dropped.
"""

from argparse import Namespace, _SubParsersAction
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from deploy import settings
from deploy.errors import CannotRun
from services.contracts.wire import SERVICES

ON_ITS_WAY = 30.0  # seconds after being published in which an event is not missing yet


def add_parser(subparsers: "_SubParsersAction") -> None:
    says = "events that a service has published and another has not heard"
    group = subparsers.add_parser("events", help=says, description=says)
    commands = group.add_subparsers(title="commands", metavar="<command>", required=True)
    says = "what is missing, and with whom; 0 when nothing is"
    missing_ = commands.add_parser("missing", help=says, description=says)
    missing_.add_argument("--wait", type=float, default=ON_ITS_WAY, help="seconds an event may be on its way")
    missing_.set_defaults(run=missing)
    says = "send again: one event, all of a subject, or all that is missing; whoever has heard it drops it"
    resend_ = commands.add_parser("resend", help=says, description=says)
    resend_.add_argument("service", nargs="?", choices=SERVICES, help="who said it")
    resend_.add_argument("id", nargs="?", type=UUID, help="of an event, or of a subject")
    resend_.add_argument("--missing", action="store_true", help="everything that `haven events missing` shows")
    resend_.set_defaults(run=resend)


def missing(asked: Namespace) -> int:
    """Print a line for each event and each listener that has not heard it."""
    from deploy.backup import heal  # here: it loads the databases' library, which few commands need

    before, count = datetime.now(UTC) - timedelta(seconds=asked.wait), 0
    with _databases() as databases:
        for listener, source in heal.pairs():
            with databases[source].read() as said, databases[listener].read() as heard:
                for row in heal.unheard(said, heard, source):
                    if row.published_at is not None and row.published_at < before:
                        print(f"{listener} has not heard {source} {row.type} {row.id}, version {row.version} of "
                              f"{row.subject}, published {row.published_at:%Y-%m-%d %H:%M:%S}")  # fmt: skip
                        count += 1
    if not count:
        print("Nothing is missing.")
    return 1 if count else 0


def resend(asked: Namespace) -> None:
    """Mark events as not published; the relay of their service does the rest."""
    from deploy.backup import heal

    with _databases() as databases:
        if asked.missing:
            count = heal.send_again(databases)
        elif asked.service and asked.id:
            count = heal.send_again_one(databases[asked.service], asked.id)
        else:
            raise CannotRun("Say `haven events resend <service> <event or subject>`, or `… resend --missing`.")
    if not count and not asked.missing:
        raise CannotRun(f"{asked.service} has said nothing with the id {asked.id}.")
    print(f"{count} events will be sent again.")


@contextmanager
def _databases() -> Iterator[dict]:
    from services.chassis.database import Database, DatabaseAway

    chosen = settings.of_run()
    found = {name: Database(chosen.database_url(name)) for name in SERVICES}
    try:
        yield found
    except DatabaseAway as away:
        raise CannotRun(f"A database cannot be reached ({away}); start it, then try again.") from None
    finally:
        for database in found.values():
            database.engine.dispose()
