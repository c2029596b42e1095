"""Asking before applying: the enquirer's side of an enquiry and its preliminary assessment."""

from collections.abc import Mapping
from typing import Any

from services.contracts import audit, intake
from services.contracts.message import STAFF
from services.contracts.request import Profile

from ...api.route import SIGNED_IN
from .. import asking
from ..fields import Question
from ..row import Column, Field, Form, Listing, Page
from ..visit import Visit
from .public import words
from .requests import MY_REQUESTS

ONE = "/enquiries/<uuid:enquiry_id>"
MINE = ("/my/enquiries", "My enquiries")
CRUMBS = (MY_REQUESTS, MINE)
HERE = "/enquiries/{enquiry_id}"
AT_MOST = 200
READINESS = (
    ("exploring", "Exploring an idea", "You may ask long before anything is decided."),
    ("seeking-funding", "Applying for funding"),
    ("funded", "Funded"),
    ("ready", "Ready to apply", "Approvals, funding and people are in place."),
)


def datasets(visit: Visit) -> list[tuple[str, str]]:
    """The catalogue's datasets."""
    return [(one.dataset, one.name) for one in visit["datasets"].rows] if visit["datasets"] else []


def organisations(visit: Visit) -> list[tuple[str, str]]:
    """The registered organisations."""
    rows = visit["organisations"].rows if visit["organisations"] else ()
    return [("", "None of these"), *((str(one.organisation_id), one.name) for one in rows)]


def answers(_form: Form, visit: Visit) -> list[Question]:
    """One box for each question that waits for the enquirer."""
    enquiry = visit["enquiry"]
    return [
        Question(name=f"answer-{number}", kind="long", label=text, limit=10_000)
        for number, text in enumerate(enquiry.open_questions if enquiry else ())
    ]


def answered(_visit: Visit, asked: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    """The answers in the order of their questions."""
    return {"answers": [values.get(one.name, "") for one in asked]}


def staff_may_keep_it(visit: Visit) -> dict[str, Any]:
    """Only staff are asked whether the other side may see a note."""
    enquirer = visit.caller.signed_in and not visit.caller.actor.has(*STAFF)
    return {"staff_only": False} if enquirer else {}


def where(visit: Visit) -> Mapping[str, Any]:
    """The enquirer's own organisation to begin with."""
    return {"organisation_id": visit.caller.actor.organisation_id, "profile": Profile.DARS}


PAGES = (
    Listing(
        path="/my/enquiries",
        who=SIGNED_IN,
        title="My enquiries",
        query=intake.ListEnquiries,
        crumbs=CRUMBS,
        intro="An enquiry is a question before an application: whether the data exist, whether this is the way to "
        "them, and what you would need. For the national service it is the first step.",
        columns=(
            Column("Reference", lambda row: row.reference, lambda row: f"/enquiries/{row.enquiry_id}"),
            Column("What for", lambda row: row.purpose_summary[:120]),
            Column("State", lambda row: row.label),
            Column("Received", lambda row: row.received_at, sort="received_at"),
            Column("Waiting since", lambda row: row.waiting_since),
        ),
        empty="You have not sent an enquiry.",
        actions=(("SendEnquiry", "Send an enquiry"),),
    ),
    Form(
        path="/enquiries/new",
        who=SIGNED_IN,
        command=intake.SendEnquiry,
        title="Send an enquiry",
        crumbs=CRUMBS,
        intro=(
            "Ask early: before funding is in place, or when what you want to do is new or may be contentious. You "
            "need not have everything ready.",
        ),
        asks=lambda visit: {
            "datasets": intake.ListDatasets(limit=AT_MOST),
            "organisations": intake.ListOrganisations(limit=AT_MOST),
            "help": words("help"),
            "promised": audit.ServiceLevels(),
        },
        template="enquiries/send.html",
        fields=(
            Field("profile", "Whom do you ask?", choices=(
                (Profile.DARS, "The national data access request service"),
                (Profile.HOSPITAL, "The hospital"),
            )),
            Field("data_wanted", "Which data do you need?", "In your own words. For example: hospital admissions for "
                  "asthma, 2018 to 2025, one line for each admission, with age group and region.", kind="long"),
            Field("datasets", "Do you know the datasets already?", "Tick those that you have found in the catalogue.",
                  choices=datasets, kind="many"),
            Field("purpose_summary", "What is it for?", "The question that you want to answer, and who will benefit. "
                  "For example: whether winter peaks of asthma follow air quality, to plan hospital beds.",
                  kind="long"),
            Field("organisations", "Which organisations are involved?", "One on each line: those that decide what is "
                  "done with the data, and those that would hold or process them."),
            Field("readiness", "How far are you?", choices=READINESS),
            Field("organisation_id", "For which organisation do you ask?", choices=organisations, kind="one"),
        ),
        start=where,
        submit="Send the enquiry",
        then="/enquiries/{subject}",
        done="Your enquiry has been received. A case officer reads it, and we write to you when there is an answer, or "
        "a question.",
    ),
    Page(
        path=ONE,
        who=SIGNED_IN,
        title="Enquiry",
        template="enquiries/enquiry.html",
        asks=lambda visit: {**asking.enquiry(visit), "help": words("help")},
        needs="enquiry",
        crumbs=CRUMBS,
    ),
    Form(
        path=f"{ONE}/answers",
        who=SIGNED_IN,
        command=intake.AnswerEnquirer,
        title="Answer the questions about your enquiry",
        action="Answer the questions",
        crumbs=CRUMBS,
        asks=asking.enquiry,
        needs="enquiry",
        asked=answers,
        read=answered,
        submit="Send the answers",
        then=HERE,
        done="Your answers have been sent. The case officer goes on with your enquiry, and writes to you.",
    ),
    Form(
        path=f"{ONE}/notes",
        who=SIGNED_IN,
        command=intake.NoteConversation,
        title="Write a message",
        crumbs=CRUMBS,
        asks=asking.enquiry,
        needs="enquiry",
        fields=(
            Field("text", "Your message", "No names or numbers of patients.", kind="long"),
            Field("staff_only", "Is it a note that only staff may see?"),
        ),
        fixed=staff_may_keep_it,
        submit="Send the message",
        then=HERE,
        done="Your message is in the conversation.",
    ),
    Form(
        path=f"{ONE}/funding",
        who=SIGNED_IN,
        command=intake.ConfirmFunding,
        title="Confirm where the money comes from",
        crumbs=CRUMBS,
        asks=asking.enquiry,
        needs="enquiry",
        intro=("The estimate of the costs is on the page of the enquiry.",),
        fields=(
            Field("source", "Who pays?", "For example: NIHR grant NIHR123456, or the budget of the department.",
                  kind="text"),
            Field("payment_details", "How is it paid?", "If you know already: a purchase order, a grant code or an "
                  "internal recharge. No card or bank numbers.", kind="long"),
        ),
        submit="Confirm the funding",
        then=HERE,
        done="The funding is confirmed. The case officer can now invite you to apply.",
    ),
    Form(
        path=f"{ONE}/withdraw",
        who=SIGNED_IN,
        command=intake.WithdrawEnquiry,
        title="Withdraw this enquiry",
        crumbs=CRUMBS,
        asks=asking.enquiry,
        needs="enquiry",
        fields=(Field("reason", "Why?", "You need not say.", kind="long"),),
        submit="Withdraw the enquiry",
        danger=True,
        then=HERE,
        done="The enquiry is withdrawn. You can send another at any time.",
    ),
    Form(
        path=f"{ONE}/reopen",
        who=SIGNED_IN,
        command=intake.ReopenEnquiry,
        title="Take this enquiry up again",
        crumbs=CRUMBS,
        asks=asking.enquiry,
        needs="enquiry",
        intro=("It lapsed because nobody answered for a long time. It can be taken up once, within 30 days.",),
        submit="Take it up again",
        then=HERE,
        done="The enquiry goes on where it was.",
    ),
)  # fmt: skip
