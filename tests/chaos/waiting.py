"""When a Haven has come to rest: nothing in an outbox that is not published, nothing published that is not heard by
each listener, nothing accepted that is not done. Read from the databases, since an event on its way is in no queue
that can be asked reliably in the middle of trouble."""

import time
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import func, select

from services.chassis.database import Database, DatabaseAway
from services.chassis.tables import PARKED, WAITING, Heard, Inbox, Outbox, Subject
from services.contracts import topology

UNCHANGED = 15  # looks in a row, three seconds: whatever is on its way has arrived by then


class NotQuiet(Exception):
    """Something still waits after all that time; the text says what, by service."""


def until_quiet(databases: Mapping[str, Database], seconds: float, *, but: Collection[str] = ()) -> None:
    """Return when nothing waits, twice in a row; with `but`, when that is what waits, for a while without a change."""
    deadline, quiet, wanted = time.monotonic() + seconds, 0, UNCHANGED if but else 2
    while quiet < wanted:
        left = left_over(databases)
        quiet = quiet + 1 if sorted(left) == sorted(but) else 0
        if time.monotonic() > deadline:
            raise NotQuiet("; ".join(left) or "it never stays at rest")
        time.sleep(0.2)


def said(databases: Mapping[str, Database]) -> dict[str, int]:
    """How many events each service has said."""
    found = {}
    for service, database in databases.items():
        with database.read() as session:
            found[service] = session.scalar(select(func.count()).select_from(Outbox)) or 0
    return found


def left_over(databases: Mapping[str, Database]) -> list[str]:
    """What waits, in words, one for each service and kind. What is parked, and what waits behind it, is at rest: the
    checker looks at it."""
    found = []
    said: dict[str, dict[UUID, int]] = {}
    for service, database in databases.items():
        try:
            with database.read() as session:
                unsent = session.scalar(
                    select(func.count()).select_from(Outbox).where(Outbox.published_at.is_(None))
                )
                parked = select(Inbox.subject).where(Inbox.state == PARKED)
                undone = session.scalar(
                    select(func.count()).select_from(Inbox)
                    .where(Inbox.state == WAITING, Inbox.subject.not_in(parked))
                )  # fmt: skip
                said[service] = dict(session.execute(select(Subject.id, Subject.version)).all())
        except DatabaseAway as away:
            found.append(f"{service}: its database is away ({away})")
            continue
        if unsent:
            found.append(f"{service}: {unsent} events not published")
        if undone:
            found.append(f"{service}: {undone} reactions not done")
    return found + _unheard(databases, said)


def _unheard(databases: Mapping[str, Database], said: Mapping[str, Mapping[UUID, int]]) -> list[str]:
    """For each listener and source: subjects of which the last version has not arrived."""
    found = []
    for listener, sources in topology.HEARS.items():
        try:
            with databases[listener].read() as session:
                rows = session.execute(select(Heard.source, Heard.subject, Heard.upto)).all()
        except DatabaseAway:
            continue
        upto = {(source, subject): version for source, subject, version in rows}
        for source in sources:
            behind = sum(upto.get((source, subject), 0) < last for subject, last in said.get(source, {}).items())
            if behind:
                found.append(f"{listener}: behind {source} on {behind} subjects")
    return found
