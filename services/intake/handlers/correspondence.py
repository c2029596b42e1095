"""Every event of every service becomes notices, in the portal and by mail, for those whom it concerns: once, in the
transaction that takes note of the event."""

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.contracts.access import holders
from services.contracts.intake import correspondence as say
from services.contracts.message import Call, Done, Envelope, Event, NotFound, NotPermitted
from services.contracts.request import Profile
from services.contracts.settings import DEFAULTS

from .. import models
from ..domain import correspondence as domain
from ..domain.access import ACCESS
from ..domain.correspondence import Entry, Lines, To
from ..domain.correspondence.appointments import calendar
from ..models.correspondence import PARKED, WAITING, Mail, Notice, Related
from ..models.people import Person
from . import letters, secrets

KEEPERS = holders(ACCESS[say.RetryMail])


def tell(session: Session, event: Event, call: Call, envelope: Envelope) -> None:
    """Learn from the event who has to do with its subject; then tell those whom it concerns."""
    for lesson in domain.lessons(event):
        _learn(session, event.subject, lesson)
    about = models.correspondence.about(session, event.subject)
    for name, value in domain.naming(event).items():
        setattr(about, name, value)
    entry = domain.ENTRIES[envelope.source].get(type(event).__name__)
    if entry is None or not entry.to:
        return
    known = domain.Known(
        reference=about.reference,
        title=about.title,
        profile=Profile(about.profile) if about.profile else Profile.HOSPITAL,
        settings=models.settings.settled(session) if domain.promises(entry) else DEFAULTS,
    )
    lines = domain.lines(entry, event, known)
    for person in sorted(_recipients(session, entry, event)):
        _notice(session, person, event, envelope, entry, lines, about.reference)
    if To.PROTECTION_OFFICERS in entry.to:
        _tell_protection_officers(session, event, envelope, lines)


def mark_read(session: Session, command: say.MarkNoticeRead, call: Call) -> Done:
    """One of my notices, or all of them."""
    mine: tuple[Any, ...] = (Notice.person_id == call.actor.id, Notice.read_at.is_(None))
    if command.notice_id:
        notice = session.get(Notice, command.notice_id)
        if notice is None or notice.person_id != call.actor.id:
            raise NotFound("There is no such notice")
        mine = (*mine, Notice.id == command.notice_id)
    session.execute(update(Notice).where(*mine).values(read_at=call.at))
    return Done(subject=command.notice_id or call.actor.id)


def choose(session: Session, command: say.ChooseNotices, call: Call) -> Done:
    """Which of my notices are mailed from now on. NotFound for somebody without an account here."""
    person = session.get(Person, call.actor.id)
    if person is None:
        raise NotFound("There is no such account")
    person.mailed = command.mailed
    return Done(subject=person.id, state=person.mailed)


def retry_mail(session: Session, command: say.RetryMail, call: Call) -> Done:
    """A parked mail is tried again."""
    if not call.actor.has(*KEEPERS):
        raise NotPermitted("Mail is looked after by operators")
    row = session.get(Mail, command.mail_id, with_for_update=True)
    if row is None or row.state != PARKED:
        raise NotFound("There is no such parked mail")
    row.state, row.attempts, row.due_at = WAITING, 0, secrets.now()
    return Done(subject=row.id, state=row.state)


def _learn(session: Session, subject: UUID, lesson: domain.Lesson) -> None:
    if lesson.no_more:
        for person in lesson.people:
            row = session.get(Related, (subject, lesson.relation, person))
            if row:
                session.delete(row)
        return
    models.correspondence.relate(session, subject, lesson.relation, set(lesson.people), instead=lesson.instead)


def _recipients(session: Session, entry: Entry, event: Event) -> set[UUID]:
    """Those whom the entry names. Who did it is not told of it, unless it is their receipt."""
    related = models.correspondence.related(session, event.subject)
    found: set[UUID] = set()
    for to in entry.to:
        people = _people(session, to, event, related)
        found |= people if to in domain.RECEIPTS else people - {event.by}
    return found


def _people(session: Session, to: To, event: Event, related: dict[str, set[UUID]]) -> set[UUID]:
    if to in domain.BY_ROLE:
        return models.people.holders(session, domain.BY_ROLE[to])
    if to is To.PERSON:
        return {getattr(event, "person_id", None) or event.subject}
    if to is To.TEAM:
        return related.get(To.TEAM, set()) | related.get(domain.COLLABORATORS, set())
    if to is To.OFFICER and not related.get(To.OFFICER):
        return models.people.holders(session, domain.BY_ROLE[To.OFFICERS])
    return related.get(to, set()) if to is not To.PROTECTION_OFFICERS else set()


def _notice(
    session: Session, person_id: UUID, event: Event, envelope: Envelope, entry: Entry, lines: Lines, reference: str
) -> None:
    """The row in the portal, and the mail with the same id, unless the person wants only those that ask something of
    them: telling it twice makes neither twice."""
    notice_id = uuid5(envelope.id, str(person_id))
    person = session.get(Person, person_id)
    if person is None or session.get(Notice, notice_id):
        return
    session.add(
        Notice(
            id=notice_id,
            event_id=envelope.id,
            person_id=person_id,
            at=event.at,
            about=event.subject,
            reference=reference,
            subject=lines.subject,
            sentence=lines.sentence,
            event=type(event).__name__,
            action_needed=entry.act,
        )
    )
    if person.mailed == say.Mailed.TO_DO and not entry.act:
        return
    text = f"{lines.sentence}\n\nOpen it at {letters.portal()}/notices/{notice_id}{letters.SIGNATURE}"
    models.correspondence.write(
        session, notice_id, lines.subject, text, secrets.now(), person_id=person_id, calendar=calendar(event)
    )


def _tell_protection_officers(session: Session, event: Event, envelope: Envelope, lines: Lines) -> None:
    """Data protection officers of the controllers have no accounts: they get mail only."""
    controllers = select(Related.person_id).where(
        Related.subject == event.subject, Related.relation == domain.CONTROLLERS
    )
    for organisation_id in session.scalars(controllers).all():
        organisation = models.organisations.read(session, organisation_id)
        mail_id = uuid5(envelope.id, str(organisation_id))
        if organisation and "@" in organisation.dpo_contact and not session.get(Mail, mail_id):
            text = lines.sentence + letters.SIGNATURE
            at = secrets.now()
            models.correspondence.write(session, mail_id, lines.subject, text, at, organisation_id=organisation_id)
