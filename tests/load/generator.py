"""Asks one gateway for things, from a process of its own: `python -m tests.load.generator < plan.json`.

Closed loop: so many at once, each asks again when it is answered. Open loop: so many a second at random moments,
whether or not earlier ones are answered, as people do who do not know of each other; their time counts from the moment
at which they wanted to ask, so that a server that stands still is not flattered. The tally goes to standard output as
JSON.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any
from uuid import uuid4

import aiohttp

WAIT = 20.0  # seconds until an answer is given up: longer than any deadline of the gateway's
MOST_OPEN = 5_000  # requests under way; beyond, this process would measure itself
ENQUIRY = {
    "data_wanted": "Admitted patient care episodes of the last ten years, by provider.",
    "purpose_summary": "To find out how waiting times follow from admissions, for a study of planning.",
    "organisations": ["University of Northbridge"],
    "readiness": "ready",
}
# What is asked, as (share, method, path): mostly reading, from two services, and some writing.
MIX = ((60, "GET", "/tariff?profile=dars"), (20, "GET", "/me/notices"), (20, "POST", "/enquiries"))


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`at_once` asks in a closed loop, `rate` (a second) in an open one. `starts` is in seconds of the wall clock."""

    url: str
    tokens: list[str]
    organisation: str
    starts: float
    seconds: float
    at_once: int = 0
    rate: float = 0.0
    seed: int = 1


@dataclass
class Tally:
    """By outcome: `done` by the second of the answer, `fate` by the second of the wish, `times` in seconds, and the
    keys of commands."""

    starts: float = 0.0
    offered: Counter[int] = field(default_factory=Counter)
    done: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    fate: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    codes: Counter[str] = field(default_factory=Counter)

    def note(self, outcome: str, due: float, key: str) -> None:
        """An answer, now, to what was wished for at `due`."""
        now = time.time()
        took = now - due
        self.done[outcome][int(now - self.starts)] += 1
        self.fate[outcome][int(due - self.starts)] += 1
        self.times[outcome].append(round(took, 4))
        if key:
            self.keys[outcome].append(key)


class Asker:
    """One plan, carried out."""

    def __init__(self, plan: Plan, session: aiohttp.ClientSession) -> None:
        self.plan, self.session, self.tally = plan, session, Tally(starts=plan.starts)
        self._random = random.Random(plan.seed)
        self._shares = list(accumulate(share for share, _, _ in MIX))

    async def closed(self) -> None:
        async def ask_on() -> None:
            while (now := time.time()) < self.plan.starts + self.plan.seconds:
                await self.ask(now)

        await asyncio.gather(*(ask_on() for _ in range(self.plan.at_once)))

    async def open(self) -> None:
        under_way: set[asyncio.Task[None]] = set()
        due = self.plan.starts
        while (due := due + self._random.expovariate(self.plan.rate)) < self.plan.starts + self.plan.seconds:
            if (early := due - time.time()) > 0:
                await asyncio.sleep(early)
            if len(under_way) >= MOST_OPEN:
                self.tally.note("not-sent", due, "")
                continue
            task = asyncio.create_task(self.ask(due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)

    async def ask(self, due: float) -> None:
        """One request, from the moment it was due."""
        _, method, path = MIX[sum(one <= self._random.randrange(self._shares[-1]) for one in self._shares)]
        headers = {"Authorization": f"Bearer {self._random.choice(self.plan.tokens)}"}
        key = str(uuid4()) if method == "POST" else ""
        more: dict[str, Any] = {"json": ENQUIRY | {"organisation_id": self.plan.organisation}} if key else {}
        if key:
            headers["Idempotency-Key"] = key
        self.tally.offered[int(due - self.plan.starts)] += 1
        try:
            async with self.session.request(method, self.plan.url + path, headers=headers, **more) as answer:
                body = await answer.read()
            outcome = outcome_of(answer.status, answer.headers)
            if outcome != "ok":
                self.tally.codes[f"{answer.status} {code_of(body)}"] += 1
        except (aiohttp.ClientError, TimeoutError) as problem:
            outcome = "no answer"
            self.tally.codes[type(problem).__name__] += 1
        self.tally.note(outcome, due, key)


def outcome_of(status: int, headers: Any) -> str:
    """`ok`; `refused`: not now, and when to come again; `unknown` (504); or `wrong`."""
    if status < 300:
        return "ok"
    if status in (429, 503) and int(headers.get("Retry-After", 0)) > 0:
        return "refused"
    return "unknown" if status == 504 else "wrong"


def code_of(body: bytes) -> str:
    """The problem's code, where the answer is one."""
    try:
        return str(json.loads(body)["code"])
    except (ValueError, KeyError, TypeError):
        return "-"


async def carry_out(plan: Plan) -> Tally:
    """Ask as planned; what became of it."""
    limits = aiohttp.ClientTimeout(total=WAIT)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=limits) as session:
        asker = Asker(plan, session)
        await asyncio.sleep(max(0.0, plan.starts - time.time()))
        await (asker.closed() if plan.at_once else asker.open())
    return asker.tally


if __name__ == "__main__":
    json.dump(vars(asyncio.run(carry_out(Plan(**json.load(sys.stdin))))), sys.stdout)
