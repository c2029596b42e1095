"""Sign-up, proof of an address, passwords. The answer never tells whether an address has an account."""

import hmac
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.chassis import mail, offload, settings
from services.contracts.intake import people as say
from services.contracts.message import SYSTEM, Call, Done, NotPermitted, Refused, Role, happened, new_id

from .. import models
from ..domain import people as domain
from ..domain.people.day import day_of
from ..models.people import MailedToken, Person
from . import letters, secrets, sign_in

TOLD = say.Told(told="If this address is right, a mail is on its way to it.")
CONFIRM, RESET, JOIN = "confirm", "reset", "join"
LASTS = {CONFIRM: timedelta(hours=24), RESET: timedelta(hours=1), JOIN: timedelta(hours=1)}
NOT_SOONER = timedelta(minutes=1)  # between two mails with tokens to one address: nobody's mailbox is flooded
ADMINISTRATORS = 2  # two people are needed to grant a role (SoD-10), so two may be made before there are any


def sign_up(session: Session, command: say.SignUp, call: Call) -> say.Told:
    """A new account, or a mail to the one whose account it is."""
    _check_password(command.password, command.name, command.email)
    hashed = secrets.hash_password(command.password)
    row = models.people.by_email(session, command.email)
    if row is None:
        row = register(session, command, call, hashed)
        _mail_token(session, row, CONFIRM)
    elif row.state == domain.State.UNCONFIRMED.value:
        if _mail_token(session, row, CONFIRM):
            row.password_hash, row.name = hashed, command.name  # whoever confirms last chose the password last
            models.people.save(session, row, models.people.account_of(row), call.at)
    elif may_mail(session, row.id, "told"):
        letters.account_exists(session, row)
        note_token(session, row.id, "told", secrets.new_token())
    return TOLD


def confirm_address(session: Session, command: say.ConfirmAddress, call: Call) -> Done:
    """The account may be used from now on."""
    row = spend(session, CONFIRM, command.token)
    return by_token(session, row, command, call)


def ask_password_reset(session: Session, command: say.AskPasswordReset, call: Call) -> say.Told:
    """A mail with a token, if there is an account in use."""
    row = models.people.by_email(session, command.email)
    if row is not None and row.state == domain.State.ACTIVE.value and _mail_token(session, row, RESET):
        mail.post(session, replace(happened(say.PasswordResetAsked, call, row.id), by=row.id))
    return TOLD


def reset_password(session: Session, command: say.ResetPassword, call: Call) -> Done:
    """A new password for whoever holds the mailed token."""
    row = spend(session, RESET, command.token)
    _check_password(command.password, row.name, row.email)
    row.password_hash = secrets.hash_password(command.password)
    return by_token(session, row, command, call)


def change_password(session: Session, command: say.ChangePassword, call: Call) -> Done:
    """A new password for whoever knows the old one."""
    found = models.people.load(session, call.actor.id)
    if found is None:
        raise NotPermitted("Sign in first")
    row, account = found
    events = domain.handle(command, account, call, day_of(call.at))
    wrong = Refused("The old password is not right", code="wrong-password")
    sign_in.guess(session, row, call, wrong, lambda: secrets.password_fits(row.password_hash, command.old))
    _check_password(command.new, row.name, row.email)
    row.password_hash = secrets.hash_password(command.new)
    return finish(session, row, account, events, call)


def bootstrap_administrator(session: Session, command: say.BootstrapAdministrator, call: Call) -> Done:
    """One of the first two administrators, with a confirmed address; never a third."""
    if not settings.get().clock_moves and not _knows_the_file(command.secret):
        raise NotPermitted("The first administrators are made with the secret of the keys folder")
    if models.references.count(session, "bootstrap") > ADMINISTRATORS:
        raise Refused("The first administrators have been made: ask them for a role", code="bootstrapped")
    if models.people.by_email(session, command.email):
        raise Refused("This address has an account already", code="exists")
    _check_password(command.password, command.name, command.email)
    row = register(session, command, call, secrets.hash_password(command.password))
    people = {"proposed_by": SYSTEM.id, "approved_by": SYSTEM.id}
    granted = happened(say.RoleGranted, call, row.id, person_id=row.id, role=Role.ADMINISTRATOR, **people)
    events = [happened(say.AddressConfirmed, call, row.id), granted]
    return finish(session, row, models.people.account_of(row), events, call)


def finish(session: Session, row: Person, account: domain.Account, events: list[Any], call: Call) -> Done:
    """Store the account after `events`, and post them."""
    for event in events:
        account = domain.evolve(event, account)
        mail.post(session, _ended(session, event) if isinstance(event, say.SessionsEnded) else event)
    models.people.save(session, row, account, call.at)
    return Done(subject=row.id, version=row.version, state=account.state.value)


def _ended(session: Session, event: say.SessionsEnded) -> say.SessionsEnded:
    """The same event, with how many sessions it ended."""
    return replace(event, count=models.people.end_sessions(session, event.subject, secrets.now()))


def register(session: Session, command: Any, call: Call, hashed: str, *, by: UUID | None = None) -> Person:
    """A new account with the `email` and `name` of `command`; without a hash, no password opens it. `by`: who made it
    for them."""
    organisation = getattr(command, "organisation_id", None)
    if organisation and models.organisations.read(session, organisation) is None:
        raise Refused("There is no such organisation", code="unknown-organisation")
    account = domain.Account(id=new_id())
    row = Person(
        id=account.id,
        version=0,
        email=models.people.normal(command.email),
        name=command.name.strip(),
        password_hash=hashed,
        registered_at=call.at,
        sort_name="",
        state="",
        body={},
    )
    session.add(row)
    event = replace(happened(say.PersonRegistered, call, account.id, organisation_id=organisation), by=by or account.id)
    finish(session, row, account, [event], call)
    return row


def by_token(session: Session, row: Person, command: Any, call: Call) -> Done:
    """The mailed token was right: the service vouches for the person, in whose name it happens."""
    account = models.people.account_of(row)
    events = domain.handle(command, account, replace(call, actor=SYSTEM), day_of(call.at))
    return finish(session, row, account, [replace(event, by=row.id) for event in events], call)


def _check_password(password: str, *known: str) -> None:
    problems = offload.in_thread(domain.password.problems, password, known)
    if problems:
        raise Refused("Choose another password", problems=problems, code="weak-password")


def may_mail(session: Session, person_id: UUID, purpose: str) -> bool:
    """Whether the last mail with such a token is long enough ago."""
    mine = select(MailedToken.sent_at).where(MailedToken.person_id == person_id, MailedToken.purpose == purpose)
    last = session.scalar(mine.order_by(MailedToken.sent_at.desc()).limit(1))
    return last is None or secrets.now() - last >= NOT_SOONER


def note_token(session: Session, person_id: UUID, purpose: str, token: str) -> None:
    """Keep the hash of a token that is mailed, in place of older ones for the same purpose."""
    session.execute(delete(MailedToken).where(MailedToken.person_id == person_id, MailedToken.purpose == purpose))
    now = secrets.now()
    row = MailedToken(
        token_hash=secrets.token_hash(token),
        person_id=person_id,
        purpose=purpose,
        sent_at=now,
        expires_at=now + LASTS.get(purpose, NOT_SOONER),
    )
    session.add(row)
    session.flush()


def _mail_token(session: Session, row: Person, purpose: str) -> bool:
    """Mail a new token, in place of older ones; False when one was mailed a moment ago."""
    if not may_mail(session, row.id, purpose):
        return False
    token = secrets.new_token()
    note_token(session, row.id, purpose, token)
    (letters.confirm_address if purpose == CONFIRM else letters.new_password)(session, row, token)
    return True


def spend(session: Session, purpose: str, token: str) -> Person:
    """The person to whom the token was mailed; it cannot be used again. Refused when it is not right or too old."""
    row = session.get(MailedToken, secrets.token_hash(token), with_for_update=True)
    if row is None or row.purpose != purpose or row.expires_at <= secrets.now():
        raise Refused("This code is not right, or too old: ask for a new one", code="wrong-token")
    person = session.get(Person, row.person_id, with_for_update=True)
    session.delete(row)
    if person is None:
        raise Refused("This code is not right, or too old: ask for a new one", code="wrong-token")
    return person


def _knows_the_file(secret: str) -> bool:
    place = settings.get().folder("keys") / "bootstrap.token"
    if not place.exists() or not secret:
        return False
    return hmac.compare_digest(place.read_text().strip().encode(), secret.encode())
