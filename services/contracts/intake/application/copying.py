"""Requests that begin with what an earlier one says: a copy, a renewal, a full request after agreement in principle."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from ...message import Command, Query, View
from .comparison import AnswerChange


class Again(StrEnum):
    """How an approved request goes on after its agreement ends: for a new term, or with the end date alone changed."""

    RENEWAL = "renewal"
    EXTENSION = "extension"


@dataclass(frozen=True, kw_only=True)
class CopyApplication(Command):
    """Begin a draft with the answers of an earlier request of mine that carry over; its documents do not. For the
    national service with an invitation, as every new request. Answers the id of the new one."""

    application_id: UUID
    title: str = field(metadata={"min": 3, "max": 200})
    enquiry_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RenewApplication(Command):
    """Begin the renewal or extension of an approved request: a draft with its answers that names the agreement it goes
    on from (domain 1.4.19). Answers the id of the new one."""

    application_id: UUID
    kind: Again = Again.RENEWAL


@dataclass(frozen=True, kw_only=True)
class CarriedOver(View):
    """An answer that still stands as it was carried over, and why it must be looked at again."""

    field: str
    label: str
    letter: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OriginView(View):
    """Where a request comes from. `kind`: provisional, copy, renewal, extension, enquiry, or "" for none. `changes`:
    its answers against those of the earlier one, which they began with; of a mere copy, for its own people only.
    `concerns`: what was said of the earlier one. `check`: what was carried over and must be looked at again, while it
    can be: of an earlier request until it is confirmed or saved (and missing until then), of an enquiry until it is
    changed."""

    application_id: UUID
    reference: str
    title: str
    kind: str = ""
    origin_id: UUID | None = None
    origin_reference: str = ""
    origin_version: int = 0
    concerns: tuple[str, ...] = ()
    changes: tuple[AnswerChange, ...] = ()
    unchanged: int = 0
    check: tuple[CarriedOver, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReadOrigin(Query):
    """Where a request comes from, and what is different now: for those who may read what it says."""

    answers: ClassVar[type[View]] = OriginView
    application_id: UUID
