"""People with accounts, made by commands, for tests of intake's handlers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
from sqlalchemy import select

from services.contracts.intake import people as say
from services.contracts.message import ANONYMOUS, Actor, Role
from services.intake.handlers import accounts, people, secrets, sign_in
from services.intake.models.correspondence import Mail
from services.intake.views.people import session_of
from tests.support import Ground

PASSWORD = "vexing plumber sixty"
REAL = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


class RealTime:
    """Real time, as the handlers of secrets see it; tests move it."""

    def __init__(self, monkeypatch: Any) -> None:
        self.now = REAL
        monkeypatch.setattr(secrets, "now", lambda: self.now)
        monkeypatch.setattr("services.intake.views.people.real_now", lambda: self.now)

    def forward(self, **by: float) -> None:
        """Let real time pass."""
        self.now += timedelta(**by)


def mails(ground: Ground) -> list[Mail]:
    """All mail so far, oldest first."""
    with ground.db.read() as session:
        return list(session.scalars(select(Mail).order_by(Mail.written_at, Mail.id)))


def mailed_token(ground: Ground, subject: str) -> str:
    """The code in the newest mail with this subject."""
    text = [mail.text for mail in mails(ground) if subject in mail.subject][-1]
    return text.partition("enter this code: ")[2].split()[0]


def sign_up(ground: Ground, email: str, name: str = "Ada Okafor", **more: Any) -> UUID:
    """A person with a confirmed address."""
    command = say.SignUp(email=email, name=name, password=PASSWORD, **more)
    ground.do(accounts.sign_up, command, ANONYMOUS)
    token = mailed_token(ground, "Confirm")
    return ground.do(accounts.confirm_address, say.ConfirmAddress(token=token), ANONYMOUS).subject


def administrator(ground: Ground, email: str) -> UUID:
    """One of the first two administrators."""
    command = say.BootstrapAdministrator(email=email, name="Addie Min", password=PASSWORD)
    return ground.do(accounts.bootstrap_administrator, command, ANONYMOUS).subject


def enter(ground: Ground, email: str, code: str = "", password: str = PASSWORD, **more: Any) -> say.SessionView:
    """The answer to an attempt to sign in."""
    command = say.SignIn(email=email, password=password, code=code, **more)
    return ground.do(sign_in.sign_in, command, ANONYMOUS)


def who(view: say.SessionView) -> Actor:
    """The actor that the gateway makes of a session."""
    assert view.person_id
    return Actor(id=view.person_id, name=view.name, roles=view.roles, organisation_id=view.organisation_id)


def seen(ground: Ground, token: str) -> say.SessionView:
    """The session behind a token, as the gateway asks for it."""
    return ground.ask(session_of, say.ReadSession(token=token), ANONYMOUS)


def enrol(ground: Ground, email: str) -> tuple[str, tuple[str, ...]]:
    """Enrol a second factor: its secret, and the recovery codes."""
    actor = who(enter(ground, email))
    secret = ground.do(people.start_totp, say.StartTotp(), actor).secret
    codes = ground.do(people.confirm_totp, say.ConfirmTotp(code=code_of(secret)), actor).codes
    return secret, codes


def code_of(secret: str) -> str:
    """The code that the app shows now."""
    return pyotp.TOTP(secret).at(secrets.now())


def grant(ground: Ground, person: UUID, role: Role, first: Actor, second: Actor) -> None:
    """A role, proposed by one and approved by another."""
    done = ground.do(people.propose_role, say.ProposeRole(person_id=person, role=role), first)
    ground.do(people.approve_role, say.ApproveRole(proposal_id=UUID(done.reference)), second)


def staff(ground: Ground, email: str, role: Role, first: Actor, second: Actor) -> Actor:
    """Somebody signed in with a staff role and a second factor."""
    person = sign_up(ground, email, f"Staff {role.value}")
    grant(ground, person, role, first, second)
    secret, _ = enrol(ground, email)
    return who(enter(ground, email, code_of(secret)))


def administrators(ground: Ground) -> tuple[Actor, Actor]:
    """The first two administrators, signed in."""
    made = []
    for email in ("first@haven.example", "second@haven.example"):
        administrator(ground, email)
        secret, _ = enrol(ground, email)
        made.append(who(enter(ground, email, code_of(secret))))
    return made[0], made[1]


def without(actor: Actor, role: Role) -> Actor:
    """The same person without a role."""
    return replace(actor, roles=actor.roles - {role})
