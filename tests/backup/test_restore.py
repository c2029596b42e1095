"""A backup made and restored with no process running: what is in it, what is refused, and what is mended on the way."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from deploy import cli, keys, settings
from deploy.backup import archive, files, heal, restore, sealed, take
from deploy.errors import CannotRun
from deploy.settings import Settings
from services.audit import ledger
from services.chassis import documents, inbox, mail, migrations, outbox, tables
from services.chassis.database import Database
from services.contracts import topology, wire
from services.contracts.message import SYSTEM, Call, CommandRefused, happened, new_id
from services.contracts.wire import SERVICES
from services.intake.models.people import OpenSession, Person
from services.provisioning.models import Job
from tests.support import NOON

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
LOST = 3  # events that were in a queue at the instant of the backup


@dataclass
class House:
    """A run folder with five databases that have something in them, and a way to make the settings of another."""

    settings: Settings
    other: Callable[[str], Settings]

    def databases(self, of: Settings | None = None) -> dict[str, Database]:
        return {name: Database((of or self.settings).database_url(name)) for name in SERVICES}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five SQLite files with their tables and nothing else, made once."""
    folder = tmp_path_factory.mktemp("migrated")
    for name in SERVICES:
        migrations.upgrade(name, f"sqlite:///{folder}/{name}.sqlite")
    return folder


@pytest.fixture
def house(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated: Path
) -> House:
    kind = getattr(request, "param", "sqlite")

    def other(name: str) -> Settings:
        chosen = {"HAVEN_RUN": str(tmp_path / name), "HAVEN_MODE": "test"}
        if kind == "postgres":
            make, tag = request.getfixturevalue("postgres"), new_id().hex
            chosen |= {f"HAVEN_DATABASE_URL_{one.upper()}": make(f"b_{one}_{tag}") for one in SERVICES}
        return settings.read(chosen)

    made = House(other("one"), other)
    monkeypatch.setenv("HAVEN_RUN", str(made.settings.run))
    for name in ("DOCUMENTS", "KEYS", "WORKSPACES", "PRODUCTION"):
        monkeypatch.setenv(f"HAVEN_{name}", str(made.settings.run / name.lower()))
    shutil.copytree(migrated, made.settings.run / "data")
    furnish(made)
    return made


def furnish(house: House) -> None:
    """Tables, keys, files; events said, heard by all but the last LOST; one person signed in; two jobs begun."""
    house.settings.make_folders()
    house.settings.save()
    keys.ensure(house.settings.run / "keys")
    (house.settings.run / "clock").write_text("3600.0")
    documents.put(b"a document", "application/pdf")
    for name in ("workspaces/p/r1/data.csv", "production/p/r1/out/data.csv", "keys/projects/p.key"):
        (house.settings.run / name).parent.mkdir(parents=True, exist_ok=True)
        (house.settings.run / name).write_text(name)
    databases = house.databases()
    for name in SERVICES if not databases["intake"].lite else ():
        migrations.upgrade(name, house.settings.database_url(name))
    converse(databases)
    databases["intake"].write(sign_in)
    project = new_id()
    listed = {"files": [{"name": "x", "path": str(house.settings.run / "documents" / "ab" / "x")}]}
    databases["provisioning"].write(lambda session: begin(session, project, "destroy", listed))
    databases["provisioning"].write(lambda session: begin(session, project, "build", {}))
    half = house.settings.run / "production" / str(project) / "about"
    half.mkdir(parents=True)
    (half / "half.parquet").write_text("half")
    keyed = ledger.read_keys(house.settings.run / "keys")
    databases["audit"].write(lambda session: ledger.record_checkpoint(session, keyed.name, NOON))
    databases["audit"].write(lambda session: ledger.sign_checkpoints(session, keyed, NOON))
    for one in databases.values():
        one.engine.dispose()


def converse(databases: dict[str, Database]) -> None:
    """Intake says ten things, all published; review has not heard the last of them, and whoever else hears it has."""
    call = Call(actor=SYSTEM, at=NOON)

    def say(session: Any) -> None:
        session.info["service"] = "intake"
        for number in range(10):
            mail.post(session, happened(CommandRefused, call, new_id(), command="X", code=f"c{number}", reasons=()))

    databases["intake"].write(say, call)
    with databases["intake"].read() as session:
        said = [row.body for row in session.scalars(select(tables.Outbox).order_by(tables.Outbox.position))]
    for listener, sources in topology.HEARS.items():
        if "intake" in sources:
            for body in said[: -LOST if listener == "review" else None]:
                take_in(databases[listener], body, enter=listener == "audit")
    databases["intake"].write(lambda session: outbox.published(session, list(range(1, 11))))


def take_in(database: Database, body: dict[str, Any], enter: bool) -> None:
    envelope = wire.load_envelope(body)

    def work(session: Any) -> None:
        inbox.accept(session, envelope, body, ["on_x"])
        if enter:
            ledger.append(session, wire.load_event(body), envelope)

    database.write(work)


def sign_in(session: Any) -> None:
    now, person = datetime.now(UTC), new_id()
    session.add(Person(id=person, version=1, state="active", email="a@b.example", name="A", sort_name="a",
                       password_hash="", registered_at=now, body={}))
    session.flush()
    session.add(OpenSession(id=new_id(), token_hash="h", person_id=person, started_at=now, last_used_at=now,
                            expires_at=now + timedelta(days=1), totp=True, by_token=True, label="", scopes=[]))


def begin(session: Any, project: Any, kind: str, notes: dict[str, Any]) -> None:
    session.add(Job(id=new_id(), application_id=project, kind=kind, about="about", done=False, tries=0, error="",
                    due_at=datetime.now(UTC), correlation=new_id(), notes=notes))


def content(databases: dict[str, Database]) -> dict[str, list[str]]:
    """Every row of every table, but for what a restore changes."""
    found = {}
    for name, database in databases.items():
        with database.engine.connect() as connection:
            for table in inspect(connection).get_table_names():
                changed = {"session", "lease", "job"} | ({"outbox"} if name == "intake" else set())
                if table not in changed:
                    rows = connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
                    plain = ([bytes(one) if isinstance(one, memoryview) else one for one in row] for row in rows)
                    found[f"{name}.{table}"] = sorted(map(str, plain))
        database.engine.dispose()
    return found


def silent(_: str) -> None:
    pass


@pytest.mark.parametrize("house", BOTH, indirect=True)
def test_everything_comes_back_and_what_was_on_its_way_is_sent_again(house: House, tmp_path: Path) -> None:
    before = content(house.databases())
    made = take.take(house.settings, tmp_path / "b.tar", say=silent)
    told = archive.verified(made)
    assert (told.on_the_way, told.ledger_size, made.stat().st_mode & 0o777) == (LOST, 10, 0o600)
    lite = house.settings.database_url("intake").startswith("sqlite")
    assert set(told.kinds.values()) == {"sqlite" if lite else "postgresql"}
    if lite:
        shutil.rmtree(house.settings.run)
    again = house.other("two")
    assert restore.restore(again, made, say=silent)
    databases = house.databases(again)
    assert content(databases) == before
    with databases["intake"].read() as session:
        waiting = select(tables.Outbox.body).where(tables.Outbox.published_at.is_(None))
        assert sorted(wire.load_event(body).code for body in session.scalars(waiting)) == ["c7", "c8", "c9"]
        assert session.scalars(select(OpenSession)).one().ended_at is not None
    with databases["provisioning"].read() as session:
        listed = [job.notes["files"][0]["path"] for job in session.scalars(select(Job)) if job.notes]
        assert listed == [str(again.run / "documents" / "ab" / "x")]
    for name in ("clock", "workspaces/p/r1/data.csv", "production/p/r1/out/data.csv", "keys/projects/p.key"):
        assert (again.run / name).exists(), name
    assert (again.run / "workspaces/p/r1/data.csv").stat().st_mode & 0o777 == 0o400
    assert list((again.run / "production").rglob("half.parquet")) == []  # it is built again, from the start
    assert list((again.run / "documents").rglob("*")) != []
    for database in databases.values():
        database.engine.dispose()


def test_it_is_refused_where_something_is_and_nothing_is_touched(house: House, tmp_path: Path) -> None:
    made = take.take(house.settings, tmp_path / "b.tar", say=silent)
    there = house.other("two")
    there.run.mkdir()
    (there.run / "mine.txt").write_text("mine")
    with pytest.raises(CannotRun, match="not empty"):
        restore.restore(there, made, say=silent)
    assert [path.name for path in there.run.iterdir()] == ["mine.txt"]


def test_a_restore_that_fails_leaves_the_folder_as_empty_as_it_was(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, again = take.take(house.settings, tmp_path / "b.tar", say=silent), house.other("two")

    def fails(*_: object) -> None:
        raise CannotRun("no")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "upgrade", fails)
        with pytest.raises(CannotRun):
            restore.restore(again, made, say=silent)
    assert list(again.run.iterdir()) == []
    assert restore.restore(again, made, say=silent)


def test_a_backup_of_a_newer_release_is_refused(house: House, tmp_path: Path) -> None:
    with house.databases()["review"].engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = take.take(house.settings, tmp_path / "b.tar", say=silent)
    with pytest.raises(CannotRun, match="newer release"):
        restore.restore(house.other("two"), made, say=silent)


def test_sqlite_does_not_become_postgresql_by_a_restore(house: House, tmp_path: Path) -> None:
    made = take.take(house.settings, tmp_path / "b.tar", say=silent)
    there = replace(house.other("two"), chosen={"HAVEN_DATABASE_URL_PREFIX": "postgresql+psycopg2://x@127.0.0.1:1/x_"})
    with pytest.raises(CannotRun, match="was on sqlite"):
        restore.restore(there, made, say=silent)


def test_without_its_keys_it_is_restored_where_they_are_and_nowhere_else(house: House, tmp_path: Path) -> None:
    made = take.take(house.settings, tmp_path / "b.tar", secrets=False, say=silent)
    names = archive.verified(made).entries
    assert not [name for name in names if name.startswith("keys/") or "settings" in name]
    again = house.other("two")
    with pytest.raises(CannotRun, match="without keys"):
        restore.restore(again, made, say=silent)
    keys.ensure(again.run / "keys")
    with pytest.raises(CannotRun, match="without keys"):
        restore.restore(again, made, say=silent)  # others than they were
    shutil.rmtree(again.run / "keys")
    shutil.copytree(house.settings.run / "keys", again.run / "keys")
    assert restore.restore(again, made, moved=True, say=silent)


def test_a_ledger_key_is_changed_by_a_restore_unless_nothing_happened_since(house: House, tmp_path: Path) -> None:
    made = take.take(house.settings, tmp_path / "b.tar", say=silent)
    before = ledger.read_keys(house.settings.run / "keys").public_bytes
    for name, moved in (("two", False), ("three", True)):
        again = house.other(name)
        assert restore.restore(again, made, moved=moved, say=silent)
        now = ledger.read_keys(again.run / "keys")
        assert (now.public_bytes == before) is moved
        assert [one.public_bytes for one in now.ever][-1] == before
        if not moved:
            now.former[0].public.verify(now.endorsement, keys.ENDORSES + now.public_bytes)


def test_a_document_that_is_not_what_its_name_says_stops_the_backup(house: House, tmp_path: Path) -> None:
    place = next(path for path in (house.settings.run / "documents").rglob("*") if len(path.name) == 64)
    place.write_bytes(b"another")
    with pytest.raises(CannotRun, match="not what their names say"):
        take.take(house.settings, tmp_path / "b.tar", say=silent)
    assert not list(tmp_path.glob("*b.tar*"))


def test_a_listener_that_has_heard_too_much_stops_the_backup(house: House, tmp_path: Path) -> None:
    with house.databases()["review"].engine.begin() as connection:
        connection.execute(text("UPDATE heard SET upto = 99"))
    with pytest.raises(CannotRun, match="has heard what intake has not said"):
        take.take(house.settings, tmp_path / "b.tar", say=silent)


def test_what_is_built_or_put_into_a_workspace_after_the_instant_is_left_out(house: House) -> None:
    run, now = house.settings.run, max(path.lstat().st_ctime for path in house.settings.run.rglob("*"))
    later = ["production/p/r2/out", "workspaces/p/r2"]
    while not (run / "probe").exists() or (run / "probe").stat().st_ctime <= now:
        (run / "probe").touch()
    for folder in later:  # as they appear: whole, by being renamed
        draft = (run / folder).with_name(".draft")
        draft.mkdir(parents=True)
        (draft / "data.csv").write_text("later")
        os.utime(draft / "data.csv", (1, 1))
        os.replace(draft, run / folder)
    (run / "workspaces/p/.r3.partial").mkdir()
    (run / "workspaces/p/.r3.partial/x").write_text("half")
    (run / "documents/arriving").mkdir()
    (run / "documents/arriving/x").write_text("half")
    names = {piece.name for piece in files.pieces(house.settings, now, secrets=True)}
    assert {"workspaces/p/r1/data.csv", "production/p/r1/out/data.csv", "run/clock"} <= names
    assert not [name for name in names if "r2" in name or "r3" in name or "arriving" in name]


def test_the_command_line_takes_verifies_and_restores_a_sealed_one(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sealed, "WORK", 1 << 10)
    (tmp_path / "words").write_text("a passphrase of some length\n")
    (tmp_path / "shelf").mkdir()
    words = ["--passphrase-file", str(tmp_path / "words")]
    assert cli.main(["backup", str(tmp_path / "shelf"), *words]) == 0
    made = next((tmp_path / "shelf").iterdir())
    assert made.suffix == ".sealed"
    assert cli.main(["backup", "verify", str(made), *words]) == 0
    assert "Whole" in capsys.readouterr().out
    assert cli.main(["backup", "verify", str(made)]) == 1
    assert "sealed" in capsys.readouterr().err
    for name in ("DOCUMENTS", "KEYS", "WORKSPACES", "PRODUCTION"):
        monkeypatch.delenv(f"HAVEN_{name}")
    monkeypatch.setenv("HAVEN_RUN", str(tmp_path / "two"))
    assert cli.main(["restore", str(made), *words]) == 0
    assert "haven up" in capsys.readouterr().out
    assert json.loads((tmp_path / "two" / "settings.before.json").read_text())["HAVEN_RUN"] == str(house.settings.run)


def test_leases_of_those_who_are_gone_are_free(house: House, tmp_path: Path) -> None:
    databases = house.databases()
    databases["audit"].write(lambda session: session.add(
        tables.Lease(name="relay", holder="gone", until=datetime.now(UTC) + timedelta(days=1))))
    heal.free_leases(databases)
    with databases["audit"].read() as session:
        assert session.scalars(select(tables.Lease)).all() == []


def test_an_event_that_somebody_misses_is_named_and_sent_again(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["events", "missing", "--wait", "0"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(" ")[0] for line in told] == ["review"] * LOST
    id = told[0].split()[6].rstrip(",")
    assert cli.main(["events", "resend", "intake", id]) == 0
    assert unpublished(house) == 1
    assert cli.main(["events", "resend", "--missing"]) == 0
    assert cli.main(["events", "resend", "--missing"]) == 0  # harmless twice
    assert unpublished(house) == LOST
    assert cli.main(["events", "missing", "--wait", "0"]) == 0  # they are on their way
    assert cli.main(["events", "resend", "review", id]) == 1
    assert "said nothing" in capsys.readouterr().err


def unpublished(house: House) -> int:
    with house.databases()["intake"].read() as session:
        return len(session.scalars(select(tables.Outbox).where(tables.Outbox.published_at.is_(None))).all())
