"""Beginning a request with what an earlier one says, and seeing where a request comes from."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake

from ...api.route import SIGNED_IN
from ..row import Field, Form, Page
from ..visit import Visit
from .requests import CRUMBS, ONE
from .versions import questions

FROM = {
    "provisional": "the request that was agreed in principle",
    "copy": "an earlier request",
    "renewal": "the request that it renews",
    "extension": "the request that it extends",
    "enquiry": "the enquiry",
}


def _application(visit: Visit) -> dict[str, Any]:
    return {"application": intake.ReadApplication(application_id=visit.path["application_id"])}


def _title(visit: Visit) -> dict[str, Any]:
    return {"title": visit["application"].title if visit["application"] else ""}


def _origin(visit: Visit) -> Mapping[str, Any]:
    about = visit.path["application_id"]
    return {"origin": intake.ReadOrigin(application_id=about), "form": intake.ReadForm(application_id=about)}


PAGES = (
    Form(
        path=f"{ONE}/copy",
        who=SIGNED_IN,
        command=intake.CopyApplication,
        title="Begin a new request with the answers of this one",
        action="Copy to a new request",
        asks=_application,
        needs="application",
        crumbs=CRUMBS,
        intro=("The new draft begins with the answers that carry over. Documents are not copied. What must be looked "
               "at again is listed on the page of the draft.",),
        fields=(Field("title", "What is the new request called?"),),
        fixed=lambda visit: {"enquiry_id": visit.arg("enquiry") or None},
        start=_title,
        submit="Begin the draft",
        then="/requests/{subject}/draft",
        done="The draft has been made. Look at what was carried over before you go on.",
    ),
    Form(
        path=f"{ONE}/renew",
        who=SIGNED_IN,
        command=intake.RenewApplication,
        title="Renew or extend this request",
        action="Renew",
        asks=_application,
        needs="application",
        crumbs=CRUMBS,
        intro=("The draft begins with the answers of this request, and names its agreement. Hand it in at least 90 "
               "days before the agreement ends; until the new one is in force, the end date stands.",),
        fields=(Field("kind", "What do you ask for?", choices=(
            ("renewal", "A renewal", "A new term, with the evidence renewed and the benefits so far told."),
            ("extension", "An extension", "Only the end date changes: data, purpose, parties and legal basis stay."),
        )),),
        start=lambda visit: {"kind": "renewal"},
        submit="Begin the draft",
        then="/requests/{subject}/draft",
        done="The draft has been made. Look at what was carried over before you go on.",
    ),
    Page(
        path=f"{ONE}/origin",
        who=SIGNED_IN,
        title="What it began with",
        template="applications/origin.html",
        asks=_origin,
        needs="origin",
        crumbs=CRUMBS,
        more=lambda visit: {**questions(visit), "from_": FROM},
    ),
)  # fmt: skip
