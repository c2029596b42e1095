"""What a browser carries for us on its way to the provider and back: encrypted, for one purpose and a few minutes, so
that every gateway can open it, and nobody else can read or make one."""

import base64
import hashlib
import json
import os
import time
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Sealed:
    """Seals and opens for one `purpose`; what was sealed for another one does not open."""

    def __init__(self, secret: bytes, purpose: str, seconds: int) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"sealed\0" + purpose.encode() + b"\0" + secret).digest())
        self._purpose, self.seconds = purpose.encode(), seconds

    def seal(self, said: dict[str, Any]) -> str:
        """A cookie's value."""
        nonce = os.urandom(12)
        text = json.dumps({"at": time.time(), "said": said}).encode()
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, text, self._purpose)).decode()

    def open(self, value: str) -> dict[str, Any] | None:
        """What was sealed; None when it was not us, or too long ago."""
        try:
            raw = base64.urlsafe_b64decode(value)
            told = json.loads(self._cipher.decrypt(raw[:12], raw[12:], self._purpose))
        except (InvalidTag, ValueError):
            return None
        fresh = 0 <= time.time() - told["at"] <= self.seconds
        found: dict[str, Any] | None = told["said"] if fresh else None
        return found
