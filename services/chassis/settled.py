"""The values that administrators have settled (decision 0027), as a service that heard of them keeps them: a table of
its own, read with each command. Who has heard nothing has the defaults."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts.intake import SettingChanged
from services.contracts.settings import Settings, Settled


class Kept:
    """The columns of that table: a value by its key and the day from which it holds. `number` tells which of two
    changes is the later one, in whatever order they come."""

    __tablename__ = "setting_value"
    key: Mapped[str] = mapped_column(primary_key=True)
    holds_from: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int]
    value: Mapped[str]


def keep(session: Session, table: type[Any], event: SettingChanged) -> None:
    """Keep what was settled; hearing it again, or after a later change from the same day, changes nothing."""
    row = session.get(table, (event.setting, event.holds_from), with_for_update=True)
    if row is None:
        row = table(key=event.setting, holds_from=event.holds_from, number=0)
        session.add(row)
    if row.number < event.number:
        row.number, row.value = event.number, event.value
    session.flush()


def read(session: Session, table: type[Any]) -> Settings:
    """All that was settled, for any day."""
    rows = session.execute(select(table.key, table.value, table.holds_from))
    return Settings(tuple(Settled(key=key, value=value, holds_from=day) for key, value, day in rows))
