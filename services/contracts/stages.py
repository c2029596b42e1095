"""Where a request can be on the line: the public words for each status code, per profile, the macro-stage it counts
under, and the way that most requests go (domain 1.1, 1.2)."""

from collections.abc import Mapping

from .request import Profile

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

# The way of a request to which nothing special happens, and where a code that is not on it stands beside it.
LINE = (
    "DRAFT", "SUBMITTED", "UNDER_REVIEW", "REVIEW_COMPLETED", "APPLICANT_FEEDBACK", "SCHEDULED", "DECISION_SIGNOFF",
    "APPROVED", "SETUP_USERS", "SETUP_AGREEMENT", "SETUP_COHORT", "PRODUCTION", "PROVISIONING", "ACTIVE", "EXPIRED",
    "DELETION_CHECK", "CLOSED",
)  # fmt: skip
BESIDE: Mapping[str, str] = {
    "VALIDATION_QUERY": "SUBMITTED", "ACCEPTED": "SUBMITTED", "EXTERNAL_WAIT": "UNDER_REVIEW", "DEFERRED": "SCHEDULED",
    "APPROVED_PROVISIONAL": "APPROVED", "REJECTED": "DECISION_SIGNOFF", "SUSPENDED": "ACTIVE",
}  # fmt: skip
