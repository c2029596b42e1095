"""The two key pairs of a run folder: the gateway signs actor tokens, the ledger signs its checkpoints.

Each is Ed25519. The private halves are readable by their user only; the public halves are what the services verify
with, and what an outsider needs to check the ledger.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

OWNERS = ("gateway", "ledger")


def ensure(folder: Path) -> None:
    """Make the pairs that are missing; a pair that exists is never replaced, since signatures hang on it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for owner in OWNERS:
        private, public = folder / f"{owner}.private.pem", folder / f"{owner}.public.pem"
        if not private.exists():
            _write(private, _private_pem(Ed25519PrivateKey.generate()), mode=0o600)
        if not public.exists():
            _write(public, _public_pem(private.read_bytes()), mode=0o644)


def _private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_pem(private_pem: bytes) -> bytes:
    public = serialization.load_pem_private_key(private_pem, password=None).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write the file with its final mode from the first moment, whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.replace(path)
