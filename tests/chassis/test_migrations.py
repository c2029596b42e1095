"""Migrations: what they make is what the models say, they only add, and data of the release before lives through them
while it is read. Each on SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import event, func, insert, inspect, select, text

from services.chassis import inbox, migrations, tables
from services.chassis.database import Database
from services.contracts.message import new_id
from services.contracts.wire import SERVICES

ADDS = {"CreateTableOp", "AddColumnOp", "CreateIndexOp"}
CONTRACTS: dict[tuple[str, str], str] = {}  # (service, revision) -> the release before which no longer needs what goes
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The address of a database in which nothing is, by name."""

    def url(name: str) -> str:
        if request.param == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite"
        return str(request.getfixturevalue("postgres")(f"{name}_{uuid4().hex[:8]}"))

    return url


@pytest.mark.parametrize("service", SERVICES)
def test_all_revisions_together_make_what_the_models_say(service: str, empty: Callable[[str], str]) -> None:
    url = empty(service)
    migrations.upgrade(service, url)
    database = Database(url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, migrations.metadata_of(service)) == []  # type: ignore[arg-type]
        made = {table: {one["name"] for one in inspect(connection).get_indexes(table)} for table in ("inbox", "outbox")}
    database.engine.dispose()
    for table, found in made.items():
        wanted = {index.name for index in tables.Base.metadata.tables[table].indexes}
        assert wanted <= found  # partial indexes are among them, which the comparison above does not look into


@pytest.mark.parametrize("service", SERVICES)
def test_a_revision_only_adds_unless_it_is_listed_as_taking_away(
    service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decision 0013: while a release is installed, the one before still runs on the same tables."""
    asked: list[tuple[str, Any]] = []
    plain, now = Operations.invoke, {"revision": ""}

    def noted(self: Operations, operation: Any) -> Any:
        asked.append((now["revision"], operation))
        return plain(self, operation)

    url = f"sqlite:///{tmp_path}/one.sqlite"
    script = ScriptDirectory.from_config(migrations.config(service, url))
    revisions = [one.revision for one in reversed(list(script.walk_revisions()))]
    migrations.upgrade(service, url, to=revisions[0])
    monkeypatch.setattr(Operations, "invoke", noted)
    for revision in revisions[1:]:
        now["revision"] = revision
        migrations.upgrade(service, url, to=revision)
    assert {revision for revision, _ in asked} == set(revisions[1:]), "a revision that was not looked at"
    for revision, operation in asked:
        if (service, revision) not in CONTRACTS:
            assert type(operation).__name__ in ADDS, f"{service} {revision} takes something away: see decision 0013"
            column = getattr(operation, "column", None)
            assert column is None or column.nullable or column.server_default is not None, f"{service} {revision}"


def made_by_the_release_before(service: str, url: str, events: int) -> Database:
    """A database at revision 0001 in which the relay and the postman have something left to do."""
    migrations.upgrade(service, url, to="0001")
    database, subject, now = Database(url), new_id(), datetime.now(UTC)
    common = {"subject": subject, "type": "X", "body": {"n": 1}}
    with database.engine.begin() as connection:
        connection.execute(insert(tables.Subject), {"id": subject, "version": events})
        connection.execute(insert(tables.Heard), {"source": "intake", "subject": subject, "upto": events, "early": []})
        said = [{**common, "id": new_id(), "version": n + 1, "posted_at": now} for n in range(events)]
        connection.execute(insert(tables.Outbox), said)
        heard = [{**common, "id": new_id(), "handler": "on_x", "source": "intake", "version": n + 1, "due_at": now,
                  "accepted_at": now, "state": "done" if n < events - 3 else "waiting"} for n in range(events)]
        connection.execute(insert(tables.Inbox), heard)
    return database


def test_data_of_the_release_before_are_upgraded_while_they_are_read(empty: Callable[[str], str]) -> None:
    url, events, stop, seen = empty("review"), 300, threading.Event(), []
    database = made_by_the_release_before("review", url, events)
    database.engine.dispose()
    here = Database(url)

    def reader() -> None:
        while not stop.is_set():
            with here.read() as session:
                done = session.scalar(select(func.count()).where(tables.Inbox.state == "done"))
                seen.append((done, len(inbox.due(session))))

    reading = threading.Thread(target=reader)
    reading.start()
    try:
        while not seen:
            assert reading.is_alive()
        before = len(seen)
        migrations.upgrade("review", url)
        after = len(seen)
        while len(seen) < after + 3:
            assert reading.is_alive(), "the reader came to harm"
    finally:
        stop.set()
        reading.join()
    assert before
    assert set(seen) == {(events - 3, 1)}, "a reader saw something else than what was there all the time"
    with here.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) != "0001"
        assert session.scalar(select(func.count()).select_from(tables.Outbox)) == events
    here.engine.dispose()


def test_the_postman_looks_for_what_is_unfinished_in_the_index_made_for_it(empty: Callable[[str], str]) -> None:
    url = empty("review")
    migrations.upgrade("review", url)
    database, asked = Database(url), []
    event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    with database.read() as session:
        inbox.due(session)
        statement, values = asked[-1]
        connection = session.connection()
        if database.lite:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # there is nothing yet to make it worth while
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", values).fetchall()
    database.engine.dispose()
    assert "inbox_unfinished" in str(plan)
