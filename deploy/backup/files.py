"""Which files of a Haven belong to a backup, and where each has its place in the archive and after a restore."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.settings import MARK, SAVED, Settings

FOLDERS = ("documents", "workspaces", "production")
SECRETS = "keys"
WHOLE = {"workspaces": 2, "production": 3}  # project/release, and project/release/out, come and go as a whole
ARRIVING = "arriving"  # uploads that are not whole yet
LEFT = {MARK, "settings.before.json"}  # of the files in the run folder itself
AS = {SAVED: "settings.before.json"}  # under which name a restored run folder has it


@dataclass(frozen=True)
class Piece:
    """One file: its name in the archive, and where it lies."""

    name: str
    path: Path


def folders(settings: Settings) -> dict[str, Path]:
    """Where each folder lies, by its name in the archive."""
    named = {name: settings.chosen.get(f"HAVEN_{name.upper()}") for name in (*FOLDERS, SECRETS)}
    return {name: Path(place or settings.run / name) for name, place in named.items()}


def pieces(settings: Settings, at: float, *, secrets: bool) -> Iterator[Piece]:
    """Every file that was there at the instant `at`, and not changed since. Documents are all there, since a file that
    came later harms nobody; of workspaces and production only what was finished: what changes while it is copied
    belongs to work that the restored database does again."""
    for name, folder in folders(settings).items():
        if secrets or name != SECRETS:
            found = _settled(folder, at, WHOLE[name]) if name in WHOLE else _all(folder)
            yield from (Piece(f"{name}/{path.relative_to(folder)}", path) for path in found)
    for path in sorted(settings.run.iterdir()):
        if path.is_file() and not path.is_symlink() and path.name not in LEFT and (secrets or path.name != SAVED):
            yield Piece(f"run/{AS.get(path.name, path.name)}", path)


def place(name: str, run: Path, where: Mapping[str, Path]) -> Path:
    """Where a file of the archive goes."""
    first, _, rest = name.partition("/")
    return run / rest if first == "run" else where[first] / rest


def document_hash(name: str) -> str:
    """The hash by which a document is kept, which must be its content's; "" for what is no document."""
    first, *_, last = name.split("/")
    return last if first == "documents" and len(last) == 64 else ""


def _all(folder: Path) -> Iterator[Path]:
    for entry in _entries(folder):
        if entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
        elif entry.is_dir(follow_symlinks=False) and entry.name != ARRIVING:
            yield from _all(Path(entry.path))


def _settled(folder: Path, at: float, levels: int) -> Iterator[Path]:
    """What was there at `at`. A folder `levels` down appears as a whole, by being renamed, and is left as it is."""
    for entry in _entries(folder):
        try:
            later = entry.stat(follow_symlinks=False).st_ctime > at
        except FileNotFoundError:
            continue  # renamed or destroyed while we looked
        if entry.name.startswith(".") or (later and (levels == 1 or entry.is_file(follow_symlinks=False))):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _settled(Path(entry.path), at, levels - 1)
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        return sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
