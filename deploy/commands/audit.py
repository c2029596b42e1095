"""haven audit verify, haven audit receipt <file>: what the ledger promises and what it has signed, checked without any
service running."""

import os
from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

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
    says = "check the signed statement of a receipt against the ledger's keys, the present one and those before it"
    receipt_ = commands.add_parser("receipt", help=says, description=says)
    receipt_.add_argument("file", type=Path, help="the statement, as it was downloaded")
    receipt_.set_defaults(run=run_receipt)


def run(asked: Namespace) -> int:
    """Print one line for each check; 0 when nothing is wrong."""
    from deploy import verification  # here: it loads the databases' library, which no other command needs

    chosen, key, sound = settings.of_run(), _keys(), True
    for outcome in verification.verify({one: chosen.database_url(one) for one in SERVICES}, key, asked.wait):
        print("\n".join(outcome.lines()), flush=True)
        sound = sound and not outcome.problems
    return 0 if sound else 1


def run_receipt(asked: Namespace) -> int:
    """Print the facts of a receipt that a key of this ledger signed; 1 for any other."""
    from services.audit.domain import receipt
    from services.audit.domain.checkpoint import MalformedNote, UnverifiedNote

    try:
        note = asked.file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CannotRun(f"{asked.file} cannot be read: {problem}") from None
    told: Exception | None = None
    for key in _keys().ever:
        try:
            facts = receipt.verified(note, key.name, key.public_bytes, key.verify)
        except (MalformedNote, UnverifiedNote) as problem:
            told = problem
            continue
        print("\n".join(f"{name:<16}{fact}" for name, fact in facts.items()))
        print("Signed by this ledger.")
        return 0
    print(f"This is no receipt of this ledger: {told}.")
    return 1


def _keys() -> Any:
    from services.audit import ledger

    keys = Path(settings.of_run().environment()["HAVEN_KEYS"])
    try:
        return ledger.read_keys(keys, os.environ.get("HAVEN_LEDGER_ORIGIN", ""))
    except FileNotFoundError:
        raise CannotRun(f"The ledger's key is not in {keys}; name the run folder in HAVEN_RUN.") from None
