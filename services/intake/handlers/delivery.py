"""Sending mail: by SMTP (HAVEN_SMTP_URL), or as .eml files into the mail folder, which any mail program opens.

At least once: a mail is taken (its next attempt put off), sent, then marked; whoever dies in between leaves it to be
sent again, with the same Message-ID, so that mail programs show it once. No transaction is open while it is sent.
"""

import logging
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import mail as events
from services.chassis import settings
from services.chassis.database import Database
from services.contracts.intake.correspondence import MailParked
from services.contracts.message import Call, happened

from .. import models
from ..models.correspondence import PARKED, SENT, WAITING, Mail
from ..models.invitations import InvitationRow
from ..models.people import Person
from . import secrets

log = logging.getLogger(__name__)
BATCH, ATTEMPTS = 50, 8
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
TIMEOUT = 10.0  # seconds for each step of SMTP
Post = Callable[[EmailMessage], None]


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A mail that was taken to be sent now; without an address there is nobody to send it to."""

    id: UUID
    to: str
    subject: str
    text: str
    written_at: datetime
    calendar: str = ""


def send_waiting(db: Database, call: Call) -> int:
    """Send what is due; the number of mails tried."""
    taken = db.write(take, call)
    if not taken:
        return 0
    results: dict[UUID, str] = {}
    try:
        with transport() as post:
            for one in taken:
                results[one.id] = _try(post, one)
    except (OSError, smtplib.SMTPException) as problem:
        results = {one.id: results.get(one.id, type(problem).__name__) for one in taken}

    def note(session: Session) -> None:
        session.info["service"] = "intake"
        settle(session, results, call)

    db.write(note, call)
    return len(taken)


def take(session: Session) -> list[Outgoing]:
    """The mails that are due, each put off, so that nobody else sends them meanwhile and a crash does not lose them."""
    now = secrets.now()
    due = select(Mail).where(Mail.state == WAITING, Mail.due_at <= now).order_by(Mail.due_at, Mail.id)
    taken = []
    for row in session.scalars(due.limit(BATCH).with_for_update()).all():
        row.attempts += 1
        row.due_at = now + min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)
        to = _address(session, row)
        copied = {name: getattr(row, name) for name in ("id", "subject", "text", "written_at", "calendar")}
        taken.append(Outgoing(to=to, **copied))
    return taken


def settle(session: Session, results: dict[UUID, str], call: Call) -> None:
    """Mark what was sent, whose text is not kept any longer; park what failed for the last time."""
    for mail_id, error in results.items():
        row = session.get(Mail, mail_id, with_for_update=True)
        if row is None or row.state != WAITING:
            continue
        row.error = error
        if not error:
            row.state, row.text, row.calendar, row.sent_at = SENT, "", "", secrets.now()
        elif row.attempts >= ATTEMPTS:
            row.state = PARKED
            facts = {"attempts": row.attempts, "person_id": row.person_id}
            events.post(session, happened(MailParked, call, row.id, **facts))


def letter(one: Outgoing) -> EmailMessage:
    """The mail as RFC 5322 has it."""
    made = EmailMessage(policy=SMTP)
    made["Message-ID"] = f"<{one.id}@haven>"
    made["Date"] = format_datetime(one.written_at)
    made["From"] = os.environ.get("HAVEN_MAIL_FROM", "Haven <haven@localhost>")
    made["To"] = one.to
    made["Subject"] = one.subject
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(one.text)
    if one.calendar:
        made.add_attachment(one.calendar, subtype="calendar", filename="appointment.ics")
    return made


@contextmanager
def transport() -> Iterator[Post]:
    """How mail leaves: the SMTP server that is named, else the folder."""
    url = os.environ.get("HAVEN_SMTP_URL", "")
    if not url:
        yield _into(settings.get().folder("mail"))
        return
    place = urlsplit(url)
    secure = place.scheme == "smtps"
    cls = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with cls(place.hostname or "127.0.0.1", place.port or (465 if secure else 25), timeout=TIMEOUT) as server:
        if place.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        yield lambda made: _hand_over(server, made)


def _hand_over(server: smtplib.SMTP, made: EmailMessage) -> None:
    server.send_message(made)


def _into(folder: Path) -> Post:
    """Writes each mail under its Message-ID: the same mail again replaces itself. Whole, or not at all."""

    def put(made: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = str(made["Message-ID"]).strip("<>").partition("@")[0]
        with open(folder / f".{name}.part", "wb") as file:
            file.write(made.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        os.replace(folder / f".{name}.part", folder / f"{name}.eml")

    return put


def _try(post: Post, one: Outgoing) -> str:
    """ "" when it was sent, else the kind of problem: never its text, which may hold the address."""
    if not one.to:
        return "no address"
    try:
        post(letter(one))
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        log.warning("a mail could not be sent", extra={"mail": str(one.id), "why": type(problem).__name__})
        return type(problem).__name__
    return ""


def _address(session: Session, row: Mail) -> str:
    if row.person_id:
        person = session.get(Person, row.person_id)
        return person.email if person else ""
    if row.invitation_id:
        invitation = session.get(InvitationRow, row.invitation_id)
        return invitation.email if invitation else ""
    organisation = models.organisations.read(session, row.organisation_id) if row.organisation_id else None
    return organisation.dpo_contact if organisation else ""
