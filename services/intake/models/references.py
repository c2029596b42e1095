"""Reference numbers, ENQ-2026-00017 and DAR-2026-00042: counted per kind and year, without gaps or repeats."""

from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Base


class Counter(Base):
    """How far one series of numbers has come. The row lock makes two writers wait for each other."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


def count(session: Session, name: str) -> int:
    """The next number of the series `name`, from 1; given back when the transaction is rolled back."""
    row = session.get(Counter, name, with_for_update=True)
    if row is None:
        row = Counter(name=name, value=0)
        session.add(row)
    row.value += 1
    session.flush()
    return row.value


def reached(session: Session, name: str) -> int:
    """The last number that was given in the series; 0 when none was."""
    row = session.get(Counter, name, with_for_update=True)
    return row.value if row else 0


def next_reference(session: Session, kind: str, year: int) -> str:
    """The next reference of its kind (ENQ, DAR) in `year`."""
    return f"{kind}-{year}-{count(session, f'{kind}-{year}'):05d}"
