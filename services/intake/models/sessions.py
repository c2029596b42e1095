"""Sessions as they stand now: the same answer for whoever begins, keeps or reads one."""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.contracts.intake import people as say
from services.contracts.message import NotFound

from ..domain.people import State
from ..domain.people import session as rules
from . import people
from .people import OpenSession, Person


def limits(environ: Mapping[str, str]) -> rules.Limits:
    """HAVEN_SESSION_HOURS, HAVEN_IDLE_MINUTES_STAFF, HAVEN_IDLE_MINUTES; ValueError when one is longer than allowed."""
    names = {
        "absolute": ("HAVEN_SESSION_HOURS", timedelta(hours=1)),
        "idle_staff": ("HAVEN_IDLE_MINUTES_STAFF", timedelta(minutes=1)),
        "idle_others": ("HAVEN_IDLE_MINUTES", timedelta(minutes=1)),
    }
    given = {field: float(environ[name]) * unit for field, (name, unit) in names.items() if environ.get(name)}
    return rules.Limits(**given)


LIMITS = limits(os.environ)  # at the start: a service with wrong limits does not run


def view(session: Session, row: OpenSession | None, now: datetime) -> say.SessionView:
    """Who holds a session now, with the roles that are in force; NotFound when it has ended."""
    person = session.get(Person, row.person_id) if row else None
    if row is None or person is None or person.state != State.ACTIVE.value:
        raise NotFound("This session has ended")
    seen, held = row.seen(), people.roles_of(session, person.id)
    in_force = rules.roles_now(held, seen)
    if not rules.alive(seen, in_force, now, LIMITS):
        raise NotFound("This session has ended")
    return say.SessionView(
        session_id=row.id,
        person_id=person.id,
        name=person.name,
        roles=in_force,
        organisation_id=person.organisation_id,
        expires_at=row.expires_at,
        idle_until=rules.idle_until(seen, in_force, LIMITS),
        totp_needed=rules.totp_needed(held, seen),
        touch_due=rules.touch_due(seen, now),
        by_token=row.by_token,
        scopes=frozenset(map(say.Scope, row.scopes)),
    )
