"""Files, kept once under the SHA-256 of their content; messages carry the hash, never the bytes.

The layout is the contract with the gateway, which writes uploads: <first two>/<next two>/<hash>, beside it a .json with
media type and size. A file is written whole under another name, then renamed: it is there entirely or not at all.
"""

import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO

from services.contracts.message import NotFound

from . import settings

HASH = re.compile(r"[0-9a-f]{64}")


def put(content: bytes, media_type: str) -> str:
    """Keep `content`; the hash under which it can be had again. Keeping it twice is the same as once."""
    sha256 = hashlib.sha256(content).hexdigest()
    place = _place(sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        _write(place.with_suffix(".json"), json.dumps({"media_type": media_type, "size": len(content)}).encode())
        _write(place, content)
    return sha256


def path(sha256: str) -> Path:
    """Where a kept file lies; NotFound when there is none under this hash."""
    place = _place(sha256)
    if not place.exists():
        raise NotFound("No file is kept under this hash: upload it first.")
    return place


def open_(sha256: str) -> BinaryIO:
    """A kept file, open for reading."""
    return path(sha256).open("rb")


def read(sha256: str) -> bytes:
    """The whole of a small kept file."""
    return path(sha256).read_bytes()


def about(sha256: str) -> dict[str, str | int]:
    """Media type and size of a kept file."""
    facts: dict[str, str | int] = json.loads(path(sha256).with_suffix(".json").read_text())
    return facts


def _place(sha256: str) -> Path:
    if not HASH.fullmatch(sha256):
        raise NotFound("This is not the hash of a file.")
    return settings.get().folder("documents") / sha256[:2] / sha256[2:4] / sha256


def _write(place: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as new:
        new.write(content)
        new.flush()
        os.fsync(new.fileno())
    os.replace(new.name, place)
