"""haven audit verify: everything that the ledger promises, computed again from the databases themselves."""

import os
from argparse import Namespace, _SubParsersAction
from pathlib import Path

from deploy import settings
from deploy.errors import CannotRun
from services.contracts.wire import SERVICES

WAIT = 10.0  # seconds that an event may be on its way


def add_parser(subparsers: "_SubParsersAction") -> None:
    says = "look after the ledger of every event"
    group = subparsers.add_parser("audit", help=says, description=says)
    commands = group.add_subparsers(title="commands", metavar="<command>", required=True)
    says = "recompute the ledger from its database, and compare it with what every service has said"
    verify_ = commands.add_parser("verify", help=says, description=says)
    verify_.add_argument("--wait", type=float, default=WAIT, help="seconds to wait for events that are on their way")
    verify_.set_defaults(run=run)


def run(asked: Namespace) -> int:
    """Print one line for each check; 0 when nothing is wrong."""
    from deploy import verification  # here: it loads the databases' library, which no other command needs
    from services.audit import ledger

    chosen = settings.of_run()
    keys = Path(chosen.environment()["HAVEN_KEYS"])
    try:
        key = ledger.read_keys(keys, os.environ.get("HAVEN_LEDGER_ORIGIN", ""))
    except FileNotFoundError:
        raise CannotRun(f"The ledger's key is not in {keys}; name the run folder in HAVEN_RUN.") from None
    sound = True
    for outcome in verification.verify({one: chosen.database_url(one) for one in SERVICES}, key, asked.wait):
        print("\n".join(outcome.lines()), flush=True)
        sound = sound and not outcome.problems
    return 0 if sound else 1
