"""The checklist before an application (S1-10)."""

from services.contracts import intake

from ...api.route import SIGNED_IN
from .. import asking
from ..row import Field, Form
from ..visit import Visit
from .requests import CRUMBS, ONE


def lines(visit: Visit) -> list[tuple[str, str, str]]:
    """Each line, with the documents that show it."""
    found = visit["application"].checklist if visit["application"] else ()
    return [(one.code, one.text, f"Documents: {', '.join(one.documents)}" if one.documents else "") for one in found]


PAGES = (
    Form(
        path=f"{ONE}/checklist",
        who=SIGNED_IN,
        command=intake.ConfirmChecklist,
        title="Checklist before you apply",
        action="Go through the checklist",
        asks=asking.application,
        needs="application",
        crumbs=CRUMBS,
        intro=("Requests come back when one of these is not in order. Tick what is; come back for the rest. Your case "
               "officer sees what you ticked, and when. It stands for no answer and no document.",),
        fields=(Field("confirmed", "What is in order", choices=lines, kind="many", optional=True),),
        start=lambda visit: {"confirmed": [
            one.code for one in (visit["application"].checklist if visit["application"] else ()) if one.confirmed_at
        ]},
        submit="Keep it",
        then="/requests/{application_id}/draft",
        done="The checklist is kept with the request.",
    ),
)  # fmt: skip
