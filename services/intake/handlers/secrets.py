"""Passwords, tokens, one-time codes, and the key that seals second factors. All of them measure real time: an
authenticator app does not follow the demo clock."""

import base64
import hashlib
import hmac
import os
import secrets
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.chassis import offload, settings

# ASVS 5.0 appendix C: t=2 needs at least 19 MiB; 33 ms here. `offload` bounds how many run at once.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
STEP = 30  # seconds of one TOTP code (RFC 6238); one step of clock difference is forgiven either way
PREFIX = "hvn_"  # lets people and secret scanners see what a leaked string is


def now() -> datetime:
    """Real time, for sessions, tokens, throttles and codes."""
    return datetime.now(UTC)


def new_token() -> str:
    """A token of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    """The argon2id hash, computed off the hub."""
    return offload.in_thread(HASHER.hash, password)


def password_fits(stored: str | None, password: str) -> bool:
    """True when `password` has the hash `stored`. Without one the same work is done: no account answers sooner."""
    return offload.in_thread(_verify, stored or _nobody(HASHER), password) and stored is not None


def outdated(stored: str) -> bool:
    """True when the hash was made with weaker settings than today's."""
    return HASHER.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_urlsafe(32))


def new_totp() -> str:
    """A TOTP secret in base 32."""
    return pyotp.random_base32()


def totp_uri(secret: str, account: str) -> str:
    """The address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name="Haven")


def totp_step(secret: str, code: str, last: int) -> int | None:
    """The time step that `code` belongs to, if it is right and later than the step `last` used (RFC 6238, 5.2)."""
    current = int(now().timestamp()) // STEP
    for step in (current - 1, current, current + 1):
        if step > last and hmac.compare_digest(pyotp.TOTP(secret).at(step * STEP), code.strip()):
            return step
    return None


def new_recovery_code() -> str:
    """Eighty random bits, to be written down: ABCD-EFGH-IJKL-MNOP."""
    text = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def recovery_hash(person_id: UUID, code: str) -> str:
    """What is stored of a recovery code."""
    return token_hash(f"{person_id}:{code.upper().replace('-', '').replace(' ', '')}")


def seal(person_id: UUID, text: str) -> str:
    """`text` encrypted with the service's key, bound to the person."""
    nonce = os.urandom(12)
    sealed = AESGCM(_key()).encrypt(nonce, text.encode(), person_id.bytes)
    return base64.b64encode(nonce + sealed).decode()


def unseal(person_id: UUID, sealed: str) -> str:
    """What was sealed; "" when the key is another one, which lets nobody in."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(_key()).decrypt(raw[:12], raw[12:], person_id.bytes).decode()
    except InvalidTag:
        return ""


def draw_key() -> bytes:
    """The key of the draw of requests that the committee looks back at."""
    return hmac.digest(_key(), b"look-back", "sha256")


def _key() -> bytes:
    place = settings.get().folder("keys") / "intake.key"
    if not place.exists():
        _make_key(place)
    return base64.b64decode(place.read_text())


def _make_key(place: Path) -> None:
    """A new key, readable by this user only. Two replicas at once: the first to link the file wins."""
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(base64.b64encode(AESGCM.generate_key(bit_length=256)).decode())
    try:
        os.link(fresh, place)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
