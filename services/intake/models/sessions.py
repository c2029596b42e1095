"""Sessions as they stand now: the same answer for whoever begins, keeps or reads one."""

from datetime import datetime

from sqlalchemy.orm import Session

from services.contracts.intake import people as say
from services.contracts.message import NotFound

from ..domain.people import State
from ..domain.people import session as rules
from . import people
from .people import OpenSession, Person


def view(session: Session, row: OpenSession | None, now: datetime) -> say.SessionView:
    """Who holds a session now, with the roles that are in force; NotFound when it has ended."""
    person = session.get(Person, row.person_id) if row else None
    if row is None or person is None or person.state != State.ACTIVE.value:
        raise NotFound("This session has ended")
    seen, held = row.seen(), people.roles_of(session, person.id)
    in_force = rules.roles_now(held, seen)
    if not rules.alive(seen, in_force, now):
        raise NotFound("This session has ended")
    return say.SessionView(
        session_id=row.id,
        person_id=person.id,
        name=person.name,
        roles=in_force,
        organisation_id=person.organisation_id,
        expires_at=row.expires_at,
        idle_until=rules.idle_until(seen, in_force),
        totp_needed=rules.totp_needed(held, seen),
        touch_due=rules.touch_due(seen, now),
        by_token=row.by_token,
        scopes=frozenset(map(say.Scope, row.scopes)),
    )
