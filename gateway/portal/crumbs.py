"""The way back that stands above a page."""

from collections.abc import Sequence

from flask import g, request

from services.contracts.message import STAFF, Actor

from ..links import at
from .row import Shown

MINE = ("/my/requests", "MyDARs")
TASKS = ("/my/tasks", "My tasks")
ALL = ("/staff/requests", "All requests")
REQUEST = "/requests/{application_id}"


def crumbs(pages: Sequence[Shown], actor: Actor) -> list[dict[str, str]]:
    """Those of the page's row. What is about a request leads back to it, and to the list in which this person finds it:
    their own requests, those of everybody, or their tasks. `pages`: every row of the tables."""
    found, known = tuple(getattr(g.get("row"), "crumbs", ())), request.view_args or {}
    if found and "application_id" in known:
        whole = at(REQUEST, known)
        found = (_list(pages, actor), *([] if request.path == whole else [(whole, "The request")]))
    return [{"href": href, "text": words} for href, words in found]


def _list(pages: Sequence[Shown], actor: Actor) -> tuple[str, str]:
    if any(one.path == ALL[0] and one.admits(actor, signed_in=True) for one in pages):
        return ALL
    return TASKS if actor.has(*STAFF) else MINE
