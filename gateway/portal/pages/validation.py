"""The case officer's work until acceptance: contact, checklist, queries, appointments, route, eligibility."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from services.contracts import intake
from services.contracts.intake import CheckItem
from services.contracts.message import Role
from services.contracts.request import Assurance

from ...api.route import STAFF_ONLY
from .. import asking, choices, demo
from ..row import Field, Form, Page
from ..visit import Visit
from ..words import LONDON, level
from .requests import HERE, ONE

REQUESTS = (("/staff/requests", "All requests"),)
VALIDATORS = frozenset({Role.CASE_OFFICER, Role.IG_LEAD})
CHECKS = {
    CheckItem.LEGAL_BASIS: ("Legal basis", "Every controller has a lawful basis, and confidentiality is respected."),
    CheckItem.SECURITY: ("Security", "Each organisation shows that it keeps data safe, and none of it has run out."),
    CheckItem.FEASIBILITY: ("Feasibility", "The data exist, for the years and people asked for, and can be produced."),
    CheckItem.PURPOSE: ("Purpose", "The purpose is for health or care, is clear, and is in the public interest."),
    CheckItem.EVIDENCE: ("Evidence", "Every document that is needed is there, is the right one and is in date."),
    CheckItem.DUPLICATES: ("Duplicates", "Nobody has these data for the same purpose already."),
}
LEVELS = {
    Assurance.L0: (level("L0"), "No reviewers; a second case officer decides."),
    Assurance.L1: (level("L1"), "Information governance reviews; no committee."),
    Assurance.L2: (level("L2"), "Information governance and technical review; no committee."),
    Assurance.L3: (level("L3"), "Four disciplines review, and the committee advises."),
    Assurance.L4: (level("L4"), "Ethics too, the committee advises, and both offices decide."),
}


def with_form(visit: Visit) -> Mapping[str, Any]:
    """The application, and the questions that a query can be about."""
    return {**asking.application(visit), "form": intake.ReadForm(application_id=visit.path["application_id"])}


def with_officers(visit: Visit) -> Mapping[str, Any]:
    """The application, and who can be its case officer."""
    return {**asking.application(visit), "people": choices.holding(Role.CASE_OFFICER)}


def soon(_visit: Visit) -> Mapping[str, Any]:
    """Tomorrow at ten."""
    tomorrow = (demo.now() + timedelta(days=1)).date()
    return {"starts_at": datetime.combine(tomorrow, time(10), LONDON), "minutes": 30}


def asked_about(visit: Visit) -> Mapping[str, Any]:
    """The item of the checklist that the address names."""
    item = visit.arg("item")
    found = visit["application"].checks if visit["application"] else ()
    note = next((one.note for one in found if one.item == item), "")
    return {"item": item, "note": note} if item in set(CheckItem) else {}


PAGES = (
    Page(
        path=f"{ONE}/duplicates",
        who=VALIDATORS,
        title="Likely duplicates",
        template="validation/duplicates.html",
        crumbs=REQUESTS,
        asks=lambda visit: {"alike": intake.ReadDuplicates(application_id=visit.path["application_id"])},
        needs="alike",
    ),
    Form(
        path=f"{ONE}/case-officer",
        who=STAFF_ONLY,
        command=intake.AssignCaseOfficer,
        title="Name the case officer",
        crumbs=REQUESTS,
        intro=("The case officer is the applicant's one contact, and checks the request until it is accepted.",),
        asks=with_officers,
        needs="application",
        fields=(Field("officer_id", "Who is the case officer?", kind="one", choices=choices.people,
                      none=choices.NOBODY_HOLDS),),
        start=lambda visit: {"officer_id": visit["application"].case_officer_id or visit.me},
        submit="Name the case officer",
        then=HERE,
        done="The case officer is named. The applicant has been told whom to ask.",
    ),
    Form(
        path=f"{ONE}/checks",
        who=STAFF_ONLY,
        command=intake.RecordCheck,
        title="Record a check",
        action="Record a check of the checklist",
        crumbs=REQUESTS,
        intro=("All six checks must have passed before the request can be accepted.",),
        asks=asking.application,
        needs="application",
        fields=(
            Field("item", "What did you check?", choices=choices.worded(CheckItem, CHECKS)),
            Field("passed", "Is it in order?"),
            Field("note", "What did you find?", "Needed when it is not in order. The applicant does not see it: ask "
                  "them by a query."),
        ),
        start=asked_about,
        submit="Record the check",
        then=HERE,
        done="The check is recorded. When all six have passed and the route is confirmed, the request can be accepted.",
    ),
    Form(
        path=f"{ONE}/return",
        who=STAFF_ONLY,
        command=intake.ReturnApplication,
        title="Return the request with queries",
        crumbs=REQUESTS,
        intro=(
            "The applicant gets your queries and can change the answers and documents. The clock of the triage stands "
            "still until they submit again.",
        ),
        asks=with_form,
        needs="application",
        fields=(
            Field("queries", "Your queries", "One for each thing that you need."),
            Field("queries.field", "Which question or document is it about?", kind="one", choices=choices.questions),
            Field("queries.question", "What do you need to know?", kind="long"),
            Field("queries.action", "What should they do?", "For example: attach the letter of the ethics committee.",
                  kind="long"),
        ),
        submit="Return the request",
        then=HERE,
        done="The request and your queries are with the applicant. It is among your tasks again when they submit.",
    ),
    Form(
        path=f"{ONE}/appointments",
        who=STAFF_ONLY,
        command=intake.ArrangeAppointment,
        title="Arrange an appointment",
        crumbs=REQUESTS,
        intro=("To go through with the applicant what is left to do.",),
        asks=asking.application,
        needs="application",
        fields=(
            Field("starts_at", "When does it begin?", "In London time, for example 27 3 2027 at 14:30"),
            Field("minutes", "How many minutes?"),
            Field("place", "Where?", "A room, or the address of a meeting online."),
            Field("purpose", "What is to be gone through?"),
        ),
        start=soon,
        submit="Arrange the appointment",
        then=HERE,
        done="The appointment is arranged. The applicant has been told, and it stands in the calendar.",
    ),
    Form(
        path=f"{ONE}/appointments/<uuid:appointment_id>/cancel",
        who=STAFF_ONLY,
        command=intake.CancelAppointment,
        title="Call off an appointment",
        action="Call off",
        crumbs=REQUESTS,
        intro=("To move an appointment, call it off and arrange another.",),
        asks=asking.application,
        needs="application",
        fields=(Field("reason", "Why?", "The applicant reads this."),),
        submit="Call it off",
        danger=True,
        then=HERE,
        done="The appointment is called off. The applicant has been told.",
    ),
    Form(
        path=f"{ONE}/route/confirm",
        who=STAFF_ONLY,
        command=intake.ConfirmRoute,
        title="Confirm the route",
        template="validation/route.html",
        crumbs=REQUESTS,
        asks=asking.application,
        needs="application",
        fields=(Field("reason", "Is there anything to record?", "You need not say anything."),),
        submit="Confirm the route",
        then=HERE,
        done="The route is confirmed. When all six checks have passed, the request can be accepted.",
        more=lambda visit: {"levels": LEVELS},
    ),
    Form(
        path=f"{ONE}/route/override",
        who=STAFF_ONLY,
        command=intake.OverrideRoute,
        title="Choose another route",
        template="validation/route.html",
        crumbs=REQUESTS,
        intro=("A higher level holds at once. A lower one holds only when a second case officer confirms it, and is "
               "reported to the committee.",),
        asks=asking.application,
        needs="application",
        fields=(
            Field("level", "Which level should it have?", choices=choices.worded(Assurance, LEVELS)),
            Field("reason", "Why?", "At least 10 characters. It stays on the record."),
        ),
        submit="Choose this route",
        then=HERE,
        done="Your choice is recorded. If the level is lower, a second case officer has to confirm it.",
        more=lambda visit: {"levels": LEVELS},
    ),
    Form(
        path=f"{ONE}/accept",
        who=STAFF_ONLY,
        command=intake.AcceptApplication,
        title="Accept the request for review",
        crumbs=REQUESTS,
        intro=(
            "What was submitted is what will be reviewed and decided. The clock of the decision begins now.",
            "All six checks must have passed and the route must be confirmed.",
        ),
        asks=asking.application,
        needs="application",
        fields=(Field("note", "Is there anything the reviewers should know?", "You need not say anything."),),
        submit="Accept the request",
        then=HERE,
        done="The request is accepted. The secretariat now asks people to review it, and the applicant has been told.",
    ),
    Form(
        path=f"{ONE}/ineligible",
        who=STAFF_ONLY,
        command=intake.ProposeIneligible,
        title="Propose to refuse as not eligible",
        crumbs=REQUESTS,
        intro=("The IG lead decides with you. Until they agree, nothing is said to the applicant.",),
        asks=asking.application,
        needs="application",
        fields=(Field("reasons", "Why is it not eligible?", "One reason on each line. The applicant will read them."),),
        submit="Propose it to the IG lead",
        danger=True,
        then=HERE,
        done="Your proposal waits for the IG lead.",
    ),
    Form(
        path=f"{ONE}/ineligible/confirm",
        who=STAFF_ONLY,
        command=intake.ConfirmIneligible,
        title="Refuse as not eligible",
        template="validation/ineligible.html",
        crumbs=REQUESTS,
        asks=asking.application,
        needs="application",
        fields=(Field("note", "Is there anything to add?", "You need not say anything."),),
        submit="Refuse the request",
        danger=True,
        then=HERE,
        done="The request is refused. The applicant has been told why, and that they may appeal.",
    ),
)  # fmt: skip
