"""The documents of a request, by their kinds; and what is said of a file beside a link to it."""

from flask import current_app

from services.contracts import intake

from .form_words import word
from .visit import Visit
from .words import file_type, size


def kind_and_size(sha256: str) -> str:
    """What a link to a stored file says of it (S2-65): " (PDF, 124 kB)"; empty when it is not in the store."""
    found = current_app.extensions["haven"].files.known(sha256) if len(sha256) == 64 else None
    return f" ({file_type(found.media_type)}, {size(found.size)})" if found else ""


def documents(visit: Visit) -> list[tuple[intake.FormEvidence, bool, list[intake.Document]]]:
    """Each kind of document, whether these answers ask for it, and what is attached; those that are wanted first. What
    was attached of a kind that the form no longer has is shown too, so that it can be taken off."""
    form, application = visit["form"], visit["application"]
    if form is None or application is None:
        return []
    kept: dict[str, list[intake.Document]] = {}
    for one in application.documents:
        kept.setdefault(one.kind, []).append(one)
    known = {one.kind for one in form.evidence}
    gone = (
        intake.FormEvidence(kind=kind, label=word("document", kind), required=False)
        for kind in kept if kind not in known
    )  # fmt: skip
    rows = [(one, one.kind in application.required, kept.get(one.kind, [])) for one in (*form.evidence, *gone)]
    met = [row for row in rows if row[0].kind in application.asked or row[2]]
    return sorted(met, key=lambda row: not (row[1] or row[2]))


def kinds(visit: Visit) -> list[tuple[str, str, str]]:
    """The kinds of documents that can be attached, those that are wanted first."""
    known = {one.kind for one in visit["form"].evidence} if visit["form"] else set()
    wanted_first = [(one, wanted) for one, wanted, _ in documents(visit) if one.kind in known]
    return [(one.kind, one.label, "This request needs it." if wanted else "") for one, wanted in wanted_first]
