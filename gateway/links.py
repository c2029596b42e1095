"""Addresses of pages: from a row's path, or the page of a command."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from .api.route import VARIABLE

NAMED = re.compile(r"\{(\w+)\}")


def at(path: str, known: Mapping[str, Any], **query: Any) -> str:
    """A path with its variables filled in, <uuid:id> or {id}; and a query string. KeyError for what is not known."""
    filled = VARIABLE.sub(lambda found: quote(str(known[found.group(1)]), safe=""), path)
    filled = NAMED.sub(lambda found: quote(str(known[found.group(1)]), safe=""), filled)
    given = {name: value for name, value in query.items() if value not in ("", None)}
    return f"{filled}?{urlencode(given)}" if given else filled


def person(person_id: UUID | None) -> str:
    """The page of a person, for staff; empty for nobody."""
    return f"/staff/people/{person_id}" if person_id else ""


def inside(wanted: str) -> str:
    """Where to go afterwards: a page of ours, by its path; the start page for anything else."""
    parts = urlsplit(wanted)
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted and len(wanted) <= 500
    ours = plain and not parts.scheme and not parts.netloc and wanted.startswith("/") and not wanted.startswith("//")
    return wanted if ours else "/"
