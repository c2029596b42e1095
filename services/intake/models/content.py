"""Content pages: those that are shipped, one file each, and what administrators have made of them. A page without a row
is as shipped.

When the words of each file were last edited stands in data/content/edited.json, with their SHA-256: what is installed
has no history to read it from. `python -m tests.intake.make_content_dates` writes it, and a test fails when it is due.
"""

import json
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.contracts import wire
from services.contracts.message import NotFound

from ..domain.content import ContentPage, shipped
from .base import Base

FOLDER = files("services.intake").joinpath("data/content")
EDITED: dict[str, dict[str, str]] = json.loads(FOLDER.joinpath("edited.json").read_text("utf-8"))
SHIPPED = {
    name: shipped(name, FOLDER.joinpath(f"{name}.md").read_text("utf-8"), datetime.fromisoformat(one["at"]))
    for name, one in sorted(EDITED.items())
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
