"""The API's description, OpenAPI 3.1, generated from the table of routes and the messages' schemas.

python -m gateway.api.openapi        writes docs/openapi.json; a test fails when that is not current
"""

import inspect
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

import gateway
from services.contracts import wire
from services.contracts.message import Listing

from ..errors import KNOWN
from .route import PREFIX, PUBLIC, SIGNED_IN, Own, Route, Row, Screen
from .routes import AREAS, TABLE

VERSION = "1"
WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
ABOUT = """\
Haven runs the whole life of a request for health data: enquiry, preliminary assessment, application, review, decision,
agreement, production of the data, workspace, audit, certified deletion.

**Signing in.** A program sends `Authorization: Bearer <token>`: an API token (POST /me/api-tokens), or one from
POST /tokens. A browser signs in with POST /session, keeps the cookie, and sends `X-CSRF-Token` with all that changes
something.

**Doing something.** Each POST of a command needs an `Idempotency-Key`, best a new UUID for each thing you want done.
Sending it again with the same key is always safe and gives the first answer, a refusal too; with other content it is
refused (422, `id-reused`). A timeout means unknown, not no: send it again with the same key.

**Editing.** What has a version carries it as ETag. Where an edit could be lost, `If-Match` is required (428), and an
older one is refused (412).

**Lists** are pages: `limit` rows, and a `Link` header with rel="next" (also `next` in the answer: send it as `after`).

**Problems** are application/problem+json (RFC 9457), with a stable `code`, and `problems` that name each field or
reason. 503 with a `part` says which part is resting, and Retry-After when to try again.
"""


class Named(MarshmallowPlugin):
    """Names each schema after its message and the service that owns it, since two services may use one word."""

    def __init__(self) -> None:
        super().__init__(schema_name_resolver=lambda schema: schema_name(getattr(schema, "made", type(schema))))


def schema_name(cls: type) -> str:
    """intake.ApplicationView; what is not a service's has no prefix."""
    path = cls.__module__.split(".")
    owner = path[2] if path[:2] == ["services", "contracts"] and path[2] in wire.SERVICES else ""
    return f"{owner}.{cls.__name__}".lstrip(".")


@cache
def description() -> dict[str, Any]:
    """The whole description, as plain data."""
    plugin = Named()
    spec = APISpec(
        title="Haven",
        version=VERSION,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        servers=[{"url": PREFIX}],
        tags=[{"name": area, "description": _first_words(module)} for area, module in AREAS.items()],
    )
    spec.components.schema("ProblemDetails", _problem())
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": "haven"})
    for code in (400, 401, 403, 404, 409, 412, 422, 428, 429, 502, 503, 504):
        spec.components.response(f"Problem{code}", _problem_response(code))
    for row in TABLE:
        spec.path(path=row.template, operations={row.method.lower(): operation(row, plugin)})
    made: dict[str, Any] = json.loads(json.dumps(spec.to_dict()))
    return made


def operation(row: Row, plugin: Any) -> dict[str, Any]:
    """One row as an OpenAPI operation."""
    words = re.findall(r"[A-Za-z]+", row.template)
    said: dict[str, Any] = {
        "operationId": row.method.lower() + "".join(word.title() for word in words),
        "tags": [row.area],
        "summary": summary(row),
        "parameters": [*_in_path(row), *_in_query(row, plugin), *_headers(row)],
        "responses": {**_success(row), **_failures(row)},
        "security": [{}, *_SIGNED] if row.who == PUBLIC else _SIGNED,
        "x-who": who(row),
    }
    if body := _body(row, plugin):
        said["requestBody"] = body
    return said


_SIGNED: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]


def summary(row: Row) -> str:
    """What the row does: its own words, or the first sentence of its message, or its name."""
    if row.summary:
        return row.summary
    message = row.message if isinstance(row, Route) else object
    text = " ".join((message.__doc__ or "").split())
    if not text or text.startswith(f"{message.__name__}("):
        return WORDS.sub(" ", message.__name__).capitalize() + "."
    return text


def who(row: Row) -> str:
    """Who may ask at all, in words."""
    if row.who == PUBLIC:
        return "anybody"
    return "anybody signed in" if row.who == SIGNED_IN else ", ".join(sorted(row.who))


def _in_path(row: Row) -> list[dict[str, Any]]:
    found = re.findall(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>", row.path)
    return [{"in": "path", "name": name, "required": True, "schema": _converter(kind, of)} for kind, of, name in found]


def _converter(kind: str, of: str) -> dict[str, Any]:
    if kind == "uuid":
        return {"type": "string", "format": "uuid"}
    if kind == "int":
        return {"type": "integer", "minimum": 0}
    if kind == "any":
        return {"type": "string", "enum": [one.strip() for one in of.split(",")]}
    return {"type": "string", "minLength": 1}


def _in_query(row: Row, plugin: Any) -> list[dict[str, Any]]:
    if row.endpoint == "post /uploads":
        about = "The file's name; its ending must agree with its content."
        return [
            {"in": "query", "name": "filename", "schema": {"type": "string", "maxLength": 255}, "description": about}
        ]
    if not isinstance(row, Route) or row.writes or not row.fields:
        return []
    schema = wire.schema(row.message)
    properties = _inline(row, plugin)["properties"]
    return [
        {"in": "query", "name": name, "required": schema.fields[name].required, "schema": properties[name]}
        for name in row.fields
    ]


def _headers(row: Row) -> list[dict[str, Any]]:
    if not isinstance(row, Route) or not row.writes:
        return []
    text = {"type": "string", "minLength": 1, "maxLength": 200}
    about = "The same key again gives the same answer; a new UUID for each new thing."
    found = [{"in": "header", "name": "Idempotency-Key", "required": row.keyed, "schema": text, "description": about}]
    if "expected_version" in wire.schema(row.message).fields:
        about = "The ETag of what you read."
        found.append(
            {"in": "header", "name": "If-Match", "required": row.conditional, "schema": text, "description": about}
        )
    return found


def _body(row: Row, plugin: Any) -> dict[str, Any] | None:
    if row.endpoint == "post /uploads":
        binary = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
        part = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
        return {
            "required": True,
            "content": {"application/octet-stream": binary, "multipart/form-data": {"schema": part}},
        }
    if isinstance(row, Own) and row.takes:
        return {"required": True, "content": {"application/json": {"schema": wire.schema(row.takes)}}}
    if not isinstance(row, Route) or not row.writes or not row.fields:
        return None
    inline = _inline(row, plugin)
    return {"required": bool(inline.get("required")), "content": {"application/json": {"schema": inline}}}


def _inline(row: Route, plugin: Any) -> dict[str, Any]:
    """The fields of the message that the caller gives, as JSON Schema."""
    schema: Schema = type(wire.schema(row.message))(only=row.fields)
    found: dict[str, Any] = plugin.converter.schema2jsonschema(schema)
    return {**found, "additionalProperties": False}


def _success(row: Row) -> dict[str, Any]:
    if isinstance(row, Route) and row.download:
        whole = {"*/*": {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}}
        return {"200": {"description": "The file, as an attachment.", "content": whole}}
    if isinstance(row, Own) and row.media_type:
        whole = {row.media_type: {"schema": {"type": "string"}}}
        return {"200": {"description": "The file, as an attachment.", "content": whole}}
    answers = getattr(row, "answers", None)
    if answers is None:
        return {str(row.status): {"description": "Done."}}
    said: dict[str, Any] = {"description": _sentence(answers)}
    said["content"] = {"application/json": {"schema": wire.schema(answers)}}
    headers: dict[str, Any] = {}
    if "version" in wire.schema(answers).fields:
        headers["ETag"] = {"schema": {"type": "string"}, "description": "Send it back as If-Match."}
    if isinstance(row, Route) and row.location:
        headers["Location"] = {"schema": {"type": "string"}, "description": "Where what was made can be read."}
    if isinstance(row, Route) and issubclass(row.message, Listing):
        headers["Link"] = {"schema": {"type": "string"}, "description": 'The next page, rel="next", when there is one.'}
    return {str(row.status): {**said, "headers": headers} if headers else said}


def _failures(row: Row) -> dict[str, Any]:
    codes = {429, 502, 503, 504}
    codes |= set() if row.who == PUBLIC and not row.writes else {401, 403}
    codes |= {404} if row.in_path or isinstance(row, Screen) else set()
    codes |= {400, 409, 422} if row.writes else {400, 422}
    codes |= {412, 428} if isinstance(row, Route) and row.conditional else set()
    return {str(code): {"$ref": f"#/components/responses/Problem{code}"} for code in sorted(codes)} | {
        "default": {"$ref": "#/components/responses/Problem400"}
    }


def _problem_response(status: int) -> dict[str, Any]:
    codes = sorted(code for code, known in KNOWN.items() if known.status == status)
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {"description": f"Problem: {', '.join(codes)}.", "content": content}


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    reason = {"type": "object", "properties": {"code": text, "message": text, "field": text}}
    properties = {
        "type": text,
        "title": text,
        "status": {"type": "integer"},
        "detail": text,
        "code": text,
        "problems": {"type": "array", "items": reason},
        "correlation": text,
        "part": text,
    }
    required = ["type", "title", "status", "detail", "code", "problems", "correlation"]
    return {"type": "object", "properties": properties, "required": required}


def _sentence(cls: type) -> str:
    text = " ".join((inspect.getdoc(cls) or "").split())
    return text if text and not text.startswith(f"{cls.__name__}(") else WORDS.sub(" ", cls.__name__)


def _first_words(module: Any) -> str:
    return " ".join((module.__doc__ or "").split())


def text() -> str:
    """The description as the file docs/openapi.json holds it."""
    return json.dumps(description(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    path = Path(gateway.__file__).parent.parent / "docs" / "openapi.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text())
