"""What is around every page: who is here, where they may go, the banner, and a demonstration's cast."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException

from services.contracts.message import ANONYMOUS, STAFF, Actor

from ..api.route import PUBLIC, Row
from ..bus import Resting
from ..errors import Problem
from ..identity import NOBODY, Caller
from ..links import at, person
from . import demo, flash, reading
from .crumbs import crumbs
from .fields import Question

FOOT: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Ask for data", (
        ("/how-it-works", "How it works"),
        ("/asking-first", "Ask first"),
        ("/before-you-apply", "Before you apply"),
        ("/data", "Data"),
        ("/charges", "Charges"),
        ("/cohort", "The cohort file"),
        ("/faq", "Questions and answers"),
    )),
    ("What we do with data", (
        ("/register", "Register of approved uses"),
        ("/dashboard", "Requests in figures"),
        ("/service-levels", "Service levels"),
        ("/committee", "Committee meetings"),
        ("/policies", "How we share data"),
    )),
    ("About these pages", (
        ("/help", "Help and contact"),
        ("/accessibility", "Accessibility statement"),
        ("/privacy", "Privacy"),
        ("/cookies", "Cookies"),
        ("/api/v1/docs", "The API"),
    )),
)  # fmt: skip
FOOTER = [{"title": title, "items": [{"href": href, "text": words} for href, words in links]} for title, links in FOOT]


def context() -> dict[str, Any]:
    """For every template."""
    portal = current_app.extensions["portal"]
    config, caller = current_app.extensions["haven"].config, _caller()
    actor, inside = caller.actor, caller.signed_in
    shown = _shown(portal.table, actor, signed_in=inside)
    return {
        "me": actor if inside else None,
        "caller": caller,
        "staff": inside and actor.has(*STAFF),
        "menu": _menu(shown),
        "siblings": _siblings(shown),
        "foot": FOOTER,
        "crumbs": crumbs(portal.table, actor),
        "row": g.get("row"),
        "demo": config.demo,
        "csrf": current_app.extensions["haven"].identity.csrf_token(caller.token) if inside else "",
        "banner": _banner(),
        "page_of": page_of,
        "task_page": task_page,
        "opens": opens,
        "person_page": person,
        "subject_of": subject_of,
        "anchor": anchor,
        "today": demo.now().date(),
        "opt_out": config.opt_out_address,
        "at": at,
        "cast": demo.sign_ins() if config.demo else (),
    }


def page_of(command: str, **known: Any) -> tuple[str, str]:
    """Address and words of a command's page, for a link; empty when its address needs more than is `known`, since it
    is then offered beside what it is about, and not in general."""
    form = current_app.extensions["portal"].forms.get(command)
    if form is None or not form.in_path <= set(known):
        return "", ""
    return at(form.path, known), form.words


def opens(href: str) -> bool:
    """Whether whoever is here may go to this address: a link that leads to a refusal is not drawn."""
    portal, caller = current_app.extensions["portal"], _caller()
    try:
        endpoint, _ = current_app.url_map.bind(request.host).match(urlsplit(href).path)
    except HTTPException:
        return True  # no page of ours, and so not ours to refuse
    row = portal.rows.get(endpoint)
    return row is None or _leads(row, caller.actor, signed_in=caller.signed_in)


# Where a task is done whose command names more than its subject: the list in which it waits.
LISTS = {
    "ApproveRole": "/staff/role-proposals",
    "ApproveSetting": "/staff/settings?show=waiting",
    "RecordLookBack": "/staff/precedents/look-backs?state=waiting",
}


def task_page(task: Any) -> str:
    """Where a task is done: the page of its command, or the list that has it, else the page of its subject."""
    if task.command in LISTS:
        return LISTS[task.command]
    if task.command == "StartApplication":  # what there is so far is the enquiry that it comes of
        return at("/my/requests/start", {}, enquiry=task.subject)
    if task.command == "ResetTotp":
        return page_of(task.command, person_id=task.subject)[0]
    form = current_app.extensions["portal"].forms.get(task.command)
    if form is not None and "enquiry_id" in form.in_path:
        return f"{'/staff' if form.path.startswith('/staff') else ''}/enquiries/{task.subject}"
    known = {"application_id": task.subject, "change_id": task.subject}
    return page_of(task.command, **known)[0] or f"/requests/{task.subject}"


def subject_of(visit: Any) -> str:
    """The reference of what a form is about, to stand above its title."""
    if visit is None:
        return ""
    about = visit["application"] or visit["case"] or visit["agreement"] or visit["project"] or visit.subject
    return str(getattr(about, "reference", "") or "")


def anchor(questions: Iterable[Question] | Any, name: str) -> str:
    """The id of the question that a reason names; empty when it names none of this page."""
    return next((one.id for one in reading.every(questions or ()) if one.name == name and one.kind != "hidden"), "")


def _menu(shown: list[Any]) -> list[dict[str, Any]]:
    """The header's menu. Pages beside another are reached from there, so that it stays short."""
    places = {row.path for row in shown}
    root = getattr(g.get("row"), "under", "") or request.path
    return [
        {"text": row.nav, "href": row.path, "current": row.path in (request.path, root)}
        for row in shown
        if row.under not in places
    ]


def _siblings(shown: list[Any]) -> list[dict[str, Any]]:
    """The page that is looked at among those beside it; none when it is alone."""
    row = g.get("row")
    root = getattr(row, "under", "") or getattr(row, "path", "")
    found = [one for one in shown if root and root in (one.path, one.under)]
    alone = len(found) < 2 or row not in found
    return [] if alone else [{"text": one.nav, "href": one.path, "current": one is row} for one in found]


def _shown(table: Any, actor: Actor, *, signed_in: bool) -> list[Any]:
    return [
        row
        for row in table
        if row.nav
        and not (signed_in and row.who == PUBLIC)  # the foot of the page leads there too
        and _leads(row, actor, signed_in=signed_in)
    ]


def _leads(row: Row, actor: Actor, *, signed_in: bool) -> bool:
    return row.admits(actor if signed_in else ANONYMOUS, signed_in=signed_in)


def _caller() -> Caller:
    """Who is here, also on the pages that ask nobody: nobody, when it cannot be said."""
    if "caller" not in g:
        try:
            g.caller = current_app.extensions["haven"].identity.caller(request, g.correlation, needed=False, form=True)
        except (Problem, Resting):
            g.caller = NOBODY
    found: Caller = g.caller
    return found


def _banner() -> str:
    """What the page before has to say; said once: the cookie is taken away with this answer."""
    said: Mapping[str, Any] = flash.carried().read()
    g.said = bool(said)
    return str(said.get("text", ""))
