"""Enquiry and preliminary assessment: states and who may do what (`state`), what follows (`decide`), what is then true
(`evolve`)."""

from .decide import before_invitation, decide, handle, time_passed
from .evolve import evolve
from .state import (
    ADVISERS,
    LABELS,
    MAY,
    OFFICERS,
    READERS,
    Contact,
    Enquiry,
    Part,
    State,
    label,
    lapses_at,
    may,
    next_word_at,
    parts,
    reads,
)

__all__ = [
    "ADVISERS",
    "LABELS",
    "MAY",
    "OFFICERS",
    "READERS",
    "Contact",
    "Enquiry",
    "Part",
    "State",
    "before_invitation",
    "decide",
    "evolve",
    "handle",
    "label",
    "lapses_at",
    "may",
    "next_word_at",
    "parts",
    "reads",
    "time_passed",
]
