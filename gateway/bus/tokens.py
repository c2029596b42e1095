"""The actor token: who asks, signed by the gateway for one service and less than a minute.

The services verify it with the gateway's public key and take the actor from it, never from a message's body.
"""

import time
import warnings
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey

from services.contracts.message import Actor

ALGORITHM = "EdDSA"  # with an Ed25519 key; its newer name, Ed25519 (RFC 9864), is not yet known everywhere
LIFE = 55  # seconds
warnings.filterwarnings("ignore", category=SecurityWarning, message="EdDSA is deprecated")
ISSUER = "haven-gateway"


class Signer:
    """Signs with the Ed25519 key of a PEM file, as it is now: a rotation replaces the file. There is no other key to
    fall back to. Each token names its key by its thumbprint (RFC 7638), since during a rotation there are two."""

    def __init__(self, private_key: Path) -> None:
        self._path = private_key
        self._known: tuple[tuple[int, int], OKPKey, str] | None = None
        self._present()

    def _present(self) -> tuple[OKPKey, str]:
        """The key and its name; ValueError when the file holds no such key."""
        about = self._path.stat()
        stamp = (about.st_ino, about.st_mtime_ns)
        known = self._known
        if known is None or known[0] != stamp:
            key = OKPKey.import_key(self._path.read_bytes())
            if key.curve_name != "Ed25519" or not key.is_private:
                raise ValueError(f"{self._path.name} is not an Ed25519 private key")
            known = self._known = (stamp, key, key.thumbprint())
        return known[1], known[2]

    def _signed(self, claims: Mapping[str, Any]) -> str:
        key, name = self._present()
        return jwt.encode({"alg": ALGORITHM, "kid": name}, dict(claims), key, algorithms=[ALGORITHM])

    def assertion(self, audience: str, said: Mapping[str, Any]) -> str:
        """What the gateway vouches for to one service, such as what a provider said: no actor token, since it has no
        subject."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": audience, "iat": now, "exp": now + LIFE, "jti": str(uuid4()), **said}
        return self._signed(claims)

    def token(self, actor: Actor, audience: str, correlation: UUID, *, call: str, body: bytes) -> str:
        """The token for one call of `audience`: `call` is its routing key, `body` is what it says. It is of no use with
        any other."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "sub": str(actor.id),
            "name": actor.name,
            "roles": sorted(actor.roles),
            "org": str(actor.organisation_id) if actor.organisation_id else None,
            "by_token": actor.by_token,
            "correlation": str(correlation),
            "call": call,
            "body": sha256(body).hexdigest(),
            "iat": now,
            "exp": now + LIFE,
            "jti": str(uuid4()),
        }
        return self._signed(claims)
