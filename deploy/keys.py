"""The two key pairs of a run folder: the gateway signs actor tokens, the ledger signs its checkpoints.

Each is Ed25519. The private halves are readable by their user only; the public halves are what the services verify
with, and what an outsider needs to check the ledger.
"""

import os
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.errors import CannotRun

OWNERS = ("gateway", "ledger")
TOKENS_LIVE = 75.0  # seconds: an actor token's 55, the clocks of two machines, and some to spare
ENDORSES = b"haven/ledger: the next key is "  # what a key signs, with the 32 bytes of the next one, when it goes


def ensure(folder: Path) -> None:
    """Make the pairs that are missing; a pair that exists is never replaced, since signatures hang on it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for owner in OWNERS:
        private, public = folder / f"{owner}.private.pem", folder / f"{owner}.public.pem"
        if not private.exists():
            _write(private, _private_pem(Ed25519PrivateKey.generate()), mode=0o600)
        if not public.exists():
            _write(public, _public_pem(private.read_bytes()), mode=0o644)


def rotate_gateway(folder: Path, wait: Callable[[float], None] = time.sleep) -> None:
    """Give the gateway a new key while everything runs: the services know its public half before anything is signed
    with it, and the one before for as long as a token of its may be in force (`wait` is told how long, in seconds).
    Killed anywhere it is done again."""
    private, public = folder / "gateway.private.pem", folder / "gateway.public.pem"
    former, coming = folder / "gateway.former.public.pem", folder / "gateway.next.public.pem"
    _let_go(former, wait)
    made = folder / "gateway.next.private.pem"
    _write(made, _private_pem(Ed25519PrivateKey.generate()), mode=0o600)
    _write(coming, _public_pem(made.read_bytes()), mode=0o644)
    _write(former, _public_pem(private.read_bytes()), mode=0o644)
    made.replace(private)
    _write(public, coming.read_bytes(), mode=0o644)
    coming.unlink()
    _let_go(former, wait)


def _let_go(former: Path, wait: Callable[[float], None]) -> None:
    if former.exists():
        wait(max(0.0, former.stat().st_mtime + TOKENS_LIVE - time.time()))
        former.unlink()


def rotate_ledger(folder: Path) -> None:
    """Give the ledger a new key. The public half of the one before is kept under the next number, with the new key
    signed by it, so that what it signed still counts; its private half is gone. Killed anywhere it is done again."""
    private, public, former = folder / "ledger.private.pem", folder / "ledger.public.pem", folder / "ledger.former"
    before, key = _ed25519(private), Ed25519PrivateKey.generate()
    former.mkdir(mode=0o700, exist_ok=True)
    stem = former / f"{len(list(former.glob('*.public.pem'))) + 1:04d}"
    letter = b64encode(before.sign(ENDORSES + _raw(key))).decode()
    _write(stem.with_name(f"{stem.name}.endorsement"), letter.encode(), mode=0o644)
    _write(stem.with_name(f"{stem.name}.public.pem"), _public_pem(private.read_bytes()), mode=0o644)
    public.unlink()  # whoever finds it missing makes it from the private half, whichever that is then
    _write(private, _private_pem(key), mode=0o600)
    _write(public, _public_pem(private.read_bytes()), mode=0o644)


def _ed25519(private: Path) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(private.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise CannotRun(f"{private} is not an Ed25519 key.")
    return key


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


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
