"""Alembic for five services without five templates: `python -m services.chassis.migrations <service>|all` upgrades,
`… revise <service> "<what>"` writes the next revision from the difference between models and database."""

import importlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import MetaData, create_engine

from services.contracts.wire import SERVICES

from . import settings, tables

HERE = Path(__file__).parent


def metadata_of(service: str) -> list[MetaData]:
    """The tables a service's database is to have: its own and the chassis's."""
    return [importlib.import_module(f"services.{service}.models").Base.metadata, tables.Base.metadata]


def config(service: str, url: str) -> Config:
    """Alembic's configuration for one service at one address."""
    found = Config()
    found.set_main_option("script_location", str(HERE.parent / service / "migrations"))
    found.attributes["service"], found.attributes["url"] = service, url
    return found


def upgrade(service: str, url: str = "", to: str = "head") -> None:
    """Bring a service's database to revision `to`; harmless when it is there already."""
    url = url or settings.get().database_url(service)
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(config(service, url), to)


def revise(service: str, what: str) -> None:
    """Write the next revision: the difference between the models and a database with all revisions so far."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = f"sqlite:///{folder}/scratch.sqlite"
        upgrade(service, scratch)
        number = len(list((HERE.parent / service / "migrations" / "versions").glob("[0-9]*.py"))) + 1
        written = command.revision(config(service, scratch), what, autogenerate=True, rev_id=f"{number:04d}")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", written.path], check=True)  # type: ignore[union-attr]


def run_env() -> None:
    """The body of every service's migrations/env.py."""
    asked: dict[str, Any] = context.config.attributes
    engine = create_engine(asked["url"])
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata_of(asked["service"]),
            render_as_batch=engine.dialect.name == "sqlite",
            user_module_prefix="database.",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


def main(args: list[str]) -> int:
    """Upgrade one service or all of them, or write a revision."""
    if args[:1] == ["revise"]:
        revise(args[1], args[2])
        return 0
    for service in SERVICES if args == ["all"] else args:
        upgrade(service)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
