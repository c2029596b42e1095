"""The ledger's name and Ed25519 key; read from files only."""

import os
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.chassis import settings


@dataclass(frozen=True)
class Keys:
    """The ledger's name and its Ed25519 key; `private` is absent where one only verifies."""

    name: str
    public: Ed25519PublicKey
    private: Ed25519PrivateKey | None = None

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
    """The key in `folder`: the private half where it is there, else the public one. FileNotFoundError without both."""
    name = name or os.environ.get("HAVEN_LEDGER_ORIGIN") or "haven/ledger"
    private = folder / "ledger.private.pem"
    if private.exists():
        key = serialization.load_pem_private_key(private.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("the ledger's key is not an Ed25519 key")
        return Keys(name, key.public_key(), key)
    public = serialization.load_pem_public_key((folder / "ledger.public.pem").read_bytes())
    if not isinstance(public, Ed25519PublicKey):
        raise ValueError("the ledger's key is not an Ed25519 key")
    return Keys(name, public)


@cache
def keys() -> Keys:
    """This process's key."""
    return read_keys(settings.get().folder("keys"))


def base64(value: bytes) -> str:
    """Standard base64, as in a note."""
    return b64encode(value).decode()
