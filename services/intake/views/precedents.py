"""Every precedent, and whether it is in force."""

from sqlalchemy.orm import Session

from services.contracts.intake import precedents as say
from services.contracts.message import Call
from services.contracts.request import Profile

from ..domain import adoption as domain
from ..domain.people.day import day_of
from ..models import adoption as models


def read(session: Session, query: say.ReadPrecedents, call: Call) -> say.PrecedentsView:
    """For each profile, in their order."""
    rows = [_row(one, call) for profile in Profile for one in models.of(session, profile)]
    return say.PrecedentsView(rows=tuple(rows), may=tuple(sorted({name for row in rows for name in row.may})))


def _row(one: domain.Adoption, call: Call) -> say.PrecedentStanding:
    known, day = domain.BY_ID[one.precedent], day_of(call.at)
    copied = ("profile", "precedent", "decided_on", "review_on", "minutes", "sampling_percent", "reason", "uses")
    return say.PrecedentStanding(
        **{name: getattr(one, name) for name in copied},
        title=known.title,
        version=known.version,
        conditions=known.conditions,
        active=one.active(day),
        shipped=one.word is domain.Word.SHIPPED,
        may=tuple(sorted(command.__name__ for command in domain.may(call.actor, one, day))),
    )
