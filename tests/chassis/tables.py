"""The tables of the two small services."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.database import new_base

Base: Any = new_base()


class Number(Base):
    __tablename__ = "number"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int]


class Noted(Base):
    __tablename__ = "noted"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[UUID]
    number: Mapped[int]


class Tick(Base):
    __tablename__ = "tick"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    pid: Mapped[int]


class Turn(Base):
    __tablename__ = "turn"
    id: Mapped[int] = mapped_column(primary_key=True)
    pid: Mapped[int]
