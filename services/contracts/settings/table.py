"""Every setting, by the service that reads it. Ranges are such that any two values go together."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ..request import Profile
from .kinds import NO, YES, Kind, Setting, Settings

WORKING, CALENDAR = "working day", "calendar day"
QUORUM, REVIEW = "Quorum of the committee", "Deadlines of the review"
THAT_DAY = "A meeting has the quorum that holds on its day; advice that was given stands."
GIVEN_OUT = "Deadlines that were given out stay as they are; it holds for those given out from its day on."


def each(value: int | str) -> Mapping[Profile | None, str]:
    """The same default in each profile, which each may set for itself."""
    return dict.fromkeys(Profile, str(value))


def _seats(name: str, title: str, means: str, default: int, least: int, most: int) -> Setting:
    return Setting(
        id=f"review.quorum.{name}", area=QUORUM, title=title, means=means, unit="members", defaults=each(default),
        least=least, most=most, notice=1, keeps=THAT_DAY, source="domain 3.6 [D]",
    )  # fmt: skip


def _days(name: str, title: str, means: str, default: int, least: int, most: int, source: str) -> Setting:
    return Setting(
        id=f"review.days.{name}", area=REVIEW, title=title, means=means, unit="days", defaults=each(default),
        least=least, most=most, keeps=GIVEN_OUT, source=source,
    )  # fmt: skip


def _level(id: str, title: str, days: int) -> tuple[Setting, Setting]:
    """What is promised of one service level: how many days, and which days count (S2-60)."""
    shared: dict[str, Any] = {
        "area": "Service levels", "notice": 1, "source": "S2-49 to S2-60",
        "keeps": "A clock that runs, or has stopped, keeps what was promised when it began.",
    }  # fmt: skip
    base = "Until it is set here, what the source publishes holds."
    number = Setting(
        id=f"audit.{id.lower()}.days", title=f"{id}: {title}", means=f"The days that are promised. {base}", least=1,
        most=250, unit="days", defaults={None: str(days)}, **shared,
    )  # fmt: skip
    unit = Setting(
        id=f"audit.{id.lower()}.unit", title=f"{id}: which days count", means=f"For: {title.lower()}. {base}",
        kind=Kind.CHOICE, choices={WORKING: "Working days", CALENDAR: "Calendar days"}, defaults={None: WORKING},
        **shared,
    )  # fmt: skip
    return number, unit


QUORUM_MEMBERS = _seats(
    "members", "Members besides the chair", "How many must be counted on a request besides the chair or deputy.",
    5, 2, 30,
)  # fmt: skip
QUORUM_LAY = _seats("lay", "Lay members", "How many of those counted are patients or public (S2-42).", 2, 1, 15)
QUORUM_CLINICAL = _seats("clinical", "Clinical members", "How many of those counted are clinicians.", 1, 0, 10)
QUORUM_IG = _seats("ig", "Information governance members", "How many are of legal or governance.", 1, 0, 10)
QUORUM_INDEPENDENT = Setting(
    id="review.quorum.independent", area=QUORUM, title="Majority of independent members", kind=Kind.CHOICE,
    means="Whether more than half of those counted must be independent of the custodian.",
    choices={YES: "Yes", NO: "No"}, defaults=each(YES), notice=1, keeps=THAT_DAY, source="domain 3.6 [D]",
)  # fmt: skip
REVIEW_DAYS = _days(
    "review", "To review", "When a review is due, unless whoever assigns it gives another day.",
    14, 3, 90, "domain 1.11: 10 working days [D]",
)  # fmt: skip
PAPERS_DAYS = _days(
    "papers", "Papers before a meeting", "Until how many days before a meeting a request is put on its agenda.",
    2, 0, 28, "domain 1.4.8 [D]",
)  # fmt: skip
FEEDBACK_DAYS = _days(
    "feedback", "To answer comments", "By when the applicant is asked to answer the reviewers' comments.",
    14, 5, 30, "domain 1.4.7: 10 working days [D]",
)  # fmt: skip
FEEDBACK_LAPSE = _days(
    "feedback-lapse", "Silence after comments", "When a request lapses because its comments were not answered.",
    60, 31, 365, "domain 1.4.7 [D]",
)  # fmt: skip
DEFERRAL_LAPSE = _days(
    "deferral", "To answer a deferral", "By when the actions of a deferral are answered; the request lapses after it.",
    90, 31, 365, "domain 1.5 [D]",
)  # fmt: skip
APPEAL_DAYS = _days(
    "appeal", "To appeal", "How long an applicant may appeal against a refusal.",
    28, 14, 90, "domain 1.5, T22: 20 working days [D]",
)  # fmt: skip
APPEAL_DECISION = _days(
    "appeal-decision", "To decide an appeal", "By when an appeal is decided.",
    42, 7, 120, "domain 1.11: 30 working days [D]",
)  # fmt: skip
LEVELS: Mapping[str, tuple[Setting, Setting]] = {
    id: _level(id, title, days)
    for id, title, days in (
        ("ENQ", "Enquiry answered", 4),
        ("SL1", "First response to a new application", 4),
        ("SL2", "Next step after further information", 4),
        ("SL3", "Decision on a simple request", 5),
        ("SL4", "Decision on a request for the committee", 15),
        ("SL5", "Decision on a complex request, days at the custodian", 30),
        ("SL6", "Data released once the agreement is in force", 14),
        ("SL7", "Simple request from acceptance to data", 14),
        ("SL8", "Complex request from acceptance to data", 60),
    )
}
DELETION_DAYS = Setting(
    id="agreements.deletion.days", area="Agreements", title="To certify the destruction of data", unit="days",
    means="By when every organisation certifies, counted from the end of the agreement.",
    keeps="An agreement that was prepared keeps the days that its text names.", defaults=each(28), least=7, most=90,
    source="domain 1.4.22 [D]",
)  # fmt: skip
CUSTODIAN_FIRST, CONTROLLERS_FIRST = "custodian-first", "controllers-first"
SIGNING_ORDER = Setting(
    id="agreements.signing.order", area="Agreements", title="Order of signatures", kind=Kind.CHOICE,
    means="Who signs an agreement first.", choices={
        CUSTODIAN_FIRST: "The custodian, then the controllers",
        CONTROLLERS_FIRST: "The controllers, then the custodian",
    },
    defaults=each(CUSTODIAN_FIRST), keeps="An agreement that was prepared keeps its order.",
    source="S1-23 to S1-26; S2-45 and S4-41 leave it open",
)  # fmt: skip
CUSTODIAN_NAME = Setting(
    id="agreements.custodian.name", area="Agreements", title="Name of the custodian", kind=Kind.TEXT, least=3, most=120,
    means="Under which name the custodian makes agreements, release letters and invoices.",
    defaults={Profile.HOSPITAL: "Eastmere Hospitals NHS Trust", Profile.DARS: "National Health Data Custodian"},
    keeps="An agreement that was prepared keeps the name in its text, its letter and its invoices.",
    source="domain 0.3 [D]",
)  # fmt: skip
OFFER_DAYS = Setting(
    id="agreements.offer.days", area="Agreements", title="To sign an offer", unit="days",
    means="When an agreement that was issued lapses because not everybody has signed it.",
    keeps="Agreements that were issued lapse on the day that they name.", defaults=each(60), least=30, most=180,
    source="domain 1.4.13 [D]",
)  # fmt: skip
COUNT_THRESHOLD = Setting(
    id="provisioning.counts.threshold", area="Counts of people", title="Lowest number that is shown", unit="people",
    means="A count of fewer people than this is shown as a star, before anybody applies (larger ones are rounded).",
    keeps="A count that was asked for keeps its own, and so does the same question within a day.",
    defaults={Profile.HOSPITAL: "10", Profile.DARS: "8"}, least=5, most=100, source="domain 5.4 [D], 8 in national use",
)  # fmt: skip

def promised(settings: Settings, id: str, day: date) -> str:
    """What is promised of a service level on a day, in words: 14 working days."""
    number, unit = (settings.text(one, day) for one in LEVELS[id])
    return f"{number} {unit}{'' if number == '1' else 's'}"


TABLE: tuple[Setting, ...] = (
    QUORUM_MEMBERS, QUORUM_LAY, QUORUM_CLINICAL, QUORUM_IG, QUORUM_INDEPENDENT,
    REVIEW_DAYS, PAPERS_DAYS, FEEDBACK_DAYS, FEEDBACK_LAPSE, DEFERRAL_LAPSE, APPEAL_DAYS, APPEAL_DECISION,
    *(setting for pair in LEVELS.values() for setting in pair), DELETION_DAYS,
    SIGNING_ORDER, CUSTODIAN_NAME, OFFER_DAYS, COUNT_THRESHOLD,
)  # fmt: skip
BY_KEY: Mapping[str, tuple[Setting, Profile | None]] = {
    key: (setting, profile) for setting in TABLE for key, profile in setting.keys.items()
}
