"""haven logs: what the parts have written, one file for each, merged on the screen."""

import sys
import time
from argparse import Namespace, _SubParsersAction
from io import BufferedReader
from pathlib import Path

from deploy import parts, settings, system
from deploy.errors import CannotRun

TAIL_BYTES = 8_000


def add_parser(subparsers: "_SubParsersAction") -> None:
    says = "show the last lines of a part's log, or of all"
    command = subparsers.add_parser("logs", help=says, description=says)
    command.add_argument("part", nargs="?", help="broker, intake, …, gateway or supervisor; all when left out")
    command.add_argument("-f", "--follow", action="store_true", help="go on showing what is written")
    command.set_defaults(run=run)


def run(asked: Namespace) -> None:
    chosen = settings.of_run()
    logs = {part.name: part.log for part in parts.of(chosen)} | {"supervisor": system.supervisor_log(chosen)}
    if asked.part and asked.part not in logs:
        raise CannotRun(f"There is no log of {asked.part}; there is one of each of {', '.join(logs)}.")
    wanted = {name: path for name, path in logs.items() if asked.part in (None, name) and path.exists()}
    files = {name: _open_at_tail(path) for name, path in wanted.items()}
    while True:
        for name, file in files.items():
            _print_rest(file, prefix="" if asked.part else f"{name}: ")
        if not asked.follow:
            return
        sys.stdout.flush()
        time.sleep(0.5)


def _open_at_tail(path: Path) -> BufferedReader:
    """The log, open where its last lines begin."""
    file = path.open("rb")
    file.seek(max(0, path.stat().st_size - TAIL_BYTES))
    if file.tell():
        file.readline()  # the rest of a line cut in two
    return file


def _print_rest(file: BufferedReader, prefix: str) -> None:
    for line in file:
        print(prefix + line.decode(errors="replace").rstrip("\n"))
