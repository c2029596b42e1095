"""Enquiries, for their enquirers and for staff."""

from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.paging import page
from services.contracts.intake import enquiry as say
from services.contracts.message import Call, NotFound
from services.contracts.request import Profile

from .. import models
from ..domain import enquiry as domain
from ..models.enquiry import EnquiryRow


def one(session: Session, query: say.ReadEnquiry, call: Call) -> say.EnquiryView:
    """One enquiry, with what the caller may do. Staff notes are left out for the enquirer."""
    row = session.get(EnquiryRow, query.enquiry_id)
    enquiry = models.enquiry.enquiry_of(row) if row else None
    if row is None or enquiry is None or not domain.can_read(enquiry, call.actor):
        raise NotFound("There is no such enquiry")
    own = call.actor.id == enquiry.contact_id
    shown = {f.name for f in fields(say.EnquiryView)} & {f.name for f in fields(domain.Enquiry)}
    facts = {name: getattr(enquiry, name) for name in shown}
    facts["conversation"] = tuple(n for n in enquiry.conversation if not (own and n.kind == "staff"))
    prelim = enquiry.state is domain.State.PRELIM
    return say.EnquiryView(
        **facts,
        enquiry_id=enquiry.id,
        version=row.version,
        label=domain.label(enquiry),
        contact_name=models.people.name_of(session, enquiry.contact_id),
        officer_name=models.people.name_of(session, enquiry.officer_id),
        lapses_at=domain.lapses_at(enquiry),
        guards=tuple(problem.message for problem in domain.before_invitation(enquiry)) if prelim else (),
        may=tuple(sorted(cls.__name__ for cls in domain.may(enquiry, call.actor))),
    )


def listed(session: Session, query: say.ListEnquiries, call: Call) -> say.EnquiriesView:
    """All for staff, one's own for others."""
    wanted = select(EnquiryRow)
    if not call.actor.has(*domain.READERS):
        wanted = wanted.where(EnquiryRow.contact_id == call.actor.id)
    if query.state:
        wanted = wanted.where(EnquiryRow.state == query.state)
    if query.officer_id:
        wanted = wanted.where(EnquiryRow.officer_id == query.officer_id)
    for word in query.q.casefold().split():
        wanted = wanted.where(EnquiryRow.text.contains(word, autoescape=True))
    keys: tuple[Any, ...] = (EnquiryRow.received_at, EnquiryRow.id)
    if query.sort == "newest":
        keys = (EnquiryRow.received_at.desc(), EnquiryRow.id.desc())
    rows, cursor = page(session, wanted, keys, query)
    return say.EnquiriesView(rows=tuple(map(_row, rows)), next=cursor)


def _row(row: EnquiryRow) -> say.EnquiryRow:
    enquiry = models.enquiry.enquiry_of(row)
    return say.EnquiryRow(
        enquiry_id=row.id,
        reference=row.reference,
        profile=Profile(row.profile),
        state=row.state,
        label=domain.label(enquiry),
        purpose_summary=enquiry.purpose_summary,
        received_at=row.received_at,
        waiting_since=row.waiting_since,
        officer_id=row.officer_id,
        version=row.version,
    )
