"""The public register of data uses (domain 7.5). An entry is never deleted: it is marked closed."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ..message import Listing, View


class EntryState(StrEnum):
    """PENDING when the agreement is in force, LIVE at first access, UPDATED by later releases and amendments."""

    PENDING = "pending"
    LIVE = "live"
    UPDATED = "updated"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class RegisterOrganisation(View):
    name: str
    role: str
    sector: str = ""


@dataclass(frozen=True, kw_only=True)
class RegisterDataset(View):
    """A dataset, its years, and how often it is given."""

    dataset: str
    year_from: int = 0
    year_to: int = 0
    frequency: str = "one-off"


@dataclass(frozen=True, kw_only=True)
class OptOutStatement(View):
    """Whether national data opt-outs had to be upheld in law, whether they were, and why. The two may differ.
    `applied` is null until data were produced; `removed` counts people taken out, withheld (null) below ten."""

    legally_required: bool
    applied: bool | None = None
    reason: str = ""
    removed: int | None = None


@dataclass(frozen=True, kw_only=True)
class RegisterRelease(View):
    """`delivery`: sde (in the custodian's environment) or secure-transfer (a file fetched by its recipients)."""

    release_ref: str
    released_on: date
    delivery: str = "sde"


@dataclass(frozen=True, kw_only=True)
class RegisterEntryView(View):
    """One use of data as the public sees it. Organisations are named; people are not. `key_holder`: who alone can lead
    a pseudonym of these data back to a person (S3-20)."""

    application_id: UUID
    reference: str
    agreement_ref: str
    state: EntryState
    title: str
    lay_summary: str = ""
    public_benefit: str = ""
    purpose: str = ""
    request_type: str = ""
    organisations: tuple[RegisterOrganisation, ...] = ()
    datasets: tuple[RegisterDataset, ...] = ()
    sensitivity: str = ""
    legal_basis: tuple[str, ...] = ()
    confidentiality: str = ""
    key_holder: str = "the custodian"
    opt_out: OptOutStatement
    access: str = ""
    commercial: bool = False
    gp_data: bool = False
    outside_uk: bool = False
    approved_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    first_access_on: date | None = None
    releases: tuple[RegisterRelease, ...] = ()
    closed_on: date | None = None
    suspended: bool = False


@dataclass(frozen=True, kw_only=True)
class RegisterPage(View):
    rows: tuple[RegisterEntryView, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class Register(Listing):
    """Public: the register by reference, newest first. Entries still PENDING are for staff only. `q` looks in the
    title, the reference and the names of organisations. `sort`: reference, with a leading minus for the
    newest first."""

    answers: ClassVar[type[View]] = RegisterPage
    q: str = field(default="", metadata={"max": 200})
    state: EntryState | None = None
    sort: str = field(default="-reference", metadata={"pattern": r"^-?(reference)$"})
