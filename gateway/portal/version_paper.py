"""A whole version of a request on paper: what it says in the order of the form, and the documents with their hashes."""

from collections.abc import Iterator
from typing import Any

from flask import Response, current_app, g

from services.contracts import intake
from services.contracts.message import Refused

from .. import typeset
from ..bus import Resting
from ..filetypes import shown_name
from ..identity import Caller
from . import form_words, said
from .words import day, moment

HEAD = ["Document, and its SHA-256 below", "File", "Valid until"]
STEPS = [
    "Download the same version as JSON from its page. The SHA-256 of its member “content”, written as JSON with sorted "
    "keys and no spaces, in UTF-8, is the fingerprint above.",
    "The SHA-256 of each document that you were given is the one in the list of documents.",
    "The receipt of this version, on the same page, is signed by the ledger and names the same fingerprint.",
]


def paper(frozen: intake.VersionView, form: intake.FormView) -> dict[str, Any]:
    """What the paper says, for paper.typ."""
    about = f"{frozen.reference}, version {frozen.version}"
    receipt, changed = frozen.receipt, f"{len(frozen.changes)} since the version before"
    facts = [
        ["Reference", frozen.reference],
        ["Version", str(frozen.version)],
        ["Submitted", moment(frozen.submitted_at)],
        ["Answers changed", changed if frozen.version > 1 else "This is the first version"],
        ["Documents", str(len(frozen.documents))],
        ["Fingerprint (SHA-256)", frozen.sha256],
        ["Entry of the ledger", str(receipt.entry) if receipt else "not known yet"],
    ]
    return {
        "title": str(frozen.answers.get("title") or "Request for data"),
        "reference": frozen.reference,
        "about": f"Data access request {about}",
        "footer": f"{about} · SHA-256 {frozen.sha256}",
        "facts": facts,
        "sections": list(_sections(frozen, form)),
        "head": HEAD,
        "documents": [
            [form_words.word("document", one.kind), one.filename, day(one.valid_to), one.sha256]
            for one in frozen.documents
        ],
        "steps": STEPS,
    }


def _sections(frozen: intake.VersionView, form: intake.FormView) -> Iterator[dict[str, Any]]:
    named = {key: str(name) for key, name in frozen.named.items()}
    for section in form.sections:
        told = [(one, frozen.answers.get(one.key)) for one in section.fields]
        given = [(one, value) for one, value in told if said.is_said(value)]
        answers = [[f"{one.id} {one.label}", said.text(one, value, named)] for one, value in given]
        note = "" if answers else "Nothing is asked for or answered here."
        yield {"heading": f"{section.letter}. {section.title}", "note": note, "answers": answers}


def download(caller: Caller, application_id: Any, version: int) -> Response:
    """GET …/versions/<version>/paper: the PDF, for whoever may read the version."""
    haven = current_app.extensions["haven"]
    asked = {
        "frozen": intake.ReadVersion(application_id=application_id, version=version),
        "form": intake.ReadForm(application_id=application_id),
    }
    told = haven.bus.gather(asked, caller.actor, correlation=g.correlation)
    for answer in told.values():
        if isinstance(answer, (Refused, Resting)):
            raise answer
    answer = Response(typeset.pdf(paper(told["frozen"], told["form"])), mimetype="application/pdf")
    name = shown_name(f"{told['frozen'].reference}-v{version}.pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
