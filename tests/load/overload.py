"""What happens when far more is asked than can be done: `make overload`.

    python -m tests.load.overload                     a Haven of its own, three times what it can do for two minutes
    python -m tests.load.overload --seconds 10 --factor 2

Finds the sustainable rate (closed loop for the most that is answered in a second, then an open loop at shares of it),
offers `factor` times that, and counts every second what was answered well (goodput), what was refused with a time to
come again, how much memory each process held, and how soon after it all is well again. In the end every command that
was acknowledged must have happened once, and every one that was refused not at all.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from deploy import parts
from deploy.cast import Person
from deploy.cast.keyring import Account
from deploy.cast.mailbox import Mailbox
from deploy.testing import RunningSystem, running_system
from tests.load.books import balance
from tests.load.generator import Plan, Tally
from tests.load.memory import Memory, watched

PEOPLE = 24  # each asks at most so often that the limit per person is not what is measured
GENERATORS = 2  # processes; one alone could be the bottleneck
LEVELS = (8, 16, 32, 64)  # requests at once, looking for the peak
SHARES = (1.0, 0.85, 0.7, 0.55)  # of the peak, looking for what can be sustained
FILLING = 5  # seconds
SUSTAINED = 0.97  # share of what is offered that must be answered well
RECOVERED = 0.97


@dataclass
class Report:
    """What was found; rates are answers a second."""

    peak: float = 0.0
    sustainable: float = 0.0
    goodput: float = 0.0
    growth: float = 0.0
    recovery: float = 0.0
    refused: Counter[str] = field(default_factory=Counter)
    verdict: list[str] = field(default_factory=list)


def main() -> None:
    """Print the tables and the last line; exit with 1 when anything accepted was lost or anything else went wrong."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=120.0, help="of overload")
    options.add_argument("--look", type=float, default=8.0, help="seconds of each step of the search for the peak")
    options.add_argument("--factor", type=float, default=3.0, help="times the sustainable rate")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_system(Path(folder)) as haven:
        report = run(haven, chosen.seconds, chosen.look, chosen.factor)
    say(
        f"peak {report.peak:.0f}/s goodput {report.goodput:.0f}/s ({100 * report.goodput / report.peak:.0f} %) "
        f"memory {100 * report.growth:+.0f} % recovery {report.recovery:.0f} s"
    )
    sys.exit(1 if report.verdict else 0)


def run(haven: RunningSystem, seconds: float, look: float, factor: float) -> Report:
    """The whole of it, against a running Haven."""
    report, tallies = Report(), []
    who = people(haven)

    def offer(seconds: float, **how: Any) -> Tally:
        tallies.append(offered(haven.url, who, seconds, **how))
        return tallies[-1]

    offer(look / 2, at_once=8)
    report.peak = max(closed(offer, look, level) for level in LEVELS)
    report.sustainable = next((rate for share in SHARES if (rate := opened(offer, look, share * report.peak))), 0.0)
    report.sustainable = report.sustainable or SHARES[-1] * report.peak
    say(f"peak {report.peak:.0f}/s; sustainable {report.sustainable:.0f}/s; now {factor * report.sustainable:.0f}/s")
    with watched(lambda: pids(haven)) as memory:
        flood = offer(seconds, rate=factor * report.sustainable)
        ended = time.time()
        report.recovery = recovery(offer, report.sustainable / 2, ended)
    # The first answers come when the first requests are done: until then it is still filling.
    report.goodput = statistics.mean(per_second(flood, "ok", seconds)[FILLING:])
    report.growth = memory.growth()
    report.refused = flood.codes
    table(flood, seconds)
    memory_table(memory)
    report.verdict = balance(haven, tallies)
    for wrong in report.verdict:
        say(f"WRONG: {wrong}")
    return report


def people(haven: RunningSystem, count: int = PEOPLE) -> dict[str, Any]:
    """The tokens of people who have signed up, and the organisation for which they ask."""
    mailbox, tokens = Mailbox(Path(haven.environment["HAVEN_MAIL"])), []
    for number in range(count):
        account = Account(key=f"load.{number}", name=f"Load {number}", email=f"load.{number}@haven.example")
        person = Person(account, haven.url)
        person.ask_for()
        person.confirm(mailbox)
        person.sign_in()
        tokens.append(person.client.token)
    made = person.post("/organisations", name="University of Northbridge", kind="university")
    return {"tokens": tokens, "organisation": made["subject"]}


def offered(url: str, who: dict[str, Any], seconds: float, *, at_once: int = 0, rate: float = 0.0) -> Tally:
    """One load by `people`, shared by the generators; their tallies as one."""
    starts, running = time.time() + 1.5, []
    for number in range(GENERATORS):
        plan = Plan(url=url + "/api/v1", starts=starts, seconds=seconds, at_once=at_once // GENERATORS,
                    rate=rate / GENERATORS, seed=number, **who)  # fmt: skip
        process = subprocess.Popen([sys.executable, "-m", "tests.load.generator"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(json.dumps(asdict(plan)))
        process.stdin.close()
        running.append(process)
    whole = Tally(starts=starts)
    for process in running:
        assert process.stdout is not None
        add(whole, json.loads(process.stdout.read()))
        process.wait()
    return whole


def add(whole: Tally, told: dict[str, Any]) -> None:
    """What one generator told, to what is known."""
    whole.offered.update({int(second): count for second, count in told["offered"].items()})
    whole.codes.update(told["codes"])
    for outcome, seconds in told["done"].items():
        whole.done[outcome].update({int(second): count for second, count in seconds.items()})
        whole.fate[outcome].update({int(second): count for second, count in told["fate"][outcome].items()})
        whole.times[outcome] += told["times"][outcome]
        whole.keys[outcome] += told["keys"].get(outcome, [])


def closed(offer: Any, seconds: float, level: int) -> float:
    """Answers a second with so many requests at once."""
    told = offer(seconds, at_once=level)
    rate = statistics.mean(per_second(told, "ok", seconds)[1:])
    say(f"closed loop, {level:3} at once: {rate:6.0f}/s  {times(told.times['ok'])}")
    return rate


def opened(offer: Any, seconds: float, rate: float) -> float:
    """`rate` when nearly all of it was answered well, else 0."""
    told = offer(seconds, rate=rate)
    share = len(told.times["ok"]) / max(1, sum(told.offered.values()))
    say(f"open loop, {rate:6.0f}/s offered: {100 * share:5.1f} % answered  {times(told.times['ok'])}")
    return rate if share >= SUSTAINED else 0.0


def recovery(offer: Any, rate: float, ended: float) -> float:
    """Seconds after the flood until a whole second of modest load is answered well."""
    while time.time() - ended < 120:
        told = offer(3.0, rate=rate)
        for second in range(3):
            good, asked = told.fate["ok"][second], told.offered[second]
            if asked and good / asked >= RECOVERED:
                return max(0.0, told.starts + second - ended)
    return 120.0


def per_second(told: Tally, outcome: str, seconds: float) -> list[int]:
    """How many in each whole second of the load."""
    return [told.done[outcome][second] for second in range(int(seconds))]


def table(flood: Tally, seconds: float) -> None:
    """The flood by outcome, and by time."""
    total = sum(flood.offered.values())
    say(f"{'outcome':<12}{'share':>8}   times")
    for outcome, took in sorted(flood.times.items()):
        say(f"{outcome:<12}{100 * len(took) / max(1, total):>6.1f} %   {times(took)}")
    say(f"refusals and failures: {dict(flood.codes.most_common())}")
    step = max(1, int(seconds) // 12)
    good, bad = per_second(flood, "ok", seconds), per_second(flood, "refused", seconds)
    say(f"{'second':>6}{'offered':>9}{'answered':>9}{'refused':>9}   a second")
    for first in range(0, int(seconds), step):
        asked = [flood.offered[second] for second in range(first, first + step)]
        row = [statistics.mean(one) for one in (asked, good[first : first + step], bad[first : first + step])]
        say(f"{first:>6}{row[0]:>9.0f}{row[1]:>9.0f}{row[2]:>9.0f}")


def memory_table(memory: Memory) -> None:
    """Megabytes of each part: at first, at its highest, at last."""
    say(f"{'memory, MB':<14}{'first':>8}{'highest':>9}{'last':>8}")
    for part, looks in memory.series.items():
        say(f"{part:<14}{looks[0]:>8.0f}{max(looks):>9.0f}{looks[-1]:>8.0f}")


def pids(haven: RunningSystem) -> dict[str, int]:
    """Every process of this Haven, by part."""
    return {part.name: part.process.pid for part in parts.of(haven.settings) if part.process}


def times(took: list[float]) -> str:
    """Percentiles in milliseconds."""
    if not took:
        return "-"
    ordered = sorted(took)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return "  ".join(f"{name} {1000 * ordered[int(len(ordered) * share)]:.0f} ms" for name, share in shares.items())


def say(text: str) -> None:
    """Print, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
