"""One file with everything in it: a tar whose last member is the manifest, which has the hash of every other.

It is written under another name and renamed when it is whole and has been read back; mode 0600 from the first moment.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from deploy.errors import CannotRun

from .sealed import Sealing, Unsealing, opened

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20


@dataclass(kw_only=True)
class Manifest:
    """What a backup holds and where it is from. Times are ISO 8601, sizes bytes, `paused` seconds; `entries` gives for
    each file its size and SHA-256; `heads` the migration of each database and `kinds` what it is; `folders` where files
    lay; `on_the_way` how many events somebody had not heard yet."""

    format: int = FORMAT
    release: str
    mode: str
    taken_at: str
    seconds: float = 0.0
    paused: float
    tries: int
    secrets: bool
    heads: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    settings: list[str] = field(default_factory=list)
    on_the_way: int = 0
    ledger_size: int = 0
    checkpoint: str = ""
    ledger_key: str = ""
    entries: dict[str, tuple[int, str]] = field(default_factory=dict)


class Writer:
    """Files go in one after the other; `finish` puts the manifest behind them."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.entries: dict[str, tuple[int, str]] = {}

    def add(self, name: str, path: Path) -> str:
        """Put in a file as it is now; its SHA-256. FileNotFoundError when it has gone."""
        with path.open("rb") as file:
            info = tarfile.TarInfo(name)
            info.size, info.mode = os.fstat(file.fileno()).st_size, 0o600
            reading = _Hashing(file)
            self._tar.addfile(info, cast(IO[bytes], reading))
        self.entries[name] = (info.size, reading.hash.hexdigest())
        return self.entries[name][1]

    def finish(self, manifest: Manifest) -> None:
        manifest.entries = self.entries
        content = json.dumps(asdict(manifest), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(content), 0o600
        self._tar.addfile(info, io.BytesIO(content))


@contextmanager
def written(path: Path, passphrase: str = "") -> Iterator[Writer]:
    """A new archive at `path`, sealed when there is a passphrase; nothing is there unless the block ends well."""
    draft = path.with_name(f".{path.name}.partial")
    draft.unlink(missing_ok=True)
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            out: Any = Sealing(file, passphrase) if passphrase else file
            with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            if passphrase:
                out.close()
            file.flush()
            os.fsync(file.fileno())
        verified(draft, passphrase)
        os.replace(draft, path)
    except OSError as error:
        raise CannotRun(f"The backup cannot be written to {path}: {error.strerror or error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def verified(path: Path, passphrase: str = "") -> Manifest:
    """Read all of it and compare every hash; the manifest. CannotRun, saying what is wrong, otherwise."""
    found: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    with _readable(path):
        for info, content in _members(path, passphrase):
            if info.name == MANIFEST:
                manifest = _manifest(content.read())
                continue
            reading = _Hashing(content)
            while reading.read(CHUNK):
                pass
            found[info.name] = (info.size, reading.hash.hexdigest())
    if manifest is None:
        raise CannotRun(f"{path} is no whole backup: it has no manifest.")
    wrong = sorted(name for name in found.keys() | manifest.entries.keys() if found.get(name) != _told(manifest, name))
    if wrong:
        raise CannotRun(f"{path} is damaged: {len(wrong)} files are not what was written, such as {wrong[0]}.")
    return manifest


def extract(path: Path, passphrase: str, place: Callable[[str], Path]) -> None:
    """Write every file to where `place` says, mode 0600, folders 0700; none that is there already is overwritten."""
    with _readable(path):
        for info, content in _members(path, passphrase):
            if info.name != MANIFEST:
                _write(place(info.name), content)


def _write(target: Path, content: IO[bytes]) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := content.read(CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


class _Hashing:
    """Reads on, and hashes what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.hash.update(chunk)
        return chunk


def _members(path: Path, passphrase: str) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    with path.open("rb") as file:
        source: Any = opened(file, passphrase)
        with tarfile.open(fileobj=source, mode="r|") as tar:
            for info in tar:
                content = tar.extractfile(info) if info.isreg() and _harmless(info.name) else None
                if content is None:
                    raise CannotRun(f"{path} is no backup of Haven's: it holds {info.name!r}.")
                yield info, content
        if isinstance(source, Unsealing):
            source.read()  # to the seal of the last piece


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """What goes wrong with the file while it is read, in one sentence."""
    if not path.is_file():
        raise CannotRun(f"There is no file {path}.")
    try:
        yield
    except tarfile.TarError as error:
        raise CannotRun(f"{path} is damaged, or no backup: {error}.") from None


def _harmless(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts


def _manifest(content: bytes) -> Manifest:
    try:
        body = json.loads(content)
        if body.get("format") != FORMAT:
            raise CannotRun(f"This backup has the format {body.get('format')}; this release reads {FORMAT}.")
        return Manifest(**body)
    except (ValueError, TypeError):
        raise CannotRun("The manifest of this backup cannot be read.") from None


def _told(manifest: Manifest, name: str) -> tuple[int, str] | None:
    told = manifest.entries.get(name)
    return (told[0], told[1]) if told else None
