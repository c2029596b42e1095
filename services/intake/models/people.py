"""People, what is kept beside an account (address, password, second factor), sessions, mailed tokens, throttles."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire
from services.contracts.message import Role

from ..domain.people import Account, throttle, training
from ..domain.people import session as sessions
from .base import Base


class Person(Base):
    """One account: the aggregate in `body`, what lists need in columns, and what never leaves this table."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(index=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(index=True)
    job_title: Mapped[str] = mapped_column(default="")
    orcid: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    mailed: Mapped[str] = mapped_column(default="all", server_default="all")
    password_hash: Mapped[str]
    totp_secret: Mapped[str] = mapped_column(default="")
    totp_pending: Mapped[str] = mapped_column(default="")
    totp_step: Mapped[int] = mapped_column(default=0)
    registered_at: Mapped[datetime]
    next_reminder: Mapped[date | None] = mapped_column(index=True)
    reset_proposed_at: Mapped[datetime | None] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


class RoleHeld(Base):
    """Who holds which role: the account's roles again, to be asked by role."""

    __tablename__ = "role_held"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    __table_args__ = (Index("role_held_by_role", "role", "person_id"),)


class OpenProposal(Base):
    """Role proposals that wait for a second person."""

    __tablename__ = "role_proposal"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    proposed_by: Mapped[UUID]
    reason: Mapped[str]
    proposed_at: Mapped[datetime] = mapped_column(index=True)


class ProfileDocument(Base):
    """Documents of profiles: file names (which may be personal) and what waits for staff."""

    __tablename__ = "profile_document"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    filename: Mapped[str]
    status: Mapped[str]
    added_at: Mapped[datetime]
    __table_args__ = (Index("profile_document_waiting", "status", "added_at", "id"),)


class OpenSession(Base):
    """One session or API token. Only the SHA-256 of the token is kept: it is random, so no slow hash is needed."""

    __tablename__ = "session"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    totp: Mapped[bool]
    by_token: Mapped[bool]
    label: Mapped[str] = mapped_column(default="")
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("session_of_person", "person_id", "by_token", "started_at", "id"),)

    def seen(self) -> sessions.Session:
        """The session as the domain sees it."""
        copied = ("started_at", "last_used_at", "expires_at", "totp", "by_token")
        return sessions.Session(**{name: getattr(self, name) for name in copied}, ended=self.ended_at is not None)


class MailedToken(Base):
    """A token sent by mail, to confirm an address or choose a new password; used once."""

    __tablename__ = "mailed_token"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RecoveryCode(Base):
    """A recovery code that was not used yet, by its hash."""

    __tablename__ = "recovery_code"
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)


class ThrottleRow(Base):
    """Failed attempts of one account or one address, both by hash."""

    __tablename__ = "throttle"
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime | None]


def load(session: Session, person_id: UUID) -> tuple[Person, Account] | None:
    """The row, locked, and the account in it; None when there is no such person."""
    row = session.get(Person, person_id, with_for_update=True)
    return (row, account_of(row)) if row else None


def account_of(row: Person) -> Account:
    """The account in a row."""
    return wire.load(Account, row.body)


def by_email(session: Session, email: str) -> Person | None:
    """The person with this address, locked."""
    return session.scalar(select(Person).where(Person.email == normal(email)).with_for_update())


def find(session: Session, ref: str) -> Person | None:
    """The person named by id or address, as forms name them."""
    return find_all(session, (ref,)).get(ref)


def find_all(session: Session, refs: Iterable[str]) -> dict[str, Person]:
    """The people named by id or address, by what they are named; without those whom there are not."""
    ids, addresses = dict[str, UUID](), dict[str, str]()
    for ref in refs:
        try:
            ids[ref] = UUID(ref)
        except ValueError:
            addresses[ref] = normal(ref)
    named = or_(Person.id.in_(ids.values()), Person.email.in_(addresses.values()))
    rows = session.scalars(select(Person).where(named)).all() if ids or addresses else ()
    by_id, by_address = {row.id: row for row in rows}, {row.email: row for row in rows}
    found = {ref: by_id.get(id) for ref, id in ids.items()}
    found |= {ref: by_address.get(address) for ref, address in addresses.items()}
    return {ref: row for ref, row in found.items() if row}


def normal(email: str) -> str:
    """Addresses are compared without regard to case and spaces around them."""
    return email.strip().casefold()


def save(session: Session, row: Person, account: Account, at: datetime) -> None:
    """Store the account, and its roles, proposals and documents again where lists look for them."""
    row.version += 1
    row.state, row.organisation_id = account.state.value, account.organisation_id
    row.sort_name = row.name.casefold()
    row.next_reminder = training.next_reminder(account.documents)
    row.reset_proposed_at = account.totp_reset.at if account.totp_reset else None
    row.body = wire.dump(account)
    session.flush()
    _keep_roles(session, account)
    _keep_proposals(session, account, at)
    _keep_documents(session, account, at)


def _keep_roles(session: Session, account: Account) -> None:
    held = {row.role: row for row in session.scalars(select(RoleHeld).where(RoleHeld.person_id == account.id))}
    for role in set(held) - account.roles:
        session.delete(held[role])
    session.add_all(RoleHeld(person_id=account.id, role=role.value) for role in account.roles - set(held))


def _keep_proposals(session: Session, account: Account, at: datetime) -> None:
    mine = select(OpenProposal).where(OpenProposal.person_id == account.id)
    kept = {row.id: row for row in session.scalars(mine)}
    for proposal in account.proposals:
        if not kept.pop(proposal.id, None):
            row = OpenProposal(
                id=proposal.id,
                person_id=account.id,
                role=proposal.role.value,
                proposed_at=at,
                proposed_by=proposal.by,
                reason=proposal.reason,
            )
            session.add(row)
    for gone in kept.values():
        session.delete(gone)


def _keep_documents(session: Session, account: Account, at: datetime) -> None:
    mine = select(ProfileDocument).where(ProfileDocument.person_id == account.id)
    kept = {row.id: row for row in session.scalars(mine)}
    for document in account.documents:
        row = kept.pop(document.id, None)
        if row is None:
            row = ProfileDocument(id=document.id, person_id=account.id, filename="", added_at=at)
            session.add(row)
        row.status = document.status
    for gone in kept.values():
        session.delete(gone)
    session.flush()


def roles_of(session: Session, person_id: UUID) -> frozenset[Role]:
    """The roles held now."""
    return frozenset(map(Role, session.scalars(select(RoleHeld.role).where(RoleHeld.person_id == person_id))))


def holders(session: Session, roles: Iterable[Role]) -> set[UUID]:
    """Everybody with an active account who holds one of `roles`."""
    wanted = select(RoleHeld.person_id).join(Person, Person.id == RoleHeld.person_id)
    return set(session.scalars(wanted.where(RoleHeld.role.in_([r.value for r in roles]), Person.state == "active")))


def end_sessions(session: Session, person_id: UUID, at: datetime) -> int:
    """End every session of a person, and every API token: how many there were."""
    open_ones = (OpenSession.person_id == person_id, OpenSession.ended_at.is_(None), OpenSession.expires_at > at)
    return session.execute(update(OpenSession).where(*open_ones).values(ended_at=at)).rowcount  # type: ignore[attr-defined]


def tokens_in_force(session: Session, person_id: UUID, label: str, at: datetime) -> int:
    """How many API tokens of a person have this label and may be used."""
    mine = (OpenSession.person_id == person_id, OpenSession.by_token.is_(True), OpenSession.label == label)
    open_ones = (OpenSession.ended_at.is_(None), OpenSession.expires_at > at)
    return session.scalar(select(func.count()).select_from(OpenSession).where(*mine, *open_ones)) or 0


def read_throttle(session: Session, kind: str, key: str, *, alone: bool = True) -> throttle.Throttle:
    """The failures so far, locked until the attempt is recorded: guesses in parallel wait for each other. `alone`: the
    first ones too, for which there is nothing to lock yet, so that a row is made."""
    row = session.get(ThrottleRow, key, with_for_update=True, populate_existing=True)
    if row is None and alone:
        with suppress(IntegrityError), session.begin_nested():  # another attempt, or replica, may be first
            session.add(ThrottleRow(key=key, kind=kind, failures=0, last_at=datetime.now(UTC)))
        row = session.get(ThrottleRow, key, with_for_update=True, populate_existing=True)
    if row is None:
        return throttle.Throttle(kind=kind)
    return throttle.Throttle(kind=kind, failures=row.failures, last_at=row.last_at, until=row.until)


def keep_throttle(session: Session, key: str, state: throttle.Throttle, at: datetime) -> None:
    """Store the failures; none: forget the row."""
    row = session.get(ThrottleRow, key)
    if not state.failures:
        if row:
            session.delete(row)
        return
    if row is None:
        row = ThrottleRow(key=key, kind=state.kind)
        session.add(row)
    row.failures, row.last_at, row.until = state.failures, state.last_at or at, state.until
    session.flush()


def forget_old(session: Session, at: datetime, keep_ended: datetime) -> None:
    """Delete what has no use any more: passed tokens and throttles, and sessions that ended before `keep_ended`."""
    session.execute(delete(MailedToken).where(MailedToken.expires_at < at))
    session.execute(delete(ThrottleRow).where(ThrottleRow.last_at < at - 2 * throttle.WINDOW))
    session.execute(delete(OpenSession).where(OpenSession.expires_at < keep_ended))


def names_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of people, for a page; those who are not known are left out."""
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(set(ids)))).all())


def name_of(session: Session, person_id: UUID | None) -> str:
    """A person's name for a page; empty when unknown."""
    return session.scalar(select(Person.name).where(Person.id == person_id)) or "" if person_id else ""


def training_expires(row: Person, today: date) -> date | None:
    """The last day of this person's Information Governance training; None without one that counts."""
    return training.training_expires(account_of(row).documents, today)
