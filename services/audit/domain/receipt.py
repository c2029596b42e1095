"""The receipt of a submission: a signed note (C2SP signed-note) under a name of its own, so that it can never pass for
a checkpoint of the ledger, and the words of the paper that says the same to people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.contracts.intake.application import ApplicationSubmitted

from .calendar import LONDON
from .checkpoint import MalformedNote, Signature, UnverifiedNote, format_note, key_id, parse_note

KIND = "/receipt"  # after the ledger's name: the first line of every receipt
NAMES = (
    "reference", "application", "version", "content-sha256", "submitted-at", "submitted-by", "event", "entry", "leaf",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A submission as the ledger has it: `entry` counts from 0, `leaf_hash` is the hash of its leaf."""

    event: ApplicationSubmitted
    event_id: str
    entry: int
    leaf_hash: str


def text(origin: str, one: Entered) -> str:
    """What is signed: the name, then one fact in a line, in this order."""
    request = one.event.request
    facts = (
        one.event.reference, str(one.event.subject), str(request.version), request.sha256, _utc(one.event.at),
        str(one.event.by), one.event_id, str(one.entry), one.leaf_hash,
    )  # fmt: skip
    return "".join([f"{origin}{KIND}\n", *(f"{name} {fact}\n" for name, fact in zip(NAMES, facts, strict=True))])


def signed(origin: str, one: Entered, public_key: bytes, sign: Callable[[bytes], bytes]) -> str:
    """The signed note of a receipt."""
    said = text(origin, one)
    return format_note(said, [Signature(origin, key_id(origin, public_key), sign(said.encode()))])


def verified(note: str, origin: str, public_key: bytes, verify: Callable[[bytes, bytes], bool]) -> Mapping[str, str]:
    """The facts of a receipt, once it is known that the ledger called `origin` signed it with this key. MalformedNote
    or UnverifiedNote otherwise."""
    said, signatures = parse_note(note)
    ours = [one for one in signatures if (one.name, one.key_id) == (origin, key_id(origin, public_key))]
    if not ours or not all(verify(one.value, said.encode()) for one in ours):
        raise UnverifiedNote(f"not signed by {origin}")
    kind, *lines = said.removesuffix("\n").split("\n")
    if kind != f"{origin}{KIND}":
        raise UnverifiedNote("signed, but no receipt of a submission")
    facts = dict(line.split(" ", 1) for line in lines if " " in line)
    if tuple(facts) != NAMES or len(lines) != len(NAMES):
        raise MalformedNote("a receipt has one line for each of its facts, in their order")
    return facts


def paper(one: Entered, note: str) -> dict[str, Any]:
    """The receipt in words, for chassis.typeset."""
    event, request = one.event, one.event.request
    documents = [f"{doc.kind}: {doc.filename}. SHA-256 {doc.sha256}" for doc in event.documents]
    changed = f"{len(event.changes)} answers differ from the version before" if event.resubmission else "First version"
    return {
        "title": "Receipt",
        "about": f"{request.reference}, version {request.version}",
        "intro": [f"This confirms that the request “{request.title}” was received as said below."],
        "footer": f"{request.reference}, version {request.version}. SHA-256 of what was submitted: {request.sha256}",
        "contents": False,
        "sections": [
            {"heading": "What was submitted", "parts": [{"pairs": [
                ["Reference", request.reference],
                ["Title", request.title],
                ["Version", f"{request.version} ({changed})"],
                ["Approval sought", str(request.approval.value)],
                ["Data sets", ", ".join(wanted.dataset for wanted in request.datasets) or "none"],
                ["Declarations made", ", ".join(event.declarations) or "none"],
                ["SHA-256 of answers and documents", request.sha256],
            ]}]},
            {"heading": "When and by whom", "parts": [{"pairs": [
                ["Submitted", f"{event.at.astimezone(LONDON):%-d %B %Y, %H:%M:%S %Z}"],
                ["Submitted by", f"{request.lead.name}, lead applicant"],
                ["Entry of the ledger", str(one.entry)],
            ]}]},
            {"heading": "Documents", "parts": [{"list": documents or ["No document was attached."]}]},
            {"heading": "The signed statement", "parts": [
                {"text": "These lines are signed with the key of the ledger; the last line is the signature."},
                {"lines": note},
            ]},
            {"heading": "How to verify this receipt", "parts": [{"steps": list(STEPS)}]},
        ],
    }  # fmt: skip


STEPS = (
    "Download the version as JSON from the page of the version. The SHA-256 of its member “content”, written as JSON "
    "with sorted keys and no spaces, in UTF-8, is the content-sha256 above.",
    "Save the signed statement that the same page shows. Its signature is Ed25519, by the key that the page "
    "“Checkpoint of the ledger” shows, over all lines before the empty one (a C2SP signed note). An operator checks "
    "the same with: haven audit receipt <file>.",
    "The page of the ledger's entry with this number shows the same leaf, and the proof that it is in the ledger which "
    "every checkpoint since has signed.",
)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
