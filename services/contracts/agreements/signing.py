"""The agreement from generation to force: offer, reading, purchase order, signatures (T24, T26, T27)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from ..message import Command, Event, View
from ..request import Access, Assurance, Request
from .parts import PURCHASE_ORDER, SHA256, AgreedCondition, Bound, Quote, Signature, SignatureSlot


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
    """The agreement's text was made from the approved version. Opens the project in provisioning (T24). `certify_days`:
    within how many days of its end destruction is certified; 0 where its text was made before that could be set."""

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
    certify_days: int = 0


@dataclass(frozen=True, kw_only=True)
class AgreementIssued(Event):
    """The text is fixed and offered to its signatories until `lapses_at`. `text_sha256` is what each signature names,
    `sha256` the PDF."""

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
    """Somebody may sign for an organisation, by the authority that is named."""

    organisation_id: UUID
    person_id: UUID
    name: str
    authority: str


@dataclass(frozen=True, kw_only=True)
class AgreementRead(Event):
    """A signatory opened this text: without it there is no signature (S1-24)."""

    agreement_ref: str
    text_sha256: str


@dataclass(frozen=True, kw_only=True)
class SignedByCustodian(Event):
    """The custodian signed; `sha256` is the PDF with its signature."""

    reference: str
    agreement_ref: str
    signature: Signature
    sha256: str
    needs_purchase_order: bool = False


@dataclass(frozen=True, kw_only=True)
class PurchaseOrderGiven(Event):
    """A purchase order was given (S1-25). `seen_before`: another agreement names the same number."""

    reference: str
    agreement_ref: str
    number: str
    seen_before: bool = False


@dataclass(frozen=True, kw_only=True)
class SignedByController(Event):
    """One controller has signed. `waiting_for`: the controllers that have not."""

    reference: str
    agreement_ref: str
    organisation_id: UUID
    signature: Signature
    sha256: str
    waiting_for: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceAgreementSigned(Event):
    """The terms of the access service are accepted, where it has any (S4-44)."""

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
