"""One row of the table -> one Flask view: guard, one message, its answer as JSON."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, current_app, g, jsonify, request

from services.contracts import wire
from services.contracts.message import Listing, View

from ..bus import Busy
from ..errors import Problem
from ..identity import Caller
from . import read
from .route import PREFIX, PUBLIC, Own, Route, Row, Screen


def add(blueprint: Blueprint, row: Row) -> None:
    """Register a row."""
    view = {Route: _route, Screen: _screen, Own: _own}[type(row)]
    blueprint.add_url_rule(
        row.path,
        endpoint=row.endpoint.replace(".", "_"),
        methods=[row.method],
        view_func=lambda **path: view(row, path),  # type: ignore[operator]
    )


def guard(row: Row, *, form: bool = False) -> Caller:
    """The caller, if somebody like them may ask at all. `form`: what they sent is a form, with the page's token in
    it."""
    haven = current_app.extensions["haven"]
    haven.limits.admit(request)
    try:
        caller: Caller = haven.identity.caller(request, g.correlation, needed=row.who != PUBLIC, form=form)
    except Problem as problem:
        if problem.code == "session-ended":
            haven.limits.spend_bad_token(request)
        raise
    g.signed_in, g.actor, g.caller = caller.signed_in, caller.actor, caller
    haven.limits.spend(request, caller)
    if row.in_person and caller.actor.by_token:
        raise Problem("in-person")
    if row.door:
        haven.identity.same_site(request)
        haven.limits.spend_knock(request)
    if not row.admits(caller.actor, signed_in=caller.signed_in):
        raise Problem("role-needed" if caller.signed_in else "sign-in-needed")
    return caller


def _route(row: Route, path: dict[str, Any]) -> Response:
    haven = current_app.extensions["haven"]
    if haven.bus.full(part := path.get("part", row.part) or wire.owner(row.message)):
        raise Busy(part)  # before any work for it is done; `ask` looks again
    caller = guard(row)
    message = read.message(row, request, path, caller.actor.id)
    view = haven.bus.ask(message, caller.actor, correlation=g.correlation, part=path.get("part", row.part))
    if row.download:
        found = row.download(view, path)
        if found is None or not found.sha256:
            raise Problem("not-found")
        sent: Response = haven.files.send(found)
        return sent
    answer = shown(view, row.status)
    if row.location:
        answer.headers["Location"] = PREFIX + row.location.format(**_ids(view))
    if isinstance(message, Listing) and (cursor := getattr(view, "next", "")):
        answer.headers["Link"] = f'<{_next_page(cursor)}>; rel="next"'
    return answer


def _screen(row: Screen, path: dict[str, Any]) -> Response:
    haven, caller = current_app.extensions["haven"], guard(row)
    if request.args:
        raise Problem("bad-request", "This address takes no query string.")
    return shown(row.compose(haven.bus, caller.actor, g.correlation, haven.links, **path))


def _own(row: Own, path: dict[str, Any]) -> Response:
    answer: Response = row.view(guard(row), **path)
    return answer


def shown(view: View, status: int = 200) -> Response:
    """A view as JSON; its version, when it has one, as the ETag to send back with the next edit."""
    answer = jsonify(wire.dump(view))
    answer.status_code = status
    if version := getattr(view, "version", None):
        answer.set_etag(str(version))
    return answer


def _ids(view: View) -> dict[str, str]:
    return {name: str(value) for name, value in vars(view).items() if isinstance(value, UUID)}


def _next_page(cursor: str) -> str:
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "after"]
    return f"{request.path}?{urlencode([*others, ('after', cursor)])}"
