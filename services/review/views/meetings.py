"""Meetings: for staff and for their members; each agenda item with the quorum that holds for it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis import settled
from services.chassis.paging import page
from services.contracts import review as r
from services.contracts.access import holders
from services.contracts.message import Call, NotFound, NotPermitted
from services.contracts.settings import Settings

from .. import models
from ..domain.access import ACCESS
from ..domain.case import Case
from ..domain.meeting import Meeting, able, quorum
from ..domain.policy import quorum_rule
from ..models import AgendaRow, MeetingRow


def meeting(session: Session, query: r.ReadMeeting, call: Call) -> r.MeetingView:
    """One meeting; NotFound for whoever is neither staff nor a member of it."""
    found = models.load_meeting(session, query.meeting_id)
    if found is None or not (_staff(call) or call.actor.id in {m.person_id for m in found.members}):
        raise NotFound("there is no such meeting")
    settings = settled.read(session, models.SettingRow)
    return r.MeetingView(
        meeting_id=found.id,
        held_on=found.held_on,
        place=found.place,
        state=found.state or r.MeetingState.PLANNED,
        members=found.members,
        present=found.present,
        agenda=tuple(_item(found, case, settings) for case in models.agenda(session, found.id)),
        version=found.version,
        may=tuple(sorted(command.__name__ for command in able(found, call.actor))),
        minutes=found.minutes,
        published=found.published,
        published_on=found.published_on,
    )


def meetings(session: Session, query: r.ListMeetings, call: Call) -> r.MeetingPage:
    """A page of meetings, for staff."""
    if not _staff(call):
        raise NotPermitted("the list of meetings is for staff")
    wanted = select(MeetingRow)
    if query.from_day is not None:
        wanted = wanted.where(MeetingRow.held_on >= query.from_day)
    if query.state:
        wanted = wanted.where(MeetingRow.state == query.state)
    held, id_ = MeetingRow.held_on, MeetingRow.id
    keys = [held.desc(), id_.desc()] if query.sort.startswith("-") else [held, id_]
    rows, following = page(session, wanted, keys, query)
    items = _items(session, rows)
    return r.MeetingPage(
        rows=tuple(
            r.MeetingRowView(
                meeting_id=row.id,
                held_on=row.held_on,
                place=row.body["place"],
                state=r.MeetingState(row.state),
                items=items.get(row.id, 0),
            )
            for row in rows
        ),
        next=following,
    )


def public(session: Session, query: r.PublicMeetings) -> r.PublicMeetingsView:
    """A page of meetings for everybody: days and numbers, and nobody's name."""
    rows, following = page(session, select(MeetingRow), [MeetingRow.held_on.desc(), MeetingRow.id.desc()], query)
    items = _items(session, rows)
    found = (_public(models.load_meeting(session, row.id), items.get(row.id, 0)) for row in rows)
    return r.PublicMeetingsView(rows=tuple(found), next=following)


def minutes(session: Session, query: r.PublicMinutes) -> r.PublicMinutesView:
    """The published minutes of a meeting; NotFound while there are none."""
    found = models.load_meeting(session, query.meeting_id)
    if found is None or found.published_on is None:
        raise NotFound("there are no minutes of this meeting")
    return r.PublicMinutesView(held_on=found.held_on, text=found.published, published_on=found.published_on)


def _public(found: Meeting | None, items: int) -> r.PublicMeetingRow:
    assert found is not None  # noqa: S101 it was read in this transaction
    members = [one for one in found.members if one.category != r.Category.OBSERVER]
    there = [one for one in members if one.person_id in found.present]
    return r.PublicMeetingRow(
        meeting_id=found.id,
        held_on=found.held_on,
        state=found.state or r.MeetingState.PLANNED,
        items=items,
        members=len(members),
        lay=_lay(members),
        present=len(there),
        lay_present=_lay(there),
        minutes_on=found.published_on,
    )


def _lay(members: list[r.CommitteeMember]) -> int:
    return sum(one.category == r.Category.LAY for one in members)


def _staff(call: Call) -> bool:
    return call.actor.has(*holders(ACCESS[r.ListMeetings]))


def _item(found: Meeting, case: Case, settings: Settings) -> r.AgendaItem:
    advised = case.advice if case.advice is not None and case.advice.meeting_id == found.id else None
    rule = quorum_rule(settings, case.profile, found.held_on)
    there = found.present if found.state == r.MeetingState.HELD else [m.person_id for m in found.members]
    return r.AgendaItem(
        application_id=case.id,
        reference=case.reference,
        title=case.papers.title,
        state=case.state,
        request_sha256=advised.request_sha256 if advised is not None else case.papers.sha256,
        quorum=advised.quorum if advised is not None else quorum(found, case, there, rule),
        outcome=advised.outcome if advised is not None else "",
    )


def _items(session: Session, rows: list[MeetingRow]) -> dict[object, int]:
    ids = [row.id for row in rows]
    counted = select(AgendaRow.meeting_id, func.count()).where(AgendaRow.meeting_id.in_(ids))
    return dict(session.execute(counted.group_by(AgendaRow.meeting_id)).all())
