"""Mail to the team that staff register as the same record as an enquiry that was sent here (S4-48)."""

from services.contracts import intake
from services.contracts.request import Profile

from ...api.route import STAFF_ONLY
from ..choices import worded
from ..row import Field, Form
from .enquiries import AT_MOST, READINESS, datasets, organisations
from .enquiries_staff import ENQUIRIES

CHANNELS = {
    intake.Channel.EMAIL: ("By e-mail to the team", ""),
    intake.Channel.TELEPHONE: ("By telephone", ""),
    intake.Channel.LETTER: ("By letter", ""),
}
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
            "The four working days of the first answer run from the day on which it came.",
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
)  # fmt: skip
