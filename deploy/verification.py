"""Everything that the ledger promises, computed again from the databases themselves, with no service running."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from deploy.errors import CannotRun
from services.audit import ledger, views
from services.audit.models import CheckpointRow, LedgerEntry
from services.chassis.database import Database, DatabaseAway
from services.chassis.tables import Outbox
from services.contracts.audit import Dashboard, LedgerProblem
from services.contracts.message import SYSTEM, Call

PART = 2000  # entries verified at a time
SHOWN = 20  # problems of one check that are printed
WAIT = 10.0  # seconds that an event may be on its way


@dataclass(frozen=True)
class Outcome:
    """One check: what was found, in words, and what is wrong. `left_out`: it could not be made."""

    check: str
    told: str
    problems: tuple[str, ...] = ()
    left_out: bool = False

    def lines(self) -> Iterator[str]:
        """As it is printed."""
        mark = "not checked" if self.left_out else "WRONG" if self.problems else "ok"
        yield f"{self.check:<24}{mark:<12}{self.told}"
        for problem in self.problems[:SHOWN]:
            yield f"{'':<24}- {problem}"
        if len(self.problems) > SHOWN:
            yield f"{'':<24}- and {len(self.problems) - SHOWN} more"


def verify(urls: dict[str, str], keys: ledger.Keys, wait: float = WAIT) -> Iterator[Outcome]:
    """Every check, one after another. CannotRun when the database of audit is not there."""
    audit = _open(urls["audit"])
    if audit is None:
        raise CannotRun("The database of audit cannot be reached; start it, or name it in HAVEN_DATABASE_URL_AUDIT.")
    checks: tuple[Callable[[Database, ledger.Keys], Outcome], ...] = (_entries, _extent, _checkpoints, _figures)
    for check in checks:
        yield check(audit, keys)
    for service, url in urls.items():
        yield _outbox(audit, service, url, wait)


def _entries(audit: Database, keys: ledger.Keys) -> Outcome:
    """Every leaf, body, subtree and signed root; part by part, since the ledger goes on growing."""
    found: list[LedgerProblem] = []
    with audit.read() as session:
        size = ledger.size(session)
    for first in range(0, size, PART):
        with audit.read() as session:
            found += ledger.verify(session, first, min(first + PART, size), keys)
    with audit.read() as session:
        root = ledger.root(session, size).hex() if size and not found else ""
    return Outcome("entries and roots", f"{size} entries; root {root or 'unknown'}", _texts(found))


def _extent(audit: Database, keys: ledger.Keys) -> Outcome:
    with audit.read() as session:
        return Outcome("size", f"{ledger.size(session)} entries", _texts(ledger.verify_extent(session)))


def _checkpoints(audit: Database, keys: ledger.Keys) -> Outcome:
    with audit.read() as session:
        count = session.scalar(select(func.count()).select_from(CheckpointRow).where(CheckpointRow.note != "")) or 0
        last = ledger.latest(session)
        told = f"{count} signed by {keys.name}, the last of {last.size if last else 0} entries"
        return Outcome("checkpoints", told, _texts(ledger.verify_consistency(session, keys)))


def _figures(audit: Database, keys: ledger.Keys) -> Outcome:
    """The published figures against a recomputation from the ledger."""
    call = Call(actor=SYSTEM, at=datetime.now(UTC))
    with audit.read() as session:
        same = views.dashboard(session, Dashboard(), call) == views.recomputed(session, call)
    problem = () if same else ("The dashboard shows other figures than the ledger gives.",)
    return Outcome("figures", "the dashboard against the ledger", problem)


def _outbox(audit: Database, service: str, url: str, wait: float) -> Outcome:
    """What a service has published, against the ledger: each event there, once, and nothing that it never said."""
    check, there = f"events of {service}", _open(url)
    if there is None:
        return Outcome(check, "its database cannot be reached", left_out=True)
    until = time.monotonic() + wait
    while True:
        try:
            with there.read() as session:
                said = _said(session)
        except (SQLAlchemyError, DatabaseAway):
            return Outcome(check, "its outbox cannot be read", left_out=True)
        with audit.read() as session:
            heard = _heard(session, service)
        missing = [id for id in said if id not in heard]
        if not missing or time.monotonic() > until:
            break
        time.sleep(0.5)  # published and not yet taken in: wait a little
    with there.read() as session:
        posted = set(session.scalars(select(Outbox.id)))
    problems = [f"Event {id} ({said[id][0]}) was published and is not in the ledger." for id in missing]
    problems += [f"Event {id} is in the ledger, and {service} never said it." for id in heard if id not in posted]
    problems += [f"Event {id} differs from what {service} said." for id in said if heard.get(id, said[id]) != said[id]]
    return Outcome(check, f"{len(said)} published, {len(heard)} in the ledger", tuple(problems))


Told = tuple[str, UUID, int]


def _said(session: Session) -> dict[UUID, Told]:
    rows = select(Outbox.id, Outbox.type, Outbox.subject, Outbox.version).where(Outbox.published_at.is_not(None))
    return {id: (kind, subject, version) for id, kind, subject, version in session.execute(rows)}


def _heard(session: Session, service: str) -> dict[UUID, Told]:
    entry = LedgerEntry
    rows = select(entry.event_id, entry.type, entry.subject, entry.subject_version).where(entry.source == service)
    return {id: (kind, subject, version) for id, kind, subject, version in session.execute(rows)}


def _open(url: str) -> Database | None:
    """The database at `url`; None when it is not there. A SQLite file that is missing is not made."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    database = Database(url)
    try:
        with database.read() as session:
            session.scalar(select(1))
    except (SQLAlchemyError, DatabaseAway):
        return None
    return database


def _texts(problems: Iterator[LedgerProblem] | list[LedgerProblem]) -> tuple[str, ...]:
    return tuple(problem.message for problem in problems)
