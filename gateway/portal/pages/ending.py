"""The applicant's side of audits and of the end of a project: findings answered, certificates of destruction."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from services.contracts import audit
from services.contracts.audit.deletion.parts import BackupStatement, DestroyedItem, Fate, Medium, Method, Technique

from ...api.route import SIGNED_IN
from .. import asking
from ..fields import Question
from ..row import Column, Field, Form, Listing, Page
from ..visit import Visit
from .auditing import AUDITS
from .requests import CRUMBS, HERE, ONE

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


def holder(visit: Visit) -> Any:
    """The organisation of the address, as the deletion order knows it."""
    rows = visit["deletion"].holders if visit["deletion"] else ()
    return next((one for one in rows if str(one.organisation_id) == str(visit.path.get("organisation_id"))), None)


def _choices(of: Any, words: Mapping[Any, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.value, words.get(one, one.value.replace("-", " ").capitalize()), "") for one in of)


def certificate(_form: Form, visit: Visit) -> list[Question]:
    """What a certificate says, with the places and releases that this one has to cover."""
    return list(_certificate(visit))


def _certificate(visit: Visit) -> Iterator[Question]:
    places = tuple((one, one, "") for one in getattr(holder(visit), "locations", ()))
    releases = tuple((one, one, "") for one in (visit["deletion"].releases if visit["deletion"] else ()))
    ask = Question
    yield ask(
        name="nothing_held",
        kind="tick",
        label="This organisation never held any of the data",
        optional=True,
        hint="For example, when everybody worked in the secure environment only. Then no item is needed.",
    )
    yield ask(name="completed_at", kind="moment", label="When was the destruction complete?", value={})
    if places:
        yield ask(
            name="locations",
            kind="many",
            label="Which places does it cover?",
            choices=places,
            value=[],
            hint="All of them have to be covered.",
            optional=True,
        )
    if releases:
        yield ask(
            name="releases",
            kind="many",
            label="Which releases of data does it cover?",
            choices=releases,
            value=[],
            optional=True,
        )
    yield ask(
        name="items",
        kind="group",
        label="What was destroyed",
        optional=True,
        parts=tuple(_item()),
        hint="One entry for each disk, table, bucket, backup or folder of paper. To take an entry away, empty it.",
    )
    for part in SIGNS:
        yield ask(name=part, kind="text", label=f"Who {WHO[part]}? Name", limit=200)
        yield ask(
            name=f"{part}-role",
            kind="text",
            label=f"Who {WHO[part]}? Role",
            limit=200,
            hint="For example: data manager.",
        )
    yield ask(
        name="backups.statement", kind="one", label="What about backups?", choices=_choices(BackupStatement, STATEMENTS)
    )
    yield ask(
        name="backups.on",
        kind="date",
        label="When were they purged, or will they have aged out?",
        value={},
        optional=True,
    )
    yield ask(
        name="backups.beyond_use",
        kind="long",
        label="How are they kept from use until then?",
        limit=4000,
        optional=True,
        hint="Only for backups that age out. For example: offline, encrypted, restored by two people only.",
    )
    yield ask(
        name="standard",
        kind="text",
        label="By which standard?",
        limit=200,
        optional=True,
        hint="For example: NIST SP 800-88, HMG IS5.",
    )
    yield ask(name="contractor", kind="text", label="Contractor who did it", limit=200, optional=True)
    yield ask(name="contractor_reference", kind="text", label="The contractor's reference", limit=200, optional=True)
    yield ask(
        name="copies_retained",
        kind="lines",
        label="What is kept, and why",
        optional=True,
        hint="One on each line: aggregates, code or models that the agreement lets you keep.",
    )
    yield ask(name="attachments", kind="file", label="Documents", several=True, optional=True,
              hint="Such as the contractor's or the provider's certificate.")  # fmt: skip


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


PAGES = (
    Listing(
        path=f"{ONE}/audits",
        who=SIGNED_IN,
        title="Audits of this request",
        crumbs=CRUMBS,
        query=audit.ListAudits,
        columns=(
            Column("Begins", lambda row: row.starts_on, lambda row: f"/audits/{row.audit_id}", "starts_on"),
            Column("Kind", lambda row: row.kind.value.replace("-", " ").capitalize()),
            Column("State", lambda row: dict(AUDITS).get(row.state, "")),
            Column("Findings", lambda row: row.findings, numeric=True),
            Column("Of them open", lambda row: row.open_findings, numeric=True),
        ),
        empty="There has been no audit.",
        actions=(("PlanAudit", "Plan an audit"),),
    ),
    Page(
        path="/audits/<uuid:audit_id>",
        who=SIGNED_IN,
        title="Audit",
        template="certificates/audit.html",
        asks=asking.inspection,
        needs="inspection",
        crumbs=CRUMBS,
    ),
    Form(
        path=f"{ONE}/audits/<uuid:audit_id>/findings/<uuid:finding_id>/answer",
        who=SIGNED_IN,
        command=audit.AnswerFinding,
        title="Answer a finding",
        action="Answer",
        template="certificates/finding.html",
        crumbs=CRUMBS,
        asks=asking.inspection,
        needs="inspection",
        fields=(
            Field("action", "What do you do about it?", "What was or will be done, and by when. Answer again with "
                  "evidence when it is done.", kind="long"),
            Field("owner", "Who sees to it?", "Name and role, for example: Ines Marlowe, data manager."),
            Field("evidence_sha256", "Evidence", "Documents that show it, if there are any yet."),
        ),
        submit="Send the answer",
        then="/audits/{audit_id}",
        done="Your answer has been sent to the auditor.",
    ),
    Form(
        path=f"{ONE}/certificates/<uuid:organisation_id>",
        who=SIGNED_IN,
        command=audit.SubmitCertificate,
        title="Certificate of destruction",
        action="Give the certificate of destruction",
        template="certificates/certificate.html",
        crumbs=CRUMBS,
        asks=asking.deletion,
        needs="deletion",
        asked=certificate,
        start=begun,
        read=certified,
        more=lambda visit: {"holder": holder(visit)},
        submit="Send the certificate",
        then=HERE,
        done="The certificate has been sent. It is checked against what was agreed; you are told when it is accepted, "
        "or what is still open.",
    ),
)  # fmt: skip
