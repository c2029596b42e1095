"""The bytes of a ledger leaf: canonical JSON (RFC 8785), with the event's body present only as a salted hash.

The body and its salt live in a table that may be erased.  Once they are gone the hash in the leaf says nothing about
the person any more, while every proof over the leaf still holds.
"""
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

SCHEMA = 1
# As long as the hash: a body drawn from a small set (a name, a yes or no) cannot be found by trying them all.
SALT_BYTES = 32
# C2SP tlog-tiles writes an entry's length in 16 bits.
MOST_BYTES = 65_535
# RFC 8785 section 3.2.2.3: beyond this a number is not exact in every reader.
GREATEST_INTEGER = 2**53 - 1


def canonical(value: Mapping[str, object]) -> bytes:
    """The one spelling of a JSON object as UTF-8 bytes (RFC 8785).

    ValueError for what has none: a float that is not finite, an integer beyond 2**53 - 1, a lone surrogate;
    TypeError for what is not JSON.
    """
    return _written(value).encode()


def body_hash(salt: bytes, body: Mapping[str, object]) -> str:
    """SHA-256 of the salt followed by the canonical body, in hexadecimal.  ValueError unless the salt is 32 bytes."""
    if len(salt) != SALT_BYTES:
        # A fixed length also leaves no doubt where the salt ends and the body begins.
        raise ValueError(f"a salt is {SALT_BYTES} random bytes")
    return sha256(salt + canonical(body)).hexdigest()


def leaf_bytes(
    *,
    event_id: str,
    type: str,
    source: str,
    subject: str,
    subject_version: int,
    time: datetime,
    actor_id: str,
    cause: str | None,
    correlation: str,
    body_hash: str,
) -> bytes:
    """The bytes the ledger hashes for one event.

    `time` is aware and written in UTC to the microsecond.  ValueError for a naive time, a `body_hash` that is not 64
    lower-case hexadecimal digits, or a leaf longer than 65,535 bytes.
    """
    if time.tzinfo is None:
        raise ValueError("the time of an event has a zone")
    if len(body_hash) != 64 or not set(body_hash) <= set("0123456789abcdef"):
        raise ValueError("a body hash is 64 lower-case hexadecimal digits")
    leaf = canonical({
        "schema": SCHEMA,
        "id": event_id,
        "type": type,
        "source": source,
        "subject": subject,
        "subject_version": subject_version,
        "time": time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": actor_id,
        "cause": cause,
        "correlation": correlation,
        "body_hash": body_hash,
    })
    if len(leaf) > MOST_BYTES:
        raise ValueError(f"a leaf is at most {MOST_BYTES} bytes")
    return leaf


def _written(value: object) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            if abs(value) > GREATEST_INTEGER:
                raise ValueError("an integer this large is not exact in JSON; write it as text")
            return str(value)
        case float():
            return _number(value)
        case list() | tuple():
            return "[" + ",".join(map(_written, value)) + "]"
        case Mapping():
            return "{" + ",".join(f"{_written(key)}:{_written(value[key])}" for key in sorted(value, key=_utf16)) + "}"
    raise TypeError(f"{type(value).__name__} is not JSON")


def _utf16(key: object) -> bytes:
    """Keys are sorted by UTF-16 code unit (RFC 8785, 3.2.3), which differs from Python's order outside the BMP."""
    if not isinstance(key, str):
        raise TypeError("the keys of a JSON object are text")
    return key.encode("utf-16-be")


def _number(value: float) -> str:
    """A float as ECMAScript writes it (RFC 8785, 3.2.2.3): the same shortest digits as Python, another layout."""
    if value - value != 0:
        raise ValueError("JSON has neither infinity nor not-a-number")
    if value == 0:
        return "0"
    decimal = Decimal(repr(value)).normalize()
    digits, point = "".join(map(str, decimal.as_tuple().digits)), decimal.adjusted() + 1
    if len(digits) <= point <= 21:
        written = digits.ljust(point, "0")
    elif 0 < point <= 21:
        written = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        written = "0." + "0" * -point + digits
    else:
        mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        written = f"{mantissa}e{point - 1:+d}"
    return "-" * decimal.is_signed() + written
