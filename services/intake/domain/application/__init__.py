"""An application: drafted, submitted, validated, accepted; revised while review asks for it (1.4.3, 1.4.4, 1.4.7).

DRAFT -> SUBMITTED <-> VALIDATION_QUERY; SUBMITTED -> ACCEPTED | INELIGIBLE
ACCEPTED <-> REVISION; ACCEPTED -> APPROVED | APPROVED_PROVISIONAL | REJECTED; REJECTED | INELIGIBLE -> ACCEPTED
any state before a decision -> WITHDRAWN; DRAFT | VALIDATION_QUERY | REVISION -> LAPSED -> the state it had, once
"""

# what these register is reached through the door
from . import (
    carrying,
    checklist,
    collaborators,
    comments,
    copying,
    drafting,
    evidence,
    going_on,
    joining,
    meeting,
    sections,
    validation,
)
from .comparison import compare, documents_changed, unchanged
from .door import Facts, Invitation, check_version, decide, handle, permit
from .evidence import evidence_due, evidence_passed
from .evolve import evolve
from .sections import check_sections, fold_answers
from .silence import SILENCE, silence, silence_due
from .state import MAY, Application, Part, State, may, parts, reads
from .validation import before_acceptance
from .versions import changes, content, content_hash

__all__ = [
    "MAY",
    "SILENCE",
    "Application",
    "Facts",
    "Invitation",
    "Part",
    "State",
    "before_acceptance",
    "carrying",
    "changes",
    "check_sections",
    "check_version",
    "checklist",
    "collaborators",
    "comments",
    "compare",
    "content",
    "content_hash",
    "copying",
    "decide",
    "documents_changed",
    "drafting",
    "evidence",
    "evidence_due",
    "evidence_passed",
    "evolve",
    "fold_answers",
    "going_on",
    "handle",
    "joining",
    "may",
    "meeting",
    "parts",
    "permit",
    "reads",
    "sections",
    "silence",
    "silence_due",
    "unchanged",
    "validation",
]  # fmt: skip
