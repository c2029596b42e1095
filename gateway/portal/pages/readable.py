"""A request as different readers want it: in plain English on one page, by the five safes, and by the Caldicott
principles."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake

from ...api.route import SIGNED_IN
from .. import plain
from ..row import Page
from ..visit import Visit
from .requests import CRUMBS, ONE
from .validation import with_form


def summary(visit: Visit) -> Mapping[str, Any]:
    """The sentences; none while a part rests."""
    application, form = visit["application"], visit["form"]
    if not application or not form or not application.answers:
        return {"parts": [], "kind": ""}
    names = {one.dataset: one.name for one in visit["catalogue"].rows} if visit["catalogue"] else {}
    return {"parts": plain.told(application, form, names), "kind": plain.kind(application)}


def by_safe(visit: Visit) -> Mapping[str, Any]:
    """For each of the five safes, the sections of the form with those of their questions that belong to it."""
    form = visit["form"]
    if form is None:
        return {"safes": []}
    return {"safes": [(one, list(_within(form, one.key))) for one in form.safes]}


def by_principle(visit: Visit) -> Mapping[str, Any]:
    """For each of the eight Caldicott principles, the questions that answer it, as one section."""
    form = visit["form"]
    if form is None:
        return {"principles": []}
    fields = [field for section in form.sections for field in section.fields]
    return {
        "principles": [
            (one, intake.FormSection(letter=str(one.number), title=one.title,
                                     fields=tuple(field for field in fields if one.number in field.caldicott)))
            for one in form.caldicott
        ]
    }  # fmt: skip


def _within(form: intake.FormView, safe: str) -> list[intake.FormSection]:
    parts = [
        intake.FormSection(
            letter=section.letter,
            title=section.title,
            fields=tuple(field for field in section.fields if field.safe == safe),
        )
        for section in form.sections
    ]
    return [one for one in parts if one.fields]


PAGES = (
    Page(
        path=f"{ONE}/summary",
        who=SIGNED_IN,
        title="In plain English",
        template="applications/summary.html",
        asks=lambda visit: {**with_form(visit), "catalogue": intake.ListDatasets(limit=200)},
        needs="application",
        crumbs=CRUMBS,
        more=summary,
    ),
    Page(
        path=f"{ONE}/five-safes",
        who=SIGNED_IN,
        title="Five safes",
        template="applications/five_safes.html",
        asks=with_form,
        needs="application",
        crumbs=CRUMBS,
        more=by_safe,
    ),
    Page(
        path=f"{ONE}/caldicott",
        who=SIGNED_IN,
        title="Caldicott principles",
        template="applications/caldicott.html",
        asks=with_form,
        needs="application",
        crumbs=CRUMBS,
        more=by_principle,
    ),
)
