"""What may be wrong with a message besides what it says: its properties, its headers, its bytes. Each wound is such
that nothing may follow from the message; where it can be answered it is answered, else it is a dead letter."""

import gzip
import json
import pickle
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

JSON = "application/json"
STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 2**31, 2**62, 1.5, Decimal("1.5"), "", "text", "\0", "x" * 40_000, b"\xff\x00", [], [None], [7],
    [[]], {}, {"a": {"b": [1, {}]}}, datetime(2026, 7, 1, 9, 30), [{"queue": 7, "routing-keys": 5, "reason": []}],
)  # fmt: skip
NO_INSTANT = ("2026-07-01T09:30:00", "2999-01-01", "soon", "", 0, 7, True, b"x", [], {"a": 1}, datetime(2026, 7, 1))
NO_TOKEN = ("", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "x" * 70_000, 7, True, b"\xff", [], {"a": []})
NO_JSON = (b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"args": [{}], "kwargs": {}', b"null", b"7", b'"text"', b"[]",
           b'{"args": 5, "kwargs": []}', b'{"args": []}', b"{}", pickle.dumps({"args": [{}]}))  # fmt: skip
OTHER_TYPES = (
    "application/x-python-serialize", "application/x-yaml", "application/data", "application/octet-stream",
    "application/x-msgpack", "text/plain", "a/b/c", "\u00e9", "x" * 200, None,
)  # fmt: skip
ENCODINGS = ("nonsense", "utf-16", "hex", "zlib_codec", "unicode_escape", "raw_unicode_escape", "idna", "x" * 200)
HALF = rb'{"args": [{"id": "\ud800"}], "kwargs": {}, "specversion": "\udfff"}'  # half a character, in two of these
BOMB = zlib.compress(b"0" * 50_000_000)  # 50 kB that would be 50 MB
HUGE = 7_900_000  # bytes: just below what the broker takes
FAR = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()


@dataclass
class Letter:
    """A message as it is put on the wire. `signed`: with an actor token for exactly these bytes, which would be
    believed. `mine`: in the name of the broker's user that may send it. `fate`: what must become of it, `answered` or
    `dead`; empty where either will do."""

    body: bytes
    content_type: str | None = JSON
    content_encoding: str | None = "utf-8"
    headers: dict[str, Any] = field(default_factory=lambda: {"nameko.deadline": FAR})
    more: dict[str, Any] = field(default_factory=dict)
    signed: bool = True
    mine: bool = True
    to_nobody: bool = False
    fate: str = ""


def call(body: Any) -> bytes:
    """The bytes of a call with one argument."""
    return json.dumps({"args": [body], "kwargs": {}}).encode()


# Wounds of anything


def no_json(letter: Letter, random: Random) -> str:
    letter.body, letter.fate = random.choice(NO_JSON), "dead"
    return f"the body {letter.body[:30]!r}"


def other_type(letter: Letter, random: Random) -> str:
    letter.content_type, letter.fate = random.choice(OTHER_TYPES), "dead"
    return f"content type {letter.content_type!r}"


def pickled(letter: Letter, random: Random) -> str:
    letter.body, letter.content_type = pickle.dumps(json.loads(letter.body)), "application/x-python-serialize"
    letter.content_encoding, letter.fate = "binary", "dead"
    return "a pickle"


def other_encoding(letter: Letter, random: Random) -> str:
    letter.body, letter.content_encoding = HALF, random.choice(ENCODINGS)
    letter.signed = False
    return f"encoding {letter.content_encoding!r}"


def compressed(letter: Letter, random: Random) -> str:
    letter.headers["compression"] = kind = random.choice(("zlib", "gzip", "application/x-bz2", "nonsense", 7))
    letter.body = random.choice((zlib.compress(letter.body), gzip.compress(letter.body), BOMB))
    letter.signed, letter.fate = False, "dead"
    return f"compression {kind!r}"


def stranger(letter: Letter, random: Random) -> str:
    letter.mine, letter.fate = False, "dead"
    return "sent by nobody"


WOUNDS: tuple[Callable[[Letter, Random], str], ...] = (
    no_json, other_type, pickled, other_encoding, compressed, stranger,
)  # fmt: skip


# Wounds of calls


def no_way_back(letter: Letter, random: Random) -> str:
    letter.to_nobody, letter.fate = True, "dead"
    return "no reply_to"


def no_instant(letter: Letter, random: Random) -> str:
    letter.headers["nameko.deadline"], letter.fate = random.choice(NO_INSTANT), "answered"
    return f"deadline {letter.headers['nameko.deadline']!r}"


def too_late(letter: Letter, random: Random) -> str:
    letter.headers["nameko.deadline"], letter.fate = "0001-01-01T00:00:00+14:00", "answered"
    return "too late"


def no_token(letter: Letter, random: Random) -> str:
    letter.signed, letter.fate = False, "answered"
    letter.headers["nameko.actor"] = random.choice(NO_TOKEN)
    return f"token {str(letter.headers['nameko.actor'])[:30]!r}"


def strange_headers(letter: Letter, random: Random) -> str:
    """By nobody, so that whatever they do nothing may follow."""
    letter.signed, letter.fate = False, "answered"
    for name in ("nameko.correlation", "nameko.call_id_stack", "call_id_stack", "nameko.digest", "nameko.", "self"):
        if random.random() < 0.6:
            letter.headers[name] = random.choice(STRANGE)
    return f"headers {str(letter.headers)[:200]}"


def other_arguments(letter: Letter, random: Random) -> str:
    one = json.loads(letter.body)["args"][0]
    args, kwargs = random.choice((([], {}), ([one, one], {}), ([], {"body": one, "self": 1}), ([], {"": one})))
    letter.body, letter.fate = json.dumps({"args": args, "kwargs": kwargs}).encode(), "answered"
    return f"{len(args)} arguments, named {list(kwargs)}"


def huge(letter: Letter, random: Random) -> str:
    said = json.loads(letter.body)
    said["args"] = [{**said["args"][0], "padding": "x" * (HUGE - len(letter.body))}]
    letter.body, letter.fate = json.dumps(said).encode(), "answered"
    return "7.9 MB"


def odd_properties(letter: Letter, random: Random) -> str:
    letter.signed, letter.fate = False, "answered"
    letter.more = {"priority": 255, "app_id": "x" * 200, "message_id": "\0", "type": "\u00e9", "cluster_id": "c"}
    return "odd properties"


CALL_WOUNDS = (
    *WOUNDS, no_way_back, no_instant, no_instant, too_late, no_token, strange_headers, strange_headers,
    other_arguments, odd_properties,
)  # fmt: skip


# Wounds of events: one that can be read is heard, so each of these cannot be


def no_envelope(letter: Letter, random: Random) -> str:
    said, name = json.loads(letter.body), random.choice(("id", "time", "subject", "specversion", "version"))
    said[name] = random.choice((None, [], {}, "x", -1))
    letter.body, letter.fate = json.dumps(said).encode(), "dead"
    for header in ("nameko.call_id_stack", "call_id_stack", "x-delivery-count", "x"):
        if random.random() < 0.5:
            letter.headers[header] = random.choice(STRANGE)
    return f"{name} is {said[name]!r}, headers {str(letter.headers)[:200]}"


EVENT_WOUNDS = (*WOUNDS, no_envelope, no_envelope)
