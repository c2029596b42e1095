"""Load, decide, show as a document where there is one to show, save, post."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import documents as store
from services.chassis import mail, settled
from services.contracts import review
from services.contracts.agreements import (
    AgreementGenerated,
    AgreementInForce,
    AgreementIssued,
    AgreementTextView,
    FrameworkContractTerminated,
    GivePurchaseOrder,
    InvoiceIssued,
    LetterUser,
    ReadAgreementText,
    RecordFrameworkContract,
    ReleaseLetterIssued,
    SignedByController,
    SignedByCustodian,
    TerminateFrameworkContract,
)
from services.contracts.audit import ProjectClosed
from services.contracts.intake import SettingChanged
from services.contracts.intake.organisations import OrganisationEvidenceUpdated
from services.contracts.message import Call, Command, Done, Event
from services.contracts.provisioning import (
    CohortAccepted,
    DataUserRefused,
    DataUserVerified,
    MemberRemoved,
    MembershipExtended,
    MembershipRestored,
    MembershipSuspended,
    ProjectActive,
)

from . import models
from .documents import papers
from .domain import charges, commands, framework, generation, hearing, terms, timers
from .domain.agreement import Agreement
from .domain.evolution import after
from .domain.guards import Evidence


class ToAgreement(Protocol):
    """Any command to one agreement."""

    @property
    def application_id(self) -> UUID: ...


SHOWN = (
    AgreementGenerated,
    AgreementIssued,
    SignedByCustodian,
    SignedByController,
    AgreementInForce,
    ReleaseLetterIssued,
    InvoiceIssued,
)


def obey(session: Session, command: ToAgreement, call: Call) -> Done:
    """The whole of every command to an agreement."""
    agreement = models.load(session, command.application_id)
    order = command.number.strip() if isinstance(command, GivePurchaseOrder) else ""
    known = models.standing(session, agreement, order)
    return _done(_enact(session, commands.handle(cast(Command, command), agreement, call, known), agreement))


def read_text(session: Session, command: ReadAgreementText, call: Call) -> AgreementTextView:
    """That the text was opened is recorded in the same transaction as its address is given."""
    obey(session, command, call)
    agreement = models.load(session, command.application_id)
    return AgreementTextView(
        subject=agreement.id, agreement_ref=agreement.agreement_ref, text_sha256=agreement.text_sha256,
        sha256=agreement.sha256,
    )  # fmt: skip


def obey_framework(session: Session, command: RecordFrameworkContract | TerminateFrameworkContract, call: Call) -> Done:
    """A framework contract is recorded or terminated; with it end the agreements under it (S1-38)."""
    contract = models.load_framework(session, command.organisation_id)
    year = terms.london(call.at).year
    number = models.next_number(session, f"DSFC-{year}") if not contract.reference else 0
    for event in framework.handle(command, contract, call, f"DSFC-{year}-{number:04d}"):
        contract = framework.after(event, contract)
        mail.post(session, event)
        if isinstance(event, FrameworkContractTerminated):
            _end_all_under(session, contract.id, call, "framework-contract-terminated")
    models.save_framework(session, contract)
    return Done(subject=contract.id, reference=contract.reference, version=contract.version, state=contract.state.value)


def generate(session: Session, event: review.ApplicationApproved, call: Call) -> None:
    """An approval in full makes an agreement."""
    agreement = models.load(session, event.subject)
    events = generation.generate(event, agreement, call, settled.read(session, models.SettingRow))
    if events:
        _enact(session, events, agreement)


def set_value(session: Session, event: SettingChanged) -> None:
    """What two administrators have settled, kept for the agreements to come."""
    settled.keep(session, models.SettingRow, event)


def hear(session: Session, application_id: UUID, change: Callable[[Agreement], Agreement]) -> None:
    """Something that another service said, kept with the agreement; NotYet while there is no agreement."""
    agreement = models.load(session, application_id)
    if agreement.request is None:
        raise mail.NotYet("the agreement has not been generated")
    models.save(session, change(agreement))


def hear_user(session: Session, event: DataUserVerified, call: Call) -> None:
    user = LetterUser(person_id=event.person_id, name=event.name, valid_to=event.valid_to)
    hear(session, event.subject, lambda agreement: hearing.user_verified(agreement, user))


def hear_user_renewed(session: Session, event: MembershipRestored | MembershipExtended, call: Call) -> None:
    hear(session, event.subject, lambda agreement: hearing.user_renewed(agreement, event.person_id, event.valid_to))


def hear_user_stopped(
    session: Session, event: DataUserRefused | MembershipSuspended | MemberRemoved, call: Call
) -> None:
    hear(session, event.subject, lambda agreement: hearing.user_stopped(agreement, event.person_id))


def hear_cohort(session: Session, event: CohortAccepted, call: Call) -> None:
    hear(session, event.subject, hearing.cohort_accepted)


def hear_closed(session: Session, event: ProjectClosed, call: Call) -> None:
    hear(session, event.subject, hearing.project_closed)


def hear_condition(session: Session, event: review.ConditionMet, call: Call) -> None:
    hear(session, event.subject, lambda agreement: hearing.condition_met(agreement, str(event.condition_id)))


def hear_delivery(session: Session, event: ProjectActive, call: Call) -> None:
    """The data are there: what is due on delivery is invoiced."""
    agreement = models.load(session, event.subject)
    if agreement.request is None:
        raise mail.NotYet("the agreement has not been generated")
    events = charges.invoice(agreement, charges.DELIVERY, call)
    if events:
        _enact(session, events, agreement)


def hear_evidence(session: Session, event: OrganisationEvidenceUpdated, call: Call) -> None:
    evidence = Evidence(
        ico_number=event.ico_number, ico_expiry=event.ico_expiry, dspt_status=event.dspt_status.value,
        dspt_until=event.dspt_until, iso27001_expiry=event.iso27001_expiry,
    )  # fmt: skip
    models.save_evidence(session, event.organisation_id, evidence)


def pass_time(session: Session, call: Call) -> None:
    """Reminders, ends and lapses that have become due."""
    for application_id in models.due(session, call.at):
        agreement = models.load(session, application_id)
        events = timers.pass_time(agreement, call)
        _enact(session, events, agreement)
    for organisation_id in models.due_frameworks(session, call.at):
        contract = models.load_framework(session, organisation_id)
        for event in framework.expire(contract, call):
            contract = framework.after(event, contract)
            mail.post(session, event)
            _end_all_under(session, organisation_id, call, "framework-contract-expired")
        models.save_framework(session, contract)


def _end_all_under(session: Session, organisation_id: UUID, call: Call, reason: str) -> None:
    contract = models.load_framework(session, organisation_id)
    for application_id in models.resting_on(session, organisation_id):
        agreement = models.load(session, application_id)
        day, at = terms.london(call.at), call.at
        if reason == "framework-contract-expired" and contract.expires_on is not None:
            day, at = contract.expires_on, terms.last_instant(contract.expires_on)
        _enact(session, [timers.end(agreement, call, day, at, reason)], agreement)


def _enact(session: Session, events: Iterable[Event], agreement: Agreement) -> Agreement:
    """Each event in turn: counted, shown as a document where it changes one, posted; then the agreement is saved."""
    for event in events:
        shown = event
        if isinstance(event, SHOWN):
            paper = papers.pdf_for(event, after(event, agreement))
            shown = replace(event, sha256=store.put(paper, "application/pdf"))
        agreement = after(shown, agreement)
        mail.post(session, shown)
    models.save(session, agreement)
    return agreement


def _done(agreement: Agreement) -> Done:
    return Done(
        subject=agreement.id, reference=agreement.agreement_ref, version=agreement.version, state=agreement.state.value
    )
