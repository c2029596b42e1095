"""What a restored Haven must be told before it starts, and what is on its way between two services at one instant."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from services.chassis.database import Database
from services.chassis.tables import Heard, Lease, Outbox, Subject
from services.contracts import topology
from services.intake.models.people import MailedToken, OpenSession
from services.provisioning.models import Job


def unheard(source: Session, listener: Session, name: str) -> list[Outbox]:
    """What the service `name` has said and this listener has not heard, oldest first; published or not."""
    heard = {row.subject: row for row in listener.scalars(select(Heard).where(Heard.source == name))}
    found: list[Outbox] = []
    for subject, version in source.execute(select(Subject.id, Subject.version)):
        row = heard.get(subject)
        upto, early = (row.upto, set(row.early)) if row else (0, set())
        if upto < version:
            said = select(Outbox).where(Outbox.subject == subject, Outbox.version > upto)
            found += [one for one in source.scalars(said) if one.version not in early]
    return sorted(found, key=lambda one: one.position)


def ahead(source: Session, listener: Session, name: str) -> list[UUID]:
    """The subjects of which this listener has heard more than the service `name` has said: never, in one cut."""
    said = dict(source.execute(select(Subject.id, Subject.version)).all())
    rows = listener.scalars(select(Heard).where(Heard.source == name))
    return [row.subject for row in rows if max([row.upto, *row.early]) > said.get(row.subject, 0)]


def pairs() -> Iterator[tuple[str, str]]:
    """Everybody who hears, with everybody they hear."""
    for listener, sources in topology.HEARS.items():
        for source in sources:
            yield listener, source


def send_again(databases: Mapping[str, Database]) -> int:
    """Have every event sent again that somebody has not heard: it was in a queue, or nowhere yet. Whoever has heard it
    drops the second one. How many."""
    positions: dict[str, set[int]] = {name: set() for name in databases}
    for listener, source in pairs():
        with databases[source].read() as said, databases[listener].read() as heard:
            positions[source].update(one.position for one in unheard(said, heard, source))
    for source, found in positions.items():
        databases[source].write(partial(_unpublish, positions=sorted(found)))
    return sum(map(len, positions.values()))


def send_again_one(source: Database, id: UUID) -> int:
    """Have one event sent again, or every event of one subject. How many."""
    with source.read() as session:
        said = select(Outbox.position).where(or_(Outbox.id == id, Outbox.subject == id)).order_by(Outbox.position)
        positions = list(session.scalars(said))
    source.write(partial(_unpublish, positions=positions))
    return len(positions)


def end_sessions(intake: Database) -> int:
    """End every session and every API token, and forget every mailed code: which of them were ended since the backup,
    nobody knows any more. How many sessions and tokens."""
    now = datetime.now(UTC)

    def end(session: Session) -> int:
        session.execute(delete(MailedToken))
        open_ones = (OpenSession.ended_at.is_(None), OpenSession.expires_at > now)
        return int(session.execute(update(OpenSession).where(*open_ones).values(ended_at=now)).rowcount)  # type: ignore[attr-defined]

    return intake.write(end)


def free_leases(databases: Mapping[str, Database]) -> None:
    """Nobody who held a lease is there any more."""

    def free(session: Session) -> None:
        session.execute(delete(Lease))

    for database in databases.values():
        database.write(free)


def unfinished_builds(provisioning: Database) -> list[tuple[UUID, str]]:
    """Project and release of each build that was not finished at the instant of the backup."""
    with provisioning.read() as session:
        rows = session.scalars(select(Job).where(Job.done.is_(False), Job.kind == "build"))
        return [(row.application_id, row.about) for row in rows]


def move_lists(provisioning: Database, moved: Mapping[str, str]) -> int:
    """Lists of what is to be destroyed name files by where they lay; say where they lie now. How many lists."""

    def move(session: Session) -> int:
        jobs = [job for job in session.scalars(select(Job).where(Job.done.is_(False))) if job.notes.get("files")]
        for job in jobs:
            files = [{**one, "path": _moved(str(one["path"]), moved)} for one in job.notes["files"]]
            job.notes = {**job.notes, "files": files}
        return len(jobs)

    return provisioning.write(move)


def _moved(path: str, moved: Mapping[str, str]) -> str:
    for before in sorted(moved, key=len, reverse=True):
        if Path(path).is_relative_to(before):
            return str(Path(moved[before]) / Path(path).relative_to(before))
    return path


def _unpublish(session: Session, positions: list[int]) -> None:
    for first in range(0, len(positions), 500):
        part = Outbox.position.in_(positions[first : first + 500])
        session.execute(update(Outbox).where(part).values(published_at=None, held_until=None))
