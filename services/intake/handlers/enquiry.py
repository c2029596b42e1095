"""Commands to enquiries, and what time and applications do to them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts.intake import enquiry as say
from services.contracts.message import Call, Done, Event, NotFound, Refused

from .. import models
from ..domain import enquiry as domain
from ..domain.people import State
from ..domain.people.day import day_of
from ..models.enquiry import EnquiryRow
from ..models.people import Person

BATCH = 200


def send_enquiry(session: Session, command: say.SendEnquiry, call: Call) -> Done:
    """A new enquiry with its reference."""
    person = session.get(Person, call.actor.id)
    contact = domain.Contact(
        confirmed=person is not None and person.state == State.ACTIVE.value,
        organisation_id=person.organisation_id if person else None,
    )
    if command.organisation_id and models.organisations.read(session, command.organisation_id) is None:
        raise Refused("There is no such organisation", code="unknown-organisation")
    reference = models.references.next_reference(session, "ENQ", day_of(call.at).year)
    enquiry = domain.Enquiry(id=command.id, reference=reference)
    return _finish(session, None, enquiry, domain.handle(command, enquiry, call, contact))


def handle(session: Session, command: Any, call: Call) -> Done:
    """Any command to an enquiry that exists."""
    found = models.enquiry.load(session, command.enquiry_id)
    if found is None or not domain.reads(found[1], call.actor):
        raise NotFound("There is no such enquiry")
    row, enquiry = found
    return _finish(session, row, enquiry, domain.handle(command, enquiry, call))


def proceed_to_assessment(session: Session, command: say.ProceedToAssessment, call: Call) -> Done:
    """The dedicated contact, if named, handles enquiries (S4-29)."""
    if command.contact and not domain.OFFICERS & models.people.roles_of(session, command.contact):
        raise Refused("The dedicated contact must be a case officer", code="not-an-officer")
    return handle(session, command, call)


def time_passes(session: Session, call: Call) -> None:
    """Warnings of silence, and its end (T36)."""
    due = select(EnquiryRow.id).where(EnquiryRow.next_word_at <= call.at)
    for enquiry_id in session.scalars(due.order_by(EnquiryRow.next_word_at).limit(BATCH)).all():
        found = models.enquiry.load(session, enquiry_id)
        if found:
            row, enquiry = found
            _finish(session, row, enquiry, domain.time_passed(enquiry, call))


def _finish(session: Session, row: EnquiryRow | None, enquiry: domain.Enquiry, events: list[Event]) -> Done:
    for event in events:
        enquiry = domain.evolve(event, enquiry)
        mail.post(session, event)
    row = models.enquiry.save(session, enquiry, row)
    return Done(subject=enquiry.id, reference=enquiry.reference, version=row.version, state=enquiry.state.value)
