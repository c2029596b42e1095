"""Settings. One of which nothing was ever said has no row."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire
from services.contracts.settings import Settings

from ..domain.setting import Standing, settings_of
from .base import Base


class SettingRow(Base):
    """One setting: the aggregate in `body`."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[dict[str, Any]]


def load(session: Session, key: str, *, lock: bool = False) -> tuple[Standing, int]:
    """What was said of one, and its version; the row is locked for whoever changes it."""
    row = session.get(SettingRow, key, with_for_update=lock or None)
    return (wire.load(Standing, row.body), row.version) if row else (Standing(key=key), 0)


def every(session: Session, keys: Collection[str]) -> dict[str, Standing]:
    """What was said of these, by key, in their order."""
    said = {one.key: one for one in _said(session)}
    return {key: said.get(key) or Standing(key=key) for key in keys}


def settled(session: Session) -> Settings:
    """All that was settled."""
    return settings_of(_said(session))


def _said(session: Session) -> list[Standing]:
    return [wire.load(Standing, row.body) for row in session.scalars(select(SettingRow))]


def save(session: Session, standing: Standing) -> int:
    """Store one; its version."""
    row = session.get(SettingRow, standing.key)
    if row is None:
        row = SettingRow(key=standing.key, version=0)
        session.add(row)
    row.version, row.body = row.version + 1, wire.dump(standing)
    session.flush()
    return row.version
