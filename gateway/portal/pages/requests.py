"""MyDARs, and a request's own page."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.contracts import intake
from services.contracts.message import Role
from services.contracts.request import Profile
from services.contracts.stages import LABELS, MACRO

from ... import compose
from ...api.route import SIGNED_IN
from ...links import person
from .. import choices, line
from ..row import Column, Field, Filter, Form, Listing, Page, Sieve, Table, Whole
from ..visit import Visit
from ..whole import says

ONE, HERE = "/requests/<uuid:application_id>", "/requests/{application_id}"  # as a route; as where to go afterwards
STAGES = tuple(
    (code, " or ".join({one.casefold(): one for one in (words, LABELS[Profile.HOSPITAL][code])}.values()))
    for code, words in LABELS[Profile.DARS].items()
)
SEES_ALL = frozenset({
    Role.CASE_OFFICER, Role.IG_LEAD, Role.CHAIR, Role.SECRETARIAT, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.AUDITOR,
    Role.FINANCE, Role.CUSTODIAN_SIGNATORY, Role.PRODUCTION_ANALYST, Role.PRODUCTION_QA, Role.RELEASE_APPROVER,
    Role.SDE_ADMIN,
})  # fmt: skip
MACRO_STAGES = tuple((one, one) for one in dict.fromkeys(MACRO.values()) if one)
ASKED_OF = ((Profile.HOSPITAL.value, "The hospital"), (Profile.DARS.value, "The national service"))
MY_REQUESTS = ("/my/requests", "MyDARs")
CRUMBS = (MY_REQUESTS,)


def about(visit: Visit) -> Mapping[str, Any]:
    """What the page of a request shows besides the answers."""
    application = visit["application"]
    said = line.next_step(application) if application else ""
    return {"line": line.steps(application) if application else [], "next_step": said, "from_whom": line.from_whom}


def provisionally_approved(visit: Visit) -> list[tuple[str, str]]:
    """Requests that were approved in principle, to be taken further."""
    mine = visit["mine"]
    rows = [row for row in mine.approved if row.stage == "APPROVED_PROVISIONAL"] if mine else []
    return [("", "No: this is a new request"), *((str(row.application_id), _name(row)) for row in rows)]


def _name(row: intake.RequestRow) -> str:
    return f"{row.reference}: {row.title}"


def group(name: str) -> Callable[[Visit], Iterable[intake.RequestRow]]:
    """One of the three lists of MyDARs."""
    return lambda visit: getattr(visit["mine"], name)


def where(visit: Visit) -> list[tuple[str, str]]:
    """The stages in which there is a request of mine, in their own words."""
    mine = visit["mine"]
    return sorted({(row.label, row.label) for row in (*mine.drafts, *mine.submitted, *mine.approved)})


PAGES = (
    Whole(
        path="/my/requests",
        who=SIGNED_IN,
        title="MyDARs",
        nav="MyDARs",
        template="requests/mine.html",
        asks=lambda visit: {"mine": intake.MyRequests(after=visit.arg("older")), "invited": intake.MyInvitations()},
        needs="mine",
        tables=(
            Table("drafts", "Draft Applications", group("drafts")),
            Table("submitted", "Submitted DARs", group("submitted")),
            Table("approved", "Approved DARs", group("approved")),
        ),
        columns=(
            Column("Reference", lambda row: row.reference, sort="reference"),
            Column("Title", lambda row: row.title, sort="title"),
            Column("Stage", lambda row: row.label, sort="stage"),
            Column("Awaited", lambda row: row.awaited),
            Column("From", lambda row: row.awaited_from),
            Column("Last change", lambda row: row.updated_at, sort="updated_at"),
        ),
        filters=(
            Sieve("q", "Reference or title", fits=lambda row, words: says(_name(row), words)),
            Sieve("stage", "Stage", where, fits=lambda row, chosen: row.label == chosen),
            Sieve("profile", "Asked of", ASKED_OF, fits=lambda row, chosen: row.profile.value == chosen),
        ),
        orders={
            "reference": lambda row: row.reference,
            "title": lambda row: row.title,
            "stage": lambda row: row.label,
            "updated_at": lambda row: row.updated_at,
        },
        sort="-updated_at",
        ident=lambda row: str(row.application_id),
        more=lambda visit: {"any": bool(where(visit)), "from_whom": line.from_whom},
    ),
    Page(
        path=ONE,
        who=SIGNED_IN,
        title="Request",
        template="requests/request.html",
        screen=compose.request_screen,
        crumbs=(MY_REQUESTS,),
        more=about,
    ),
    Form(
        path="/my/requests/start",
        who=SIGNED_IN,
        command=intake.StartApplication,
        title="Submit a Data Access Request",
        crumbs=(MY_REQUESTS,),
        intro=("This begins a draft. You can save it as often as you like, and come back to it before you submit it.",),
        asks=lambda visit: {"mine": intake.MyRequests()},
        fields=(
            Field("title", "What is your request called?", "A short title that everybody will know it by."),
            Field("profile", "Whom do you ask?", choices=(
                (Profile.HOSPITAL, "The hospital's data access committee"),
                (Profile.DARS, "The national data access request service", "You need an invitation from an enquiry."),
            )),
            Field("request_type", "What kind of request is it?"),
            Field("approval", "What do you ask for?", choices=(
                ("full", "Full approval"),
                ("provisional", "Agreement in principle", "Before funding or ethics approval are in place."),
            )),
            Field("provisional_id", "Was it approved in principle before?", choices=provisionally_approved, kind="one"),
        ),
        fixed=lambda visit: {"enquiry_id": visit.arg("enquiry") or None},
        start=lambda visit: {"profile": Profile.DARS if visit.arg("enquiry") else Profile.HOSPITAL,
                             "approval": "full"},
        submit="Begin the draft",
        then="/requests/{subject}/draft",
        done="The draft has been made. Fill in the form when you like; it is submitted only when you say so.",
    ),
    Listing(
        path="/staff/requests",
        who=SEES_ALL,
        title="All requests",
        nav="Requests",
        query=intake.ListApplications,
        columns=(
            Column("Reference", lambda row: row.reference, lambda row: f"/requests/{row.application_id}", "reference"),
            Column("Title", lambda row: row.title, sort="title"),
            Column("Stage", lambda row: row.label, sort="stage"),
            Column("Awaited", lambda row: row.awaited),
            Column("From", lambda row: line.from_whom(row.awaited_from)),
            Column("Case officer", lambda row: row.officer_name, lambda row: person(row.officer_id)),
            Column("Last change", lambda row: row.updated_at, sort="updated_at"),
        ),
        filters=(
            Filter("q", "Reference, title or lead applicant"),
            Filter("macro_stage", "Part of the line", MACRO_STAGES),
            Filter("stage", "Stage", STAGES),
            Filter("officer_id", "Case officer", choices.people),
            Filter("profile", "Asked of", ASKED_OF),
        ),
        asks=lambda visit: {"people": choices.holding(Role.CASE_OFFICER)},
        empty="Nothing has been asked for yet.",
    ),
    Form(
        path=f"{ONE}/withdraw",
        who=SIGNED_IN,
        command=intake.WithdrawApplication,
        title="Withdraw this request",
        screen=compose.request_screen,
        crumbs=(MY_REQUESTS,),
        intro=("Nobody will work on it any more. What was submitted stays on record.",),
        fields=(Field("reason", "Why do you withdraw it?", "You need not say."),),
        submit="Withdraw the request",
        danger=True,
        then="/requests/{application_id}",
        done="The request has been withdrawn. Everybody who works on it has been told.",
    ),
)  # fmt: skip
