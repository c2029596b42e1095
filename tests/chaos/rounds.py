"""Rounds of harm: strike, let the clients go on, heal, measure the recovery; now and then count everything."""

import time
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TextIO

from sqlalchemy import select

from services.chassis.tables import CommandLog
from services.contracts.wire import SERVICES
from tests.chaos import waiting
from tests.chaos.checker import check
from tests.chaos.clients import Crowd
from tests.chaos.nemesis import Nemesis
from tests.chaos.people import Company
from tests.chaos.recording import Notebook
from tests.chaos.traveller import Traveller
from tests.chaos.verdict import Verdict
from tests.chaos.world import World, until

MIXED = 0.3  # of all rounds have two nemeses at once
FULL_EVERY = 20  # rounds
CLOCKS = {"wall-clock-stepped"}  # after it, times on rows cannot be compared
# Their strike waits for a process that starts or ends, or for a command: they strike before others, and not two in one
# round.
FIRST = frozenset({"kill-at-step", "term", "term-in-handler", "wall-clock-stepped"})
PUBLISHING = {"events-repeated", "poison"}  # then these, which need a broker that another may be about to stop
# After these, processes must start before all is well: in long runs they are drawn a fifth as often as what passes by
# itself, so that a run holds many rounds.
LASTING = {"broker-killed", "broker-stopped", "broker-node-lost", "broker-nodes-all-lost", "kill-all-services",
           "postgres-killed", "postgres-restarted", "replicas-lost", "stop-and-continue", "term", "term-in-handler",
           "wall-clock-stepped"}  # fmt: skip
LONGEST = 2  # the strike of each nemesis that takes the longest it may, in long runs; the others are short
QUIET_SECONDS = 180.0


@dataclass
class Round:
    """What was done in one round, and how long it took until all was well again."""

    number: int
    nemeses: tuple[str, ...]
    told: tuple[str, ...]
    seconds: float  # between strike and heal
    recovery: float  # seconds from the start of healing to the first acknowledged command and every part ready


@dataclass
class Report:
    """The figures of a run."""

    kind: str
    seed: int
    rounds: list[Round] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    commands: Counter[str] = field(default_factory=Counter)
    minutes: float = 0.0
    trouble: list[str] = field(default_factory=list)
    journeys: str = ""

    @property
    def faults(self) -> int:
        return sum(len(one.nemeses) for one in self.rounds)

    @property
    def recovery(self) -> float:
        return max((one.recovery for one in self.rounds), default=0.0)

    def line(self) -> str:
        """The last line of a run."""
        found = self.verdict
        return (
            f"rounds {len(self.rounds)} faults {self.faults} commands {sum(self.commands.values())} "
            f"lost {len(found.lost)} doubled {len(found.doubled)} unverified {len(found.unverified)} "
            f"recovery {self.recovery:.1f}"
        )


class Run:
    """One world, its people and clients, and what is done to them."""

    def __init__(
        self, world: World, company: Company, nemeses: Mapping[str, Nemesis], *, long: bool, journeys: bool = False,
        out: TextIO | None = None,
    ) -> None:  # fmt: skip
        self.world, self.company, self.long, self.out = world, company, long, out
        self.notebook: Notebook = company.notebook
        self.nemeses = {name: one for name, one in nemeses.items() if one.able(world)}
        self.crowd = Crowd(company)
        self.traveller = Traveller(company) if journeys else None
        self.report = Report(world.kind, company.seed)
        self.injected = sorted({word for one in self.nemeses.values() for word in one.faults})
        self._began, self._looked, self._strikes = time.monotonic(), 0, Counter[str]()

    def go(self, minutes: float, rounds: int) -> Report:
        """At least so many minutes and so many rounds, then everything counted; stops at the first failure."""
        self.start()
        number = 0
        try:
            while (number < rounds or time.monotonic() - self._began < 60 * minutes) and self.report.verdict.sound:
                number += 1
                random = Random(f"{self.company.seed} round {number}")
                self.round(number, self.choose(random), random)
                if number % FULL_EVERY == 0:
                    self.count()
        except KeyboardInterrupt:
            self.say("asked to stop: counting what there is")
            self.world.heal()
        except Exception as problem:  # it did not heal: what there is, is counted all the same
            self._fail(f"round {number}", problem)
        try:
            return self.end()
        except Exception as problem:
            self._fail("the end", problem)
            return self.report

    def start(self) -> None:
        """Let the clients begin."""
        self.crowd.start()
        if self.traveller:
            self.traveller.start()

    def choose(self, random: Random) -> Sequence[Nemesis]:
        """One nemesis, or two."""
        known = sorted(self.nemeses)
        pool = [name for name in known for _ in range(1 if name in LASTING else 5)]
        names = {random.choice(pool) for _ in range(2 if random.random() < MIXED else 1)}
        names -= set(sorted(names & FIRST)[1:])
        return [self.nemeses[name] for name in sorted(names)]

    def round(self, number: int, struck: Sequence[Nemesis], random: Random) -> Round:
        """Strike, go on, heal."""
        history = self.notebook.history
        told: list[str] = []
        begun, striking = time.monotonic(), list[Nemesis]()
        try:
            for one in sorted(struck, key=lambda one: (one.name not in FIRST, one.name not in PUBLISHING)):
                striking.append(one)
                told.append(one.strike(self.world, random))
            history.note(round=number, struck=told)
            time.sleep(max(self._seconds(one) for one in struck))
        finally:
            healing, healed_at = time.monotonic(), history.now()
            for one in reversed(striking):
                one.heal(self.world)
            self.world.heal()
        until(self.world.ready, "every part is ready")
        until(lambda: history.acknowledged > healed_at, "a command is acknowledged", 180)
        done = Round(number, tuple(one.name for one in struck), tuple(told), round(healing - begun, 1),
                     round(time.monotonic() - healing, 1))  # fmt: skip
        history.note(round=number, recovery=done.recovery)
        self.report.rounds.append(done)
        self.look()
        self.say(f"{number:>4} {'; '.join(told)}: {done.seconds} s, well again after {done.recovery} s")
        return done

    def _seconds(self, one: Nemesis) -> float:
        self._strikes[one.name] += 1
        return one.seconds[-1] if self.long and self._strikes[one.name] == LONGEST else one.seconds[0]

    def _fail(self, when: str, problem: Exception) -> None:
        self.report.verdict.unverified.append(f"{when}: {type(problem).__name__}: {problem}")
        self.say("".join(traceback.format_exception(problem)))

    def say(self, sentence: str) -> None:
        """A line on the screen, where there is one."""
        if self.out:
            print(sentence, file=self.out, flush=True)

    def look(self) -> None:
        """The light check: what was acknowledged since the last look is remembered."""
        since = self.notebook.history.all()[self._looked :]
        self._looked += len(since)
        wanted = {one.id: one for one in since if one.command and one.outcome == "ok"}
        found = set()
        for service in SERVICES:
            with self.world.database(service).read() as session:
                found |= set(session.scalars(select(CommandLog.id).where(CommandLog.id.in_(wanted))))
        lost = (one for id, one in wanted.items() if id not in found)
        self.report.verdict.lost += [
            f"{one.kind} {one.id} of {one.client} was acknowledged and is not remembered" for one in lost
        ]

    def count(self) -> Verdict:
        """Everything: let nobody ask, wait until all is at rest, check; then go on."""
        self.notebook.gate.shut()
        verdict = Verdict()
        try:
            self.world.quiet(QUIET_SECONDS)
        except waiting.NotQuiet as restless:
            verdict.unverified.append(f"it does not come to rest within {QUIET_SECONDS:.0f} s: {restless}")
        steady = all(CLOCKS.isdisjoint(one.nemeses) for one in self.report.rounds)
        verdict += check(self.world, self.notebook.history, self.injected, steady=steady)
        known = self.report.verdict
        self.report.verdict = Verdict(
            [*known.lost, *(one for one in verdict.lost if one not in known.lost)],
            [*known.doubled, *(one for one in verdict.doubled if one not in known.doubled)],
            [*known.unverified, *(one for one in verdict.unverified if one not in known.unverified)],
            verdict.notes,
        )
        self.notebook.gate.open()
        for line in (f"counted: {'; '.join(verdict.notes)}", *verdict.lines()[:20]):
            self.say(f"     {line}")
        return verdict

    def end(self) -> Report:
        """Let the clients finish, and count for the last time."""
        self.crowd.end()
        if self.traveller:
            self.traveller.end()
            self.report.journeys = self.traveller.told()
        self.count()
        done = self.notebook.history.all()
        self.report.commands = Counter(one.outcome for one in done if one.command)
        self.report.minutes = (time.monotonic() - self._began) / 60
        self.report.trouble = self.crowd.trouble() + (self.traveller.trouble if self.traveller else [])
        return self.report
