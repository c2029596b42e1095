"""Who is told what of every event of all five services (domain 1.8): tables, one for each service, and how to read
them. A test fails when an event has no entry."""

from collections.abc import Mapping

from . import agreements, audit, intake, provisioning, review
from .entry import BY_ROLE, RECEIPTS, WORDS, Entry, To
from .known import COLLABORATORS, CONTROLLERS, Lesson, lessons, naming
from .words import PROMISED, Known, Lines, lines, promises

ENTRIES: Mapping[str, Mapping[str, Entry]] = {
    "intake": intake.ENTRIES,
    "review": review.ENTRIES,
    "agreements": agreements.ENTRIES,
    "provisioning": provisioning.ENTRIES,
    "audit": audit.ENTRIES,
}

__all__ = [
    "BY_ROLE",
    "COLLABORATORS",
    "CONTROLLERS",
    "ENTRIES",
    "PROMISED",
    "RECEIPTS",
    "WORDS",
    "Entry",
    "Known",
    "Lesson",
    "Lines",
    "To",
    "lessons",
    "lines",
    "naming",
    "promises",
]
