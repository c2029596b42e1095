"""People and their accounts: who may do what (`account`), what follows (`decide`), what is then true (`evolve`), and
the rules for passwords, sessions, throttling and training."""

from . import password, session, throttle, training
from .account import (
    CHECKERS,
    GRANTERS,
    IN_PERSON,
    MAY,
    READERS,
    TOKENS_AT_ONCE,
    Account,
    Part,
    Proposal,
    State,
    may,
    moot,
    parts,
)
from .decide import RECOVERY_CODES, decide, handle, time_passed
from .evolve import evolve
from .training import Document

__all__ = [
    "CHECKERS",
    "GRANTERS",
    "IN_PERSON",
    "MAY",
    "READERS",
    "RECOVERY_CODES",
    "TOKENS_AT_ONCE",
    "Account",
    "Document",
    "Part",
    "Proposal",
    "State",
    "decide",
    "evolve",
    "handle",
    "may",
    "moot",
    "parts",
    "password",
    "session",
    "throttle",
    "time_passed",
    "training",
]
