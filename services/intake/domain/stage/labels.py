"""The public words for each status code, per profile, and the macro-stage it counts under (domain 1.2)."""

from collections.abc import Mapping

from services.contracts.request import Profile

_LEFT, _APPROVAL, _ACCESS, _DELETION = "Application", "Approval", "Access", "Deletion"

# code: (dars, hospital, macro-stage). ACCEPTED is transient and not shown in the hospital's words.
_TABLE: Mapping[str, tuple[str, str, str]] = {
    "DRAFT": ("Draft", "Draft Applications", _LEFT),
    "SUBMITTED": ("Submitted", "DAR Submitted", _LEFT),
    "VALIDATION_QUERY": ("Returned for information", "DAR Submitted (action needed)", _LEFT),
    "ACCEPTED": ("Accepted", "DAR Submitted", _APPROVAL),
    "UNDER_REVIEW": ("In assurance", "DAR Under Review", _APPROVAL),
    "EXTERNAL_WAIT": ("Awaiting external approval", "DAR Under Review (external)", _APPROVAL),
    "REVIEW_COMPLETED": ("Assurance comments complete", "DAR Review Completed", _APPROVAL),
    "APPLICANT_FEEDBACK": ("Response to comments needed", "Feedback to Applicants", _APPROVAL),
    "SCHEDULED": ("Scheduled for committee", "DAR Scheduled", _APPROVAL),
    "DECISION_SIGNOFF": ("Decision being confirmed", "DAR Scheduled", _APPROVAL),
    "DEFERRED": ("Deferred: action needed", "DAR Deferred", _APPROVAL),
    "REJECTED": ("Not approved", "DAR Rejected", _APPROVAL),
    "APPROVED_PROVISIONAL": ("Agreed in principle", "Provisionally approved", _APPROVAL),
    "APPROVED": ("Approved", "DAC Approved", _ACCESS),
    "SETUP_USERS": ("Verifying users", "Verifying Users", _ACCESS),
    "SETUP_AGREEMENT": ("Agreement for signature", "Release Data Release Confirmation Letter", _ACCESS),
    "SETUP_COHORT": ("Awaiting cohort file", "Provisioning Project (cohort needed)", _ACCESS),
    "PRODUCTION": ("Data being prepared", "Provisioning Project", _ACCESS),
    "PROVISIONING": ("Access being set up", "Provisioning Project", _ACCESS),
    "ACTIVE": ("Active agreement", "Active Project", _ACCESS),
    "SUSPENDED": ("Suspended", "Suspended", _ACCESS),
    "EXPIRED": ("Expired: delete data", "Expired", _DELETION),
    "DELETION_CHECK": ("Certificate being checked", "Closing", _DELETION),
    "CLOSED": ("Closed", "Closed", _DELETION),
    "WITHDRAWN": ("Withdrawn", "Withdrawn", ""),
    "LAPSED": ("Lapsed", "Lapsed", ""),
}
LABELS: Mapping[Profile, Mapping[str, str]] = {
    Profile.DARS: {code: words[0] for code, words in _TABLE.items()},
    Profile.HOSPITAL: {code: words[1] for code, words in _TABLE.items()},
}
MACRO: Mapping[str, str] = {code: words[2] for code, words in _TABLE.items()}
GROUPS = ("drafts", "submitted", "approved")
_APPROVED = frozenset(
    code for code, macro in MACRO.items() if macro in (_ACCESS, _DELETION) or code == "APPROVED_PROVISIONAL"
)


def label(code: str, profile: Profile) -> str:
    """The public label of a status code in the words of a profile."""
    return LABELS[profile][code]


def group(code: str, submitted: bool) -> str:
    """Which of the three tables of MyDARs it is in (S0-18, S0-25, S0-35); what ended stays in the table it left."""
    if code in _APPROVED:
        return "approved"
    return "submitted" if submitted else "drafts"
