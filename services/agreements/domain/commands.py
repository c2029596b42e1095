"""What follows from each command, or why it is refused. Permission first (the table), then detail. Pure."""

from functools import singledispatch
from uuid import UUID

from services.contracts.agreements import (
    CUSTODIAN,
    AgreementRead,
    AgreementReinstated,
    AgreementSuspended,
    AgreementTerminated,
    ApproveReinstatement,
    GivePurchaseOrder,
    InvoicePaid,
    IssueAgreement,
    MarkInvoicePaid,
    NameSignatory,
    ProposeReinstatement,
    PurchaseOrderGiven,
    ReadAgreementText,
    ReinstatementProposed,
    SignAgreement,
    SignatoryNamed,
    SignReleaseLetter,
    SignServiceAgreement,
    SuspendAgreement,
    TerminateAgreement,
)
from services.contracts.message import STAFF, Call, Command, Event, NotFound, NotPermitted, Refused, Role, happened

from . import generation, permissions, signing, terms
from .agreement import Agreement
from .guards import Standing


def handle(command: Command, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    """The events that follow from `command`. NotFound to those who may not know of the agreement; NotPermitted to those
    who may not do this, or not now; Refused with a code and problems when something is missing."""
    if agreement.request is None or not permissions.may_know(agreement, call.actor):
        raise NotFound("There is no such agreement")
    who = permissions.parts(agreement, call.actor)
    if type(command) not in permissions.allowed(agreement.state, who):
        raise NotPermitted(f"{type(command).__name__} is not open to you while the agreement is {agreement.state}")
    if not _as_party(agreement, command, who) and call.actor.id in permissions.involved(agreement):
        raise NotPermitted("Nobody on the project may act for the custodian here", code="sod-01")
    return decide(command, agreement, call, standing)


def _as_party(agreement: Agreement, command: Command, who: frozenset[Role | permissions.Part]) -> bool:
    """Whether this person may do it as the lead or as a signatory, without any role of staff."""
    return type(command) in permissions.allowed(agreement.state, who - STAFF)


@singledispatch
def decide(command: Command, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    raise NotImplementedError(type(command))


decide.register(IssueAgreement)(generation.issue)
decide.register(SignAgreement)(signing.sign)
decide.register(SignServiceAgreement)(signing.sign_service)
decide.register(SignReleaseLetter)(signing.sign_letter)


@decide.register
def name_signatory(command: NameSignatory, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    party = str(command.organisation_id)
    if party == CUSTODIAN or all(slot.party != party for slot in agreement.slots):
        raise Refused("That organisation is not a controller here", code="not-a-party")
    if agreement.signed(party):
        raise Refused("That controller has signed already", code="already-signed")
    if command.person_id == agreement.asked.lead.person_id:
        raise Refused("The lead of the project may not sign for a controller", code="sod-05")
    facts = {"person_id": command.person_id, "name": command.name, "authority": command.authority}
    return [happened(SignatoryNamed, call, agreement.id, organisation_id=command.organisation_id, **facts)]


@decide.register
def read(command: ReadAgreementText, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    return [_about(AgreementRead, agreement, call, text_sha256=agreement.text_sha256, reference=None)]


@decide.register
def give_order(command: GivePurchaseOrder, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    if not agreement.needs_purchase_order:
        raise Refused("This route of payment has no purchase order", code="no-order-needed")
    number = command.number.strip()
    return [_about(PurchaseOrderGiven, agreement, call, number=number, seen_before=standing.order_seen)]


@decide.register
def suspend(command: SuspendAgreement, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    return [_about(AgreementSuspended, agreement, call, reason=command.reason)]


@decide.register
def propose(command: ProposeReinstatement, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    if agreement.proposal is not None:
        raise Refused("Reinstatement is proposed already, and waits for the second person", code="already-proposed")
    facts = {"root_cause": command.root_cause, "actions": command.actions, "as_siro": call.actor.has(Role.SIRO)}
    return [_about(ReinstatementProposed, agreement, call, **facts)]


@decide.register
def approve(command: ApproveReinstatement, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    """SoD-08: two people, one of them the SIRO, the other the Caldicott Guardian or the IG lead."""
    proposal = agreement.proposal
    if proposal is None:
        raise Refused("Nobody has proposed reinstatement", code="not-proposed")
    if proposal.person_id == call.actor.id:
        raise NotPermitted("The second person must be somebody else", code="sod-08")
    if not proposal.as_siro and not call.actor.has(Role.SIRO):
        raise NotPermitted("One of the two must be the SIRO", code="sod-08")
    if proposal.as_siro and not call.actor.has(Role.CALDICOTT_GUARDIAN, Role.IG_LEAD):
        raise NotPermitted("The second person is the Caldicott Guardian or the IG lead", code="sod-08")
    if agreement.ends_at is None or call.at >= agreement.ends_at:
        raise Refused("The term is over", code="term-over")
    facts = {"proposed_by": proposal.person_id, "ends_at": agreement.ends_at}
    return [_about(AgreementReinstated, agreement, call, **facts)]


@decide.register
def terminate(command: TerminateAgreement, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    facts = {
        "reason": command.reason, "organisations": agreement.organisations, "ended_on": terms.london(call.at),
        "ended_at": call.at, "access": agreement.asked.access, "profile": agreement.asked.profile,
        "certify_days": agreement.certify_days,
    }  # fmt: skip
    return [_about(AgreementTerminated, agreement, call, **facts)]


@decide.register
def mark_paid(command: MarkInvoicePaid, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    """SoD-14: not by the case officer of this request, whatever other roles that person holds."""
    if _officer(agreement, call.actor.id):
        raise NotPermitted("A case officer may not mark an invoice of their own case paid", code="sod-14")
    invoice = next((i for i in agreement.invoices if i.number == command.number), None)
    if invoice is None:
        raise NotFound("There is no such invoice")
    if invoice.paid_on is not None:
        raise Refused("That invoice is paid already", code="already-paid")
    if command.paid_on > terms.london(call.at) or command.paid_on < invoice.issued_on:
        raise Refused("Give the day it was paid: not before its issue, and not in the future", code="wrong-date")
    facts = {"number": invoice.number, "paid_on": command.paid_on, "gross_pence": invoice.gross_pence}
    return [happened(InvoicePaid, call, agreement.id, reference=agreement.reference, **facts)]


def _officer(agreement: Agreement, person_id: UUID) -> bool:
    return person_id == agreement.case_officer_id or agreement.did(person_id, "issued")


def _about(cls: type[Event], agreement: Agreement, call: Call, **facts: object) -> Event:
    """An event that names the request and the agreement, as almost all of them do."""
    named = {"reference": agreement.reference, "agreement_ref": agreement.agreement_ref, **facts}
    return happened(cls, call, agreement.id, **{k: v for k, v in named.items() if v is not None})
