"""Whom OpenID Connect providers know here, what a mailed token would join, and which of their sign-ins were used."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Base


class ProviderLink(Base):
    """Whom a provider's identity belongs to. `key` is a hash of issuer and `sub`."""

    __tablename__ = "provider_link"
    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    issuer: Mapped[str]
    joined_at: Mapped[datetime]


class ProviderOffer(Base):
    """What a mailed token would join to the account that it was mailed to."""

    __tablename__ = "provider_offer"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    issuer: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ProviderUse(Base):
    """A sign-in at a provider that was used here, by the hash of its nonce: once is enough."""

    __tablename__ = "provider_use"
    nonce_hash: Mapped[str] = mapped_column(primary_key=True)
    used_at: Mapped[datetime] = mapped_column(index=True)


def links(session: Session, person_id: UUID, issuer: str = "") -> list[ProviderLink]:
    """What a provider knows of this person (any provider when none is named), oldest first."""
    mine = select(ProviderLink).where(ProviderLink.person_id == person_id).order_by(ProviderLink.joined_at)
    return list(session.scalars(mine.where(ProviderLink.issuer == issuer) if issuer else mine))


def forget_old(session: Session, at: datetime, used_before: datetime) -> None:
    """Delete offers that passed, and uses from before `used_before`: no sign-in at a provider lasts that long."""
    session.execute(delete(ProviderOffer).where(ProviderOffer.expires_at < at))
    session.execute(delete(ProviderUse).where(ProviderUse.used_at < used_before))
