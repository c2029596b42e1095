"""The certificate of destruction as a form: what it asks of one organisation, and the certificate from the answers."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.contracts.audit.deletion.parts import BackupStatement, DestroyedItem, Fate, Medium, Method, Technique

from .fields import Question
from .row import Form
from .visit import Visit

SIGNS = ("performed_by", "witnessed_by", "authorised_by")
WHO = {"performed_by": "destroyed the data", "witnessed_by": "saw it being done", "authorised_by": "authorised it"}
MEDIA = {
    Medium.HDD: "Hard disk", Medium.SSD: "Solid-state disk", Medium.TAPE: "Tape", Medium.OPTICAL: "CD or DVD",
    Medium.PAPER: "Paper", Medium.VIRTUAL_DISK: "Virtual disk", Medium.CLOUD_OBJECT: "Cloud storage",
    Medium.DATABASE_TABLE: "Table of a database", Medium.BACKUP_SET: "Backup", Medium.TRANSFER_AREA: "Transfer area",
}  # fmt: skip
METHODS = {
    Method.CLEAR: "Clear: overwritten or reset, so that no ordinary tool reads it",
    Method.PURGE: "Purge: not even a laboratory can read it",
    Method.DESTROY: "Destroy: the medium itself is gone",
}
TECHNIQUES = {
    Technique.OVERWRITE: "Overwriting (clears)", Technique.BLOCK_ERASE: "Block erase (purges)",
    Technique.CRYPTO_ERASE: "Crypto-erase: the key was destroyed (purges)", Technique.DEGAUSS: "Degaussing (purges)",
    Technique.SHRED: "Shredding (destroys)", Technique.DISINTEGRATE: "Disintegration (destroys)",
    Technique.INCINERATE: "Incineration (destroys)", Technique.PROVIDER_DELETION: "Deletion by the provider (clears)",
}  # fmt: skip
FATES = {
    Fate.REUSED: "Used again in the same organisation", Fate.LEAVES: "Leaves the organisation",
    Fate.FAILED: "A drive that has failed",
}  # fmt: skip
STATEMENTS = {
    BackupStatement.NONE: "There are none", BackupStatement.PURGED: "They were purged",
    BackupStatement.AGES_OUT: "They age out: a second certificate follows then",
}  # fmt: skip


def _choices(of: Any, words: Mapping[Any, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.value, words.get(one, one.value.replace("-", " ").capitalize()), "") for one in of)


def _signs(part: str) -> tuple[Mapping[str, Any], ...]:
    who = f"Who {WHO[part]}?"
    role = {"name": f"{part}-role", "kind": "text", "label": f"{who} Role", "limit": 200}
    name = {"name": part, "kind": "text", "label": f"{who} Name", "limit": 200}
    return name, {**role, "hint": "For example: data manager."}


# Question by question; those about places and releases only where there are such.
ASKED: tuple[Mapping[str, Any], ...] = (
    {"name": "nothing_held", "kind": "tick", "label": "This organisation never held any of the data", "optional": True,
     "hint": "For example, when everybody worked in the secure environment only. Then no item is needed."},
    {"name": "completed_at", "kind": "moment", "label": "When was the destruction complete?"},
    {"name": "locations", "kind": "many", "label": "Which places does it cover?", "optional": True,
     "hint": "All of them have to be covered."},
    {"name": "releases", "kind": "many", "label": "Which releases of data does it cover?", "optional": True},
    {"name": "items", "kind": "group", "label": "What was destroyed", "optional": True,
     "hint": "One entry for each disk, table, bucket, backup or folder of paper. To take an entry away, empty it."},
    *(question for part in SIGNS for question in _signs(part)),
    {"name": "backups.statement", "kind": "one", "label": "What about backups?",
     "choices": _choices(BackupStatement, STATEMENTS)},
    {"name": "backups.on", "kind": "date", "label": "When were they purged, or will they have aged out?",
     "optional": True},
    {"name": "backups.beyond_use", "kind": "long", "label": "How are they kept from use until then?", "limit": 4000,
     "hint": "Only for backups that age out. For example: offline, encrypted, restored by two people only.",
     "optional": True},
    {"name": "standard", "kind": "text", "label": "By which standard?", "limit": 200, "optional": True,
     "hint": "For example: NIST SP 800-88, HMG IS5."},
    {"name": "contractor", "kind": "text", "label": "Contractor who did it", "limit": 200, "optional": True},
    {"name": "contractor_reference", "kind": "text", "label": "The contractor's reference", "limit": 200,
     "optional": True},
    {"name": "copies_retained", "kind": "lines", "label": "What is kept, and why", "optional": True,
     "hint": "One on each line: aggregates, code or models that the agreement lets you keep."},
    {"name": "attachments", "kind": "file", "label": "Documents", "several": True, "optional": True,
     "hint": "Such as the contractor's or the provider's certificate."},
)  # fmt: skip


def holder(visit: Visit) -> Any:
    """The organisation of the address, as the deletion order knows it."""
    rows = visit["deletion"].holders if visit["deletion"] else ()
    return next((one for one in rows if str(one.organisation_id) == str(visit.path.get("organisation_id"))), None)


def questions(_form: Form, visit: Visit) -> list[Question]:
    """What a certificate says, with the places and releases that this one has to cover."""
    covered = {
        "locations": getattr(holder(visit), "locations", ()),
        "releases": visit["deletion"].releases if visit["deletion"] else (),
    }
    return [_question(row, covered) for row in ASKED if covered.get(row["name"], True)]


def _question(row: Mapping[str, Any], covered: Mapping[str, Sequence[str]]) -> Question:
    if row["name"] in covered:
        return Question(**row, choices=tuple((one, one, "") for one in covered[row["name"]]), value=[])
    if row["kind"] == "group":
        return Question(**row, parts=tuple(_item()))
    return Question(**row, value={}) if row["kind"] in ("moment", "date") else Question(**row)


def _item() -> Iterator[Question]:
    hints = {
        "asset": "Its number, serial or bucket, for example SN-4411 or s3://haven-extract.",
        "tool": "Needed for clear and purge, for example nwipe 0.34.",
        "verification": "How it was checked that nothing is left. Needed for clear and purge.",
        "key_id": "Needed for a crypto-erase.",
        "evidence_sha256": "The provider's word. Needed for cloud storage.",
    }
    labels = {"asset": "What", "fate": "What becomes of the medium", "tool": "Tool", "verification": "Check",
              "key_id": "Which key", "evidence_sha256": "Proof", "quantity": "How many"}  # fmt: skip
    choices: dict[str, Any] = {
        "medium": _choices(Medium, MEDIA), "method": _choices(Method, METHODS),
        "technique": _choices(Technique, TECHNIQUES), "fate": _choices(Fate, FATES),
    }  # fmt: skip
    kinds = {"quantity": "number", "evidence_sha256": "file"}
    for one in dataclasses.fields(DestroyedItem):
        needed = one.default is dataclasses.MISSING
        kind = "one" if one.name in choices else kinds.get(one.name, "text")
        yield Question(name=f"items.{one.name}", kind=kind, label=labels.get(one.name, one.name.capitalize()),
                       hint=hints.get(one.name, ""), choices=choices.get(one.name, ()), optional=not needed,
                       limit=one.metadata.get("max", 0))  # fmt: skip


def begun(visit: Visit) -> Mapping[str, Any]:
    """What the certificate before said, when it came back with a question; else every place and release."""
    found, deletion = holder(visit), visit["deletion"]
    if found is None or deletion is None:
        return {}
    if not found.certificates:
        return {"locations": found.locations, "releases": deletion.releases}
    last = found.certificates[-1].certificate
    names = {part: getattr(last, part).name for part in SIGNS}
    roles = {f"{part}-role": getattr(last, part).role for part in SIGNS}
    backups = {f"backups.{key}": one for key, one in vars(last.backups).items()}
    plain = {one.name: getattr(last, one.name) for one in dataclasses.fields(last)
             if one.name not in (*SIGNS, "backups", "attachments", "items")}  # fmt: skip
    return {**plain, **names, **roles, **backups, "items": [vars(one) for one in last.items]}


def certified(visit: Visit, _asked: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    """The certificate out of the answers."""
    signed = {part: {"name": values.pop(part, ""), "role": values.pop(f"{part}-role", "")} for part in SIGNS}
    backups = {key: values.pop(key) for key in ("statement", "on", "beyond_use") if key in values}
    made = {**values, **signed, "backups": backups, "organisation_id": str(visit.path["organisation_id"])}
    return {"certificate": made}
