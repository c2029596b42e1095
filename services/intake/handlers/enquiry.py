"""Commands to enquiries, and what time and applications do to them."""

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts.intake import enquiry as say
from services.contracts.message import Call, Done, Event, NotFound, NotPermitted, Problem, Refused

from .. import models
from ..domain import enquiry as domain
from ..domain.people import State
from ..domain.people.day import day_of
from ..models.enquiry import EnquiryRow
from ..models.people import Person
from . import accounts, letters

BATCH = 200


class Newcomer(NamedTuple):
    """Somebody who has asked without an account."""

    email: str
    name: str


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


def register_enquiry(session: Session, command: say.RegisterEnquiry, call: Call) -> Done:
    """What came another way, for the person whose address it came from (S4-48). Nobody has to have an account: one that
    opens only by signing up with this address is made for them, and a letter says so."""
    enquiry = domain.Enquiry(id=command.id)
    if type(command) not in domain.may(enquiry, call.actor):
        raise NotPermitted("Case officers register enquiries")
    if command.organisation_id and models.organisations.read(session, command.organisation_id) is None:
        raise Refused("There is no such organisation", code="unknown-organisation")
    person = models.people.by_email(session, command.contact_email) or _newcomer(session, command, call)
    if person.state == State.DISABLED.value:
        raise Refused("The account of this address is disabled: ask an administrator", code="account-disabled")
    contact = domain.Contact(id=person.id, confirmed=True, organisation_id=person.organisation_id)
    reference = models.references.next_reference(session, "ENQ", day_of(call.at).year)
    enquiry = domain.Enquiry(id=command.id, reference=reference)
    done = _finish(session, None, enquiry, domain.handle(command, enquiry, call, contact))
    if person.state == State.UNCONFIRMED.value:
        letters.enquiry_registered(session, person, reference, command.received_on)
    return done


def _newcomer(session: Session, command: say.RegisterEnquiry, call: Call) -> Person:
    name = command.contact_name.strip()
    if not name:
        words = "Nobody has an account with this address: say who it is"
        unnamed = Problem(code="missing", message=words, field="contact_name")
        raise Refused(words, problems=(unnamed,), code="incomplete")
    # Without the organisation that they name, which nobody has checked: it is the enquiry's, and not the account's.
    return accounts.register(session, Newcomer(command.contact_email, name), call, "", by=call.actor.id)


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
