"""The keys of the pseudonyms: 256 random bits for each project, in a file of its own outside every workspace (5.3)."""

import contextlib
import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from uuid import UUID

from services.chassis import settings

from .domain.pseudonym import KEY_BYTES


def place(project_id: UUID) -> Path:
    """Where a project's key lies, or would lie."""
    return settings.get().folder("keys") / "projects" / f"{project_id}.key"


def ensure(project_id: UUID) -> tuple[Path, str]:
    """A project's key, made if it is not there: whole or not at all, and never a second one. Its place and its id."""
    path = place(project_id)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent) as new:  # made with the mode 0600
            new.write(secrets.token_bytes(KEY_BYTES))
            new.flush()
            os.fsync(new.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(new.name, path)
    return path, key_id(path.read_bytes())


def key_id(key: bytes) -> str:
    """What a key is called in records: from 256 random bits nobody computes back."""
    return hashlib.sha256(b"haven project key|" + key).hexdigest()[:32]
