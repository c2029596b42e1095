"""Beginning, keeping and ending sessions. A failed attempt is recorded, so it is answered and not refused: a refusal
would roll the record back, and with it the throttle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.chassis import mail
from services.contracts.intake import people as say
from services.contracts.message import Actor, Call, Done, NotFound, Refused, happened, new_id

from .. import models
from ..domain import people as domain
from ..domain.people import throttle
from ..models.people import OpenSession, Person, RecoveryCode
from . import secrets


def sign_in(session: Session, command: say.SignIn, call: Call) -> say.SessionView:
    """A session, or why there is none. Attempts for one account, and from one address, wait for each other."""
    now = secrets.now()
    guard = Guard(session, models.people.normal(command.email), command.address, now)
    if guard.wait:
        return guard.throttled()
    row = models.people.by_email(session, command.email)
    call = replace(call, actor=Actor(id=row.id)) if row else call
    failure = _failure(row, secrets.password_fits(row.password_hash if row else None, command.password))
    factor = "none"
    if row is not None and not failure and row.totp_secret:
        failure, factor = second_factor(session, row, command.code, call)
    if row is None or failure:
        if failure == "sign-in-failed":
            guard.failed(row, call)
        return say.SessionView(failure=failure)
    guard.passed()
    if secrets.outdated(row.password_hash):
        row.password_hash = secrets.hash_password(command.password)
    return begin(session, row, factor, call, now)


class Guard:
    """What one attempt to sign in knows of the failures before it, for the account named and the client's address
    (ASVS 6.3.1). The rows stay locked until the attempt is recorded, in a fixed order, so that two attempts never hold
    one each and wait for the other's. That of an address without failures is not made before there is one: it may be a
    whole hospital's, whose people would all wait for each other."""

    def __init__(self, session: Session, account: str, address: str, now: datetime) -> None:
        self._session, self._now = session, now
        self._keys = {"account": _key("account", account), "address": _key("address", address)}
        self._states = {
            kind: models.people.read_throttle(session, kind, key, alone=kind == "account")
            for kind, key in self._keys.items()
        }
        self.wait = max(throttle.wait(state, now) for state in self._states.values())

    def throttled(self) -> say.SessionView:
        """The answer while nothing is looked at."""
        return say.SessionView(failure="throttled", retry_after=int(self.wait.total_seconds()) + 1)

    def passed(self) -> None:
        """The account's failures are forgotten; those of the address are not, or one's own account would wash it."""
        models.people.keep_throttle(self._session, self._keys["account"], throttle.Throttle(kind="account"), self._now)

    def failed(self, row: Person | None, call: Call) -> None:
        """One more failure of both; an account that exists hears of it."""
        for kind, key in self._keys.items():
            self._states[kind] = throttle.failed(models.people.read_throttle(self._session, kind, key), self._now)
            models.people.keep_throttle(self._session, key, self._states[kind], self._now)
        if row is None:
            return
        mail.post(self._session, happened(say.SignInFailed, call, row.id, reason="wrong password or code"))
        if until := self._states["account"].until:
            mail.post(self._session, happened(say.SignInThrottled, call, row.id, until=until))


def touch_session(session: Session, command: say.TouchSession, call: Call) -> say.SessionView:
    """The session was used now; NotFound when it has ended."""
    row = session.scalar(select(OpenSession).where(OpenSession.token_hash == secrets.token_hash(command.token)))
    now = secrets.now()
    view = models.sessions.view(session, row, now)
    if row is None:
        return view
    row.last_used_at = now
    session.flush()
    return models.sessions.view(session, row, now)


def sign_out(session: Session, command: say.SignOut, call: Call) -> Done:
    """End one session. Ending what has ended is no mistake."""
    row = session.scalar(select(OpenSession).where(OpenSession.token_hash == secrets.token_hash(command.token)))
    if row is None or row.by_token:
        raise NotFound("There is no such session")
    if row.ended_at is None:
        row.ended_at = secrets.now()
        mail.post(session, replace(happened(say.SignedOut, call, row.person_id, session_id=row.id), by=row.person_id))
    return Done(subject=row.person_id)


def open_session(
    session: Session, person_id: UUID, lasts: timedelta, now: datetime, **more: Any
) -> tuple[OpenSession, str]:
    """A session or API token and its secret, which is not kept."""
    token = secrets.PREFIX + secrets.new_token() if more.get("by_token") else secrets.new_token()
    row = OpenSession(
        id=new_id(),
        token_hash=secrets.token_hash(token),
        person_id=person_id,
        started_at=now,
        last_used_at=now,
        expires_at=now + lasts,
        **more,
    )
    session.add(row)
    session.flush()
    return row, token


def use_recovery_code(session: Session, row: Person, code: str, call: Call) -> bool:
    """True when `code` was one of the person's recovery codes; it is one no more."""
    hashed = secrets.recovery_hash(row.id, code)
    mine = delete(RecoveryCode).where(RecoveryCode.code_hash == hashed, RecoveryCode.person_id == row.id)
    if not session.execute(mine).rowcount:  # type: ignore[attr-defined]
        return False
    account = models.people.account_of(row)
    event = happened(say.RecoveryCodeUsed, call, row.id, left=max(account.codes_left - 1, 0))
    mail.post(session, event)
    models.people.save(session, row, domain.evolve(event, account), call.at)
    return True


def use_totp(row: Person, code: str) -> bool:
    """True when `code` is right and was not used before."""
    step = secrets.totp_step(secrets.unseal(row.id, row.totp_secret), code, row.totp_step) if code else None
    row.totp_step = step or row.totp_step
    return step is not None


def _failure(row: Person | None, password_fits: bool) -> str:
    if row is None or not password_fits or row.state == domain.State.DISABLED.value:
        return "sign-in-failed"
    return "address-unconfirmed" if row.state == domain.State.UNCONFIRMED.value else ""


def second_factor(session: Session, row: Person, code: str, call: Call) -> tuple[str, str]:
    """Why there is no session (`code-needed`, `sign-in-failed`), and which factor was shown."""
    if not code.strip():
        return "code-needed", ""
    if use_totp(row, code):
        return "", "totp"
    return ("", "recovery-code") if use_recovery_code(session, row, code, call) else ("sign-in-failed", "")


def begin(session: Session, row: Person, factor: str, call: Call, now: datetime) -> say.SessionView:
    """A new session, with a new token."""
    scopes = [scope.value for scope in say.Scope]
    opened, token = open_session(
        session, row.id, models.sessions.LIMITS.absolute, now, totp=factor != "none", by_token=False, scopes=scopes
    )
    mail.post(session, happened(say.SignedIn, call, row.id, session_id=opened.id, factor=factor))
    return replace(models.sessions.view(session, opened, now), token=token)


def guess(
    session: Session, row: Person, call: Call, refused: Refused, right: Callable[[], bool]
) -> None:
    """Look at a password or a code of somebody who has signed in. `refused` when it is not right, which counts; after
    too many only `throttled`, right or not (ASVS 6.3.1)."""
    key, now = _key("session", str(row.id)), secrets.now()
    state = models.people.read_throttle(session, "session", key)
    if throttle.wait(state, now):
        raise Refused("There were too many wrong attempts: wait a while", code="throttled")
    if right():
        return

    def record(later: Session) -> None:
        counted = throttle.failed(models.people.read_throttle(later, "session", key), now)
        models.people.keep_throttle(later, key, counted, now)
        mail.post(later, happened(say.SignInFailed, call, row.id, reason="wrong password or code in a session"))

    refused.record = record
    raise refused


def _key(kind: str, what: str) -> str:
    """By hash: the table holds neither addresses of people without accounts nor of machines."""
    return secrets.token_hash(f"{kind}:{what or 'unknown'}")
