"""Mail to the team that staff register as the same record as an enquiry or answers that were sent here (S4-48)."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake
from services.contracts.request import Profile

from ...api.route import STAFF_ONLY
from .. import asking
from ..choices import worded
from ..fields import Question, parts_of
from ..row import Field, Form
from ..visit import Visit
from .enquiries import AT_MOST, READINESS, answered, answers, datasets, organisations
from .enquiries_staff import ENQUIRIES, ONE, THEN

CHANNELS = {
    intake.Channel.EMAIL: ("By email to the team", ""),
    intake.Channel.TELEPHONE: ("By telephone", ""),
    intake.Channel.LETTER: ("By letter", ""),
}
CAME = ("channel", "received_on", "sender", "sha256")


def registered(form: Form, visit: Visit) -> list[Question]:
    """How the answers came, then one box for each question that waits."""
    drawn = {one.name: one for one in parts_of(form.command, form, visit, "")}
    return [*(drawn[name] for name in CAME), *answers(form, visit)]


def told(visit: Visit, asked: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    """The answers in the order of their questions, and how they came."""
    boxes = [one for one in asked if one.kind == "long"]
    rest = {name: value for name, value in values.items() if not name.startswith("answer-")}
    return {**rest, **answered(visit, boxes, values)}


PAGES = (
    Form(
        path="/staff/enquiries/register",
        who=STAFF_ONLY,
        command=intake.RegisterEnquiry,
        title="Register an enquiry that came another way",
        crumbs=ENQUIRIES,
        intro=(
            "It becomes the same record as an enquiry that was sent here. Whoever asked is told, and follows it in "
            "their own account, or in the one that they open with this address.",
            "The time for the first answer runs from the day on which it came.",
        ),
        asks=lambda visit: {
            "datasets": intake.ListDatasets(limit=AT_MOST),
            "organisations": intake.ListOrganisations(limit=AT_MOST),
        },
        fields=(
            Field("contact_email", "Which e-mail address did they write from, or give?", kind="email"),
            Field("contact_name", "Who is it?", "Needed when nobody has an account with this address yet."),
            Field("channel", "How did it come?", choices=worded(intake.Channel, CHANNELS)),
            Field("received_on", "On which day did it come?"),
            Field("profile", "Whom do they ask?", choices=(
                (Profile.DARS, "The national data access request service"),
                (Profile.HOSPITAL, "The hospital"),
            )),
            Field("data_wanted", "Which data do they need?", "As they say it themselves.", kind="long"),
            Field("datasets", "Which datasets are these?", choices=datasets, kind="many"),
            Field("purpose_summary", "What is it for?", "As they say it themselves.", kind="long"),
            Field("organisations", "Which organisations are involved?", "One on each line."),
            Field("readiness", "How far are they?", "When they do not say: exploring an idea.", choices=READINESS),
            Field("organisation_id", "For which organisation do they ask?", choices=organisations, kind="one"),
        ),
        start=lambda visit: {"profile": Profile.DARS},
        submit="Register the enquiry",
        then="/staff/enquiries/{subject}",
        done="The enquiry is registered, and whoever asked has been written to. It waits for triage like every other.",
    ),
    Form(
        path=f"{ONE}/answers",
        who=STAFF_ONLY,
        command=intake.RegisterAnswers,
        title="Register answers that came another way",
        crumbs=ENQUIRIES,
        intro=(
            "They have the same effect as answers that the enquirer gives here. The enquirer is told, and sees what "
            "was registered and by whom.",
            "The clock of the triage runs again from the day on which they came.",
        ),
        asks=asking.enquiry,
        needs="enquiry",
        fields=(
            Field("channel", "How did they come?", choices=worded(intake.Channel, CHANNELS)),
            Field("received_on", "On which day did they come?"),
            Field("sender", "Who sent or said it?", "Only where that was not the enquirer.", kind="text"),
            Field("sha256", "The email itself", "As a file, if you keep it. The enquirer can read it too."),
        ),
        asked=registered,
        read=told,
        submit="Register the answers",
        then=THEN,
        done="The answers are registered, and the enquirer has been told. The enquiry waits for triage again.",
    ),
)  # fmt: skip
