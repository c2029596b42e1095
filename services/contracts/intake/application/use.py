"""Conditions on the use of datasets, in the words of the Data Use Ontology, matched with the use that is declared.

A match is advice to people. Nothing is ever refused by it (GA4GH DUO; standards 4.1).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from ...message import Query, View


class MatchResult(StrEnum):
    """Whether a use fits a dataset's conditions, as far as rules can tell; a person looks at it."""

    COMPATIBLE = "compatible"
    NOT_COMPATIBLE = "not-compatible"
    CHECK = "check"  # a person has to look
    NOT_DECLARED = "not-declared"  # the answer that would decide it is not given yet


@dataclass(frozen=True, kw_only=True)
class DeclaredUse(View):
    """One term of the use that the answers declare, such as DUO:0000006, with its parameter, if it has one."""

    code: str
    short: str
    meaning: str
    parameter: str = ""


@dataclass(frozen=True, kw_only=True)
class UseMatch(View):
    """One condition of one dataset, and whether the declared use meets it. `field`: the question that decides it."""

    dataset: str
    name: str
    code: str
    short: str
    meaning: str
    parameter: str = ""
    result: MatchResult
    reason: str
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class UseMatchView(View):
    """`version` 0 is the draft. `rules` names the table of rules by which it was matched."""

    application_id: UUID
    reference: str
    title: str
    version: int
    rules: str
    declared: tuple[DeclaredUse, ...]
    rows: tuple[UseMatch, ...]


@dataclass(frozen=True, kw_only=True)
class MatchUse(Query):
    """Every condition of every dataset asked for: for the applicant's side of the draft while there is one, for
    everybody else of the last version, unless `version` names one."""

    answers = UseMatchView
    application_id: UUID
    version: int | None = field(default=None, metadata={"min": 0})
