"""Content pages: who may put other words in the place of those that were shipped, and what is then true (S2-63)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from services.contracts.access import holders
from services.contracts.intake.content import (
    AttachContentFile,
    ContentFile,
    ContentFileAttached,
    ContentFileRemoved,
    ContentPageSaved,
    RemoveContentFile,
    SaveContentPage,
)
from services.contracts.message import Actor, Call, Conflict, Event, NotPermitted, Refused, happened

from .access import OTHERS

MOST_FILES = 20
AROUND = 80  # characters of an excerpt on each side of what was found
MARKUP = str.maketrans(dict.fromkeys("#*`_>[]", " "))
Edit = SaveContentPage | AttachContentFile | RemoveContentFile


@dataclass(frozen=True, kw_only=True)
class ContentPage:
    """One page with its words; `version` 0 as shipped: `edited_at` is then when the shipped words were edited."""

    page: str
    title: str
    text: str
    version: int = 0
    edited_at: datetime | None = None
    edited_by: UUID | None = None
    files: tuple[ContentFile, ...] = ()

    @property
    def subject(self) -> UUID:
        """What its events are about."""
        return uuid5(NAMESPACE_URL, f"haven:content:{self.page}")


def may(actor: Actor) -> frozenset[type]:
    """What somebody may do to any page."""
    every = (SaveContentPage, AttachContentFile, RemoveContentFile)
    return frozenset(cls for cls in every if actor.has(*holders(OTHERS[cls])))


def edit(command: Edit, page: ContentPage, call: Call, size: int = 0) -> tuple[ContentPage, list[Event]]:
    """The page afterwards, and what is said of it. `size`: bytes of the file that is attached."""
    if type(command) not in may(call.actor):
        raise NotPermitted("Administrators edit these pages")
    changed, event = _edited(command, page, call, size)
    return replace(changed, version=page.version + 1, edited_at=call.at, edited_by=call.actor.id), [event]


def _edited(command: Edit, page: ContentPage, call: Call, size: int) -> tuple[ContentPage, Event]:
    if isinstance(command, SaveContentPage):
        if command.expected_version not in (None, page.version):
            raise Conflict("Somebody changed this page meanwhile: look again")
        sha256 = hashlib.sha256(command.text.encode()).hexdigest()
        told: Event = happened(ContentPageSaved, call, page.subject, page=page.page, title=command.title, sha256=sha256)
        return replace(page, title=command.title, text=command.text), told
    if isinstance(command, AttachContentFile):
        if len(page.files) >= MOST_FILES:
            raise Refused(f"A page has at most {MOST_FILES} files: take one away first", code="too-many-files")
        facts: dict[str, Any] = {"file_id": command.id, "title": command.title, "sha256": command.sha256}
        made = ContentFile(**facts, filename=command.filename, media_type=command.media_type, size=size)
        told = happened(ContentFileAttached, call, page.subject, page=page.page, **facts)
        return replace(page, files=(*page.files, made)), told
    left = tuple(one for one in page.files if one.file_id != command.file_id)
    if len(left) == len(page.files):
        raise Refused("This file is not on the page any more", code="no-such-file")
    told = happened(ContentFileRemoved, call, page.subject, page=page.page, file_id=command.file_id)
    return replace(page, files=left), told


def shipped(page: str, text: str, edited_at: datetime) -> ContentPage:
    """A page from the file it is shipped in: the title is its first line, after a `#` (S1-45: it too says of when)."""
    title, _, rest = text.partition("\n")
    return ContentPage(page=page, title=title.removeprefix("#").strip(), text=rest.strip(), edited_at=edited_at)


def found(pages: Iterable[ContentPage], words: str) -> list[ContentPage]:
    """Those that hold every word, in the order of their names."""
    wanted = words.casefold().split()
    hits = (one for one in pages if all(word in f"{one.title} {one.text}".casefold() for word in wanted))
    return sorted(hits, key=lambda one: one.page)


def excerpt(page: ContentPage, words: str) -> str:
    """The words around the first of those that are looked for, without markup; the beginning when none is there."""
    plain = " ".join(page.text.translate(MARKUP).split())
    places = [plain.casefold().find(word) for word in words.casefold().split()]
    at = min((place for place in places if place >= 0), default=0)
    start = max(0, at - AROUND)
    return f"{'… ' * (start > 0)}{plain[start : at + AROUND].strip()}{' …' * (at + AROUND < len(plain))}"
