"""Comments on the questions of a request: threads, and what was written in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts.intake.application import Audience

from ..domain.application.comments import Thread
from .base import Base


class ThreadRow(Base):
    """One thread on one question."""

    __tablename__ = "comment_thread"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID]
    field: Mapped[str]
    audience: Mapped[str]
    begun_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]
    __table_args__ = (Index("thread_of_application", "application_id", "begun_at"),)


class CommentRow(Base):
    """One comment in it."""

    __tablename__ = "comment"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    thread_id: Mapped[UUID]
    application_id: Mapped[UUID]
    at: Mapped[datetime]
    by: Mapped[UUID]
    text: Mapped[str]
    __table_args__ = (Index("comment_of_application", "application_id", "at", "id"),)


def thread(session: Session, application_id: UUID, thread_id: UUID | None) -> ThreadRow | None:
    """One thread of one request."""
    row = session.get(ThreadRow, thread_id) if thread_id else None
    return row if row is not None and row.application_id == application_id else None


def thread_of(row: ThreadRow | None) -> Thread | None:
    """The thread as the domain sees it."""
    if row is None:
        return None
    return Thread(id=row.id, field=row.field, audience=Audience(row.audience), resolved=row.resolved_at is not None)


def count(session: Session, application_id: UUID) -> int:
    """How many threads there are on a request."""
    wanted = select(func.count()).select_from(ThreadRow).where(ThreadRow.application_id == application_id)
    return session.scalar(wanted) or 0


def threads(session: Session, application_id: UUID) -> list[tuple[ThreadRow, list[CommentRow]]]:
    """Every thread with its comments, each in the order in which it began."""
    wanted = select(ThreadRow).where(ThreadRow.application_id == application_id)
    rows = list(session.scalars(wanted.order_by(ThreadRow.begun_at, ThreadRow.id)))
    said: dict[UUID, list[CommentRow]] = {}
    if rows:
        comments = select(CommentRow).where(CommentRow.application_id == application_id)
        for one in session.scalars(comments.order_by(CommentRow.at, CommentRow.id)):
            said.setdefault(one.thread_id, []).append(one)
    return [(row, said.get(row.id, [])) for row in rows]
