"""The ledger's name and Ed25519 keys, the present one and those before it; read from files only, and again when they
change, so that a rotation stops nobody."""

import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.chassis import settings

FORMER = "ledger.former"  # the folder of the public keys before the present one, by number


@dataclass(frozen=True)
class Keys:
    """The ledger's name and its Ed25519 key; `private` is absent where one only verifies. `former` are the keys that
    signed before it, the latest first: what they signed still counts. `endorsement` is the present key signed by the
    one before."""

    name: str
    public: Ed25519PublicKey
    private: Ed25519PrivateKey | None = None
    former: tuple["Keys", ...] = ()
    endorsement: bytes = b""

    @property
    def ever(self) -> tuple["Keys", ...]:
        """Every key of this ledger, the present one first."""
        return (self, *self.former)

    @property
    def public_bytes(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """The signature of `message`; ValueError without the private half."""
        if self.private is None:
            raise ValueError("there is no private key here")
        return self.private.sign(message)

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is this key's."""
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def read_keys(folder: Path, name: str = "") -> Keys:
    """The keys in `folder`: the private half where it is there, else the public one. FileNotFoundError without both."""
    name = name or os.environ.get("HAVEN_LEDGER_ORIGIN") or "haven/ledger"
    before = sorted((folder / FORMER).glob("*.public.pem"), reverse=True)
    former = tuple(Keys(name, _public(path)) for path in before)
    letter = before[0].with_name(before[0].name.replace(".public.pem", ".endorsement")) if before else None
    endorsement = b64decode(letter.read_text()) if letter and letter.exists() else b""
    private = folder / "ledger.private.pem"
    if private.exists():
        key = serialization.load_pem_private_key(private.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("the ledger's key is not an Ed25519 key")
        return Keys(name, key.public_key(), key, former, endorsement)
    return Keys(name, _public(folder / "ledger.public.pem"), None, former, endorsement)


def keys() -> Keys:
    """This process's keys, as they are now."""
    folder = settings.get().folder("keys")
    stamp = tuple(_changed(folder / name) for name in ("ledger.private.pem", "ledger.public.pem", FORMER))
    if _known.get("stamp") != (folder, stamp):
        _known.update(keys=read_keys(folder), stamp=(folder, stamp))
    found: Keys = _known["keys"]
    return found


def _public(path: Path) -> Ed25519PublicKey:
    public = serialization.load_pem_public_key(path.read_bytes())
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("the ledger's key is not an Ed25519 key")
    return public


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


_known: dict[str, Any] = {}


def base64(value: bytes) -> str:
    """Standard base64, as in a note."""
    return b64encode(value).decode()
