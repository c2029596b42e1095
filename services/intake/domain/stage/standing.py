"""What is known of where a request stands, and the stage, the awaited step and its owner that follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.contracts.request import Profile

from ..policy import POLICIES
from .labels import MACRO

IF_NEEDED = frozenset({"purchase-order", "service", "letter", "cohort"})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`intake`, `review`, `work` and `ended` are status codes, each moved by one service (`ended` by two, and it only
    goes forward). `done` and `needed` are set-up items (policy.py); `wanted` are the data users to verify;
    `custodian_last`: the controllers sign before the custodian does."""

    profile: Profile = Profile.HOSPITAL
    intake: str = "DRAFT"
    submitted: bool = False
    macro_left: str = "Application"
    review: str = ""
    review_note: str = ""
    answered: bool = False
    opened: bool = False
    done: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    verified: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    work: str = ""
    suspended: bool = False
    ended: str = ""
    custodian_last: bool = False


def stage(standing: Standing) -> str:
    """The status code of domain 1.2 that is shown."""
    if standing.intake != "ACCEPTED":
        return standing.intake
    if standing.review != "APPROVED":
        return standing.review or "ACCEPTED"
    if standing.ended:
        return standing.ended
    if standing.suspended:
        return "SUSPENDED"
    return standing.work or _setup(standing)[0]


def macro_stage(standing: Standing) -> str:
    """The macro-stage; what was withdrawn or lapsed counts where it left."""
    return MACRO[stage(standing)] or standing.macro_left


def awaited(standing: Standing) -> tuple[str, str]:
    """What is awaited now, and from whom; ("", "") when nothing is."""
    code = stage(standing)
    if code == "EXTERNAL_WAIT" and standing.review_note:
        return "approval by an external body", standing.review_note
    if code == "SCHEDULED" and standing.review_note:
        return f"the meeting on {date.fromisoformat(standing.review_note):%-d %B %Y}", "committee"
    if code in ("APPLICANT_FEEDBACK", "DEFERRED") and standing.answered:
        return "the next step", "case officer"
    if code in WAITING:
        return WAITING[code]
    return _setup(standing)[1:] if code in SETTING_UP else ("", "")


WAITING: Mapping[str, tuple[str, str]] = {
    "DRAFT": ("completion and submission", "applicant"),
    "SUBMITTED": ("validation", "case officer"),
    "VALIDATION_QUERY": ("answers to queries", "applicant"),
    "ACCEPTED": ("assignment of reviewers", "secretariat"),
    "UNDER_REVIEW": ("reviews", "reviewers"),
    "REVIEW_COMPLETED": ("the next step", "secretariat"),
    "APPLICANT_FEEDBACK": ("responses to comments", "applicant"),
    "DECISION_SIGNOFF": ("the decision", "office-holder"),
    "DEFERRED": ("responses to the actions", "applicant"),
    "PRODUCTION": ("production of the data", "production"),
    "PROVISIONING": ("access for the users", "environment administrator"),
    "SUSPENDED": ("reinstatement", "information risk owner"),
    "EXPIRED": ("certificate of destruction", "controllers"),
    "DELETION_CHECK": ("check of the certificate", "auditor"),
}

# item: (status code while it is the first unmet, what is awaited, from whom)
SETUP: Mapping[str, tuple[str, str, str]] = {
    "conditions": ("APPROVED", "conditions to be met before release", "applicant"),
    "users": ("SETUP_USERS", "verification of the users", "environment administrator"),
    "issued": ("SETUP_AGREEMENT", "issue of the agreement", "case officer"),
    "custodian": ("SETUP_AGREEMENT", "the custodian's signature", "custodian"),
    "purchase-order": ("SETUP_AGREEMENT", "a purchase order number", "applicant"),
    "controllers": ("SETUP_AGREEMENT", "the controllers' signatures", "signatories"),
    "service": ("SETUP_AGREEMENT", "the service agreement", "applicant"),
    "letter": ("SETUP_AGREEMENT", "the data release confirmation letter", "IG lead and Caldicott Guardian"),
    "cohort": ("SETUP_COHORT", "the cohort file", "cohort submitter"),
}
SETTING_UP = frozenset(code for code, _, _ in SETUP.values())


def _setup(standing: Standing) -> tuple[str, str, str]:
    """The first unmet item in the profile's order (1.3); production when all are met."""
    if not standing.opened:
        return "APPROVED", "the agreement and the set-up", "case officer"
    for item in _items(standing):
        if not _met(standing, item):
            return SETUP[item]
    return "PRODUCTION", *WAITING["PRODUCTION"]


def _items(standing: Standing) -> tuple[str, ...]:
    """The set-up items in the profile's order, and the signatures in that of the agreement."""
    order = POLICIES[standing.profile].setup
    if not standing.custodian_last:
        return order
    others = [item for item in order if item != "custodian"]
    after = others.index("controllers") + 1
    return (*others[:after], "custodian", *others[after:])


def _met(standing: Standing, item: str) -> bool:
    if item == "users":
        return bool(standing.verified) and standing.wanted <= standing.verified | standing.refused
    return item in standing.done or (item in IF_NEEDED and item not in standing.needed)
