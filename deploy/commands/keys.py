"""haven keys rotate gateway|ledger: a new key for an old one, while Haven runs."""

import time
from argparse import Namespace, _SubParsersAction
from pathlib import Path

from deploy import keys, settings
from deploy.errors import CannotRun


def add_parser(subparsers: "_SubParsersAction") -> None:
    group = subparsers.add_parser("keys", help="the keys of this Haven", description="the keys of this Haven")
    commands = group.add_subparsers(title="commands", metavar="<command>", required=True)
    says = "put a new key in the place of an old one while Haven runs"
    rotate_ = commands.add_parser("rotate", help=says, description=says)
    rotate_.add_argument("which", choices=("gateway", "ledger"), help="who signs with it")
    rotate_.set_defaults(run=rotate)


def rotate(asked: Namespace) -> None:
    folder = Path(settings.of_run().environment()["HAVEN_KEYS"])
    if not (folder / f"{asked.which}.private.pem").exists():
        raise CannotRun(f"There is no key of the {asked.which} in {folder}; name the run folder in HAVEN_RUN.")
    if asked.which == "gateway":
        keys.rotate_gateway(folder, _wait)
        print("The gateway signs with a new key; the one before is not taken any more.")
    else:
        keys.rotate_ledger(folder)
        print("The ledger signs with a new key, which the one before has signed. Tell whoever verifies checkpoints:")
        print((folder / "ledger.public.pem").read_text(), end="")


def _wait(seconds: float) -> None:
    if seconds:
        print(f"waiting {seconds:.0f} s, for as long as tokens of the key before are in force", flush=True)
    time.sleep(seconds)
