"""The public content pages: their words, who edited them when, and files to download (issue of the portal; S2-63).

Which pages there are is fixed: each is shipped with words, and administrators put their own in their place. The text is
written in a small markup (CommonMark without HTML and images). The subject of an event is made from the page's name.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from ..message import Command, Event, Listing, Query, View

PAGE: dict[str, Any] = {"pattern": r"^[a-z][a-z0-9-]{1,39}$"}


@dataclass(frozen=True, kw_only=True)
class ContentFile:
    """A file to download from a page. `size` in bytes."""

    file_id: UUID
    title: str
    sha256: str
    filename: str
    media_type: str
    size: int


@dataclass(frozen=True, kw_only=True)
class ContentPageView(View):
    """One page. `version` 0: as it was shipped; `edited_at` is then when the shipped words were last edited.
    `edited_by` is a name, empty as shipped."""

    page: str
    title: str
    text: str
    version: int = 0
    edited_at: datetime | None = None
    edited_by: str = ""
    files: tuple[ContentFile, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContentRow(View):
    """One page in a list. `excerpt`: the words around what was looked for, else the beginning."""

    page: str
    title: str
    version: int = 0
    edited_at: datetime | None = None
    edited_by: str = ""
    excerpt: str = ""


@dataclass(frozen=True, kw_only=True)
class ContentRows(View):
    """A page of pages."""

    rows: tuple[ContentRow, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class SaveContentPage(Command):
    """Administrator: other words for a page. NotFound for a page that there is not; Conflict when somebody saved it
    since `expected_version`."""

    page: str = field(metadata=PAGE)
    title: str = field(metadata={"min": 3, "max": 120})
    text: str = field(metadata={"min": 1, "max": 30_000})
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AttachContentFile(Command):
    """Administrator: a file to download from a page, at most twenty of them. Anybody may fetch it."""

    page: str = field(metadata=PAGE)
    title: str = field(metadata={"min": 3, "max": 120})
    sha256: str = field(metadata={"pattern": r"^[0-9a-f]{64}$", "document": True})
    filename: str = field(metadata={"min": 1, "max": 255})
    media_type: str = field(default="application/pdf", metadata={"max": 100})


@dataclass(frozen=True, kw_only=True)
class RemoveContentFile(Command):
    """Administrator: a file is offered no more."""

    page: str = field(metadata=PAGE)
    file_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReadContentPage(Query):
    """One page; open to everybody."""

    answers = ContentPageView
    page: str = field(metadata=PAGE)


@dataclass(frozen=True, kw_only=True)
class ListContentPages(Listing):
    """Pages whose title or text hold every word of `q`, by name; open to everybody."""

    answers = ContentRows
    q: str = field(default="", metadata={"max": 100})


@dataclass(frozen=True, kw_only=True)
class ContentPageSaved(Event):
    """A page has other words now; `sha256` is that of its text in UTF-8."""

    page: str
    title: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ContentFileAttached(Event):
    """A file can be downloaded from a page."""

    page: str
    file_id: UUID
    title: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ContentFileRemoved(Event):
    """A file can be downloaded from a page no more."""

    page: str
    file_id: UUID
