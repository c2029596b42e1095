"""Workspaces on disk: HAVEN_WORKSPACES/<project>/<release>/, folders 0700, files 0400, and how they are destroyed.

A workspace appears whole or not at all. Destruction goes by a list that was kept before the first file was touched, so
it can be killed at any point and taken up again, and still says what there was.
"""

import hashlib
import mimetypes
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from services.chassis import settings
from services.contracts.message import NotFound, Refused
from services.contracts.provisioning import ReleaseFile

from . import keys

CHUNK = 1 << 20
MANIFEST = "manifest.json"


def root() -> Path:
    """The folder of all workspaces."""
    return settings.get().folder("workspaces")


def production(project_id: UUID) -> Path:
    """Where production keeps a project's requests, accepted cohort and built releases; no user of data comes here."""
    return settings.get().folder("production") / str(project_id)


def output(project_id: UUID, release_ref: str) -> Path:
    """The folder of a built release."""
    return production(project_id) / release_ref / "out"


def create(
    project_id: UUID, release_ref: str, files: Iterable[ReleaseFile], manifest_sha256: str
) -> tuple[ReleaseFile, ...]:
    """Put a built release into the project's workspace, read-only; again when it is there already. What lies there.

    Refused `files-differ` when a built file is not what was checked and approved.
    """
    source, place = output(project_id, release_ref), root() / str(project_id) / release_ref
    if not place.exists():
        staging = place.with_name(f".{release_ref}.partial")
        _remove_folder(staging)
        staging.mkdir(mode=0o700, parents=True)
        place.parent.chmod(0o700)
        for name in (*(one.name for one in files), MANIFEST):
            if not (source / name).is_file():
                raise Refused("A file of the approved release is missing.", code="files-differ")
            shutil.copyfile(source / name, staging / name)
            (staging / name).chmod(0o400)
            _sync(staging / name)
        os.replace(staging, place)
        _sync(place.parent)
    manifest = place / MANIFEST
    size = manifest.stat().st_size if manifest.is_file() else 0
    wanted = (*files, ReleaseFile(name=MANIFEST, size=size, sha256=manifest_sha256))
    if present(project_id, release_ref, wanted) != wanted:
        _remove_folder(place)
        raise Refused("The built files are not those that were approved.", code="files-differ")
    return wanted


def present(project_id: UUID, release_ref: str, wanted: Iterable[ReleaseFile]) -> tuple[ReleaseFile, ...]:
    """Those of the wanted files that are there, unchanged."""
    place = root() / str(project_id) / release_ref
    return tuple(one for one in wanted if _is(place / one.name, one))


def listed(project_id: UUID) -> list[str]:
    """The names of everything in a project's workspace, relative to it."""
    return sorted(str(path.relative_to(root() / str(project_id))) for path in _files_in(root() / str(project_id)))


def opened(project_id: UUID, release_ref: str, name: str) -> str:
    """The path of a file, relative to HAVEN_WORKSPACES. NotFound when it is not there."""
    path = root() / str(project_id) / release_ref / name
    if path.is_symlink() or not path.is_file():
        raise NotFound("There is no such file in this workspace.")
    return str(path.relative_to(root()))


def media_type(name: str) -> str:
    """What a browser is told about a file."""
    if name.endswith(".parquet"):
        return "application/vnd.apache.parquet"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


# Destruction


def inventory(project_id: UUID, documents: Iterable[tuple[str, Path]]) -> list[dict[str, Any]]:
    """Everything that is held for a project: name, size, hash, path. `documents` are kept elsewhere, by name."""
    held = [(f"workspace/{path.relative_to(root())}", path) for path in _files_in(root() / str(project_id))]
    base = production(project_id)
    held += [(f"production/{path.relative_to(base.parent)}", path) for path in _files_in(base)]
    held += [(f"cohort/{name}", path) for name, path in documents]
    found = [_described(name, path, sha256_of(path)) for name, path in held]
    key = keys.place(project_id)
    if key.exists():
        key_id = keys.key_id(key.read_bytes())
        found.append(_described(f"key/{key.name}", key, hashlib.sha256(key_id.encode()).hexdigest()))
    return found


def destroy(project_id: UUID, files: Iterable[dict[str, Any]]) -> None:
    """Overwrite and unlink every file of an inventory, and remove the folders. What is gone already stays gone."""
    for one in files:
        shred(Path(str(one["path"])))
    for folder in (root() / str(project_id), production(project_id)):
        for path in _files_in(folder):  # written by something that was still running when the list was made
            shred(path)
        _remove_folder(folder)


def shred(path: Path) -> None:
    """Overwrite a file with random bytes, through to the disk, and unlink it."""
    if not path.is_symlink() and path.is_file():
        path.chmod(0o600)
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(secrets.token_bytes(min(CHUNK, left)))
            file.flush()
            os.fsync(file.fileno())
    path.unlink(missing_ok=True)
    if path.parent.exists():
        _sync(path.parent)


def sha256_of(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _described(name: str, path: Path, sha256: str) -> dict[str, Any]:
    return {"name": name, "size": path.stat().st_size, "sha256": sha256, "path": str(path)}


def _is(path: Path, wanted: ReleaseFile) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != wanted.size:
        return False
    return sha256_of(path) == wanted.sha256


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def _remove_folder(folder: Path) -> None:
    if folder.exists():
        for path in _files_in(folder):
            shred(path)
        shutil.rmtree(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
