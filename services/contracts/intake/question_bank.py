"""The question bank: conditions as data, changes of the form that somebody proposes and another person approves, and
the versions of the form that come of them."""

from dataclasses import dataclass, field
from enum import StrEnum

SUBJECT = r"^@?[a-z][a-z0-9_]{0,60}(\.[a-z][a-z0-9_]{0,60})?$"


class Comparison(StrEnum):
    """How an answer is compared with the values of a term. ROWS: it has at least so many rows or choices; SHORTER and
    LONGER count characters; AT_LEAST and AT_MOST compare numbers or days."""

    ONE_OF = "one-of"
    NONE_OF = "none-of"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    ROWS = "rows"
    SHORTER = "shorter-than"
    LONGER = "longer-than"


class Match(StrEnum):
    """How terms are joined."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


class Severity(StrEnum):
    """BLOCK stops a submission, BLOCK_FULL stops a full one and warns in a provisional one, WARN is only shown."""

    BLOCK = "block"
    BLOCK_FULL = "block(full)"
    WARN = "warn"


@dataclass(frozen=True, kw_only=True)
class Term:
    """One comparison: `subject` is the key of a question, a part of its rows (`team.contract`), or a fact
    (`@personal`); `values` are texts: "yes" and "no", the codes of options, numbers, days as year-month-day."""

    subject: str = field(metadata={"pattern": SUBJECT})
    comparison: Comparison
    values: tuple[str, ...] = ()
