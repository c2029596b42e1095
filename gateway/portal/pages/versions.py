"""The versions of a request: any two of them side by side."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake

from ...api.route import SIGNED_IN
from ..row import Page
from ..visit import Visit
from .requests import CRUMBS, ONE


def _number(visit: Visit, name: str) -> int | None:
    """A version that the address names; None when it names none."""
    given = visit.arg(name)
    return int(given[:6]) if given.isdigit() else None


def comparison(visit: Visit) -> Mapping[str, Any]:
    """Two versions as the address names them, and the form for the words of the questions."""
    asked = intake.ReadComparison(
        application_id=visit.path["application_id"],
        before=_number(visit, "before") or None,
        after=_number(visit, "after"),
    )
    return {"compared": asked, "form": intake.ReadForm(application_id=visit.path["application_id"])}


def questions(visit: Visit) -> Mapping[str, Any]:
    """Each question of the form by its key, and its section by letter."""
    sections = visit["form"].sections if visit["form"] else ()
    return {
        "fields": {field.key: field for section in sections for field in section.fields},
        "titles": {section.letter: section.title for section in sections},
    }


PAGES = (
    Page(
        path=f"{ONE}/versions",
        who=SIGNED_IN,
        title="What changed",
        template="applications/compare.html",
        asks=comparison,
        needs="compared",
        crumbs=CRUMBS,
        more=questions,
    ),
)
