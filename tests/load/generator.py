"""Asks one gateway for things, from a process of its own: `python -m tests.load.generator < plan.json`.

Closed loop: so many at once, each asks again when it is answered, or when it was told to come again. Open loop: so many
a second at random moments, whether or not earlier ones are answered, as people do who do not know of each other; their
time counts from the moment at which they wanted to ask, so that a server that stands still is not flattered. The tally
goes to standard output as JSON.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from urllib.parse import urlsplit
from uuid import uuid4

from tests.load.wire import Gone, Wire

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

    def __init__(self, plan: Plan, wire: Wire) -> None:
        self.plan, self.wire, self.tally = plan, wire, Tally(starts=plan.starts)
        self._random = random.Random(plan.seed)
        self._shares = list(accumulate(share for share, _, _ in MIX))
        self._body = json.dumps(ENQUIRY | {"organisation_id": plan.organisation}).encode()

    async def closed(self) -> None:
        """Each asks when it has been answered, and comes again no sooner than it was told."""

        async def ask_on() -> None:
            while (now := time.time()) < self.plan.starts + self.plan.seconds:
                if pause := await self.ask(now):
                    await asyncio.sleep(pause)

        await asyncio.gather(*(ask_on() for _ in range(self.plan.at_once)))

    async def open(self) -> None:
        """Each asks once, when it wants to."""
        under_way: set[asyncio.Task[int]] = set()
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

    async def ask(self, due: float) -> int:
        """One request, from the moment it was due; after how many seconds it may come again, if that was said."""
        drawn = self._random.randrange(self._shares[-1])
        _, method, path = MIX[sum(share <= drawn for share in self._shares)]
        key = str(uuid4()) if method == "POST" else ""
        self.tally.offered[int(due - self.plan.starts)] += 1
        pause = 0
        try:
            status, headers, body = await self.wire.ask(self._request(method, path, key))
            pause = int(headers.get(b"retry-after", b"0"))
            outcome = outcome_of(status, headers)
            if outcome != "ok":
                self.tally.codes[f"{status} {code_of(body)}"] += 1
        except (Gone, OSError) as problem:  # TimeoutError is one
            outcome = "no answer"
            self.tally.codes[type(problem).__name__] += 1
        self.tally.note(outcome, due, key)
        return pause

    def _request(self, method: str, path: str, key: str) -> bytes:
        where = urlsplit(self.plan.url)
        head = f"{method} {where.path}{path} HTTP/1.1\r\nHost: {where.netloc}\r\nAccept: application/json\r\n"
        head += f"Authorization: Bearer {self._random.choice(self.plan.tokens)}\r\n"
        if not key:
            return f"{head}\r\n".encode()
        head += f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(self._body)}\r\n"
        return f"{head}\r\n".encode() + self._body


def outcome_of(status: int, headers: Mapping[bytes, bytes]) -> str:
    """`ok`; `refused`: not now, and when to come again; `unknown` (504); or `wrong`."""
    if status < 300:
        return "ok"
    if status in (429, 503) and int(headers.get(b"retry-after", b"0")) > 0:
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
    wire = Wire(plan.url, WAIT)
    asker = Asker(plan, wire)
    await asyncio.sleep(max(0.0, plan.starts - time.time()))
    await (asker.closed() if plan.at_once else asker.open())
    wire.close()
    return asker.tally


if __name__ == "__main__":
    json.dump(vars(asyncio.run(carry_out(Plan(**json.load(sys.stdin))))), sys.stdout)
