"""What happens when far more is asked than can be done: `make overload`.

    python -m tests.load.overload                     a Haven of its own, three times what it can do for two minutes
    python -m tests.load.overload --seconds 10 --factor 2

Finds the peak (the most that is answered in a second, in a closed loop) and the sustainable rate (an open loop at
shares of the peak); offers `factor` times that, and counts every second what was answered well (goodput), what was
refused with a time to come again, how much memory each process held, and how soon after it all is well again. In the
end every command that was acknowledged must have happened once, and every one that was refused not at all.

The generator runs on the same processors: the same process offers every load, each step begins when nothing of the one
before is left to do, and each tells who computed how much, and how much of the machine was not ours (`others`).

Aims: goodput at least 80 % of the peak, memory grown by at most a quarter, well again within ten seconds, books that
balance. Ends with one line of figures, and with 1 when an aim was missed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from deploy import parts
from deploy.cast import Person
from deploy.cast.keyring import Account
from deploy.cast.mailbox import Mailbox
from deploy.testing import RunningSystem, running_system
from tests.load import work
from tests.load.books import balance
from tests.load.generator import Plan, Tally
from tests.load.memory import Memory, watched
from tests.system.watching import settle

PEOPLE = 24  # each asks at most so often that the limit per person is not what is measured
LEVELS = (4, 8, 16, 32)  # requests at once, looking for the peak
SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)  # of the peak, looking for what can be sustained
# Seconds until letters, events and entries of the ledger follow as fast as commands come. A look of eight seconds that
# began with nothing left to do found 128/s, of which a quarter was work put off: 96/s is what goes on.
FILLING = 8
SUSTAINED = 0.97  # share of what is offered that must be answered well
RECOVERED = 0.97
# The aims.
GOODPUT = 0.8  # of the peak
GROWTH = 0.25  # of all parts' memory together
RECOVERY = 10.0  # seconds


@dataclass
class Report:
    """What was found; rates are answers a second, `others` how many processors other things took meanwhile."""

    peak: float = 0.0
    sustainable: float = 0.0
    goodput: float = 0.0
    growth: float = 0.0
    recovery: float = 0.0
    others: float = 0.0
    others_at_peak: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def missed(self) -> list[str]:
        """The aims that were missed, and what was wrong in the books, in a sentence each."""
        aims = {
            f"goodput is below {GOODPUT:.0%} of the peak": self.goodput >= GOODPUT * self.peak,
            f"memory grew by more than {GROWTH:.0%}": self.growth <= GROWTH,
            f"it was not well again after {RECOVERY:.0f} s": self.recovery <= RECOVERY,
        }
        return self.wrong + [aim for aim, reached in aims.items() if not reached]

    def for_each_free(self) -> str:
        """Peak and goodput for each processor that other things had left over: what a busy machine does not change."""
        count = os.cpu_count() or 1
        peak, goodput = self.peak / (count - self.others_at_peak), self.goodput / (count - self.others)
        return f"for each processor that was free: peak {peak:.0f}/s goodput {goodput:.0f}/s ({goodput / peak:.0%})"

    def line(self) -> str:
        """The figures."""
        share = self.goodput / self.peak if self.peak else 0.0
        return (
            f"peak {self.peak:.0f}/s sustainable {self.sustainable:.0f}/s goodput {self.goodput:.0f}/s ({share:.0%}) "
            f"memory {self.growth:+.0%} recovery {self.recovery:.0f} s books {'wrong' if self.wrong else 'balance'} "
            f"others {self.others:.2f} processors"
        )


def main() -> None:
    """Print the tables and the last line; exit with 1 when an aim was missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=120.0, help="of overload")
    options.add_argument("--look", type=float, default=24.0, help="seconds of each step of the search for the peak")
    options.add_argument("--factor", type=float, default=3.0, help="times the sustainable rate")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_system(Path(folder)) as haven:
        report = run(haven, chosen.seconds, chosen.look, chosen.factor)
    say(report.for_each_free())
    for missed in report.missed():
        say(f"MISSED: {missed}")
    say(report.line())
    sys.exit(1 if report.missed() else 0)


def run(haven: RunningSystem, seconds: float, look: float, factor: float) -> Report:
    """The whole of it, against a running Haven."""
    report, tallies = Report(), []
    who = people(haven)

    def offer(seconds: float, **how: Any) -> Tally:
        begun = time.monotonic()
        with work.watched(pids(haven)) as spent:
            tallies.append(offered(haven.url, who, seconds, **how))
        took = time.monotonic() - begun
        report.others = spent["others"] / took
        say("  processors: " + "  ".join(f"{part} {busy / took:.2f}" for part, busy in spent.items()))
        return tallies[-1]

    def step(seconds: float, **how: Any) -> Tally:
        settle(haven, 300)
        return offer(seconds, **how)

    offer(look / 2, at_once=8)
    for level in LEVELS:
        if (rate := closed(step, look, level)) > report.peak:
            report.peak, report.others_at_peak = rate, report.others
    report.sustainable = next((rate for share in SHARES if (rate := opened(step, look, share * report.peak))), 0.0)
    report.sustainable = report.sustainable or SHARES[-1] * report.peak
    say(f"peak {report.peak:.0f}/s; sustainable {report.sustainable:.0f}/s; now {factor * report.sustainable:.0f}/s")
    settle(haven, 300)
    with watched(lambda: pids(haven)) as memory:
        flood = offer(seconds, rate=factor * report.sustainable)
        ended, others = flood.starts + seconds, report.others
        report.recovery = recovery(offer, report.sustainable / 2, ended)
    # The first answers come when the first requests are done: until then it is still filling.
    report.goodput = statistics.mean(per_second(flood, "ok", seconds)[FILLING:])
    report.growth, report.others = memory.growth(), others
    table(flood, seconds)
    memory_table(memory)
    report.wrong = balance(haven, tallies)
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
    """One load by `people`, from a process of its own, and what became of it."""
    starts = time.time() + 1.5
    plan = Plan(url=url + "/api/v1", starts=starts, seconds=seconds, at_once=at_once, rate=rate, **who)
    command = [sys.executable, "-m", "tests.load.generator"]
    done = subprocess.run(command, input=json.dumps(asdict(plan)), stdout=subprocess.PIPE, text=True, check=True)
    return told(json.loads(done.stdout))


def told(by_generator: dict[str, Any]) -> Tally:
    """The generator's tally, as it was before it was JSON."""
    tally = Tally(starts=by_generator["starts"])
    tally.offered.update(_by_second(by_generator["offered"]))
    tally.codes.update(by_generator["codes"])
    for outcome, times in by_generator["times"].items():
        tally.times[outcome] = times
        tally.keys[outcome] = by_generator["keys"].get(outcome, [])
        tally.done[outcome].update(_by_second(by_generator["done"][outcome]))
        tally.fate[outcome].update(_by_second(by_generator["fate"][outcome]))
    return tally


def _by_second(counts: dict[str, int]) -> dict[int, int]:
    return {int(second): count for second, count in counts.items()}


def closed(offer: Any, seconds: float, level: int) -> float:
    """Answers a second with so many requests at once."""
    tally = offer(seconds, at_once=level)
    rate = statistics.mean(per_second(tally, "ok", seconds)[min(FILLING, int(seconds) // 2) :])
    say(f"closed loop, {level:3} at once: {rate:6.0f}/s  {times(tally.times['ok'])}")
    return rate


def opened(offer: Any, seconds: float, rate: float) -> float:
    """`rate` when nearly all of it was answered well, else 0."""
    tally = offer(seconds, rate=rate)
    share = len(tally.times["ok"]) / max(1, sum(tally.offered.values()))
    say(f"open loop, {rate:6.0f}/s offered: {100 * share:5.1f} % answered  {times(tally.times['ok'])}")
    return rate if share >= SUSTAINED else 0.0


def recovery(offer: Any, rate: float, ended: float) -> float:
    """Seconds after the flood until a whole second of half the sustainable load is answered well."""
    while time.time() - ended < 120:
        tally = offer(3.0, rate=rate)
        for second in range(3):
            good, asked = tally.fate["ok"][second], tally.offered[second]
            if asked and good / asked >= RECOVERED:
                return max(0.0, tally.starts + second - ended)
    return 120.0


def per_second(tally: Tally, outcome: str, seconds: float) -> list[int]:
    """How many in each whole second of the load."""
    return [tally.done[outcome][second] for second in range(int(seconds))]


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
