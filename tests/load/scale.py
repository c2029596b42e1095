"""Whether what intake answers stays as quick with ten times the applications: `python -m tests.load.scale`.

Two databases, one with a tenth of the other's applications, each with all its versions; every question is asked of both
in turns, so that whatever else the machine does meets both. It counts SQL statements as well: their number must not
depend on how much there is. Ends with 1 when something grew by more than GROWTH, or asks more statements of the larger.
Method and results: README.md next to this file.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import event, text

from services.contracts import wire
from services.contracts.intake import application as say
from services.contracts.message import Role
from services.intake.domain.form import SHIPPED
from services.intake.handlers import application as handlers
from services.intake.views import application, requests, use, versions, work
from tests.intake.test_application_handlers import ALL, LEAD, OFFICER, World
from tests.support import actor, ground_for

GROWTH = 2.0  # of the median with ten times the data; what scans would show as ten
LEADS = 150
# Tables that hold something of one application, the column that names it, and those whose text holds its id.
TABLES = {
    "application": ("id", ("reference", "body")),
    "application_section": ("application_id", ("answers",)),
    "application_version": ("application_id", ("request", "receipt", "changes")),
    "request_stage": ("application_id", ("reference", "body", "text")),
    "request_person": ("application_id", ()),
    "related": ("subject", ()),
    "about": ("subject", ("reference",)),
}
AUDITOR = actor(Role.AUDITOR)


def main() -> int:
    """Print the table; 0 when nothing grew."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--applications", type=int, default=3000)
    options.add_argument("--versions", type=int, default=20)
    options.add_argument("--times", type=int, default=40, help="how often each question is asked")
    chosen = options.parse_args()
    asked = sum(1 + len(field.items) for field in SHIPPED.fields.values())
    say_(f"{chosen.applications} applications of {chosen.versions} versions and {asked} questions, and a tenth of them")
    with tempfile.TemporaryDirectory(prefix="haven-scale-") as folder:
        small = filled(Path(folder) / "small.sqlite", chosen.applications // 10, chosen.versions)
        large = filled(Path(folder) / "large.sqlite", chosen.applications, chosen.versions)
        say_(f"\n{'question':<44}{'statements':>11}{'KiB':>7}{'p50 ms':>9}{'p95 ms':>9}{'of a tenth':>12}")
        grown = [name for name in questions(large) if not compared(name, small, large, chosen.times)]
    say_("nothing grows with what there is" if not grown else f"grows: {', '.join(grown)}")
    return 1 if grown else 0


def filled(path: Path, applications: int, number: int) -> World:
    """A database with one application that went through `number` versions, and copies of it."""
    begun = time.monotonic()
    world = World(ground_for("intake", f"sqlite:///{path}")).start().fill()
    world.give(say.SubmitApplication, declarations=ALL)
    world.give(say.AssignCaseOfficer, by=OFFICER, officer_id=OFFICER.id)
    for one in range(2, number + 1):
        world.at += timedelta(hours=1)
        asked = (say.QueryAsked(field="aim", question="Which?"),)
        world.give(say.ReturnApplication, by=OFFICER, queries=asked)
        query = next(query for query in world.read().queries if not query.answered)
        world.give(say.AnswerQuery, query_id=query.query_id, response="As written now")
        world.give(say.SaveDraft, answers={"aim": f"Another aim, the {one}th, in words that differ from the others"})
        world.give(say.SubmitApplication, declarations=ALL)
    copies(world, applications - 1)
    asked_about = world.id
    world.start().fill()
    world.draft, world.id = world.id, asked_about
    size = path.stat().st_size / 2**20
    say_(f"{applications} applications in {time.monotonic() - begun:.0f} s, {size:,.0f} MiB")
    return world


def copies(world: World, count: int) -> None:
    """As many more, each with an id, a reference and a lead of its own; in the database itself, since it is so many."""
    old, reference = str(world.id), world.read().reference
    leads = [uuid4() for _ in range(LEADS)]
    with world.ground.db.engine.begin() as connection:
        for number in range(count):
            new, lead = uuid4(), leads[number % LEADS]
            facts = {"old": old, "new": str(new), "hex_old": world.id.hex, "hex_new": new.hex, "ref": reference}
            facts |= {"ref_new": f"{reference[:-5]}{number + 50:05}", "lead": LEAD.id.hex, "lead_new": lead.hex}
            for table, (key, texts) in TABLES.items():
                names = [row[1] for row in connection.execute(text(f"PRAGMA table_info({table})"))]
                values = ", ".join(_copied(name, key, texts) for name in names)
                copied = f"SELECT {values} FROM {table} WHERE {key} = :hex_old"  # noqa: S608 - our own names
                connection.execute(text(f"INSERT INTO {table} ({', '.join(names)}) {copied}"), facts)


def _copied(name: str, key: str, texts: tuple[str, ...]) -> str:
    if name == key:
        return ":hex_new"
    if name in ("lead_id", "person_id"):
        return f"CASE {name} WHEN :lead THEN :lead_new ELSE {name} END"
    return f"replace(replace({name}, :old, :new), :ref, :ref_new)" if name in texts else name


def questions(world: World) -> dict[str, Callable[[], Any]]:
    """What people ask, by what it is called."""
    id, ask = world.id, world.ground.ask
    last = world.read(by=OFFICER).versions[-1].version
    newest = say.ReadVersion(application_id=id, version=last)
    both = say.ReadComparison(application_id=id, before=1, after=last)
    return {
        "all requests, first page": lambda: ask(requests.listed, say.ListApplications(limit=50), OFFICER, world.at),
        "all requests, by words": lambda: ask(
            requests.listed, say.ListApplications(q="readmission discharge", limit=50), OFFICER, world.at
        ),
        "all requests, page after page (5)": lambda: pages(world, 5),
        "MyDARs": lambda: ask(requests.mine, say.MyRequests(), LEAD, world.at),
        "an officer's tasks": lambda: ask(requests.tasks, say.MyTasks(), OFFICER, world.at),
        "workload": lambda: ask(work.workload, say.ReadWorkload(), OFFICER, world.at),
        "one request, its lead": lambda: ask(application.one, say.ReadApplication(application_id=id), LEAD, world.at),
        "one request, its officer": lambda: ask(
            application.one, say.ReadApplication(application_id=id), OFFICER, world.at
        ),
        "one version": lambda: ask(versions.version, newest, OFFICER, world.at),
        "the first and the last version compared": lambda: ask(versions.comparison, both, OFFICER, world.at),
        "a question of a draft saved": lambda: world.ground.do(
            handlers.act,
            say.SaveDraft(application_id=world.draft, answers={"short_title": f"{time.perf_counter_ns()}"}),
            LEAD,
            world.at,
        ),
        "conditions of use": lambda: ask(use.matched, say.MatchUse(application_id=id), OFFICER, world.at),
    }


def pages(world: World, many: int) -> Any:
    """The last of so many pages."""
    page, after = None, ""
    for _ in range(many):
        query = say.ListApplications(limit=50, after=after)
        page = world.ground.ask(requests.listed, query, OFFICER, world.at)
        after = page.next
        if not after:
            break
    return page


def compared(name: str, small: World, large: World, times: int) -> bool:
    """Ask both in turns and print the row; False when it grew."""
    asks = (questions(small)[name], questions(large)[name])
    counts = []
    for world, ask in zip((small, large), asks, strict=True):
        with statements(world) as seen:
            answer = ask()
        counts.append(len(seen))
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for mine, ask in zip(taken, asks, strict=True):
            begun = time.perf_counter()
            ask()
            mine.append((time.perf_counter() - begun) * 1000)
    few, many = (statistics.median(one) for one in taken)
    slowest = sorted(taken[1])[int(len(taken[1]) * 0.95)]
    kib = len(str(wire.dump(answer))) / 1024
    say_(f"{name:<44}{counts[1]:>11}{kib:>7.0f}{many:>9.1f}{slowest:>9.1f}{many / few:>11.2f}x")
    return many / few < GROWTH and counts[0] == counts[1]


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """Every SQL statement that is sent meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(world.ground.db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(world.ground.db.engine, "before_cursor_execute", note)


def say_(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
