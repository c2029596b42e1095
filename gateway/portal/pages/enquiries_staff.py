"""Enquiries as staff handle them: triage, the conversation, the preliminary assessment, the invitation."""

from collections.abc import Mapping
from typing import Any

from services.contracts import audit, intake
from services.contracts.intake import Likelihood, Support
from services.contracts.message import Role
from services.contracts.request import Access

from ...api.route import STAFF_ONLY
from .. import asking, choices
from ..row import Column, Field, Filter, Form, Listing, Page
from ..visit import Visit

ONE = "/staff/enquiries/<uuid:enquiry_id>"
THEN = "/staff/enquiries/{enquiry_id}"
ENQUIRIES = (("/staff/enquiries", "Enquiries"),)
READERS = frozenset({
    Role.CASE_OFFICER, Role.IG_LEAD, Role.CHAIR, Role.AUDITOR, Role.FINANCE, Role.SECRETARIAT, Role.CALDICOTT_GUARDIAN,
})  # fmt: skip
STATES = (
    ("ENQ_SUBMITTED", "Enquiry received"), ("ENQ_INFO_REQUESTED", "More information needed"),
    ("PRELIM", "Preliminary assessment"), ("PRELIM_ADVICE", "Early assurance advice"), ("INVITED", "Invited to apply"),
    ("ENQ_REDIRECTED", "Closed: use published data"), ("ENQ_NOT_FEASIBLE", "Closed: cannot be met"),
    ("CLOSED", "Closed: not proceeding"), ("WITHDRAWN", "Withdrawn"), ("LAPSED", "Lapsed"),
)  # fmt: skip
LIKELIHOOD = {
    Likelihood.LIKELY: ("Likely", ""),
    Likelihood.POSSIBLE: ("Possible", ""),
    Likelihood.UNLIKELY: ("Unlikely", "Say in your advice what would have to change."),
}
SUPPORT = {
    Support.SUPPORTED: ("Supported", ""),
    Support.SUPPORTED_WITH_ACTIONS: ("Supported, when something is done first", "Name the actions below."),
    Support.NOT_SUPPORTED: ("Not supported", ""),
}
ACCESS = {
    Access.SDE: ("Secure data environment", "The usual way: the data stay with us."),
    Access.EXTRACT: ("Extract", "A copy leaves. There must be a reason why nothing else would do."),
    Access.QUERY_SERVICE: ("Query service", "Questions are put to the data; only answers leave."),
    Access.TABULATION: ("Tabulation", "Tables that we make."),
}
REASONS = Field("reasons", "Why?", "One reason on each line. The enquirer reads them.")


def whole(visit: Visit) -> Mapping[str, Any]:
    """The enquiry, its clock, and who is who among the officers."""
    clocks = audit.ReadClocks(application_id=visit.path["enquiry_id"])
    return {**asking.enquiry(visit), "clocks": clocks, "people": choices.holding(Role.CASE_OFFICER)}


def with_officers(visit: Visit) -> Mapping[str, Any]:
    """The enquiry, and who can be the contact."""
    return {**asking.enquiry(visit), "people": choices.holding(Role.CASE_OFFICER)}


def speakers(visit: Visit) -> Mapping[str, Any]:
    """Who said what: the enquirer, an officer by name, or somebody of staff."""
    found = visit["enquiry"]
    return {"names": choices.names(visit) | ({found.contact_id: found.contact_name} if found else {})}


def assessed(visit: Visit) -> Mapping[str, Any]:
    """The assessment as it stands, else a row for each organisation."""
    found = visit["enquiry"]
    if found.assessment is not None:
        return vars(found.assessment)
    return {"evidence_needed": [{"organisation": name} for name in found.organisations], "funding_needed": True,
            "novel": False, "agreements_needed": ("Data sharing agreement",)}  # fmt: skip


PAGES = (
    Listing(
        path="/staff/enquiries",
        who=READERS,
        title="Enquiries",
        nav="Enquiries",
        query=intake.ListEnquiries,
        columns=(
            Column("Reference", lambda row: row.reference, lambda row: f"/staff/enquiries/{row.enquiry_id}"),
            Column("What for", lambda row: row.purpose_summary[:120]),
            Column("Where it is", lambda row: row.label),
            Column("Received", lambda row: row.received_at, sort="received_at"),
            Column("Waiting since", lambda row: row.waiting_since),
        ),
        filters=(
            Filter("q", "Words of the enquiry"),
            Filter("state", "Where it is", STATES),
            Filter("officer_id", "Contact", choices.people),
        ),
        asks=lambda visit: {"people": choices.holding(Role.CASE_OFFICER)},
        empty="Nobody has sent an enquiry yet.",
        actions=(("RegisterEnquiry", "Register an enquiry that came another way"),),
    ),
    Page(
        path=ONE,
        who=READERS,
        title="Enquiry",
        template="enquiries_staff/enquiry.html",
        crumbs=ENQUIRIES,
        asks=whole,
        needs="enquiry",
        more=speakers,
    ),
    Form(
        path=f"{ONE}/questions",
        who=STAFF_ONLY,
        command=intake.AskEnquirer,
        title="Ask the enquirer",
        crumbs=ENQUIRIES,
        intro=("The clock of the triage stands still until they have answered.",),
        asks=asking.enquiry,
        needs="enquiry",
        fields=(Field("questions", "Your questions", "One on each line; they are answered one by one."),),
        submit="Send the questions",
        then=THEN,
        done="Your questions are with the enquirer.",
    ),
    Form(
        path=f"{ONE}/redirect",
        who=STAFF_ONLY,
        command=intake.RedirectEnquiry,
        title="Point to published data",
        crumbs=ENQUIRIES,
        intro=("When what is published already would do. The enquiry is then closed.",),
        asks=asking.enquiry,
        needs="enquiry",
        fields=(
            Field("publication_url", "Where are the data?", "An address that begins with https://", kind="text"),
            Field("reason", "Why would they do?", "The enquirer reads this.", kind="long"),
        ),
        submit="Close it and point there",
        then=THEN,
        done="The enquiry is closed. The enquirer has been told where the published data are.",
    ),
    Form(
        path=f"{ONE}/close",
        who=STAFF_ONLY,
        command=intake.CloseEnquiry,
        title="Close: it cannot be met",
        crumbs=ENQUIRIES,
        asks=asking.enquiry,
        needs="enquiry",
        fields=(REASONS,),
        submit="Close the enquiry",
        danger=True,
        then=THEN,
        done="The enquiry is closed. The enquirer has been told why.",
    ),
    Form(
        path=f"{ONE}/proceed",
        who=STAFF_ONLY,
        command=intake.ProceedToAssessment,
        title="Go on to the preliminary assessment",
        crumbs=ENQUIRIES,
        intro=("It can be met, as far as can be said now. The enquirer gets one contact, who goes on with them.",),
        asks=with_officers,
        needs="enquiry",
        fields=(
            Field("data_available", "Are the data available through the service?"),
            Field("technically_feasible", "Can it be done technically?"),
            Field("likelihood", "How likely is an approval?", "An indication, not a promise.",
                  choices=choices.worded(Likelihood, LIKELIHOOD)),
            Field("advice", "Your advice to the enquirer"),
            Field("contact", "Who is their contact?", kind="one", choices=choices.people, none=choices.NOBODY_HOLDS),
        ),
        start=lambda visit: {"contact": visit.me},
        submit="Go on",
        then=THEN,
        done="The preliminary assessment has begun. The enquirer has been told, and knows their contact.",
    ),
    Form(
        path=f"{ONE}/early-advice/seek",
        who=STAFF_ONLY,
        command=intake.SeekEarlyAdvice,
        title="Seek early advice",
        crumbs=ENQUIRIES,
        intro=("For what is new or may be contested: the chair, the secretariat, the IG lead or the Caldicott Guardian "
               "says early what assurance would think of it.",),
        asks=asking.enquiry,
        needs="enquiry",
        fields=(Field("question", "What do you want to know?"),
                Field("reason", "Why do you ask early?", kind="long")),
        submit="Ask for advice",
        then=THEN,
        done="Your question is with those who advise.",
    ),
    Form(
        path=f"{ONE}/early-advice",
        who=STAFF_ONLY,
        command=intake.RecordEarlyAdvice,
        title="Record the early advice",
        template="enquiries_staff/early_advice.html",
        crumbs=ENQUIRIES,
        intro=("It binds nobody: the application is judged by itself.",),
        asks=asking.enquiry,
        needs="enquiry",
        fields=(
            Field("support", "What is the indication?", choices=choices.worded(Support, SUPPORT)),
            Field("summary", "What was said?"),
            Field("actions", "What must be done first?", "One action on each line."),
            Field("minuted_on", "On which day was it minuted?", "Leave empty for today."),
        ),
        submit="Record the advice",
        then=THEN,
        done="The advice is recorded, and the assessment goes on.",
    ),
    Form(
        path=f"{ONE}/assessment",
        who=STAFF_ONLY,
        command=intake.CompleteAssessment,
        title="Record the preliminary assessment",
        crumbs=ENQUIRIES,
        intro=("What the enquirer needs to know before applying. You can record it again until the invitation.",),
        asks=asking.enquiry,
        needs="enquiry",
        fields=(
            Field("access_service", "How will the data be reached?", choices=choices.worded(Access, ACCESS)),
            Field("access_reason", "Why so?", kind="long"),
            Field("evidence_needed", "What each organisation must show"),
            Field("evidence_needed.organisation", "Organisation", kind="text"),
            Field("evidence_needed.legal", "Legal requirements", "For example: public task; section 251 support.",
                  kind="long"),
            Field("evidence_needed.ethical", "Ethical requirements", "For example: a research ethics committee.",
                  kind="long"),
            Field("evidence_needed.security", "Security requirements", "For example: DSPT standards met.", kind="long"),
            Field("evidence_needed.evidence", "Documents to show", "One on each line."),
            Field("evidence_needed.cloud_storage", "Storage in a cloud", "Which, and where, if any.", kind="text"),
            Field("preparations", "What they should prepare", "One on each line, for example: a data-flow diagram."),
            Field("agreements_needed", "Which agreements are needed?", "One on each line."),
            Field("signatories", "Who will sign them", "For each agreement, somebody is named."),
            Field("signatories.agreement", "Agreement", "As it is called above.", kind="text"),
            Field("signatories.organisation", "Organisation", kind="text"),
            Field("signatories.name", "Name", kind="text"),
            Field("signatories.authority", "By which authority?", kind="text"),
            Field("time_estimate", "How long will it take?", "For example: four to six months.", kind="text"),
            Field("application_cost_pence", "Cost of the application"),
            Field("service_cost_pence", "Cost of the service in a year"),
            Field("funding_needed", "Must funding be confirmed first?"),
            Field("novel", "Is it new or likely to be contested?", "Then early advice is needed before an invitation."),
        ),
        start=assessed,
        submit="Record the assessment",
        then=THEN,
        done="The assessment is recorded, and the enquirer can read it.",
    ),
    Form(
        path=f"{ONE}/assessment/close",
        who=STAFF_ONLY,
        command=intake.CloseAssessment,
        title="Close: not proceeding",
        crumbs=ENQUIRIES,
        asks=asking.enquiry,
        needs="enquiry",
        fields=(REASONS,),
        submit="Close it",
        danger=True,
        then=THEN,
        done="The assessment is closed. The enquirer has been told why.",
    ),
    Form(
        path=f"{ONE}/invitation",
        who=STAFF_ONLY,
        command=intake.InviteToApply,
        title="Invite to apply",
        crumbs=ENQUIRIES,
        intro=("From now on the enquirer can fill in the form.",),
        asks=asking.enquiry,
        needs="enquiry",
        fields=(Field("advice", "Your advice for the application", "You need not give any."),),
        submit="Send the invitation",
        then=THEN,
        done="The enquirer is invited, and can begin the application.",
    ),
)  # fmt: skip
