"""A draft as a document to work on offline, and back: what would change is shown before anything does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g

from services.contracts import intake
from services.contracts.message import Done

from ...api.route import SIGNED_IN
from ...errors import Problem
from .. import draft_document, offline
from ..fields import Question
from ..row import Form, Own
from ..visit import Visit
from .drafting import DRAFT
from .requests import CRUMBS

IMPORT = f"{DRAFT}/import"


def _file(_row: Form, _visit: Visit) -> list[Question]:
    return [Question(name="document", kind="file", label="The document", value={},
                     hint="The Word document (.docx) that was made of this draft, with its headings. At most 50 MB, "
                          "without macros.")]  # fmt: skip


def _came(visit: Visit, _asked: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    """Nothing is saved of it yet: only which file it is goes on."""
    g.came = values.get("document", "")
    return {"answers": {}}


def _look(visit: Visit, _command: Any) -> Any:
    """Instead of giving the command: the document is read on the next page."""
    if not g.came:
        raise Problem("bad-request", "Choose the document first.")
    return Came(subject=visit.path["application_id"], sha256=g.came)


@dataclass(frozen=True, kw_only=True)
class Came(Done):
    """A document that came back, by its SHA-256."""

    sha256: str


def found(visit: Visit) -> offline.Returned:
    """What the document changes. Problem file-missing when it cannot be read."""
    if "paragraphs" not in g:
        g.paragraphs = draft_document.paragraphs(visit.path["sha256"])
    if g.get("compared_with") is not visit["application"]:  # read anew after a conflict
        g.returned, g.compared_with = offline.returned(visit, g.paragraphs), visit["application"]
    known: offline.Returned = g.returned
    return known


def _choose(_row: Form, visit: Visit) -> list[Question]:
    """Which of the changes are to be taken."""
    if visit["application"] is None or visit["form"] is None:
        return []
    offered = tuple((one.question.name, one.question.label, "Changed here too since" if one.both else "")
                    for one in found(visit).changes)  # fmt: skip
    if not offered:
        return []
    return [Question(name="take", kind="many", label="Take these answers from the document", choices=offered, value=[],
                     hint="What you do not tick stays as it is saved now.")]  # fmt: skip


def _taken(visit: Visit, _asked: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    names = set(values.get("take") or ())
    chosen = [one for one in found(visit).changes if one.question.name in names]
    if not chosen:
        raise Problem("bad-request", "Tick what is to be taken, or leave this page.")
    return {"answers": offline.answers(visit, chosen)}


def _ticked(visit: Visit) -> Mapping[str, Any]:
    """Begun with what was changed in the document alone; what was changed on both sides is for a person to tick."""
    return {"take": [one.question.name for one in found(visit).changes if not one.both]}


DOWNLOAD = Own(
    path=f"{DRAFT}/document.docx",
    who=SIGNED_IN,
    title="The draft as a document",
    asks=draft_document.whole,
    needs="application",
    view=draft_document.send,
)
PAGES = (
    DOWNLOAD,
    Form(
        path=IMPORT,
        who=SIGNED_IN,
        command=intake.SaveDraft,
        title="Bring back a document",
        asks=lambda visit: {"application": intake.ReadApplication(application_id=visit.path["application_id"])},
        needs="application",
        crumbs=CRUMBS,
        intro=("You see what would change before anything is saved.",),
        asked=_file,
        read=_came,
        give=_look,
        submit="See what would change",
        then="/requests/{application_id}/draft/import/{sha256}",
    ),
    Form(
        path=f"{IMPORT}/<sha256>",
        who=SIGNED_IN,
        command=intake.SaveDraft,
        title="What the document changes",
        template="applications/import.html",
        asks=draft_document.whole,
        needs="application",
        crumbs=CRUMBS,
        asked=_choose,
        start=_ticked,
        read=_taken,
        more=lambda visit: {"returned": found(visit) if visit["application"] and visit["form"] else None},
        submit="Save these answers",
        then="/requests/{application_id}/draft",
        done="The answers of the document are saved.",
    ),
)
