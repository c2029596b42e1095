"""What the ledger says of itself: a checkpoint (C2SP tlog-checkpoint) in a signed note (C2SP signed-note).

Keys stay outside: signing takes `sign(message) -> signature`, verifying takes `verify(signature, message) -> bool`.
Whoever signs must first have stored the checkpoint: a log never signs two checkpoints that contradict each other.
"""
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from services.audit.domain.merkle import HASH_BYTES

ED25519 = 0x01
KEY_ID_BYTES = 4
# signed-note: accept at least 16, and set some limit, so that a hostile note costs little.
MOST_SIGNATURES = 16
# Ours is its own; the specification leaves the size of a tree open, and no store of ours counts further.
MOST_DIGITS = 19

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SIZE = re.compile(r"0|[1-9][0-9]*")


class MalformedNote(ValueError):
    """It is not a signed note, or its text is not a checkpoint."""


class UnverifiedNote(ValueError):
    """It is a well-formed note, but not one the trusted key signed for this log."""


@dataclass(frozen=True)
class Checkpoint:
    """A log's name, its number of leaves and its tree head of 32 bytes.  MalformedNote when one is out of range."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin or _CONTROL.search(self.origin):
            raise MalformedNote("an origin is one line of text")
        if self.size < 0 or len(self.root) != HASH_BYTES:
            raise MalformedNote(f"a checkpoint has a size of 0 or more and a root of {HASH_BYTES} bytes")

    def text(self) -> str:
        """The note text: three lines, each ended by a newline."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Signature:
    """One signature line: the key's name, its four-byte id, and the signature of the note text."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """The line of the note.  MalformedNote for a key name that is empty or holds a space or a plus."""
        return f"— {_key_name(self.name)} {b64encode(self.key_id + self.value).decode()}\n"


def key_id(name: str, public_key: bytes, algorithm: int = ED25519) -> bytes:
    """The first four bytes of SHA-256(name, newline, algorithm, public key), as signed-note recommends."""
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public_key).digest()[:KEY_ID_BYTES]


def signed(checkpoint: Checkpoint, name: str, public_key: bytes, sign: Callable[[bytes], bytes]) -> str:
    """The signed note of a checkpoint, with one signature by the Ed25519 key called `name`."""
    text = checkpoint.text()
    return format_note(text, [Signature(name, key_id(name, public_key), sign(text.encode()))])


def verified(
    note: str, origin: str, name: str, public_key: bytes, verify: Callable[[bytes, bytes], bool]
) -> Checkpoint:
    """The checkpoint in `note`, once it is known to be of `origin` and signed by the trusted Ed25519 key.

    Signatures by other keys (witnesses, a successor key) are ignored; a wrong one that claims the trusted key spoils
    the note.  MalformedNote or UnverifiedNote otherwise.
    """
    text, signatures = parse_note(note)
    trusted = key_id(name, public_key)
    ours = [each for each in signatures if (each.name, each.key_id) == (name, trusted)]
    if not ours or not all(verify(each.value, text.encode()) for each in ours):
        raise UnverifiedNote(f"not signed by {name}")
    checkpoint = parse_checkpoint(text)
    if checkpoint.origin != origin:
        raise UnverifiedNote(f"a checkpoint of another log than {origin}")
    return checkpoint


def format_note(text: str, signatures: Sequence[Signature]) -> str:
    """The text, a blank line, and a line for each signature.  MalformedNote when that would not read back."""
    note = text + "\n" + "".join(each.line() for each in signatures)
    if parse_note(note) != (text, list(signatures)):
        raise MalformedNote("this text or these signatures cannot be written as a note")
    return note


def parse_note(note: str) -> tuple[str, list[Signature]]:
    """The text of a note, to its last newline, and its signatures, none of them verified."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or _CONTROL.search(note):
        raise MalformedNote("a note is text, a blank line and signature lines, without control characters")
    signatures = [_signature(line) for line in lines.removesuffix("\n").split("\n")]
    if len(signatures) > MOST_SIGNATURES:
        raise MalformedNote(f"a note has at most {MOST_SIGNATURES} signatures")
    return text + "\n", signatures


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note's text.  Extension lines are refused: Haven writes none, and nobody could audit them."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise MalformedNote("a checkpoint is three lines, each ended by a newline")
    origin, size, root, _ = lines
    if not _SIZE.fullmatch(size) or len(size) > MOST_DIGITS:
        raise MalformedNote("a size is written in decimal digits without leading zeros")
    return Checkpoint(origin, int(size), _unbase64(root))


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise MalformedNote("a signature line is a dash, a key name and a signature")
    value = _unbase64(parts[2])
    if len(value) <= KEY_ID_BYTES:
        raise MalformedNote("a signature is longer than its key id")
    return Signature(_key_name(parts[1]), value[:KEY_ID_BYTES], value[KEY_ID_BYTES:])


def _key_name(name: str) -> str:
    if not name or "+" in name or any(character.isspace() for character in name) or _CONTROL.search(name):
        raise MalformedNote("a key name is not empty and has neither spaces nor a plus")
    return name


def _unbase64(written: str) -> bytes:
    """Standard base64 in its one canonical spelling, so that no byte of a note can change unseen."""
    try:
        value = b64decode(written, validate=True)
    except (NotBase64, ValueError):
        raise MalformedNote("not base64") from None
    if b64encode(value).decode() != written:
        raise MalformedNote("not canonical base64")
    return value
