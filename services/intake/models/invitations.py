"""Whom an invitation names. The address stands here alone, and is erased when the invitation is over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Base


class InvitationRow(Base):
    """One invitation. `email`: as accounts have it; empty once it was accepted, withdrawn, or is over."""

    __tablename__ = "invitation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID]
    email: Mapped[str]
    role: Mapped[str]
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    __table_args__ = (
        Index("invitation_of_application", "application_id", "invited_at"),
        Index("invitation_of_address", "email", "expires_at"),
        Index("invitation_by_end", "expires_at"),
    )


def open_of(session: Session, application_id: UUID, at: datetime) -> list[InvitationRow]:
    """The invitations to one request that can still be accepted."""
    wanted = select(InvitationRow).where(InvitationRow.application_id == application_id, InvitationRow.email != "")
    return list(session.scalars(wanted.where(InvitationRow.expires_at > at).order_by(InvitationRow.invited_at)))


def to(session: Session, email: str, at: datetime) -> list[InvitationRow]:
    """The invitations to one address that can still be accepted, the next to end first."""
    wanted = select(InvitationRow).where(InvitationRow.email == email, InvitationRow.expires_at > at)
    return list(session.scalars(wanted.order_by(InvitationRow.expires_at, InvitationRow.id)))


def made_since(session: Session, application_id: UUID, at: datetime) -> int:
    """How many invitations to one request were made since then."""
    here = (InvitationRow.application_id == application_id, InvitationRow.invited_at > at)
    return session.scalar(select(func.count()).select_from(InvitationRow).where(*here)) or 0


def close(session: Session, invitation_id: UUID) -> None:
    """Erase the address: nobody can accept it, and no mail finds its way any more."""
    session.execute(update(InvitationRow).where(InvitationRow.id == invitation_id).values(email=""))


def erase_ended(session: Session, at: datetime) -> None:
    """Erase the addresses of all that are over."""
    over = update(InvitationRow).where(InvitationRow.expires_at <= at, InvitationRow.email != "")
    session.execute(over.values(email=""))
