"""`make chaos`: many rounds of harm on a Haven of its own, then everything counted. 0 when nothing was lost, done twice
or does not verify; the last line says how many of each there were."""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos import nemeses, report
from tests.chaos.history import History
from tests.chaos.nemesis import Nemesis
from tests.chaos.people import Company
from tests.chaos.recording import Gate, Notebook
from tests.chaos.rounds import Report, Run
from tests.chaos.world import World, opener


def main() -> int:
    """Run until both the minutes and the rounds are over."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="at least so many (10)")
    parser.add_argument("--rounds", type=int, default=200, help="at least so many (200)")
    parser.add_argument("--seed", type=int, default=0, help="the same seed does the same harm in the same order")
    parser.add_argument("--world", choices=("embedded", "postgres", "both", "cluster"), default="embedded")
    parser.add_argument("--only", default="", help="names of nemeses, with commas between; all unless given")
    parser.add_argument("--no-journeys", action="store_true", help="no whole journeys beside the clients")
    parser.add_argument("--short", action="store_true", help="short harm only, as in `make test`")
    parser.add_argument("--report", type=Path, help="folder for chaos.md, chaos.json and history.jsonl")
    parser.add_argument("--list", action="store_true", help="say what nemeses there are, and end")
    asked = parser.parse_args()
    known = nemeses.gather()
    if asked.list:
        say("\n".join(known))
        return 0
    if strange := set(filter(None, asked.only.split(","))) - set(known):
        parser.error(f"there is no nemesis {', '.join(sorted(strange))}; see --list")
    seed = asked.seed or int(time.time())
    folder = Path(tempfile.mkdtemp(prefix="haven-chaos-"))
    say(f"chaos: {asked.world}, seed {seed}, in {folder}")
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell lets what it runs in the background ignore the first
        signal.signal(number, signal.default_int_handler)
    with opener(asked.world)(folder / "world") as world:
        done = _run(world, folder, seed, known, asked)
    written = report.write(done, asked.report or folder)
    if asked.report:
        shutil.copy(folder / "history.jsonl", asked.report / "history.jsonl")
    for line in done.verdict.lines()[:50]:
        say(line)
    say(f"report {written}")
    if done.verdict.sound and asked.report:
        shutil.rmtree(folder, ignore_errors=True)
    elif not done.verdict.sound:
        say(f"seed {seed}; everything is kept in {folder}")
    say(done.line())
    return 0 if done.verdict.sound else 1


def _run(world: World, folder: Path, seed: int, known: dict[str, Nemesis], asked: argparse.Namespace) -> Report:
    chosen = {name: one for name, one in known.items() if not asked.only or name in asked.only.split(",")}
    notebook = Notebook(History(folder / "history.jsonl"), Gate())
    company = Company(world, notebook, seed, everybody=not asked.no_journeys)
    run = Run(world, company, chosen, long=not asked.short, journeys=not asked.no_journeys, out=sys.stdout)
    return run.go(asked.minutes, asked.rounds)


def say(line: str) -> None:
    """A line on the screen, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
