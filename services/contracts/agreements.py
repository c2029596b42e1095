"""What agreements says: framework contracts (DSFC), data sharing agreements (DSA), signatures, charges, the data
release confirmation letter (DRCL), and whether there is permission today (domain sections 1.4.12, 1.4.13, 1.10, 7, 8).

The subject of an agreement's events is the application's id; of a framework contract's, the organisation's id.
`text_sha256` is the hash of the agreement's text, which is what people sign: it is printed on every page, and is the
address of that text, as JSON, in the document store. `sha256` is the PDF, which is made anew as signatures are added.
Money is integer pence without VAT unless a name says otherwise.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from .message import Command, Event, Listing, Query, View
from .request import Access, Assurance, Level, Profile, Request

SHA256 = {"pattern": r"^[0-9a-f]{64}$"}
REASON = {"min": 10, "max": 4000}
PURCHASE_ORDER = r"^[A-Za-z0-9][A-Za-z0-9/_\-. ]{2,29}$"  # V-PO
CUSTODIAN = "custodian"


class AgreementState(StrEnum):
    """The states of a DSA (domain 1.10). `absent`: none has been generated."""

    ABSENT = "absent"
    GENERATED = "generated"
    ISSUED = "issued"
    CUSTODIAN_SIGNED = "custodian-signed"
    PARTIALLY_SIGNED = "partially-signed"
    EFFECTIVE = "effective"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    LAPSED = "lapsed"


class FrameworkState(StrEnum):
    """The states of a framework contract that was signed outside Haven and is recorded here."""

    ABSENT = "absent"
    EFFECTIVE = "effective"
    EXPIRED = "expired"
    TERMINATED = "terminated"


class LetterOffice(StrEnum):
    """The two who sign a data release confirmation letter (1.4.12)."""

    IG_LEAD = "ig-lead"
    CALDICOTT_GUARDIAN = "caldicott-guardian"


# What messages are made of


@dataclass(frozen=True, kw_only=True)
class AgreedCondition:
    """A condition of the approval. `kind`: precedent, special or subsequent; precedent ones must be met first."""

    condition_id: str
    number: int
    text: str
    kind: str = "special"
    due: date | None = None
    met: bool = False


@dataclass(frozen=True, kw_only=True)
class Bound:
    """An organisation that the agreement binds, and must therefore certify destruction: controller or processor."""

    organisation_id: UUID
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class SignatureSlot:
    """Who is to sign: `party` is `custodian` or a controller's organisation id. `person_id` is absent for the
    custodian, for whom any custodian signatory may sign, and for a controller whose signatory is not yet named."""

    party: str
    name: str
    person_id: UUID | None = None
    person_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """The evidence of one signature: who, for whom, when, how, and the hash of the text they had read."""

    party: str
    party_name: str
    person_id: UUID
    person_name: str
    at: datetime
    text_sha256: str
    statement: str
    method: str = "signed-in account, text read online"


@dataclass(frozen=True, kw_only=True)
class ChargeLine:
    """One line of a quote or an invoice; `amount_pence` = quantity times unit_pence."""

    code: str
    label: str
    quantity: int
    unit_pence: int
    amount_pence: int


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A price by one tariff: net, VAT and gross in pence."""

    tariff: str
    lines: tuple[ChargeLine, ...] = ()
    net_pence: int = 0
    vat_pence: int = 0
    gross_pence: int = 0


@dataclass(frozen=True, kw_only=True)
class LetterUser:
    """A data user named in a release letter."""

    person_id: UUID
    name: str
    valid_to: date | None = None


# Framework contracts


@dataclass(frozen=True, kw_only=True)
class RecordFrameworkContract(Command):
    """Case officer or IG lead: an organisation's signed framework contract, new or renewed. `external_reference` has
    the form of V-CON where the contract was made elsewhere."""

    organisation_id: UUID
    name: str = field(metadata={"min": 1, "max": 300})
    version: str = field(metadata={"min": 1, "max": 20})
    signed_on: date
    expires_on: date
    external_reference: str = field(default="", metadata={"max": 40})


@dataclass(frozen=True, kw_only=True)
class TerminateFrameworkContract(Command):
    """IG lead or SIRO: ends an organisation's framework contract, and with it every agreement under it (S1-38)."""

    organisation_id: UUID
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class FrameworkContractInForce(Event):
    reference: str
    organisation_id: UUID
    name: str
    version: str
    signed_on: date
    expires_on: date
    external_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class FrameworkContractTerminated(Event):
    reference: str
    organisation_id: UUID
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FrameworkContractExpired(Event):
    reference: str
    organisation_id: UUID
    name: str
    ended_on: date


# The agreement: generation, issue, signatures


@dataclass(frozen=True, kw_only=True)
class IssueAgreement(Command):
    """Case officer: offers the generated agreement for signature, for a term. Without dates: those of the request,
    and today when its start has passed. A lapsed offer is issued again as a new version."""

    application_id: UUID
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, kw_only=True)
class NameSignatory(Command):
    """Case officer: names or replaces the signatory of one controller, before that controller has signed (S4-20)."""

    application_id: UUID
    organisation_id: UUID
    person_id: UUID
    name: str = field(metadata={"min": 1, "max": 200})
    authority: str = field(metadata={"min": 3, "max": 1000})


@dataclass(frozen=True, kw_only=True)
class AgreementTextView(View):
    """Where the text is: `sha256` is the PDF to show; `text_sha256` is what a signature must name."""

    subject: UUID
    agreement_ref: str
    text_sha256: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ReadAgreementText(Command):
    """Signatory or lead: opens the text; that they did is recorded, since nobody may sign what they have not read."""

    answers: ClassVar[type[View]] = AgreementTextView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignAgreement(Command):
    """Signs the text with this hash for one party: `custodian`, or the organisation id of a controller.
    Refused with `not-issued`, `sod-05`, `not-read`, `not-your-turn`, `no-purchase-order`, `text-changed`,
    `already-signed`, `not-the-signatory`, or the guards G-DSFC, G-ICO, G-SEC as `no-framework-contract`,
    `no-ico-registration`, `no-security-assurance` (1.7 T26, T27; S1-23 to S1-26)."""

    application_id: UUID
    party: str = field(metadata={"min": 1, "max": 60})
    document_sha256: str = field(metadata=SHA256)
    statement: str = field(metadata={"min": 10, "max": 1000})


@dataclass(frozen=True, kw_only=True)
class GivePurchaseOrder(Command):
    """Lead or finance: the purchase order's number, of the form V-PO (S1-25)."""

    application_id: UUID
    number: str = field(metadata={"pattern": PURCHASE_ORDER})


@dataclass(frozen=True, kw_only=True)
class SignServiceAgreement(Command):
    """A controller's signatory accepts the terms of the access service (S4-44)."""

    application_id: UUID
    statement: str = field(metadata={"min": 10, "max": 1000})


@dataclass(frozen=True, kw_only=True)
class AgreementGenerated(Event):
    """The agreement's text was made from the approved version. Opens the project in provisioning (T24)."""

    reference: str
    agreement_ref: str
    request: Request
    text_sha256: str
    sha256: str
    quote: Quote
    signatories: tuple[SignatureSlot, ...]
    organisations: tuple[Bound, ...]
    conditions: tuple[AgreedCondition, ...]
    level: Assurance | None = None
    decided_by: tuple[UUID, ...] = ()
    case_officer_id: UUID | None = None
    decided_at: datetime | None = None
    signing_order: tuple[str, ...] = ()
    needs_cohort: bool = False
    needs_letter: bool = False
    needs_service_agreement: bool = False
    needs_purchase_order: bool = False
    framework_needed: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AgreementIssued(Event):
    reference: str
    agreement_ref: str
    text_sha256: str
    sha256: str
    starts_on: date
    ends_on: date
    lapses_at: datetime
    signatories: tuple[SignatureSlot, ...]
    framework_contracts: tuple[str, ...] = ()
    quote: Quote


@dataclass(frozen=True, kw_only=True)
class SignatoryNamed(Event):
    organisation_id: UUID
    person_id: UUID
    name: str
    authority: str


@dataclass(frozen=True, kw_only=True)
class AgreementRead(Event):
    agreement_ref: str
    text_sha256: str


@dataclass(frozen=True, kw_only=True)
class SignedByCustodian(Event):
    reference: str
    agreement_ref: str
    signature: Signature
    sha256: str
    needs_purchase_order: bool = False


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderGiven(Event):
    reference: str
    agreement_ref: str
    number: str
    seen_before: bool = False


@dataclass(frozen=True, kw_only=True)
class SignedByController(Event):
    reference: str
    agreement_ref: str
    organisation_id: UUID
    signature: Signature
    sha256: str
    waiting_for: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceAgreementSigned(Event):
    reference: str
    agreement_ref: str
    service: Access
    terms_version: str
    signature: Signature


@dataclass(frozen=True, kw_only=True)
class AgreementInForce(Event):
    """Everyone has signed (T27). From `starts_at` until `ends_at` there is permission; `ends_at` is the last instant of
    the end date in Europe/London, so a listener needs no further event to stop at the end."""

    reference: str
    agreement_ref: str
    request: Request
    text_sha256: str
    sha256: str
    starts_on: date
    ends_on: date
    starts_at: datetime
    ends_at: datetime
    optout: str
    organisations: tuple[Bound, ...]
    conditions: tuple[AgreedCondition, ...]
    needs_cohort: bool = False
    needs_letter: bool = False
    level: Assurance | None = None
    signatures: tuple[Signature, ...] = ()
    purchase_order: str = ""
    case_officer_id: UUID | None = None
    decided_by: tuple[UUID, ...] = ()


# The data release confirmation letter


@dataclass(frozen=True, kw_only=True)
class SignReleaseLetter(Command):
    """IG lead and Caldicott Guardian, two people, sign the letter (T25, S0-38). Refused with `letter-not-due`, and a
    problem for each input of G-DRCL that is missing."""

    application_id: UUID
    office: LetterOffice


@dataclass(frozen=True, kw_only=True)
class ReleaseLetterSigned(Event):
    reference: str
    agreement_ref: str
    office: LetterOffice
    signed_by: str


@dataclass(frozen=True, kw_only=True)
class ReleaseLetterIssued(Event):
    reference: str
    agreement_ref: str
    number: str
    sha256: str
    text_sha256: str
    users: tuple[LetterUser, ...]
    signed_by: tuple[str, ...] = ()


# Suspension, reinstatement, termination, expiry


@dataclass(frozen=True, kw_only=True)
class SuspendAgreement(Command):
    """One person suffices to stop: IG lead, Caldicott Guardian or SIRO (1.4.20)."""

    application_id: UUID
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class ProposeReinstatement(Command):
    """The first of two people (SoD-08), with the root cause and what has been done about it."""

    application_id: UUID
    root_cause: str = field(metadata=REASON)
    actions: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class ApproveReinstatement(Command):
    """The second of two people; one of the two is the SIRO."""

    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class TerminateAgreement(Command):
    """SIRO: ends an agreement before its time; the data are then destroyed (T32)."""

    application_id: UUID
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class AgreementSuspended(Event):
    reference: str
    agreement_ref: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReinstatementProposed(Event):
    reference: str
    agreement_ref: str
    root_cause: str
    actions: str
    as_siro: bool


@dataclass(frozen=True, kw_only=True)
class AgreementReinstated(Event):
    reference: str
    agreement_ref: str
    proposed_by: UUID
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class AgreementTerminated(Event):
    reference: str
    agreement_ref: str
    reason: str
    organisations: tuple[Bound, ...]
    ended_on: date
    ended_at: datetime
    access: Access
    profile: Profile


@dataclass(frozen=True, kw_only=True)
class AgreementExpiring(Event):
    """A reminder, `days` (180, 90, 60, 30, 14 or 7) or fewer before the end (1.4.19)."""

    reference: str
    agreement_ref: str
    days: int
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class AgreementExpired(Event):
    """The end was reached: `reason` is end-date, framework-contract-expired or framework-contract-terminated."""

    reference: str
    agreement_ref: str
    organisations: tuple[Bound, ...]
    ended_on: date
    ended_at: datetime
    reason: str
    access: Access
    profile: Profile


@dataclass(frozen=True, kw_only=True)
class AgreementLapsed(Event):
    """An offer that not everyone signed within 60 days."""

    reference: str
    agreement_ref: str
    waiting_for: tuple[str, ...]


# Charges


@dataclass(frozen=True, kw_only=True)
class MarkInvoicePaid(Command):
    """Finance only (SoD-14)."""

    application_id: UUID
    number: str = field(metadata={"min": 1, "max": 40})
    paid_on: date


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    reference: str
    agreement_ref: str
    number: str
    occasion: str
    issued_on: date
    due_on: date
    purchase_order: str
    lines: tuple[ChargeLine, ...]
    net_pence: int
    vat_pence: int
    gross_pence: int
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoicePaid(Event):
    reference: str
    number: str
    paid_on: date
    gross_pence: int


# Queries


@dataclass(frozen=True, kw_only=True)
class GuardView(View):
    """One thing that must be true before the next step, and whether it is (guards of 1.6)."""

    guard: str
    label: str
    met: bool
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoiceView(View):
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
    number: str
    state: str
    sha256: str
    signed_by: tuple[str, ...]
    users: tuple[LetterUser, ...]


@dataclass(frozen=True, kw_only=True)
class AgreementView(View):
    """One agreement as this person may see it. `label` is the next unmet thing, for people (1.3)."""

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
    """Something that waits for this person, for their task list."""

    application_id: UUID
    reference: str
    title: str
    task: str
    due: datetime | None = None


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


@dataclass(frozen=True, kw_only=True)
class FrameworkContractsPage(View):
    rows: tuple[FrameworkContractView, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListFrameworkContracts(Listing):
    """Staff: framework contracts by expiry, soonest first."""

    answers: ClassVar[type[View]] = FrameworkContractsPage
    state: FrameworkState | None = None


@dataclass(frozen=True, kw_only=True)
class TariffLine(View):
    code: str
    label: str
    unit: str
    pence: int


@dataclass(frozen=True, kw_only=True)
class TariffView(View):
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
    """Finance, auditor and SIRO: all invoices, newest first. `state`: issued or paid."""

    answers: ClassVar[type[View]] = InvoicesPage
    state: str = field(default="", metadata={"pattern": r"^(|issued|paid)$"})


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
