"""A draft and the versions of the form: going on with the one in force, looking again at what means something else; and
at what was carried over from an earlier request."""

from typing import Any

from services.contracts import intake

from ...api.route import SIGNED_IN
from ..row import Field, Form
from ..visit import Visit
from .drafting import form_and
from .requests import CRUMBS, ONE


def changed(visit: Visit) -> list[tuple[str, str, str]]:
    """The answers that are to be looked at again: the question as it is asked now."""
    form, application = visit["form"], visit["application"]
    if form is None or application is None:
        return []
    fields = {field.key: field for section in form.sections for field in section.fields}
    return [(key, fields[key].label, fields[key].guidance) for key in application.look_again if key in fields]


def _with_origin(visit: Visit) -> dict[str, Any]:
    """With what it was begun with, which says why an answer is to be looked at again."""
    return {**form_and(visit), "origin": intake.ReadOrigin(application_id=visit.path["application_id"])}


PAGES = (
    Form(
        path=f"{ONE}/form",
        who=SIGNED_IN,
        command=intake.TakeUpForm,
        title="Go on with the new version of the form",
        asks=form_and,
        needs="application",
        crumbs=CRUMBS,
        intro=(
            "The form has a new version. Your answers are carried over; nothing that you wrote is lost.",
            "Then you are shown which answers to look at again, because their question has come to mean something "
            "else, and what is asked now and was not asked before.",
        ),
        submit="Go on with the new version",
        then="/requests/{application_id}/missing",
        done="The draft goes on with the new version of the form. What is new or to be looked at again is listed here.",
    ),
    Form(
        path=f"{ONE}/look-again",
        who=SIGNED_IN,
        command=intake.ConfirmAnswers,
        title="Answers to look at again",
        action="Look again at answers",
        template="applications/again.html",
        asks=_with_origin,
        needs="application",
        crumbs=CRUMBS,
        fields=(
            Field("keys", "These answers still hold", "Tick those that answer the question for this request, as it is "
                  "now. Change the others in the form: an answer that is changed counts as looked at.",
                  choices=changed, kind="many", optional=False, none="No answer is left to look at again."),
        ),
        submit="These still hold",
        more=lambda visit: {"why": {one.field: one.reason for one in visit["origin"].check} if visit["origin"] else {}},
        then="/requests/{application_id}/missing",
        done="Kept: these answers are not listed any more. Those that are left have to be looked at before you submit.",
    ),
)  # fmt: skip
