"""From an HTTP request to one message: path, query string, JSON body and headers, each in its place and no other."""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from flask import Request
from marshmallow import fields as kinds

from services.contracts import wire
from services.contracts.message import Command, Malformed, Query, new_id
from services.contracts.message import Problem as Reason

from ..errors import Problem
from .route import Route

KEYS = UUID("0d1f6d0c-8a4e-5b43-9d6c-5a3c1c0e7b11")  # for command ids made from Idempotency-Keys that are not UUIDs
KEY_LIMIT = 200
LARGEST = 2**53 - 1  # what JSON numbers can say exactly, and every database can keep
ETAG = re.compile(r'^"(\d{1,15})"$')


def message(route: Route, request: Request, path: Mapping[str, Any], caller: UUID) -> Command | Query:
    """The message that `request` means. Malformed names every field that is wrong."""
    given = body(request) if route.writes else query(route, request)
    _only_known(route, given)
    known = wire.schema(route.message).fields
    values = {**given, **{name: plain(value) for name, value in path.items() if name in known}, **route.fixed}
    if route.is_command:
        values["id"] = str(command_id(route, request, caller))
        if "expected_version" in known:
            values["expected_version"] = expected_version(route, request)
    loaded: Command | Query = wire.load(route.message, values)
    return loaded


def body(request: Request) -> dict[str, Any]:
    """The JSON object in the body; an empty body is an empty object."""
    raw = request.get_data(cache=False)
    if not raw:
        return {}
    if request.mimetype != "application/json":
        raise Problem("media-type", "Send JSON, with Content-Type: application/json.")
    try:
        read = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
        _check(read)
    except (ValueError, RecursionError):
        raise Problem("bad-request", "The body is not JSON that we can keep.") from None
    if not isinstance(read, dict):
        raise Malformed("The body must be a JSON object")
    return read


def query(route: Route, request: Request) -> dict[str, Any]:
    """The query string; a field that takes several values may be repeated."""
    schema = wire.schema(route.message).fields
    read: dict[str, Any] = {}
    for name, values in request.args.lists():
        if isinstance(schema.get(name), kinds.List):
            read[name] = values
        elif len(values) > 1:
            raise Malformed("A field was given twice", problems=(Reason(code="malformed", message="once", field=name),))
        elif isinstance(schema.get(name), kinds.Integer) and len(values[0]) > len(str(LARGEST)):
            raise Malformed(
                "A number is too large", problems=(Reason(code="malformed", message="too large", field=name),)
            )
        else:
            read[name] = values[0]
    try:
        _check(read)
    except ValueError:
        raise Problem("bad-request", "The query string is not text that we can keep.") from None
    return read


def command_id(route: Route, request: Request, caller: UUID) -> UUID:
    """The command's id, from Idempotency-Key: the key itself when it is a UUID, else made from caller, route and key.
    Sending the same again then gives the first answer."""
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if not key and route.keyed:
        raise Problem("idempotency-key-missing")
    if not key:
        return new_id()
    if len(key) > KEY_LIMIT:
        raise Problem("bad-request", f"Idempotency-Key is longer than {KEY_LIMIT} characters.")
    try:
        return UUID(key)
    except ValueError:
        return uuid5(KEYS, f"{caller}\0{route.endpoint}\0{request.path}\0{key}")


def expected_version(route: Route, request: Request) -> int | None:
    """The version in If-Match. `*` means any; without it None, or 428 where an edit could be lost."""
    given = request.headers.get("If-Match", "").strip()
    if not given and route.conditional:
        raise Problem("if-match-missing")
    if not given or given == "*":
        return None
    matched = ETAG.match(given)
    if not matched:
        raise Problem("changed-meanwhile", "If-Match is not an ETag that we gave.")
    return int(matched.group(1))


def _only_known(route: Route, given: Mapping[str, Any]) -> None:
    extra = tuple(
        Reason(code="malformed", message="Not a field of this address.", field=name)
        for name in given
        if name not in route.fields
    )
    if extra:
        raise Malformed(f"{len(extra)} field(s) are not known here", problems=extra)


def _check(value: Any) -> None:
    """ValueError for what databases and programs cannot all keep: NUL, half surrogates, endless numbers."""
    if isinstance(value, str):
        value.encode("utf-8")
        if "\0" in value:
            raise ValueError("NUL")
    elif isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError("too large")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _check(name)
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def plain(value: Any) -> Any:
    """A part of an address as messages take it: an id as its text."""
    return str(value) if isinstance(value, UUID) else value
