"""Commands to organisations, and what time brings."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts.intake import organisations as say
from services.contracts.message import Call, Conflict, Done, NotFound, Refused

from .. import models
from ..domain import organisation as domain
from ..domain.people.day import day_of
from ..models.organisations import OrganisationRow

BATCH = 200


def register_organisation(session: Session, command: say.RegisterOrganisation, call: Call) -> Done:
    """A new organisation; Refused when there is one of this name or code."""
    organisation, events = domain.register(command, command.id, call)
    there = models.organisations.same(session, organisation.name, organisation.ods_code)
    if there:
        raise Refused("There is an organisation of this name or code already: choose it from the list", code="exists")
    row = models.organisations.save(session, organisation)
    for event in events:
        mail.post(session, event)
    return Done(subject=row.id, version=row.version)


def update_organisation_evidence(session: Session, command: say.UpdateOrganisationEvidence, call: Call) -> Done:
    """The evidence as staff saw it."""
    found = models.organisations.load(session, command.organisation_id)
    if found is None:
        raise NotFound("There is no such organisation")
    row, organisation = found
    if command.expected_version not in (None, row.version):
        raise Conflict("Somebody changed this organisation meanwhile: look again")
    for event in domain.update(command, organisation, call):
        mail.post(session, event)
    models.organisations.save(session, domain.changed(command, organisation), row)
    return Done(subject=row.id, version=row.version)


def remind(session: Session, call: Call) -> None:
    """Evidence that ends soon, or has ended."""
    today = day_of(call.at)
    due = select(OrganisationRow.id).where(OrganisationRow.next_reminder <= today).limit(BATCH)
    for organisation_id in session.scalars(due).all():
        found = models.organisations.load(session, organisation_id)
        if found is None:
            continue
        row, organisation = found
        for event in domain.time_passed(organisation, call, today):
            organisation = domain.evolve(event, organisation)
            mail.post(session, event)
        models.organisations.save(session, organisation, row)
