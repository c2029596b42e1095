"""What is shown of deletion orders and certificates of destruction, and to whom."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from ...message import Listing, Query, View
from ...request import Access
from ..performance import ClockView
from .parts import Certificate, ClosingState, HolderState


@dataclass(frozen=True, kw_only=True)
class CertificateView(View):
    number: str
    submitted_at: datetime
    submitted_by: UUID
    certificate: Certificate
    question: str = ""
    accepted_at: datetime | None = None
    accepted_by: UUID | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class HolderView(View):
    organisation_id: UUID
    name: str
    role: str
    state: HolderState
    locations: tuple[str, ...] = ()
    certificates: tuple[CertificateView, ...] = ()
    backups_until: date | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeletionView(View):
    """Where the deletion of one project stands. `releases` and each holder's `locations` are what a certificate has to
    cover. `custodian`: the certificate made from the destroyed workspace."""

    application_id: UUID
    reference: str
    agreement_ref: str = ""
    state: ClosingState
    version: int = 0
    access: Access | None = None
    reason: str = ""
    ended_on: date | None = None
    due_on: date | None = None
    overdue: bool = False
    releases: tuple[str, ...] = ()
    workspace_destroyed_at: datetime | None = None
    custodian: CertificateView | None = None
    holders: tuple[HolderView, ...] = ()
    closed_on: date | None = None
    retain_until: date | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadDeletion(Query):
    answers: ClassVar[type[View]] = DeletionView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeletionRow(View):
    application_id: UUID
    reference: str
    title: str
    state: ClosingState
    due_on: date
    overdue: bool
    waiting_for: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DeletionsPage(View):
    rows: tuple[DeletionRow, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListDeletions(Listing):
    """Staff: projects to be deleted. `sort`: due_on or reference, with a leading minus for descending."""

    answers: ClassVar[type[View]] = DeletionsPage
    state: ClosingState | None = None
    overdue: bool | None = None
    sort: str = field(default="due_on", metadata={"pattern": r"^-?(due_on|reference)$"})


@dataclass(frozen=True, kw_only=True)
class AuditTask(View):
    """Something that waits for this person, for their task list."""

    application_id: UUID
    reference: str
    title: str
    task: str
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AuditTasks(View):
    """What waits for the caller. `clocks`: for those who may list them (ListClocks), the open clocks of all requests
    that are due first, so that what waits in any part can be told by when."""

    rows: tuple[AuditTask, ...] = ()
    clocks: tuple[ClockView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyAuditTasks(Query):
    """Certificates to return or to check, findings to answer: those that wait for the caller, soonest first."""

    answers: ClassVar[type[View]] = AuditTasks
