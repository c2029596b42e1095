"""My notices; mail on its way, for operators."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.paging import page
from services.contracts.access import holders
from services.contracts.intake import correspondence as say
from services.contracts.message import Call, NotPermitted

from ..domain.access import ACCESS
from ..models.correspondence import Mail, Notice
from ..models.people import Person

KEEPERS = holders(ACCESS[say.ListMail])


def notices(session: Session, query: say.MyNotices, call: Call) -> say.NoticesView:
    """My notices, newest first."""
    mine = select(Notice).where(Notice.person_id == call.actor.id)
    if query.unread_only:
        mine = mine.where(Notice.read_at.is_(None))
    if query.about:
        mine = mine.where(Notice.about == query.about)
    rows, cursor = page(session, mine, (Notice.at.desc(), Notice.id.desc()), query)
    waiting = select(func.count()).where(Notice.person_id == call.actor.id, Notice.read_at.is_(None))
    chosen = session.scalar(select(Person.mailed).where(Person.id == call.actor.id))
    return say.NoticesView(
        rows=tuple(map(_notice, rows)),
        next=cursor,
        unread=session.scalar(waiting) or 0,
        mailed=say.Mailed(chosen or say.Mailed.ALL),
    )


def mail(session: Session, query: say.ListMail, call: Call) -> say.MailView:
    """Mail by state, oldest first; neither addresses nor texts."""
    if not call.actor.has(*KEEPERS):
        raise NotPermitted("Mail is looked after by operators")
    rows, cursor = page(session, select(Mail).where(Mail.state == query.state), (Mail.due_at, Mail.id), query)
    return say.MailView(rows=tuple(map(_mail, rows)), next=cursor)


def _notice(row: Notice) -> say.NoticeView:
    return say.NoticeView(
        notice_id=row.id,
        at=row.at,
        reference=row.reference,
        subject=row.subject,
        sentence=row.sentence,
        event=row.event,
        about=row.about,
        action_needed=row.action_needed,
        read_at=row.read_at,
    )


def _mail(row: Mail) -> say.MailRow:
    return say.MailRow(
        mail_id=row.id,
        person_id=row.person_id,
        subject=row.subject,
        state=row.state,
        attempts=row.attempts,
        due_at=row.due_at,
        error=row.error,
    )
