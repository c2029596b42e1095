"""The JSON Schema (2020-12) of an exported version, made from the form, so that it cannot say anything else."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from services.contracts.request import Profile

from ..form import Field, Form

ADDRESS = "/api/v1/form/schema"
TEXT: Mapping[str, Any] = {"type": "string"}
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
ID = {"type": "string", "format": "uuid"}

SHAPES: Mapping[str, Callable[[Field], Mapping[str, Any]]] = {
    "text": lambda one: {**TEXT, "maxLength": one.limit},
    "long": lambda one: {**TEXT, "maxLength": one.limit},
    "bool": lambda one: {"type": "boolean"},
    "int": lambda one: {"type": "integer"},
    "date": lambda one: DAY,
    "choice": lambda one: {"enum": list(one.options)},
    "many": lambda one: {"type": "array", "items": {"enum": list(one.options)}},
    "texts": lambda one: {"type": "array", "items": TEXT},
    "person": lambda one: TEXT,
    "organisation": lambda one: ID,
    "list": lambda one: {"type": "array", "items": _object(one.items)},
    "map": lambda one: {"type": "object", "additionalProperties": TEXT},
}


def schema(form: Form) -> dict[str, Any]:
    """The schema of what is written with `form`: every question under its key, with its number, its words and when it
    is asked."""
    answers = _object(form.fields.values())
    content = {
        "reference": TEXT,
        "version": {"type": "integer", "minimum": 1},
        "answers": answers,
        "documents": {
            "description": "Kind and SHA-256 of each document.",
            "type": "array",
            "items": {"type": "array", "prefixItems": [TEXT, SHA256], "items": False, "minItems": 2},
        },
    }
    properties = {
        "schema": {"const": ADDRESS},
        "application_id": ID,
        "profile": {"enum": [one.value for one in Profile]},
        "title": TEXT,
        "submitted_at": MOMENT,
        "submitted_by": ID,
        "sha256": SHA256,
        "content": _whole(content),
        "documents": {"type": "array", "items": _whole(DOCUMENT, optional=LATER)},
        "named": {"type": "object", "additionalProperties": TEXT},
        "receipt": {"anyOf": [{"type": "null"}, _whole(RECEIPT)]},
    }
    top = _whole(properties)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": ADDRESS,
        "title": "A submitted version of a request for data", **top,
    }  # fmt: skip


DOCUMENT: Mapping[str, Any] = {
    "document_id": ID, "kind": TEXT, "sha256": SHA256, "filename": TEXT, "media_type": TEXT, "reference": TEXT,
    "version": TEXT, **{key: {"anyOf": [{"type": "null"}, DAY]} for key in ("dated", "valid_from", "valid_to")},
}  # fmt: skip
LATER = ("reference", "version", "dated", "valid_from", "valid_to")  # not in what was frozen before they were asked
RECEIPT: Mapping[str, Any] = {
    "sha256": SHA256, "note": TEXT, "entry": {"type": "integer", "minimum": 0}, "issued_at": MOMENT,
}  # fmt: skip


def _whole(properties: Mapping[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": dict(properties)}


def _object(fields: Iterable[Field]) -> dict[str, Any]:
    """Nothing is required here: what must be answered depends on other answers, and the words say on which."""
    properties = {one.key: {"title": f"{one.id} {one.label}", **_told(one), **SHAPES[one.type](one)} for one in fields}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _told(field: Field) -> dict[str, Any]:
    words = " ".join(part for part in (field.guidance, f"Asked: {field.when.text}." if field.when.text else "") if part)
    return {"description": words} if words else {}
