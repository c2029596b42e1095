"""What may be asked of agreements, and the answers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from ..message import Listing, Query, View
from ..request import Access, Level, Profile
from .parts import (
    AgreedCondition,
    AgreementState,
    Bound,
    ChargeLine,
    FrameworkState,
    LetterUser,
    Quote,
    Signature,
    SignatureSlot,
)


@dataclass(frozen=True, kw_only=True)
class GuardView(View):
    """One thing that must be true before the next step, and whether it is (guards of 1.6). `waits_for`: who has to see
    to it, in words; empty once it is met (S1-15)."""

    guard: str
    label: str
    met: bool
    detail: str = ""
    waits_for: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoiceView(View):
    """One invoice; money in pence."""

    application_id: UUID
    reference: str
    number: str
    occasion: str
    state: str
    issued_on: date
    due_on: date
    paid_on: date | None
    purchase_order: str
    lines: tuple[ChargeLine, ...]
    net_pence: int
    vat_pence: int
    gross_pence: int
    overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class LetterView(View):
    """The data release confirmation letter: its number, who has signed it, and for whom it is."""

    number: str
    state: str
    sha256: str
    signed_by: tuple[str, ...]
    users: tuple[LetterUser, ...]


@dataclass(frozen=True, kw_only=True)
class AgreementView(View):
    """One agreement as this person may see it. `label` is the next unmet thing, for people (1.3); `signs_for` the
    parties for which this person may sign now."""

    application_id: UUID
    reference: str
    agreement_ref: str
    profile: Profile
    title: str
    state: AgreementState
    label: str
    version: int
    text_sha256: str = ""
    sha256: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    lapses_at: datetime | None = None
    signing_order: tuple[str, ...] = ()
    signatories: tuple[SignatureSlot, ...] = ()
    signatures: tuple[Signature, ...] = ()
    read_by_me: bool = False
    signs_for: tuple[str, ...] = ()
    purchase_order: str = ""
    needs_purchase_order: bool = False
    needs_service_agreement: bool = False
    service_agreement_signed: bool = False
    needs_letter: bool = False
    letter: LetterView | None = None
    quote: Quote | None = None
    conditions: tuple[AgreedCondition, ...] = ()
    organisations: tuple[Bound, ...] = ()
    guards: tuple[GuardView, ...] = ()
    invoices: tuple[InvoiceView, ...] = ()
    earlier_versions: tuple[str, ...] = ()
    permitted: bool = False
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadAgreement(Query):
    answers: ClassVar[type[View]] = AgreementView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class AgreementRow(View):
    application_id: UUID
    reference: str
    agreement_ref: str
    title: str
    profile: Profile
    state: AgreementState
    label: str
    ends_on: date | None = None
    lapses_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AgreementsPage(View):
    rows: tuple[AgreementRow, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListAgreements(Listing):
    """Staff: all agreements, by reference or by end date (`sort`: reference, ends_on; `-` in front: descending)."""

    answers: ClassVar[type[View]] = AgreementsPage
    state: AgreementState | None = None
    profile: Profile | None = None
    q: str = field(default="", metadata={"max": 200})
    sort: str = field(default="reference", metadata={"pattern": r"^-?(reference|ends_on)$"})


@dataclass(frozen=True, kw_only=True)
class AgreementTask(View):
    """Something that waits for this person, for their task list; `command` does it."""

    application_id: UUID
    reference: str
    title: str
    task: str
    due: datetime | None = None
    command: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreementTasks(View):
    rows: tuple[AgreementTask, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyAgreementTasks(Query):
    answers: ClassVar[type[View]] = AgreementTasks


@dataclass(frozen=True, kw_only=True)
class FrameworkContractView(View):
    organisation_id: UUID
    reference: str
    name: str
    version: str
    state: FrameworkState
    signed_on: date
    expires_on: date
    external_reference: str = ""
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FrameworkContractsPage(View):
    rows: tuple[FrameworkContractView, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListFrameworkContracts(Listing):
    """Staff: framework contracts by expiry, soonest first; of one organisation where it is named. `sort`: expires_on or
    reference, with a leading minus for descending."""

    answers: ClassVar[type[View]] = FrameworkContractsPage
    state: FrameworkState | None = None
    organisation_id: UUID | None = None
    sort: str = field(default="expires_on", metadata={"pattern": r"^-?(expires_on|reference)$"})


@dataclass(frozen=True, kw_only=True)
class TariffLine(View):
    """One price of a tariff, in pence for each `unit`, without VAT."""

    code: str
    label: str
    unit: str
    pence: int


@dataclass(frozen=True, kw_only=True)
class TariffView(View):
    """The prices of a profile from `valid_from` on; VAT in hundredths of a percent."""

    id: str
    profile: Profile
    valid_from: date
    valid_to: date | None
    vat_basis_points: int
    lines: tuple[TariffLine, ...]


@dataclass(frozen=True, kw_only=True)
class ReadTariff(Query):
    """Public: the published charges (S2-18) of one profile, today or on a day."""

    answers: ClassVar[type[View]] = TariffView
    profile: Profile
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class QuoteView(View):
    quote: Quote


@dataclass(frozen=True, kw_only=True)
class EstimateCharges(Query):
    """Public: what a request of this size would cost (S2-18, S4-23, S4-24), before there is a request."""

    answers: ClassVar[type[View]] = QuoteView
    profile: Profile
    kind: str = field(default="new", metadata={"pattern": r"^(new|amendment|renewal|extension)$"})
    access: Access = Access.SDE
    level: Level = Level.PSEUDONYMISED
    months: int = field(default=12, metadata={"min": 1, "max": 180})
    datasets: tuple[str, ...] = ()
    periods_each: int = field(default=1, metadata={"min": 0, "max": 100})
    refreshes_each: int = field(default=0, metadata={"min": 0, "max": 1000})
    users: int = field(default=1, metadata={"min": 0, "max": 500})
    cohort_files: int = field(default=0, metadata={"min": 0, "max": 100})
    disseminations: int = field(default=1, metadata={"min": 0, "max": 1000})
    tables: int = field(default=0, metadata={"min": 0, "max": 1000})


@dataclass(frozen=True, kw_only=True)
class InvoicesPage(View):
    rows: tuple[InvoiceView, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListInvoices(Listing):
    """Finance, auditor and SIRO: all invoices, newest first. `state`: issued or paid. `sort`: issued_on or
    number, with a leading minus for descending."""

    answers: ClassVar[type[View]] = InvoicesPage
    state: str = field(default="", metadata={"pattern": r"^(|issued|paid)$"})
    sort: str = field(default="-issued_on", metadata={"pattern": r"^-?(issued_on|number)$"})


@dataclass(frozen=True, kw_only=True)
class PermissionView(View):
    """Whether this person may use the data now, why not when not, and until when when they may."""

    permitted: bool
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PermissionNow(Query):
    answers: ClassVar[type[View]] = PermissionView
    application_id: UUID
    person_id: UUID
