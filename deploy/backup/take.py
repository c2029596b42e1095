"""Taking a backup of a Haven, running or not."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from deploy.errors import CannotRun
from deploy.settings import MARK, Settings
from services.audit import ledger
from services.chassis.database import Database
from services.contracts.wire import SERVICES

from . import archive, dumps, files, heal
from .archive import Manifest, Writer
from .cut import Cut, cut

Say = Callable[[str], None]


def take(settings: Settings, target: Path, *, passphrase: str = "", secrets: bool = True, say: Say) -> Path:
    """Write a backup to `target` (into it, when it is a folder) and read it back; where it is.

    CannotRun when it cannot be written, or when a document is not what its name says: then nothing is left behind.
    """
    if not (settings.run / MARK).exists():
        raise CannotRun(f"{settings.run} is no run folder of Haven's; name it in HAVEN_RUN.")
    if target.is_dir():
        target = target / f"haven-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{'sealed' if passphrase else 'tar'}"
    if target.exists():
        raise CannotRun(f"{target} is there already; a backup is never written over another.")
    began = time.monotonic()
    databases = {name: Database(settings.database_url(name)) for name in SERVICES}
    try:
        with archive.written(target, passphrase) as writer, cut(databases) as now:
            say(f"one instant of all {len(databases)} databases, after {now.paused * 1000:.0f} ms without writing")
            manifest = _about(settings, databases, now, secrets)
            _databases(writer, databases, now, target.parent, say)
            _files(writer, settings, now, secrets, say)
            manifest.seconds = round(time.monotonic() - began, 1)
            writer.finish(manifest)
    finally:
        for database in databases.values():
            database.engine.dispose()
    say(f"{target.stat().st_size / 1e6:.1f} MB, read back and compared, in {time.monotonic() - began:.1f} s")
    return target


def _about(settings: Settings, databases: dict[str, Database], now: Cut, secrets: bool) -> Manifest:
    """What the backup says of itself; CannotRun when the cut is not one, which would be a mistake of ours."""
    for listener, source in heal.pairs():
        if heal.ahead(now.sessions[source], now.sessions[listener], source):
            raise CannotRun(f"{listener} has heard what {source} has not said; run `haven audit verify`.")
    waiting = {(source, one.id) for listener, source in heal.pairs()
               for one in heal.unheard(now.sessions[source], now.sessions[listener], source)}  # fmt: skip
    last = ledger.latest(now.sessions["audit"])
    return Manifest(
        release=version("haven"),
        mode=settings.mode,
        taken_at=datetime.fromtimestamp(now.at, UTC).isoformat(),
        paused=round(now.paused, 4),
        tries=now.tries,
        secrets=secrets,
        heads={name: dumps.revision(session) for name, session in now.sessions.items()},
        kinds={name: dumps.kind_of(database) for name, database in databases.items()},
        folders={name: str(folder) for name, folder in files.folders(settings).items()},
        settings=sorted(settings.chosen),
        on_the_way=len(waiting),
        ledger_size=ledger.size(now.sessions["audit"]),
        checkpoint=last.note if last else "",
        ledger_key=key_of(files.folders(settings)["keys"]),
    )


def key_of(folder: Path) -> str:
    """The ledger's public key in a folder of keys, in base64; "" when there is none."""
    try:
        return ledger.base64(ledger.read_keys(folder).public_bytes)
    except FileNotFoundError:
        return ""


def _databases(writer: Writer, databases: dict[str, Database], now: Cut, beside: Path, say: Say) -> None:
    """Each through a file of its own beside the target: a database may be larger than a folder in memory."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=".haven-backup-") as folder:
        for name, database in databases.items():
            copy, shown = Path(folder) / name, _Shown(name)
            dumps.dump(database, now.sessions[name], copy, shown)
            writer.add(f"databases/{name}", copy)
            shown.done(copy.stat().st_size)
            say(f"{name}: {copy.stat().st_size / 1e6:.1f} MB, at migration {dumps.revision(now.sessions[name])}")
            copy.unlink()


def _files(writer: Writer, settings: Settings, now: Cut, secrets: bool, say: Say) -> None:
    count, size, wrong = 0, 0, []
    for piece in files.pieces(settings, now.at, secrets=secrets):
        try:
            hashed = writer.add(piece.name, piece.path)
        except FileNotFoundError:
            continue  # destroyed since: that is no loss
        except OSError as error:
            raise CannotRun(f"{piece.path} cannot be read: {error.strerror or error}.") from None
        if (named := files.document_hash(piece.name)) and named != hashed and piece.path.exists():
            wrong.append(piece.path)
        count, size = count + 1, size + writer.entries[piece.name][0]
    if wrong:
        raise CannotRun(f"{len(wrong)} documents are not what their names say, such as {wrong[0]}; mend that first.")
    say(f"{count} files, {size / 1e6:.1f} MB: documents, workspaces, production" + (", keys" if secrets else ""))
    if not secrets:
        say("the keys are NOT in it: without them nobody signs in, and nothing can be restored; keep them elsewhere")


class _Shown:
    """Progress on a terminal, and nowhere else."""

    def __init__(self, name: str) -> None:
        self._name, self._on = name, sys.stderr.isatty() and shutil.get_terminal_size().columns > 40

    def __call__(self, done: int, of: int) -> None:
        if self._on:
            print(f"\r{self._name}: {done / 1e6:.0f} of {of / 1e6:.0f} MB ", end="", file=sys.stderr, flush=True)

    def done(self, size: int) -> None:
        if self._on:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
