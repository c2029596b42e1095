"""Filling in a request: its sections, its documents, the last page on which it is checked and submitted."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from flask import Response, g, request

from services.contracts import intake

from ...api.route import SIGNED_IN
from ...links import at
from .. import attached, beside, comments, dataset_fields, draft, edits, flash, missing
from ..fields import fill
from ..row import Field, Form, Page
from ..visit import Visit
from .evidence import ABOUT
from .requests import CRUMBS, ONE

DRAFT = f"{ONE}/draft"
AT_MOST = 200  # organisations and datasets in a list to choose from
STEPS = ("next", "previous", "stay", "leave")
LETTER = re.compile(r"[A-Z]")


def form_and(visit: Visit) -> dict[str, Any]:
    """The form and the request that is being filled in."""
    application = intake.ReadApplication(application_id=visit.path["application_id"])
    return {"application": application, "form": intake.ReadForm(application_id=visit.path["application_id"])}


def _overview(visit: Visit) -> dict[str, Any]:
    """With what it began with."""
    return {**form_and(visit), "origin": intake.ReadOrigin(application_id=visit.path["application_id"])}


def _section(visit: Visit) -> dict[str, Any]:
    """With what its questions choose from, and what is said about them."""
    asks = form_and(visit)
    asks["comments"] = intake.ReadComments(application_id=visit.path["application_id"])
    if visit.path["letter"] in "AEIJ":
        asks["organisations"] = intake.ListOrganisations(limit=AT_MOST)
    if visit.path["letter"] == "F":
        asks["datasets"] = intake.ListDatasets(limit=AT_MOST)
    if request.method == "GET" and LETTER.fullmatch(visit.path["letter"]):  # the others see that somebody is here
        asks["here"] = intake.OpenSection(
            application_id=visit.path["application_id"], letter=visit.path["letter"]
        )
    return asks


def progress(visit: Visit) -> Mapping[str, Any]:
    """How far the whole request is, and what is missing by section."""
    form, application = visit["form"], visit["application"]
    places = draft.places(form, application)
    wanted, given = sum(one.required for one in places), sum(one.answered for one in places)
    letters = [one.letter for one in places]
    here = letters.index(letter) + 1 if (letter := visit.path.get("letter", "")) in letters else 0
    return {
        "places": places,
        "here": here,
        "wanted": wanted,
        "given": given,
        "missing": missing.by_section(missing.items(form, application)),
        "said": draft.shown(application),
        "documents": attached.documents(visit),
    }


def section(visit: Visit) -> Mapping[str, Any]:
    """The same, and the section itself."""
    if visit["form"] is None or visit["application"] is None:
        return progress(visit)
    found = draft.section(visit)
    here = [one.name for one in visit["application"].editing if one.letter == found.letter]
    addresses = {"estimate_at": beside.estimate(visit["application"]), "count_at": beside.count(visit["application"])}
    return {
        **progress(visit), "section": found, "others": here, "was": _was(visit), **addresses,
        "said": comments.by_question(visit["comments"]), "chosen": dataset_fields.chosen(visit["application"]),
    }  # fmt: skip


def _was(visit: Visit) -> str:
    """What the questions held that somebody has seen: the page's, until a conflict has shown what is saved now."""
    if request.method == "POST" and g.get("problem") != "conflict":
        return request.form.get("was", "")
    row = cast(Form, g.row)
    asked = dataset_fields.asked(row, visit)
    fill(asked, dataset_fields.start(visit))
    return edits.seal(asked)


def go(visit: Visit, done: Any, answer: Response) -> Response:
    """After saving: to the next section, the one before, the same, or to the overview. On to the next only once what
    was saved brings up no other question of this one."""
    step, form = request.form.get("go", "next"), visit["form"]
    now = cache(lambda: visit.ask(intake.ReadApplication(application_id=visit.path["application_id"])))
    if step == "next" and dataset_fields.leads_on(visit, answer, now):
        return answer
    if step == "next" and (new := draft.brought_up(visit, now)):
        step = "stay"
        flash.say(answer, f"Saved. Your answers bring up more on this page: {', '.join(new)}.")
    letters = [one.letter for one in form.sections] if form else []
    if step in ("next", "previous", "stay") and visit.path["letter"] in letters:
        number = letters.index(visit.path["letter"]) + {"next": 1, "previous": -1, "stay": 0}[step]
        if 0 <= number < len(letters):
            saved = {"saved": done.version} if step == "stay" else {}  # a script goes on from the version it has made
            place = {**visit.path, "letter": letters[number]}
            answer.headers["Location"] = at(f"{DRAFT}/<letter>", place, **saved)
        elif number == len(letters):
            answer.headers["Location"] = at(f"{ONE}/documents", visit.path)
    return answer


def declarations(visit: Visit) -> list[tuple[str, str]]:
    """What is declared when a request is submitted; not what somebody who was asked to sign has declared already."""
    people = visit["application"].collaborators if visit["application"] else ()
    said = {"sponsor"} if any(one.supports for one in people) else set()
    known = visit["form"].declarations.items() if visit["form"] else ()
    return [(code, words) for code, words in known if code not in said]


PAGES = (
    Page(
        path=DRAFT,
        who=SIGNED_IN,
        title="Fill in the request",
        template="applications/draft.html",
        asks=_overview,
        needs="application",
        crumbs=CRUMBS,
        more=progress,
    ),
    Form(
        path=f"{DRAFT}/<letter>",
        who=SIGNED_IN,
        command=intake.SaveDraft,
        title="Fill in the request",
        template="applications/section.html",
        asks=_section,
        needs="application",
        crumbs=CRUMBS,
        asked=dataset_fields.asked,
        start=dataset_fields.start,
        read=dataset_fields.read,
        settle=edits.settle,
        more=section,
        after=go,
        submit="Save and continue",
        then="/requests/{application_id}/draft",
        done="Saved.",
    ),
    Page(
        path=f"{ONE}/missing",
        who=SIGNED_IN,
        title="What is missing",
        template="applications/missing.html",
        asks=form_and,
        needs="application",
        crumbs=CRUMBS,
        more=missing.page,
    ),
    Page(
        path=f"{ONE}/documents",
        who=SIGNED_IN,
        title="Documents",
        template="applications/documents.html",
        asks=form_and,
        needs="application",
        crumbs=CRUMBS,
        more=progress,
    ),
    Form(
        path=f"{ONE}/documents/attach",
        who=SIGNED_IN,
        command=intake.AttachDocument,
        title="Attach a document",
        asks=form_and,
        needs="application",
        crumbs=CRUMBS,
        intro=("A PDF, Word, PNG, JPEG, CSV or text file. It is checked for viruses as it arrives.",),
        fields=(
            Field("kind", "What is it?", choices=attached.kinds),
            Field("sha256", "The file", "At most 50 MB. No patient data: a cohort file is handed in elsewhere, later."),
            *ABOUT,
        ),
        start=lambda visit: {"kind": visit.arg("kind")},
        submit="Attach the document",
        then="/requests/{application_id}/documents",
        done="The document is attached.",
    ),
    Form(
        path=f"{ONE}/documents/<uuid:document_id>/remove",
        who=SIGNED_IN,
        command=intake.RemoveDocument,
        title="Take the document off the request",
        action="Remove",
        asks=form_and,
        needs="application",
        crumbs=CRUMBS,
        intro=("Versions that were submitted with it keep it.",),
        submit="Remove the document",
        danger=True,
        then="/requests/{application_id}/documents",
        done="The document is off the request.",
    ),
    Form(
        path=f"{ONE}/submit",
        who=SIGNED_IN,
        command=intake.SubmitApplication,
        title="Check your answers and submit",
        action="Check and submit",
        template="applications/check.html",
        asks=form_and,
        needs="application",
        crumbs=CRUMBS,
        fields=(
            Field("declarations", "Declarations", "Tick each that is true. All of them are needed to submit.",
                  choices=declarations, optional=False),
        ),
        more=progress,
        submit="Submit the request",
        then="/requests/{application_id}",
        done="Your request has been submitted. A case officer looks at it next, and tells you whether it is "
        "accepted, or what is still needed. This page says by when.",
    ),
    Page(
        path=f"{ONE}/answers",
        who=SIGNED_IN,
        title="What the request says",
        template="applications/answers.html",
        asks=form_and,
        needs="application",
        crumbs=CRUMBS,
        more=lambda visit: {"said": draft.shown(visit["application"])},
    ),
    Page(
        path=f"{ONE}/versions/<int:version>",
        who=SIGNED_IN,
        title="A submitted version",
        template="applications/version.html",
        asks=lambda visit: {
            **form_and(visit),
            "frozen": intake.ReadVersion(
                application_id=visit.path["application_id"],
                version=max(visit.path["version"], 1),
                against=int(visit.arg("against")[:6]) if visit.arg("against").isdigit() else None,
            ),
        },
        needs="frozen",
        crumbs=CRUMBS,
    ),
    Form(
        path=f"{ONE}/queries/<uuid:query_id>/answer",
        who=SIGNED_IN,
        command=intake.AnswerQuery,
        title="Answer a question of the case officer",
        action="Answer",
        template="applications/query.html",
        asks=form_and,
        needs="application",
        crumbs=CRUMBS,
        fields=(Field("response", "Your answer", "Say what you have changed in the form, if anything, and where."),),
        submit="Send the answer",
        then="/requests/{application_id}",
        done="Your answer is kept. When every question is answered, submit the request again: the clock then goes on.",
    ),
    Form(
        path=f"{ONE}/reopen",
        who=SIGNED_IN,
        command=intake.ReopenApplication,
        title="Take this request up again",
        asks=form_and,
        needs="application",
        crumbs=CRUMBS,
        intro=("It lapsed because nothing was done for a long time. You can take it up again once, within 30 days; "
               "everything that you had written is still there.",),
        submit="Take it up again",
        then="/requests/{application_id}",
        done="The request goes on where it was.",
    ),
)  # fmt: skip
