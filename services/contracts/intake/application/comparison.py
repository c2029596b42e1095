"""How two versions of an application differ."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from ...message import Query, View
from .parts import Document


class Differs(StrEnum):
    """How something differs between an earlier and a later text."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class RowChange(View):
    """One row of a repeated answer that differs. Numbers count from 1; 0: the row is not there. `parts` are the keys of
    the row that differ. One entry of a list of texts is a row with the single part `value`."""

    how: Differs
    number_before: int = 0
    number_after: int = 0
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnswerChange(View):
    """One question whose answer differs. `rows`: of a repeated answer, the rows that differ; none when only their order
    does. `material`: it may change the route (domain 1.4.7)."""

    field: str
    question: str
    section: str
    label: str
    type: str
    how: Differs
    before: Any = None
    after: Any = None
    rows: tuple[RowChange, ...] = ()
    material: bool = False


@dataclass(frozen=True, kw_only=True)
class DocumentChange(View):
    """A document that was attached, taken off, or put in the place of another of its kind."""

    how: Differs
    kind: str
    before: Document | None = None
    after: Document | None = None


@dataclass(frozen=True, kw_only=True)
class Compared(View):
    """One side of a comparison: a frozen version, the draft (0, without a hash), or nothing at all (None, before the
    first version)."""

    version: int
    sha256: str = ""
    submitted_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ComparisonView(View):
    """`changes` in the order of the form; `unchanged` is the number of answers that are the same in both. `versions`
    can be chosen, and the draft too where `draft` says so. `named`: as in ApplicationView."""

    application_id: UUID
    reference: str
    title: str
    before: Compared | None = None
    after: Compared
    changes: tuple[AnswerChange, ...] = ()
    documents: tuple[DocumentChange, ...] = ()
    unchanged: int = 0
    material: bool = False
    versions: tuple[Compared, ...] = ()
    draft: bool = False
    named: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReadComparison(Query):
    """Any two versions, compared answer by answer and document by document (S1-21). `after` is a version, 0 for the
    draft; left out, it is the draft where this reader may see one that can still change, else the last version.
    `before` is a version; left out, the one before `after`. The draft is for the applicant's side only."""

    answers: ClassVar[type[View]] = ComparisonView
    application_id: UUID
    before: int | None = field(default=None, metadata={"min": 1})
    after: int | None = field(default=None, metadata={"min": 0})
