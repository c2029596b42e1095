"""The agreement as it stands: a frozen record, and what each event makes of it. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import singledispatch
from uuid import UUID

from services.contracts.agreements import (
    AgreedCondition,
    AgreementExpired,
    AgreementExpiring,
    AgreementGenerated,
    AgreementInForce,
    AgreementIssued,
    AgreementLapsed,
    AgreementRead,
    AgreementReinstated,
    AgreementState,
    AgreementSuspended,
    AgreementTerminated,
    Bound,
    ChargeLine,
    InvoiceIssued,
    InvoicePaid,
    LetterOffice,
    LetterUser,
    PurchaseOrderGiven,
    Quote,
    ReinstatementProposed,
    ReleaseLetterIssued,
    ReleaseLetterSigned,
    ServiceAgreementSigned,
    SignatoryNamed,
    Signature,
    SignatureSlot,
    SignedByController,
    SignedByCustodian,
)
from services.contracts.message import Event
from services.contracts.request import Assurance, Request

from . import terms

State = AgreementState
NO_QUOTE = Quote(tariff="")
OFFERED = frozenset({State.ISSUED, State.CUSTODIAN_SIGNED, State.PARTIALLY_SIGNED})
RUNNING = frozenset({State.EFFECTIVE, State.SUSPENDED})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Who has opened which text."""

    person_id: UUID
    text_sha256: str


@dataclass(frozen=True, kw_only=True)
class LetterSignature:
    person_id: UUID
    name: str
    office: LetterOffice
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A data release confirmation letter: draft until two have signed, then issued under its number."""

    signatures: tuple[LetterSignature, ...] = ()
    number: str = ""
    text_sha256: str = ""
    sha256: str = ""
    users: tuple[LetterUser, ...] = ()

    @property
    def issued(self) -> bool:
        return self.number != ""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The first of the two who lift a suspension."""

    person_id: UUID
    as_siro: bool


@dataclass(frozen=True, kw_only=True)
class Invoice:
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
    paid_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a person has done on this request: separation of duties is checked against it (9.3)."""

    person_id: UUID
    act: str


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The DSA of one request, with what depends on it. `version` counts its events; `edition` is the DSA's own version
    (1.0, 1.1 after a lapse). `reminded`: the last expiry reminder, in days before the end."""

    id: UUID
    state: State = State.ABSENT
    version: int = 0
    edition: tuple[int, ...] = (1, 0)
    earlier: tuple[str, ...] = ()
    reference: str = ""
    agreement_ref: str = ""
    request: Request | None = None
    level: Assurance | None = None
    decided_by: tuple[UUID, ...] = ()
    decided_at: datetime | None = None
    case_officer_id: UUID | None = None
    conditions: tuple[AgreedCondition, ...] = ()
    organisations: tuple[Bound, ...] = ()
    framework_needed: tuple[UUID, ...] = ()
    framework_contracts: tuple[str, ...] = ()
    quote: Quote = NO_QUOTE
    signing_order: tuple[str, ...] = ()
    slots: tuple[SignatureSlot, ...] = ()
    needs_cohort: bool = False
    needs_letter: bool = False
    needs_service_agreement: bool = False
    needs_purchase_order: bool = False
    text_sha256: str = ""
    sha256: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    lapses_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    readings: tuple[Reading, ...] = ()
    signatures: tuple[Signature, ...] = ()
    service_agreement: Signature | None = None
    purchase_order: str = ""
    users: tuple[LetterUser, ...] = ()
    letter: Letter = Letter()
    suspended_for: str = ""
    proposal: Proposal | None = None
    reminded: int = terms.REMINDERS[0] + 1
    invoices: tuple[Invoice, ...] = ()
    acts: tuple[Act, ...] = ()
    cohort_accepted: bool = False
    ended_for: str = ""
    project_closed: bool = False

    @property
    def asked(self) -> Request:
        """The approved request; there always is one once the agreement has been generated."""
        if self.request is None:
            raise LookupError("an absent agreement has no request")
        return self.request

    def signed(self, party: str) -> bool:
        return any(signature.party == party for signature in self.signatures)

    def unsigned(self) -> tuple[SignatureSlot, ...]:
        return tuple(slot for slot in self.slots if not self.signed(slot.party))

    def waiting_for(self) -> tuple[SignatureSlot, ...]:
        """Whose turn it is: the open slots of the first step of the signing order that is not complete."""
        for step in self.signing_order:
            of_step = [s for s in self.unsigned() if (s.party == "custodian") == (step == "custodian")]
            if of_step:
                return tuple(of_step)
        return ()

    def complete(self) -> bool:
        """Everyone has signed what they had to."""
        return not self.unsigned() and not (self.needs_service_agreement and self.service_agreement is None)

    def precedent_met(self) -> bool:
        """G-COND-PREC."""
        return all(c.met for c in self.conditions if c.kind == "precedent")

    def did(self, person_id: UUID, act: str) -> bool:
        return Act(person_id=person_id, act=act) in self.acts


def reference_of(reference: str, edition: tuple[int, ...]) -> str:
    """DAR-2026-00042 and (1, 0) -> DSA-2026-00042-v1.0."""
    return f"DSA-{reference.removeprefix('DAR-')}-v{edition[0]}.{edition[1]}"


def after(event: Event, agreement: Agreement) -> Agreement:
    """The agreement once `event` has happened, and been counted."""
    return replace(evolve(event, agreement), version=agreement.version + 1)


@singledispatch
def evolve(event: Event, agreement: Agreement) -> Agreement:
    raise NotImplementedError(type(event))


@evolve.register
def generated(event: AgreementGenerated, agreement: Agreement) -> Agreement:
    earlier = (*agreement.earlier, agreement.agreement_ref) if agreement.agreement_ref else ()
    edition = agreement.edition if agreement.state is State.ABSENT else (agreement.edition[0] + 1, 0)
    return Agreement(
        id=agreement.id, state=State.GENERATED, version=agreement.version, edition=edition, earlier=earlier,
        reference=event.reference, agreement_ref=event.agreement_ref, request=event.request, level=event.level,
        decided_by=event.decided_by, decided_at=event.decided_at, case_officer_id=event.case_officer_id,
        conditions=event.conditions, organisations=event.organisations, framework_needed=event.framework_needed,
        quote=event.quote, signing_order=event.signing_order, slots=event.signatories,
        needs_cohort=event.needs_cohort, needs_letter=event.needs_letter,
        needs_service_agreement=event.needs_service_agreement, needs_purchase_order=event.needs_purchase_order,
        text_sha256=event.text_sha256, sha256=event.sha256, users=agreement.users,
        acts=agreement.acts, invoices=agreement.invoices,
    )  # fmt: skip


@evolve.register
def issued(event: AgreementIssued, agreement: Agreement) -> Agreement:
    again = agreement.state is State.LAPSED
    return _acted(
        event, "issued", agreement, state=State.ISSUED, agreement_ref=event.agreement_ref,
        edition=(agreement.edition[0], agreement.edition[1] + 1) if again else agreement.edition,
        earlier=(*agreement.earlier, agreement.agreement_ref) if again else agreement.earlier,
        text_sha256=event.text_sha256, sha256=event.sha256, starts_on=event.starts_on, ends_on=event.ends_on,
        lapses_at=event.lapses_at, slots=event.signatories, framework_contracts=event.framework_contracts,
        quote=event.quote, signatures=(), readings=(), service_agreement=None,
    )  # fmt: skip


@evolve.register
def signatory_named(event: SignatoryNamed, agreement: Agreement) -> Agreement:
    named = {"person_id": event.person_id, "person_name": event.name}
    slots = tuple(replace(s, **named) if s.party == str(event.organisation_id) else s for s in agreement.slots)  # type: ignore[arg-type]
    return replace(agreement, slots=slots)


@evolve.register
def read(event: AgreementRead, agreement: Agreement) -> Agreement:
    reading = Reading(person_id=event.by, text_sha256=event.text_sha256)
    return replace(agreement, readings=tuple(dict.fromkeys((*agreement.readings, reading))))


@evolve.register
def signed_by_custodian(event: SignedByCustodian, agreement: Agreement) -> Agreement:
    others = any(s.party != "custodian" for s in agreement.signatures)
    state = State.PARTIALLY_SIGNED if others else State.CUSTODIAN_SIGNED
    signatures = (*agreement.signatures, event.signature)
    return _acted(event, "signed-custodian", agreement, state=state, signatures=signatures, sha256=event.sha256)


@evolve.register
def signed_by_controller(event: SignedByController, agreement: Agreement) -> Agreement:
    signatures = (*agreement.signatures, event.signature)
    return _acted(
        event, "signed-controller", agreement, state=State.PARTIALLY_SIGNED, signatures=signatures, sha256=event.sha256
    )


@evolve.register
def order_given(event: PurchaseOrderGiven, agreement: Agreement) -> Agreement:
    return _acted(event, "purchase-order", agreement, purchase_order=event.number)


@evolve.register
def service_signed(event: ServiceAgreementSigned, agreement: Agreement) -> Agreement:
    return _acted(event, "signed-service", agreement, service_agreement=event.signature)


@evolve.register
def in_force(event: AgreementInForce, agreement: Agreement) -> Agreement:
    reminded = terms.reminders_passed(event.ends_on, terms.london(event.at))
    return replace(
        agreement, state=State.EFFECTIVE, starts_on=event.starts_on, starts_at=event.starts_at, ends_on=event.ends_on,
        ends_at=event.ends_at, lapses_at=None, sha256=event.sha256, reminded=reminded,
    )  # fmt: skip


@evolve.register
def letter_signed(event: ReleaseLetterSigned, agreement: Agreement) -> Agreement:
    signature = LetterSignature(person_id=event.by, name=event.signed_by, office=event.office, at=event.at)
    letter = replace(agreement.letter, signatures=(*agreement.letter.signatures, signature))
    return _acted(event, f"letter-{event.office}", agreement, letter=letter)


@evolve.register
def letter_issued(event: ReleaseLetterIssued, agreement: Agreement) -> Agreement:
    letter = replace(
        agreement.letter, number=event.number, users=event.users, text_sha256=event.text_sha256, sha256=event.sha256
    )
    return replace(agreement, letter=letter)


@evolve.register
def suspended(event: AgreementSuspended, agreement: Agreement) -> Agreement:
    return _acted(event, "suspended", agreement, state=State.SUSPENDED, suspended_for=event.reason, proposal=None)


@evolve.register
def reinstatement_proposed(event: ReinstatementProposed, agreement: Agreement) -> Agreement:
    proposal = Proposal(person_id=event.by, as_siro=event.as_siro)
    return _acted(event, "proposed-reinstatement", agreement, proposal=proposal)


@evolve.register
def reinstated(event: AgreementReinstated, agreement: Agreement) -> Agreement:
    return _acted(event, "reinstated", agreement, state=State.EFFECTIVE, suspended_for="", proposal=None)


@evolve.register
def terminated(event: AgreementTerminated, agreement: Agreement) -> Agreement:
    return _acted(
        event, "terminated", agreement, state=State.TERMINATED, ended_for="terminated", ends_at=event.ended_at
    )


@evolve.register
def expiring(event: AgreementExpiring, agreement: Agreement) -> Agreement:
    return replace(agreement, reminded=event.days)


@evolve.register
def expired(event: AgreementExpired, agreement: Agreement) -> Agreement:
    return replace(agreement, state=State.EXPIRED, ended_for=event.reason, ends_at=event.ended_at)


@evolve.register
def lapsed(event: AgreementLapsed, agreement: Agreement) -> Agreement:
    return replace(agreement, state=State.LAPSED, lapses_at=None)


@evolve.register
def invoiced(event: InvoiceIssued, agreement: Agreement) -> Agreement:
    invoice = Invoice(
        number=event.number, occasion=event.occasion, issued_on=event.issued_on, due_on=event.due_on,
        purchase_order=event.purchase_order, lines=event.lines, net_pence=event.net_pence, vat_pence=event.vat_pence,
        gross_pence=event.gross_pence, sha256=event.sha256,
    )  # fmt: skip
    return replace(agreement, invoices=(*agreement.invoices, invoice))


@evolve.register
def paid(event: InvoicePaid, agreement: Agreement) -> Agreement:
    invoices = tuple(replace(i, paid_on=event.paid_on) if i.number == event.number else i for i in agreement.invoices)
    return _acted(event, "marked-paid", agreement, invoices=invoices)


def _acted(event: Event, act: str, agreement: Agreement, **changes: object) -> Agreement:
    """`agreement` changed, and the act remembered under the person who did it."""
    done = Act(person_id=event.by, act=act)
    acts = agreement.acts if done in agreement.acts else (*agreement.acts, done)
    return replace(agreement, acts=acts, **changes)  # type: ignore[arg-type]
