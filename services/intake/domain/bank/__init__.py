"""The question bank: how the form changes. One person proposes, another approves, and the approved changes become the
next version of the form, which never changes again (decision 0026)."""

from .change import OPEN, SUBJECT, Change, approve, decline, may, propose, publish
from .edition import again, applied, problems
from .papers import is_added, words
from .proposal import condition, subjects

__all__ = [
    "OPEN",
    "SUBJECT",
    "Change",
    "again",
    "applied",
    "approve",
    "condition",
    "decline",
    "is_added",
    "may",
    "problems",
    "propose",
    "publish",
    "subjects",
    "words",
]
