"""Making a Haven from a backup, where there is none."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError

from deploy import keys, verification
from deploy.errors import CannotRun
from deploy.settings import Settings
from services.audit import ledger
from services.chassis import migrations
from services.chassis.database import Database
from services.contracts.wire import SERVICES

from . import archive, dumps, files, heal
from .archive import Manifest
from .take import key_of

Say = Callable[[str], None]
STAGED = ".restoring"


def restore(settings: Settings, backup: Path, *, passphrase: str = "", moved: bool = False, say: Say) -> bool:
    """Fill the run folder and the databases that the settings name; whether what came of it verifies.

    CannotRun when something is there already, or the backup is damaged or does not fit: then nothing was changed.
    Unless `moved` says that nothing happened after the backup, the ledger gets a new key: the one before may have
    signed what is lost now, and no key may sign two histories.
    """
    manifest = archive.verified(backup, passphrase)
    say(f"the backup is whole: taken at {manifest.taken_at[:19]}Z by release {manifest.release}")
    databases = {name: Database(settings.database_url(name)) for name in SERVICES}
    try:
        _check(settings, manifest, databases)
        filled: list[str] = []
        try:
            _fill(settings, backup, passphrase, databases, filled)
        except BaseException:
            _take_back(settings, manifest, databases, filled, say)
            raise
        _heal(settings, manifest, databases, moved, say)
        settings.save()
        return _verify(settings, say)
    finally:
        for database in databases.values():
            database.engine.dispose()


def _check(settings: Settings, manifest: Manifest, databases: dict[str, Database]) -> None:
    """Everything that can be known to fail is found before anything is written."""
    where = files.folders(settings)
    theirs = set() if manifest.secrets else {where["keys"]}
    for folder in (settings.run, *where.values()):
        if folder not in theirs and any(one not in theirs for one in _inside(folder)):
            raise CannotRun(f"{folder} is not empty; restore into a folder (HAVEN_RUN) where nothing is.")
    if not manifest.secrets and key_of(where["keys"]) != manifest.ledger_key:
        raise CannotRun(f"This backup was made without keys; put those of that Haven into {where['keys']} first.")
    for name, database in databases.items():
        if manifest.kinds[name] != dumps.kind_of(database):
            raise CannotRun(f"{name} was on {manifest.kinds[name]} and is to be on {dumps.kind_of(database)}; "
                            f"name a database of that kind in HAVEN_DATABASE_URL_{name.upper()}.")  # fmt: skip
        if not dumps.is_empty(database):
            raise CannotRun(f"The database of {name} is not empty; restore into empty ones only.")
        with suppress(CommandError):
            if ScriptDirectory.from_config(migrations.config(name, "")).get_revision(manifest.heads[name]):
                continue
        raise CannotRun(f"The backup is of a newer release (migration {manifest.heads[name]} of {name}); install that.")


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _fill(
    settings: Settings, backup: Path, passphrase: str, databases: dict[str, Database], filled: list[str]
) -> None:
    settings.make_folders()
    where, staged = files.folders(settings), settings.run / STAGED
    archive.extract(backup, passphrase, lambda name: files.place(name, settings.run, {**where, "databases": staged}))
    for name, database in databases.items():
        dumps.load(database, staged / name)
        filled.append(name)
        migrations.upgrade(name, settings.database_url(name))
    shutil.rmtree(staged)
    for file in where["workspaces"].rglob("*"):
        if file.is_file():
            file.chmod(0o400)  # as releases are put there


def _take_back(
    settings: Settings, manifest: Manifest, databases: dict[str, Database], filled: list[str], say: Say
) -> None:
    """Everything was empty before: make it so again."""
    where = files.folders(settings)
    for folder in (*where.values(), settings.run):
        for one in _inside(folder):
            if manifest.secrets or not (one == where["keys"] or one.is_relative_to(where["keys"])):
                shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
    left = [name for name in filled if not databases[name].lite]
    if left:
        say(f"drop the databases of {', '.join(left)} and make them again, before you try again")


def _heal(settings: Settings, manifest: Manifest, databases: dict[str, Database], moved: bool, say: Say) -> None:
    where = files.folders(settings)
    say(f"{heal.send_again(databases)} events were on their way, and will be sent again")
    ended = heal.end_sessions(databases["intake"])
    say(f"{ended} sessions and API tokens ended: whether they had been ended since, nobody knows any more")
    heal.free_leases(databases)
    heal.move_lists(databases["provisioning"], {before: str(where[name]) for name, before in manifest.folders.items()})
    for project, release in heal.unfinished_builds(databases["provisioning"]):
        shutil.rmtree(where["production"] / str(project) / release, ignore_errors=True)
    keys.ensure(where["keys"])
    if not moved:
        keys.rotate_ledger(where["keys"])
        say("the ledger has a new key, signed by the one before: no key ever signs two histories")


def _verify(settings: Settings, say: Say) -> bool:
    key = ledger.read_keys(files.folders(settings)["keys"])
    sound = True
    for outcome in verification.verify({one: settings.database_url(one) for one in SERVICES}, key, wait=0.0):
        say("\n".join(outcome.lines()))
        sound = sound and not outcome.problems and not outcome.left_out
    return sound
