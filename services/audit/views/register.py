"""The register of data uses as it is published."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit.models import RegisterRow
from services.chassis.paging import order, page
from services.contracts import wire
from services.contracts.audit import EntryState, Register, RegisterEntryView, RegisterPage
from services.contracts.message import STAFF, Call


def register(session: Session, query: Register, call: Call) -> RegisterPage:
    """Public; entries that are still pending, for staff."""
    wanted = select(RegisterRow)
    if not call.actor.has(*STAFF):
        wanted = wanted.where(RegisterRow.state != EntryState.PENDING.value)
    if query.state is not None:
        wanted = wanted.where(RegisterRow.state == query.state.value)
    if query.q:
        wanted = wanted.where(RegisterRow.searched.contains(query.q.lower(), autoescape=True))
    keys = order(query.sort, {"reference": RegisterRow.reference}, RegisterRow.id)
    rows, following = page(session, wanted, keys, query)
    return RegisterPage(rows=tuple(wire.load(RegisterEntryView, row.body) for row in rows), next=following)
