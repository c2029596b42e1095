"""Who may do what, in which state: the table, and who somebody is on this request (domain 9.1, 9.2). Pure."""

from collections.abc import Callable
from enum import StrEnum
from uuid import UUID

from services.contracts.access import Party, Who, holders
from services.contracts.agreements import (
    CUSTODIAN,
    ApproveReinstatement,
    GivePurchaseOrder,
    IssueAgreement,
    MarkInvoicePaid,
    NameSignatory,
    ProposeReinstatement,
    ReadAgreement,
    ReadAgreementText,
    SignAgreement,
    SignatureSlot,
    SignReleaseLetter,
    SignServiceAgreement,
    SuspendAgreement,
    TerminateAgreement,
)
from services.contracts.message import Actor, Command, NotPermitted, Role

from .access import ACCESS
from .agreement import OFFERED, RUNNING, Agreement, State


class Part(StrEnum):
    """What somebody is on one request, read from the request itself and not from the account."""

    LEAD = "lead"
    MEMBER = "member"
    SIGNATORY = "signatory"
    SUBMITTER = "submitter"


LIFTERS = holders(ACCESS[SuspendAgreement])
READERS = holders(ACCESS[ReadAgreement])
PARTIES = {"lead": Party.APPLICANT, "member": Party.TEAM, "signatory": Party.SIGNATORY, "submitter": Party.SUBMITTER}

# Each line: who, in which states, may give which commands.
_ROWS: tuple[tuple[Role | Part, frozenset[State], tuple[type[Command], ...]], ...] = (
    (Role.CASE_OFFICER, frozenset({State.GENERATED, State.LAPSED}), (IssueAgreement,)),
    (Role.CASE_OFFICER, OFFERED | {State.GENERATED}, (NameSignatory,)),
    (Role.CUSTODIAN_SIGNATORY, OFFERED, (ReadAgreementText, SignAgreement)),
    (Part.SIGNATORY, OFFERED, (ReadAgreementText, SignAgreement, SignServiceAgreement)),
    (Part.SIGNATORY, RUNNING, (ReadAgreementText,)),
    (Part.LEAD, OFFERED, (ReadAgreementText, GivePurchaseOrder)),
    (Part.LEAD, RUNNING, (ReadAgreementText,)),
    (Role.FINANCE, OFFERED, (GivePurchaseOrder,)),
    (Role.FINANCE, RUNNING | {State.EXPIRED, State.TERMINATED}, (MarkInvoicePaid,)),
    (Role.IG_LEAD, frozenset({State.EFFECTIVE}), (SignReleaseLetter,)),
    (Role.CALDICOTT_GUARDIAN, frozenset({State.EFFECTIVE}), (SignReleaseLetter,)),
    *((role, frozenset({State.EFFECTIVE}), (SuspendAgreement,)) for role in sorted(LIFTERS)),
    *((role, frozenset({State.SUSPENDED}), (ProposeReinstatement, ApproveReinstatement)) for role in sorted(LIFTERS)),
    (Role.SIRO, RUNNING, (TerminateAgreement,)),
)


def _table() -> dict[tuple[State, Role | Part], frozenset[type[Command]]]:
    table: dict[tuple[State, Role | Part], frozenset[type[Command]]] = {}
    for who, states, commands in _ROWS:
        for state in states:
            table[state, who] = table.get((state, who), frozenset()) | set(commands)
    return table


MAY = _table()
EVERY_PART: tuple[Role | Part, ...] = (*Role, *Part)


def parts(agreement: Agreement, actor: Actor) -> frozenset[Role | Part]:
    """Everything that this person is, here: the roles of the account and their parts in the request."""
    if agreement.request is None:
        return frozenset(actor.roles)
    found: set[Role | Part] = set(actor.roles)
    if actor.id == agreement.request.lead.person_id:
        found.add(Part.LEAD)
    if actor.id in team(agreement):
        found.add(Part.MEMBER)
    if any(slot.person_id == actor.id for slot in agreement.slots):
        found.add(Part.SIGNATORY)
    if actor.id == agreement.request.cohort.submitter_id:
        found.add(Part.SUBMITTER)
    return frozenset(found)


def seen_as(agreement: Agreement, actor: Actor) -> frozenset[Who]:
    """What somebody reads this agreement as: those who belong to the request as just that, whatever their account
    holds (SoD-01)."""
    found = parts(agreement, actor)
    parties: frozenset[Who] = frozenset(PARTIES[one.value] for one in found if isinstance(one, Part))
    if agreement.request is not None and actor.id in involved(agreement):
        return parties
    return parties | actor.roles


def team(agreement: Agreement) -> frozenset[UUID]:
    """The lead and everyone who will use the data."""
    return frozenset(m.person_id for m in (agreement.asked.lead, *agreement.asked.team))


def involved(agreement: Agreement) -> frozenset[UUID]:
    """The team, whoever signs for a controller, who submits the cohort, and who helped with the request: nobody of them
    may act for the custodian here, whatever their account holds (SoD-01)."""
    signing = {slot.person_id for slot in agreement.slots if slot.party != CUSTODIAN}
    found = {*team(agreement), *signing, agreement.asked.cohort.submitter_id, *agreement.asked.helpers}
    return frozenset(one for one in found if one is not None)


def may_know(agreement: Agreement, actor: Actor) -> bool:
    """Whether this person may know that the agreement exists."""
    return not READERS.isdisjoint(actor.roles) or not frozenset(Part).isdisjoint(parts(agreement, actor))


def allowed(state: State, who: frozenset[Role | Part]) -> frozenset[type[Command]]:
    return frozenset().union(*(MAY.get((state, one), frozenset()) for one in who))


def right_person(slot: SignatureSlot, agreement: Agreement, actor: Actor) -> None:
    """NotPermitted for whoever may not sign in this place: SoD-05, and nobody signs for both sides."""
    person = actor.id
    if slot.party == CUSTODIAN:
        if not actor.has(Role.CUSTODIAN_SIGNATORY):
            raise NotPermitted("Only a custodian signatory signs for the custodian", code="not-the-signatory")
        if person == agreement.case_officer_id or agreement.did(person, "issued"):
            raise NotPermitted("The case officer may not sign for the custodian", code="sod-05")
        if any(s.person_id == person for s in agreement.slots):
            raise NotPermitted("A controller's signatory may not sign for the custodian", code="sod-05")
        return
    if person == agreement.asked.lead.person_id:
        raise NotPermitted("The lead of the project may not sign for a controller", code="sod-05")
    if slot.person_id != person:
        raise NotPermitted("You are not the named signatory of that controller", code="not-the-signatory")
    if any(s.person_id == person and s.party == CUSTODIAN for s in agreement.signatures):
        raise NotPermitted("Who signed for the custodian may not sign for a controller", code="sod-05")


def signs_for(agreement: Agreement, actor: Actor) -> tuple[str, ...]:
    """The parties whose turn it is, for which this person may sign."""
    found = []
    for slot in agreement.waiting_for() if agreement.state in OFFERED else ():
        try:
            right_person(slot, agreement, actor)
        except NotPermitted:
            continue
        found.append(slot.party)
    return tuple(found)


def _letter_open(agreement: Agreement, actor: Actor) -> bool:
    signed = any(s.person_id == actor.id for s in agreement.letter.signatures)
    return agreement.needs_letter and not agreement.letter.issued and not signed


_OPEN: dict[type[Command], Callable[[Agreement, Actor], bool]] = {
    SignAgreement: lambda agreement, actor: bool(signs_for(agreement, actor)),
    GivePurchaseOrder: lambda agreement, actor: agreement.needs_purchase_order and not agreement.purchase_order,
    SignServiceAgreement: lambda a, actor: a.needs_service_agreement and a.service_agreement is None,
    SignReleaseLetter: _letter_open,
    ProposeReinstatement: lambda agreement, actor: agreement.proposal is None,
    ApproveReinstatement: lambda a, actor: a.proposal is not None and a.proposal.person_id != actor.id,
    MarkInvoicePaid: lambda agreement, actor: any(i.paid_on is None for i in agreement.invoices),
}


def now(agreement: Agreement, actor: Actor) -> tuple[str, ...]:
    """The names of the commands that have a point for this person now: what pages draw buttons from."""
    names = allowed(agreement.state, parts(agreement, actor))
    return tuple(sorted(c.__name__ for c in names if _OPEN.get(c, lambda a, b: True)(agreement, actor)))
