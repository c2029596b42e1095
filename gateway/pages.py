"""Pages about the API: its description for programs and for people, and what each problem means."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template

from .api import openapi
from .api.route import PREFIX
from .errors import KNOWN

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
pages = Blueprint("pages", __name__)


@pages.get(f"{PREFIX}/openapi.json")
def description() -> Response:
    """The API's description for programs."""
    return jsonify(openapi.description())


@pages.get(f"{PREFIX}/docs")
def docs() -> str:
    """The same for people."""
    return render_template("api/docs.html", api=openapi.description(), areas=_areas(), prefix=PREFIX, name_of=_name_of)


@pages.get("/problems")
def problems() -> str:
    """Every problem there is."""
    return render_template("api/problems.html", known=KNOWN)


@pages.get("/problems/<code>")
def problem(code: str) -> str:
    """What one problem means, and what to do."""
    if code not in KNOWN:
        abort(404)
    return render_template("api/problems.html", known={code: KNOWN[code]})


def secure(answer: Response) -> Response:
    """Headers of every answer: nothing inline, nothing foreign, no framing, no guessing at types, no caching."""
    config = current_app.extensions["haven"].config
    answer.headers.setdefault("Content-Security-Policy", POLICY)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Referrer-Policy"] = "same-origin"  # with no-referrer a browser names no origin of a form
    answer.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers.setdefault("Cache-Control", "no-store")
    if config.demo:
        answer.headers["X-Haven-Mode"] = config.mode
    if config.https:
        answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return answer


def _areas() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Tag, its words, and its operations."""
    api = openapi.description()
    rows = [
        {"method": method.upper(), "path": path, **said}
        for path, methods in api["paths"].items()
        for method, said in methods.items()
    ]
    return [(t["name"], t["description"], [row for row in rows if t["name"] in row["tags"]]) for t in api["tags"]]


def _name_of(schema: dict[str, Any]) -> str:
    """A schema in a word or two, for a table."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " or ".join(_name_of(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_name_of(schema.get('items', {}))}"
    if "enum" in schema:
        return ", ".join(str(one) for one in schema["enum"] if one is not None)
    kind = schema.get("type", "anything")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)
