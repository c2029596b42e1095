"""One database into a file and back: SQLite by its own online copy, PostgreSQL by pg_dump and pg_restore."""

import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, inspect, text
from sqlalchemy.orm import Session

from deploy.errors import CannotRun
from deploy.postgres import program
from services.chassis.database import Database

PAGES = 4096  # copied at a time: 16 MiB
Progress = Callable[[int, int], None]  # bytes done, of how many


def kind_of(database: Database) -> str:
    """sqlite or postgresql: a dump of one cannot be read back into the other."""
    return str(database.url.get_backend_name())


def dump(database: Database, session: Session, target: Path, progress: Progress) -> None:
    """Write what `session` sees to `target`, whole and checked. CannotRun when it cannot be."""
    if database.lite:
        _copy(session, target, progress)
    else:
        _pg_dump(database.url, session, target)
    target.chmod(0o600)


def load(database: Database, source: Path) -> None:
    """Fill an empty database with a dump. CannotRun, saying why, when that fails; then nothing was put into it."""
    if database.lite:
        place = Path(str(database.url.database))
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.replace(source, place)
        place.chmod(0o600)
        return
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run(["pg_restore", *words, "--dbname", _address(database.url), str(source)], database.url)


def is_empty(database: Database) -> bool:
    """Whether nothing is in it; a SQLite file need not be there. CannotRun when it cannot be reached."""
    if database.lite:
        return not Path(str(database.url.database)).exists()
    try:
        return not inspect(database.engine).get_table_names()
    except Exception as problem:
        name, why = database.url.render_as_string(hide_password=True), type(problem).__name__
        raise CannotRun(f"{name} cannot be reached ({why}); make it, empty, then try again.") from None


def revision(session: Session) -> str:
    """The migration that the tables are at."""
    return str(session.scalar(text("SELECT version_num FROM alembic_version")))


def _copy(session: Session, target: Path, progress: Progress) -> None:
    source: Any = session.connection().connection.driver_connection  # it stands in its reading transaction
    page = int(source.execute("PRAGMA page_size").fetchone()[0])

    def told(_status: int, left: int, of: int) -> None:
        progress((of - left) * page, of * page)

    with contextlib.closing(sqlite3.connect(target)) as copy:
        source.backup(copy, pages=PAGES, progress=told)
        sound = copy.execute("PRAGMA quick_check").fetchone()[0]
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it; a service makes it WAL again
    if sound != "ok":
        raise CannotRun(f"{session.connection().engine.url.database} is damaged: {sound}")


def _pg_dump(url: URL, session: Session, target: Path) -> None:
    snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
    words = ["--format=custom", "--compress=1", f"--snapshot={snapshot}", f"--file={target}"]
    _run(["pg_dump", *words, "--dbname", _address(url)], url)
    _run(["pg_restore", "--list", str(target)], url)


def _address(url: URL) -> str:
    """As the client programs read it; the password goes by the environment, where other users cannot see it."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(command: list[str], url: URL) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [str(program(command[0])), *command[1:]],
        env=environment | {"PGPASSWORD": url.password or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotRun(f"{command[0]} failed: {done.stderr.strip()[:1000]}")
