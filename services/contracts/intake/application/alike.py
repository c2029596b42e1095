"""Requests that are like another one."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from ...message import Query, View


@dataclass(frozen=True, kw_only=True)
class DuplicateRow(View):
    """A request that may be the same one again; `reasons` say what speaks for it."""

    application_id: UUID
    reference: str
    title: str
    lead_name: str
    label: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DuplicatesView(View):
    """The likely duplicates of a request, the most alike first; at most 20."""

    application_id: UUID
    reference: str
    rows: tuple[DuplicateRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadDuplicates(Query):
    """What a case officer looks through before saying that nobody has asked for this already."""

    answers: ClassVar[type[View]] = DuplicatesView
    application_id: UUID
