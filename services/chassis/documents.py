"""Files, kept once under the SHA-256 of their content; messages carry the hash, never the bytes.

The layout is the contract with the gateway, which writes uploads: <first two>/<next two>/<hash>, beside it a .json with
media type and size. A file is written whole under another name, then renamed: it is there entirely or not at all.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, BinaryIO

from services.contracts.message import Command, NotFound, Problem, Refused

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


def check(command: Command) -> None:
    """Refused when a file that the command attaches (a field marked `document`) was found unfit for that when it was
    uploaded, with the code that the gateway wrote down."""
    for where, sha256 in _attached(command, ""):
        code = str(about(sha256).get("unfit", "")) if HASH.fullmatch(sha256) and _place(sha256).exists() else ""
        if code:
            hint = "This file may not be attached; take out what it must not hold and upload it again"
            raise Refused("This file may not be attached", problems=(Problem(code=code, message=hint, field=where),),
                          code=code)  # fmt: skip


def _attached(message: Any, where: str) -> Iterator[tuple[str, str]]:
    for field in fields(message):
        value, name = getattr(message, field.name), f"{where}{field.name}"
        for one in value if isinstance(value, tuple) else (value,):
            if is_dataclass(one):
                yield from _attached(one, f"{name}.")
            elif isinstance(one, str) and field.metadata.get("document"):
                yield name, one


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
