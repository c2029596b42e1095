"""Content pages: those that are shipped, one file each, and what administrators have made of them. A page without a row
is as shipped."""

from importlib.resources import files
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire
from services.contracts.message import NotFound

from ..domain.content import ContentPage, shipped
from .base import Base

_FILES = sorted(files("services.intake").joinpath("data/content").iterdir(), key=lambda one: one.name)
SHIPPED = {
    one.name.removesuffix(".md"): shipped(one.name.removesuffix(".md"), one.read_text("utf-8")) for one in _FILES
}


class ContentRow(Base):
    """One edited page: the aggregate in `body`."""

    __tablename__ = "content_page"
    page: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[dict[str, Any]]


def load(session: Session, page: str, *, lock: bool = False) -> ContentPage:
    """One page as it is now. NotFound when none of this name is shipped."""
    if page not in SHIPPED:
        raise NotFound("There is no such page")
    row = session.get(ContentRow, page, with_for_update=lock or None)
    return wire.load(ContentPage, row.body) if row else SHIPPED[page]


def every(session: Session) -> list[ContentPage]:
    """All pages as they are now."""
    edited = {row.page: wire.load(ContentPage, row.body) for row in session.scalars(select(ContentRow))}
    return list({**SHIPPED, **{name: page for name, page in edited.items() if name in SHIPPED}}.values())


def save(session: Session, page: ContentPage) -> None:
    """Store the page."""
    row = session.get(ContentRow, page.page)
    if row is None:
        row = ContentRow(page=page.page)
        session.add(row)
    row.version, row.body = page.version, wire.dump(page)
    session.flush()
