"""The document of a draft, out and back, for the portal's pages and for programs alike. Nothing is saved here: what
came back is compared with what is saved now, and whoever asked saves what they want of it."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Response, current_app

from services.contracts import intake
from services.contracts.message import View

from ..api.handler import shown
from ..errors import Problem
from ..filetypes import DOCX
from ..identity import Caller
from ..word import Unfit, document
from ..word import paragraphs as read_paragraphs
from . import offline
from .row import Page
from .visit import Visit

AT_MOST = 200  # organisations and datasets in a list to choose from
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True, kw_only=True)
class DraftChange(View):
    """A question that the document answers differently. `both`: it was changed here too since the document was made."""

    question: str
    label: str
    letter: str
    before: str = ""
    after: str = ""
    both: bool = False


@dataclass(frozen=True, kw_only=True)
class DraftNotTaken(View):
    """A place of the document that could not be read, and what to do."""

    place: str
    message: str


@dataclass(frozen=True, kw_only=True)
class DraftChangesView(View):
    """What a document would change in a draft. Nothing has been saved: give `answers`, or what you want of them, to the
    draft, with `version` as If-Match. `conflicting`: the answers that were changed here too, which `answers` leaves
    out. `same`: how many questions are as they were."""

    application_id: UUID
    version: int
    changes: tuple[DraftChange, ...] = ()
    problems: tuple[DraftNotTaken, ...] = ()
    same: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    conflicting: dict[str, Any] = field(default_factory=dict)


def whole(visit: Visit) -> dict[str, Any]:
    """The request, the form, and what its questions choose from."""
    return {
        "application": intake.ReadApplication(application_id=visit.path["application_id"]),
        "form": intake.ReadForm(application_id=visit.path["application_id"]),
        "organisations": intake.ListOrganisations(limit=AT_MOST),
        "datasets": intake.ListDatasets(limit=AT_MOST),
    }


WHOLE = Page(path="", who=frozenset(), title="", asks=whole, needs="application")


def send(visit: Visit) -> Response:
    """The draft as a document. Problem not-found for those who may read only that there is one."""
    application = _draft(visit)
    answer = Response(document(offline.paragraphs(visit, application), application.reference), mimetype=DOCX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{application.reference}.docx"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def paragraphs(sha256: str) -> list[tuple[str, str]]:
    """The paragraphs of a document that was handed in. Problem file-missing when it cannot be read."""
    try:
        return read_paragraphs(current_app.extensions["haven"].files.stored(sha256))
    except (Unfit, ValueError, OSError):
        raise Problem("file-missing", "This is no document of a draft, or it cannot be read.") from None


def download(caller: Caller, application_id: UUID) -> Response:
    """GET …/draft/document: the draft as a Word document."""
    return send(Visit(caller=caller, path={"application_id": application_id}))


def compare(caller: Caller, application_id: UUID, sha256: str) -> Response:
    """GET …/draft/documents/<sha256>: what an uploaded document would change."""
    visit = Visit(caller=caller, path={"application_id": application_id})
    application = _draft(visit)
    found = offline.returned(visit, paragraphs(sha256))
    return shown(DraftChangesView(
        application_id=application.application_id,
        version=application.version,
        changes=tuple(
            DraftChange(question=one.question.name, label=one.question.label, letter=one.letter, before=one.before,
                        after=one.after, both=one.both)
            for one in found.changes
        ),
        problems=tuple(DraftNotTaken(place=place, message=told) for place, told in found.problems),
        same=found.same,
        answers=offline.answers(visit, [one for one in found.changes if not one.both]),
        conflicting=offline.answers(visit, [one for one in found.changes if one.both]),
    ))  # fmt: skip


def _draft(visit: Visit) -> intake.ApplicationView:
    """The draft, with all that its questions need; Problem not-found for whoever may read only that it is there."""
    visit.gather(WHOLE)
    if visit["form"] is None:
        raise Problem("resting")
    application: intake.ApplicationView = visit["application"]
    if not application.answers:
        raise Problem("not-found")
    return application
