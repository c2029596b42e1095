"""The question bank: the published versions of the form, which never change, and the changes that lead to the next.

Version 1 is shipped with Haven and is in no table. A later one is parsed once for each process: its hash names it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire
from services.contracts.message import NotFound

from ..domain.bank import Change
from ..domain.form import SHIPPED, Form
from ..domain.form.data import dump, load, sha256
from .base import Base

KEPT = 16  # versions in memory, a few hundred kilobytes each
SHIPPED_SHA256 = sha256(dump(SHIPPED))


class FormRow(Base):
    """One published version of the form, never changed. `changes`: the ids of what it is made of."""

    __tablename__ = "form_version"
    number: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID]
    changes: Mapped[list[Any]]
    body: Mapped[dict[str, Any]]


class FormChangeRow(Base):
    """One change of the form, from its proposal on: the aggregate in `body`."""

    __tablename__ = "form_change"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    target: Mapped[str] = mapped_column(index=True)
    proposed_at: Mapped[datetime]
    body: Mapped[dict[str, Any]]
    __table_args__ = (Index("form_change_state", "state", "proposed_at"),)


_kept: dict[str, Form] = {}


def newest(session: Session) -> int:
    """The number of the version in force."""
    return session.scalar(select(func.max(FormRow.number))) or SHIPPED.number


def read(session: Session, number: int) -> Form:
    """One version of the form. NotFound when it was never published."""
    if number == SHIPPED.number:
        return SHIPPED
    digest = session.scalar(select(FormRow.sha256).where(FormRow.number == number))
    if digest is None:
        raise NotFound("There is no such version of the form")
    if digest not in _kept:
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[digest] = load(session.scalars(select(FormRow.body).where(FormRow.number == number)).one())
    return _kept[digest]


def in_force(session: Session) -> Form:
    """The form by which new requests are written."""
    return read(session, newest(session))


def published(session: Session) -> list[FormRow]:
    """Every version that was published here, the first one first; the shipped one is not among them."""
    return list(session.scalars(select(FormRow).order_by(FormRow.number)))


def publish(session: Session, form: Form, changes: Iterable[Change], at: datetime, by: UUID) -> str:
    """Keep a version for ever; its hash."""
    body = dump(form)
    ids = [str(one.id) for one in changes]
    digest = sha256(body)
    row = FormRow(number=form.number, sha256=digest, published_at=at, published_by=by, changes=ids, body=body)
    session.add(row)
    session.flush()
    return digest


def change(session: Session, change_id: UUID, *, lock: bool = False) -> Change:
    """One change. NotFound when there is none of this id."""
    row = session.get(FormChangeRow, change_id, with_for_update=lock or None)
    if row is None:
        raise NotFound("There is no such change of the form")
    return change_of(row)


def change_of(row: FormChangeRow) -> Change:
    """The change in a row."""
    return wire.load(Change, row.body)


def changes(session: Session, *states: str, target: str = "", lock: bool = False) -> list[Change]:
    """The changes in these states, the first proposed first; of one question or rule if `target` names it."""
    wanted = select(FormChangeRow).where(FormChangeRow.state.in_(states)).order_by(FormChangeRow.proposed_at)
    if target:
        wanted = wanted.where(FormChangeRow.target == target)
    return [change_of(row) for row in session.scalars(wanted.with_for_update() if lock else wanted)]


def targets(session: Session) -> frozenset[str]:
    """Every question and rule that was ever proposed to be changed or added."""
    return frozenset(session.scalars(select(FormChangeRow.target).distinct()))


def save(session: Session, one: Change) -> int:
    """Store a change; its version."""
    row = session.get(FormChangeRow, one.id)
    if row is None:
        row = FormChangeRow(id=one.id, version=0, proposed_at=one.proposed_at)
        session.add(row)
    row.version, row.state, row.target, row.body = row.version + 1, one.state.value, one.target, wire.dump(one)
    session.flush()
    return row.version
