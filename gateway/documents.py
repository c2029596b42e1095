"""The store of files, by SHA-256: the bytes at <2>/<2>/<sha256>, what is known of them next to it as JSON.

The services' chassis reads and writes the same layout. A file is written once, under a name of its own, and moved to
its place when it is whole; the same bytes twice are one file.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHUNK = 64 * 1024


class TooLarge(Exception):
    """The stream went on beyond the limit."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A stored file."""

    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Bytes that have arrived but are not in the store yet."""

    path: Path
    sha256: str
    size: int
    head: bytes


class Documents:
    """The store in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes are, or would be."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def receive(self, stream: IO[bytes], limit: int) -> Draft:
        """Take a stream in, at most `limit` bytes of it. The caller keeps or discards the draft."""
        arriving = self._folder / "arriving"
        arriving.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=arriving)
        digest, size, head = hashlib.sha256(), 0, b""
        try:
            with open(handle, "wb") as file:
                while chunk := stream.read(min(CHUNK, limit + 1 - size)):
                    digest.update(chunk)
                    size += len(chunk)
                    head = head or chunk
                    if size > limit:
                        raise TooLarge
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return Draft(path=Path(name), sha256=digest.hexdigest(), size=size, head=head)

    def keep(self, draft: Draft, media_type: str, unfit: str = "") -> Stored:
        """Move a draft to its place; what is known of it is written anew. `unfit`: why it may not be a document of a
        request, in a word that the services refuse it with."""
        target = self.path(draft.sha256)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = target.with_suffix(".json")
        fresh = draft.path.with_suffix(".json")
        known = {"media_type": media_type, "size": draft.size}
        fresh.write_text(json.dumps(known | ({"unfit": unfit} if unfit else {})))
        os.replace(fresh, about)
        os.replace(draft.path, target)
        return Stored(sha256=draft.sha256, media_type=media_type, size=draft.size)

    def discard(self, draft: Draft) -> None:
        """Forget a draft."""
        draft.path.unlink(missing_ok=True)

    def known(self, sha256: str) -> Stored | None:
        """What is known of a file; None when it is not here, or nothing of it can be read."""
        try:
            about = json.loads(self.path(sha256).with_suffix(".json").read_text())
            return Stored(sha256=sha256, media_type=str(about["media_type"]), size=int(about["size"]))
        except (OSError, ValueError, KeyError):
            return None

    def media_type(self, sha256: str) -> str:
        """What the file was when it was stored."""
        found = self.known(sha256)
        return found.media_type if found else "application/octet-stream"


def chunks(path: Path) -> Iterator[bytes]:
    """A file's bytes, piece by piece. It is opened at once: FileNotFoundError now, and not half-way."""
    file = path.open("rb")

    def pieces() -> Iterator[bytes]:
        with file:
            while chunk := file.read(CHUNK):
                yield chunk

    return pieces()
