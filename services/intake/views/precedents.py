"""Every precedent, and whether it is in force; the requests that are looked back at."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.paging import page
from services.contracts.intake import precedents as say
from services.contracts.message import Call
from services.contracts.request import Profile

from ..domain import adoption as domain
from ..domain import lookback
from ..domain.application import Application
from ..domain.people.day import day_of
from ..models import adoption as models
from ..models.lookback import UseRow, requests_of, use_of


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


def look_backs(session: Session, query: say.ListLookBacks, call: Call) -> say.LookBacksView:
    """A page of those that were drawn, with what the caller may do about each."""
    wanted = select(UseRow).where(UseRow.sampled.is_(True))
    asked: dict[Any, Any] = {
        UseRow.state: query.state.value if query.state else "",
        UseRow.precedent: query.precedent,
        UseRow.application_id: query.application_id,
    }
    wanted = wanted.where(*(column == value for column, value in asked.items() if value))
    keys = (UseRow.accepted_at.desc(), UseRow.application_id.desc(), UseRow.precedent.desc())
    found, cursor = page(session, wanted, keys, query)
    requests = requests_of(session, found)
    rows = tuple(_look_back(use_of(row), requests[row.application_id], call) for row in found)
    return say.LookBacksView(rows=rows, next=cursor, may=tuple(sorted({name for row in rows for name in row.may})))


def _look_back(one: lookback.Use, application: Application, call: Call) -> say.LookBackRow:
    copied = ("application_id", "reference", "profile", "precedent", "accepted_at", "decided_at", "state", "reason")
    return say.LookBackRow(
        **{name: getattr(one, name) for name in copied},
        title=domain.BY_ID[one.precedent].title,
        minutes=one.minutes,
        recorded_at=one.recorded_at,
        may=(say.RecordLookBack.__name__,) if lookback.may(call.actor, one, application) else (),
    )
