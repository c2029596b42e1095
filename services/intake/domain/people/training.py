"""Training certificates: how long each course counts, and when to warn (domain 2.4.5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.contracts.intake.people import Evidence


@dataclass(frozen=True, kw_only=True)
class Course:
    """One kind of training and for how many months it counts."""

    name: str
    months: int


COURSES: Mapping[str, Course] = {
    "DSA-L1": Course(name="NHS Data Security Awareness or an employer's equivalent", months=12),
    "MRC-RGC": Course(name="MRC Research, GDPR and confidentiality", months=36),
    "SRT": Course(name="Safe Researcher Training", months=60),
    "GCP": Course(name="Good Clinical Practice", months=36),
    "SDC": Course(name="Output checker training", months=24),
    "IG-CG": Course(name="Caldicott Guardian or SIRO role training", months=36),
}
IG_COURSES = frozenset({"DSA-L1", "MRC-RGC", "SRT"})  # each proves Information Governance training of a data user
WARN_DAYS = (60, 30, 7, 0)
ATTACHED, ACCEPTED, REJECTED = "attached", "accepted", "rejected"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A CV or a certificate in a profile, and what staff found. `warned` is the last reminder sent, in days."""

    id: UUID
    kind: Evidence
    sha256: str
    filename: str = ""
    course_code: str = ""
    completed_on: date | None = None
    expires_on: date | None = None
    status: str = ATTACHED
    checked_by: UUID | None = None
    note: str = ""
    warned: int = WARN_DAYS[0] + 1


def expires_on(course_code: str, completed_on: date) -> date:
    """The last day on which the certificate counts: completion and the course's months, to the end of a short month."""
    months = completed_on.year * 12 + completed_on.month - 1 + COURSES[course_code].months
    year, month = divmod(months, 12)
    for day in (completed_on.day, 30, 29, 28):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def counts(document: Document, today: date) -> bool:
    """True when the document counts towards G-PROFILE: not rejected, and in date."""
    if document.status == REJECTED:
        return False
    if document.kind is Evidence.CV:
        return True
    return document.course_code in IG_COURSES and document.expires_on is not None and document.expires_on >= today


def training_expires(documents: Iterable[Document], today: date) -> date | None:
    """The last day of the Information Governance training that lasts longest; None when none counts today."""
    days = [d.expires_on for d in documents if d.kind is Evidence.IG_TRAINING and counts(d, today) and d.expires_on]
    return max(days, default=None)


def missing(documents: Iterable[Document], address_confirmed: bool, today: date) -> tuple[str, ...]:
    """What G-PROFILE still wants: `address`, `cv`, `ig-training`; empty when the profile is ready (S0-14 to S0-16)."""
    kept = tuple(documents)
    wants = {
        "address": address_confirmed,
        "cv": any(d.kind is Evidence.CV and counts(d, today) for d in kept),
        "ig-training": training_expires(kept, today) is not None,
    }
    return tuple(name for name, there in wants.items() if not there)


def reminder(document: Document, today: date) -> int | None:
    """The reminder that is due and was not sent: 60, 30 or 7 days before the last day, 0 when it has passed."""
    if document.kind is not Evidence.IG_TRAINING or document.expires_on is None or document.status == REJECTED:
        return None
    reached = [step for step in WARN_DAYS if step < document.warned and today >= warn_on(document.expires_on, step)]
    return min(reached, default=None)


def warn_on(last_day: date, step: int) -> date:
    """The day of a reminder: `step` days before the last day, or the day after it for step 0."""
    return last_day - timedelta(days=step) if step else last_day + timedelta(days=1)


def next_reminder(documents: Iterable[Document]) -> date | None:
    """The day on which the next reminder is due."""
    training = (d for d in documents if d.kind is Evidence.IG_TRAINING and d.expires_on and d.status != REJECTED)
    days = (warn_on(d.expires_on, step) for d in training if d.expires_on for step in WARN_DAYS if step < d.warned)
    return min(days, default=None)
