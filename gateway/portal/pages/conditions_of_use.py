"""Conditions on the use of the datasets asked for, and how the request meets them: advice, for both sides."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake
from services.contracts.intake import MatchResult

from ...api.route import SIGNED_IN
from ..row import Page
from ..visit import Visit
from .requests import CRUMBS, ONE

# Result: its words, and the colour of its tag.
RESULTS = {
    MatchResult.COMPATIBLE: ("Fits", "green"),
    MatchResult.NOT_COMPATIBLE: ("Does not fit", "red"),
    MatchResult.CHECK: ("A person looks", "yellow"),
    MatchResult.NOT_DECLARED: ("Not answered yet", "grey"),
}


def asked(visit: Visit) -> Mapping[str, Any]:
    """The match of the version that the address names, or of what this reader sees; the form for its questions."""
    version = visit.arg("version")
    number = int(version[:6]) if version.isdigit() else None
    question = intake.MatchUse(application_id=visit.path["application_id"], version=number)
    return {"match": question, "form": intake.ReadForm(application_id=visit.path["application_id"])}


def found(visit: Visit) -> Mapping[str, Any]:
    """How often each result, and each question by its key."""
    rows = visit["match"].rows if visit["match"] else ()
    sections = visit["form"].sections if visit["form"] else ()
    return {
        "results": RESULTS,
        "counts": [(RESULTS[one][0], sum(row.result is one for row in rows)) for one in MatchResult],
        "questions": {field.key: (section.letter, field.label) for section in sections for field in section.fields},
    }


PAGES = (
    Page(
        path=f"{ONE}/use",
        who=SIGNED_IN,
        title="Conditions of use",
        template="use/match.html",
        asks=asked,
        needs="match",
        crumbs=CRUMBS,
        more=found,
    ),
)
