"""What each event makes of an agreement. Pure."""

from dataclasses import replace
from functools import singledispatch

from services.contracts.agreements import (
    AgreementExpired,
    AgreementExpiring,
    AgreementGenerated,
    AgreementInForce,
    AgreementIssued,
    AgreementLapsed,
    AgreementRead,
    AgreementReinstated,
    AgreementSuspended,
    AgreementTerminated,
    InvoiceIssued,
    InvoicePaid,
    PurchaseOrderGiven,
    ReinstatementProposed,
    ReleaseLetterIssued,
    ReleaseLetterSigned,
    ServiceAgreementSigned,
    SignatoryNamed,
    SignedByController,
    SignedByCustodian,
)
from services.contracts.message import Event

from . import terms
from .agreement import Act, Agreement, Invoice, LetterSignature, Proposal, Reading, State


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
        certify_days=event.certify_days, text_sha256=event.text_sha256, sha256=event.sha256, users=agreement.users,
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
