"""Two small services on the chassis, to be run as processes of their own: `python -m tests.chassis.part intake|review`.

`intake` counts: each Count adds one and says so. `review` hears it and notes what it heard, in order. What a command or
a reaction is to do wrong is part of its message, so that a test can say when it fails.
"""

import sys

if __name__ == "__main__":  # only a process of its own is patched for green threads, and then before all else
    from services.chassis import runner, timers

import os
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.contracts import intake as words
from services.contracts.access import PUBLIC
from services.contracts.message import Call, Command, Done, Query, Refused, View, happened
from tests.chassis import trip

LEASE = float(os.environ.get("PART_LEASE", "0"))  # seconds


@dataclass(frozen=True, kw_only=True)
class Count(Command):
    subject_id: UUID
    fail: str = ""
    pause: float = 0.0
    note: str = field(default="", metadata={"max": 20})


@dataclass(frozen=True, kw_only=True)
class Counted(View):
    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadCount(Query):
    answers = Counted
    subject_id: UUID


def intake() -> type[Any]:
    from services.chassis import mail
    from services.chassis.service import Service, command, query
    from tests.chassis.tables import Number

    class IntakeService(Service):
        name = "intake"
        access = {Count: PUBLIC, ReadCount: PUBLIC}

        @command
        def count(self, session: Any, command: Count, call: Call) -> Done:
            row = session.get(Number, command.subject_id, with_for_update=True) or Number(id=command.subject_id, n=0)
            session.add(row)
            row.n += 1
            event = happened(words.ApplicationWithdrawn, call, command.subject_id, reference=f"{command.fail}:{row.n}")
            mail.post(session, event)
            time.sleep(command.pause)
            if command.fail == "refuse":
                raise Refused("no more", code="enough")
            if command.fail == "crash":
                raise RuntimeError("secret of a patient")
            return Done(subject=command.subject_id, version=row.n)

        @query
        def read_count(self, session: Any, query: ReadCount, call: Call) -> Counted:
            row = session.get(Number, query.subject_id)
            return Counted(count=row.n if row else 0)

    return IntakeService


def review() -> type[Any]:
    from services.chassis.mail import NotYet
    from services.chassis.service import Service, background, periodic, query, reaction
    from tests.chassis.tables import Noted, Tick, Turn

    class ReviewService(Service):
        name = "review"
        access = {ReadCount: PUBLIC}

        @reaction
        def note(self, session: Any, event: words.ApplicationWithdrawn, call: Call) -> None:
            what, _, number = event.reference.partition(":")
            session.add(Noted(subject=event.subject, number=int(number)))
            if what == "poison":
                raise RuntimeError("secret of a patient")
            if what == "not-yet":
                raise NotYet("something is missing")

        @query
        def read_count(self, session: Any, query: ReadCount, call: Call) -> Counted:
            rows = session.query(Noted).filter_by(subject=query.subject_id).order_by(Noted.id).all()
            return Counted(count=len(rows), names=tuple(str(row.number) for row in rows))

        @periodic(seconds=0.2)
        def tick(self, session: Any, call: Call) -> None:
            session.add(Tick(at=call.at, pid=os.getpid()))

        @background(seconds=0.2)
        def take_turns(self, call: Call) -> None:
            """Long work: its lease is short where a test says so, and there is none where no test does."""
            for _ in range(100 if LEASE else 0):
                self.db.write(lambda session: session.add(Turn(pid=os.getpid())))
                time.sleep(0.05)

    return ReviewService


if __name__ == "__main__":
    trip.lay(os.environ.get("PART_TRIP", ""))
    timers.LEASE_SECONDS = LEASE or timers.LEASE_SECONDS
    made = {"intake": intake, "review": review}
    runner.service_class = lambda name: made[name]()
    sys.exit(runner.main(sys.argv[1]))
