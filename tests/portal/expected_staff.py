"""Who may go to the pages on which staff bring a request to its signed agreement."""

from services.contracts.message import STAFF

from .conftest import NOBODY, WHO

ONE = "/requests/<uuid:application_id>"
SIGNED_IN = frozenset(WHO) - {NOBODY}
STAFF_ONLY = frozenset(role.value for role in STAFF)
CASE_READERS = frozenset({
    "case-officer", "ig-lead", "secretariat", "chair", "caldicott-guardian", "siro", "auditor", "reviewer",
})  # fmt: skip
AGREEMENT_READERS = frozenset({
    "siro", "caldicott-guardian", "ig-lead", "case-officer", "custodian-signatory", "production-analyst",
    "production-qa", "release-approver", "auditor", "sde-admin", "finance",
})  # fmt: skip
ENQUIRY_READERS = frozenset({
    "case-officer", "ig-lead", "chair", "auditor", "finance", "secretariat", "caldicott-guardian",
})  # fmt: skip
SHARING = CASE_READERS - {"reviewer"}
ENQUIRY = "/staff/enquiries/<uuid:enquiry_id>"
MEETING = "/staff/meetings/<uuid:meeting_id>"
STAFF_FORMS = (
    *(f"{ONE}/{name}" for name in (
        "case-officer", "checks", "return", "appointments", "appointments/<uuid:appointment_id>/cancel",
        "route/confirm", "route/override", "accept", "ineligible", "ineligible/confirm", "reviewers", "interests",
        "interests/<uuid:person_id>/accept", "reviews/<uuid:person_id>/waive", "review", "external-waits",
        "external-waits/end", "feedback", "return-to-review", "pass-for-decision", "schedule", "meeting-interests",
        "advice", "appeal/decision", "conditions/<uuid:condition_id>/verify", "agreement/issue",
        "agreement/signatories", "release-letter/sign", "agreement/suspend", "agreement/reinstatement",
        "agreement/reinstatement/approve", "agreement/terminate",
    )),
    *(f"{ENQUIRY}/{name}" for name in (
        "questions", "redirect", "close", "proceed", "early-advice/seek", "early-advice", "assessment",
        "assessment/close", "invitation", "answers",
    )),
    "/staff/enquiries/register",
    *(f"{MEETING}/{name}" for name in ("attendance", "minutes", "minutes/publish")),
    "/staff/framework-contracts/<uuid:organisation_id>/terminate",
)  # fmt: skip
STAFF_PAGES: dict[str, frozenset[str]] = {
    **dict.fromkeys(STAFF_FORMS, STAFF_ONLY),
    f"{ONE}/papers": SIGNED_IN,
    f"{ONE}/duplicates": frozenset({"case-officer", "ig-lead"}),
    f"{ONE}/decision": SIGNED_IN,
    f"{ONE}/agreement/text": SIGNED_IN,
    f"{ONE}/agreement/sign": SIGNED_IN,
    "/staff/precedents": SHARING,
    "/staff/precedents/look-backs": SHARING,
    "/staff/precedents/<precedent>/look-backs/<uuid:application_id>": frozenset({"chair"}),
    "/staff/precedents/<profile>/<precedent>/adopt": frozenset({"chair"}),
    "/staff/precedents/<profile>/<precedent>/suspend": frozenset({"chair"}),
    "/staff/enquiries": ENQUIRY_READERS,
    ENQUIRY: ENQUIRY_READERS,
    "/staff/meetings": CASE_READERS,
    "/staff/meetings/new": frozenset({"secretariat", "chair"}),
    MEETING: CASE_READERS,
    "/staff/delegations/new": frozenset({"caldicott-guardian", "siro"}),
    "/staff/agreements": AGREEMENT_READERS,
    "/staff/framework-contracts": AGREEMENT_READERS,
    "/staff/workload": SHARING,
    "/staff/calendar": SHARING,
    "/staff/framework-contracts/new": frozenset({"case-officer", "ig-lead"}),
}
