"""For whom an agreement waits, and what to call the point where it is (domain 1.3). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.contracts.agreements import (
    CUSTODIAN,
    ApproveReinstatement,
    GivePurchaseOrder,
    IssueAgreement,
    LetterOffice,
    MarkInvoicePaid,
    NameSignatory,
    SignAgreement,
    SignReleaseLetter,
    SignServiceAgreement,
)
from services.contracts.message import Role

from .agreement import OFFERED, Agreement, State

LABELS = {
    State.GENERATED: "Agreement being prepared",
    State.SUSPENDED: "Suspended",
    State.EXPIRED: "Expired",
    State.TERMINATED: "Terminated",
    State.LAPSED: "Offer lapsed",
    State.SUPERSEDED: "Replaced by a newer version",
}

COMMANDS = {  # task -> the command that does it
    "Issue the agreement": IssueAgreement.__name__,
    "Sign the release letter": SignReleaseLetter.__name__,
    "Approve or leave the reinstatement": ApproveReinstatement.__name__,
    "Record payment of an invoice": MarkInvoicePaid.__name__,
    "Give the purchase order number": GivePurchaseOrder.__name__,
    "Sign the agreement for the custodian": SignAgreement.__name__,
    "Name a signatory": NameSignatory.__name__,
    "Read and sign the agreement": SignAgreement.__name__,
    "Sign the service agreement": SignServiceAgreement.__name__,
}


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """`who`: a role of staff or a person's id, as text; `task`: what they are asked to do."""

    who: str
    task: str


def label(agreement: Agreement) -> str:
    """The first thing that is not yet done, in words."""
    if agreement.state in LABELS:
        return LABELS[agreement.state]
    if agreement.state in OFFERED:
        return _offered(agreement)
    if agreement.needs_letter and not agreement.letter.issued:
        return "Release letter to be signed"
    return "Agreement in force"


def _offered(agreement: Agreement) -> str:
    waiting = agreement.waiting_for()
    if any(slot.party == CUSTODIAN for slot in waiting):
        return "Waiting for the custodian's signature"
    if waiting and agreement.needs_purchase_order and not agreement.purchase_order:
        return "Purchase order needed"
    if waiting:
        return "Waiting for signature: " + ", ".join(slot.name for slot in waiting)
    return "Service agreement to be signed"


def waits(agreement: Agreement) -> tuple[Waiting, ...]:
    """Everyone who has something to do now, and what."""
    return tuple(dict.fromkeys(_waits(agreement)))


def _waits(agreement: Agreement) -> Iterator[Waiting]:
    if agreement.state in (State.GENERATED, State.LAPSED):
        officer = str(agreement.case_officer_id or Role.CASE_OFFICER.value)
        yield Waiting(who=officer, task="Issue the agreement")
    elif agreement.state in OFFERED:
        yield from _for_signature(agreement)
    elif agreement.state is State.EFFECTIVE and _letter_due(agreement):
        for office in set(LetterOffice) - {s.office for s in agreement.letter.signatures}:
            yield Waiting(who=office.value, task="Sign the release letter")
    elif agreement.state is State.SUSPENDED and agreement.proposal is not None:
        others = (Role.CALDICOTT_GUARDIAN, Role.IG_LEAD) if agreement.proposal.as_siro else (Role.SIRO,)
        for role in others:
            yield Waiting(who=role.value, task="Approve or leave the reinstatement")
    if any(invoice.paid_on is None for invoice in agreement.invoices):
        yield Waiting(who=Role.FINANCE.value, task="Record payment of an invoice")


def _for_signature(agreement: Agreement) -> Iterator[Waiting]:
    if agreement.needs_purchase_order and not agreement.purchase_order:
        yield Waiting(who=str(agreement.asked.lead.person_id), task="Give the purchase order number")
    for slot in agreement.waiting_for():
        if slot.party == CUSTODIAN:
            yield Waiting(who=Role.CUSTODIAN_SIGNATORY.value, task="Sign the agreement for the custodian")
        elif slot.person_id is None:
            yield Waiting(who=str(agreement.case_officer_id or Role.CASE_OFFICER.value), task="Name a signatory")
        else:
            yield Waiting(who=str(slot.person_id), task="Read and sign the agreement")
    if agreement.needs_service_agreement and agreement.service_agreement is None:
        for slot in agreement.slots:
            if slot.person_id is not None:
                yield Waiting(who=str(slot.person_id), task="Sign the service agreement")


def _letter_due(agreement: Agreement) -> bool:
    wanted = agreement.needs_letter and not agreement.letter.issued
    return wanted and agreement.precedent_met() and bool(agreement.users)
