"""Signatures: whose turn it is, what must be true first, and what follows from the last one (T25 to T27). Pure."""

from collections.abc import Iterable
from dataclasses import replace

from services.contracts.agreements import (
    CUSTODIAN,
    AgreementInForce,
    GuardView,
    LetterOffice,
    LetterUser,
    ReleaseLetterIssued,
    ReleaseLetterSigned,
    ServiceAgreementSigned,
    SignAgreement,
    Signature,
    SignatureSlot,
    SignedByController,
    SignedByCustodian,
    SignReleaseLetter,
    SignServiceAgreement,
)
from services.contracts.message import Call, Event, NotPermitted, Refused, Role, happened

from . import charges, guards, policy, terms, text
from .agreement import Agreement
from .evolution import evolve
from .guards import Standing
from .letter import letter_text
from .permissions import right_person


def sign(command: SignAgreement, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    """One party's signature, and what follows when it was the last."""
    slot = next((s for s in agreement.slots if s.party == command.party), None)
    if slot is None:
        raise Refused("That is not a party to this agreement", code="not-a-party")
    right_person(slot, agreement, call.actor)
    _still_open(slot, command, agreement, call)
    if slot not in agreement.waiting_for():
        waiting = ", ".join(s.name for s in agreement.waiting_for())
        raise Refused(f"It is not your turn: the agreement waits for {waiting}", code="not-your-turn")
    wanted = list(guards.signing(agreement, standing, terms.london(call.at)))
    if slot.party != CUSTODIAN:
        wanted.append(guards.order(agreement))
    _all_met(wanted, "The agreement cannot be signed yet")
    event = _signed(slot, command, agreement, call)
    return [event, *_when_complete(evolve(event, agreement), call)]


def _still_open(slot: SignatureSlot, command: SignAgreement, agreement: Agreement, call: Call) -> None:
    if agreement.signed(slot.party):
        raise Refused(f"{slot.name} has signed already", code="already-signed")
    if agreement.lapses_at is not None and call.at >= agreement.lapses_at:
        raise Refused("The offer has lapsed; ask the case officer to issue it again", code="offer-lapsed")
    if agreement.ends_on is not None and call.at >= terms.last_instant(agreement.ends_on):
        raise Refused("The term that was offered is over", code="term-over")
    if command.document_sha256 != agreement.text_sha256:
        raise Refused("That is not the text that is offered; read it again", code="text-changed")
    if all(r.person_id != call.actor.id or r.text_sha256 != agreement.text_sha256 for r in agreement.readings):
        raise Refused("Read the agreement before you sign it", code="not-read")


def _signed(slot: SignatureSlot, command: SignAgreement, agreement: Agreement, call: Call) -> Event:
    names = {"reference": agreement.reference, "agreement_ref": agreement.agreement_ref, "sha256": ""}
    signature = _signature(slot.party, slot.name, command.statement, agreement.text_sha256, call)
    if slot.party == CUSTODIAN:
        order = agreement.needs_purchase_order and not agreement.purchase_order
        facts = {"signature": signature, "needs_purchase_order": order}
        return happened(SignedByCustodian, call, agreement.id, **names, **facts)
    waiting = tuple(s.name for s in agreement.unsigned() if s.party not in (slot.party, CUSTODIAN))
    organisation = next(p.organisation_id for p in agreement.asked.controllers if str(p.organisation_id) == slot.party)
    facts = {"organisation_id": organisation, "signature": signature, "waiting_for": waiting}
    return happened(SignedByController, call, agreement.id, **names, **facts)


def sign_service(command: SignServiceAgreement, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    """A controller accepts the terms of the access service (S4-44); it may be the last thing that was missing."""
    if not agreement.needs_service_agreement:
        raise Refused("This way of access has no service agreement", code="no-service-agreement-needed")
    if agreement.service_agreement is not None:
        raise Refused("The service agreement is signed already", code="already-signed")
    slot = next(s for s in agreement.slots if s.person_id == call.actor.id)
    if call.actor.id == agreement.asked.lead.person_id:
        raise NotPermitted("The lead of the project may not sign for a controller", code="sod-05")
    version = policy.POLICIES[agreement.asked.profile].service_terms
    event = happened(
        ServiceAgreementSigned, call, agreement.id, reference=agreement.reference,
        agreement_ref=agreement.agreement_ref, service=agreement.asked.access, terms_version=version,
        signature=_signature(slot.party, slot.name, command.statement, agreement.text_sha256, call),
    )  # fmt: skip
    return [event, *_when_complete(evolve(event, agreement), call)]


def _when_complete(agreement: Agreement, call: Call) -> list[Event]:
    """Nothing, until everyone has signed: then the agreement is in force, from its start or, when that has passed, from
    this signature (1.9), and what is due at once is invoiced."""
    if not agreement.complete() or agreement.starts_on is None or agreement.ends_on is None:
        return []
    starts_on = max(agreement.starts_on, terms.london(call.at))
    in_force = happened(
        AgreementInForce, call, agreement.id, reference=agreement.reference, agreement_ref=agreement.agreement_ref,
        request=agreement.asked, text_sha256=agreement.text_sha256, sha256="", starts_on=starts_on,
        ends_on=agreement.ends_on, starts_at=max(terms.first_instant(starts_on), call.at),
        ends_at=terms.last_instant(agreement.ends_on), optout=agreement.asked.legal.opt_out,
        organisations=agreement.organisations, conditions=agreement.conditions, needs_cohort=agreement.needs_cohort,
        needs_letter=agreement.needs_letter, level=agreement.level, signatures=agreement.signatures,
        purchase_order=agreement.purchase_order, case_officer_id=agreement.case_officer_id,
        decided_by=agreement.decided_by,
    )  # fmt: skip
    return [in_force, *charges.invoice(evolve(in_force, agreement), charges.IN_FORCE, call)]


def sign_letter(command: SignReleaseLetter, agreement: Agreement, call: Call, standing: Standing) -> list[Event]:
    """The data release confirmation letter: two offices, two people, every input of G-DRCL at both signatures (T25)."""
    if not agreement.needs_letter:
        raise Refused("No release letter is needed here", code="no-letter-needed")
    if agreement.letter.issued:
        raise Refused("The release letter has been issued", code="already-signed")
    if not call.actor.has(Role(command.office.value)):
        raise NotPermitted(f"You do not hold the office of {command.office.value}", code="not-the-signatory")
    if any(s.office is command.office for s in agreement.letter.signatures):
        raise Refused("That office has signed already", code="already-signed")
    if any(s.person_id == call.actor.id for s in agreement.letter.signatures):
        raise NotPermitted("The letter is signed by two different people", code="two-people")
    _all_met(guards.letter(agreement, call.at), "The release letter is not due yet", code="letter-not-due")
    names = {"reference": agreement.reference, "agreement_ref": agreement.agreement_ref}
    signed = happened(
        ReleaseLetterSigned, call, agreement.id, office=command.office, signed_by=call.actor.name, **names
    )
    after = evolve(signed, agreement)
    if {s.office for s in after.letter.signatures} != set(LetterOffice):
        return [signed]
    today = terms.london(call.at)
    named = set(guards.verified(agreement, today))
    users: tuple[LetterUser, ...] = tuple(u for u in agreement.users if u.person_id in named)
    by = tuple(f"{s.name}, {s.office.value.replace('-', ' ')}" for s in after.letter.signatures)
    issued = happened(
        ReleaseLetterIssued, call, agreement.id, number=f"DRCL-{agreement.reference.removeprefix('DAR-')}-01",
        sha256="", text_sha256="", users=users, signed_by=by, **names,
    )  # fmt: skip
    return [signed, replace(issued, text_sha256=text.sha256(letter_text(evolve(issued, after), today)))]


def _signature(party: str, name: str, statement: str, sha256: str, call: Call) -> Signature:
    return Signature(
        party=party, party_name=name, person_id=call.actor.id, person_name=call.actor.name, at=call.at,
        text_sha256=sha256, statement=statement,
    )  # fmt: skip


def _all_met(wanted: Iterable[GuardView], detail: str, code: str = "") -> None:
    """Refused with a problem for each guard that fails; the code is that of the first, or `code`."""
    problems = guards.failing(wanted)
    if problems:
        raise Refused(detail, problems=problems, code=code or problems[0].code)
