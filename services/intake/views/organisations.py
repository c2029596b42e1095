"""Organisations: open to everybody who is signed in."""

from dataclasses import fields

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.paging import order, page
from services.contracts.intake import organisations as say
from services.contracts.message import Call, NotFound, NotPermitted, Role

from .. import models
from ..domain import organisation as domain
from ..domain.people.day import day_of
from ..models.organisations import OrganisationRow, sort_name


def one(session: Session, query: say.ReadOrganisation, call: Call) -> say.OrganisationView:
    """One organisation with its evidence."""
    _signed_in(call)
    row = session.get(OrganisationRow, query.organisation_id)
    if row is None:
        raise NotFound("There is no such organisation")
    return _view(row, call)


def listed(session: Session, query: say.ListOrganisations, call: Call) -> say.OrganisationsView:
    """Organisations by name."""
    _signed_in(call)
    wanted = select(OrganisationRow)
    if query.q.strip():
        named = OrganisationRow.sort_name.contains(sort_name(query.q), autoescape=True)
        wanted = wanted.where(or_(named, OrganisationRow.ods_code == query.q.strip().upper()))
    if query.kind:
        wanted = wanted.where(OrganisationRow.kind == query.kind.value)
    keys = order(query.sort, {"name": OrganisationRow.sort_name}, OrganisationRow.id)
    rows, cursor = page(session, wanted, keys, query)
    return say.OrganisationsView(rows=tuple(_view(row, call) for row in rows), next=cursor)


def _signed_in(call: Call) -> None:
    if not call.actor.has(Role.PERSON):
        raise NotPermitted("Sign in first")


def _view(row: OrganisationRow, call: Call) -> say.OrganisationView:
    organisation = models.organisations.organisation_of(row)
    same = {f.name for f in fields(say.OrganisationView)} & {f.name for f in fields(domain.Organisation)}
    if not call.actor.has(*domain.KEEPERS):
        same -= {"dpo_contact"}  # an address: for those who write to it
    return say.OrganisationView(
        organisation_id=row.id,
        version=row.version,
        security_until=domain.security_until(organisation),
        problems=domain.problems(organisation, day_of(call.at)),
        may=tuple(sorted(cls.__name__ for cls in domain.may(call.actor) - {say.RegisterOrganisation})),
        **{name: getattr(organisation, name) for name in same},
    )
