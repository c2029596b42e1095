"""Enquiries, for their enquirers and for staff."""

from dataclasses import fields

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.paging import order, page
from services.contracts.access import Reach, holders
from services.contracts.intake import enquiry as say
from services.contracts.message import Call, NotFound
from services.contracts.request import Profile

from .. import models
from ..domain import enquiry as domain
from ..models.enquiry import EnquiryRow


def one(session: Session, query: say.ReadEnquiry, call: Call) -> say.EnquiryView:
    """One enquiry, with what the caller may do. Staff notes are left out for the enquirer; finance sees its outline."""
    row = session.get(EnquiryRow, query.enquiry_id)
    enquiry = models.enquiry.enquiry_of(row) if row else None
    reach = domain.reads(enquiry, call.actor) if enquiry else None
    if row is None or enquiry is None or reach is None:
        raise NotFound("There is no such enquiry")
    if reach is Reach.METADATA:
        return _outline(row, enquiry)
    own = reach is Reach.OWN
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
        may=tuple(sorted([cls.__name__ for cls in domain.may(enquiry, call.actor)] + _invited(enquiry, call))),
    )


def _invited(enquiry: domain.Enquiry, call: Call) -> list[str]:
    """An invitation lets its enquirer begin one application, which is another aggregate's command (S4-28)."""
    open_to_them = enquiry.state is domain.State.INVITED and enquiry.application_id is None
    return ["StartApplication"] if open_to_them and enquiry.contact_id == call.actor.id else []


def listed(session: Session, query: say.ListEnquiries, call: Call) -> say.EnquiriesView:
    """All for staff, those that wait for their advice for advisers, one's own for others; for finance no purposes."""
    wanted, actor = select(EnquiryRow), call.actor
    outline = not actor.has(*holders(domain.READERS, Reach.ALL)) and actor.has(*holders(domain.READERS, Reach.METADATA))
    if not outline and not actor.has(*holders(domain.READERS, Reach.ALL)):
        mine = EnquiryRow.contact_id == actor.id
        advising = actor.has(*holders(domain.READERS, Reach.ASSIGNED))
        waiting = EnquiryRow.state == domain.State.PRELIM_ADVICE.value
        wanted = wanted.where(or_(mine, waiting) if advising else mine)
    if query.state:
        wanted = wanted.where(EnquiryRow.state == query.state)
    if query.officer_id:
        wanted = wanted.where(EnquiryRow.officer_id == query.officer_id)
    for word in query.q.casefold().split():
        wanted = wanted.where(EnquiryRow.text.contains(word, autoescape=True))
    sort = {"newest": "-received_at", "oldest": "received_at"}.get(query.sort, query.sort)
    keys = order(sort, {"received_at": EnquiryRow.received_at}, EnquiryRow.id)
    rows, cursor = page(session, wanted, keys, query)
    shown = tuple(_row(row, blank=outline and row.contact_id != actor.id) for row in rows)
    return say.EnquiriesView(rows=shown, next=cursor)


def _outline(row: EnquiryRow, enquiry: domain.Enquiry) -> say.EnquiryView:
    """That it is there and where it stands (9.2: "m"): neither what was wanted nor anything that was said."""
    return say.EnquiryView(
        enquiry_id=enquiry.id,
        reference=enquiry.reference,
        version=row.version,
        profile=enquiry.profile,
        state=enquiry.state.value,
        label=domain.label(enquiry),
        data_wanted="",
        purpose_summary="",
        organisations=(),
        readiness=enquiry.readiness,
        contact_id=row.contact_id,
        contact_name="",
        officer_id=enquiry.officer_id,
        received_at=row.received_at,
        waiting_since=row.waiting_since,
        lapses_at=domain.lapses_at(enquiry),
        outcome=enquiry.outcome,
        application_id=enquiry.application_id,
    )


def _row(row: EnquiryRow, *, blank: bool = False) -> say.EnquiryRow:
    enquiry = models.enquiry.enquiry_of(row)
    return say.EnquiryRow(
        enquiry_id=row.id,
        reference=row.reference,
        profile=Profile(row.profile),
        state=row.state,
        label=domain.label(enquiry),
        purpose_summary="" if blank else enquiry.purpose_summary,
        received_at=row.received_at,
        waiting_since=row.waiting_since,
        officer_id=row.officer_id,
        version=row.version,
    )
