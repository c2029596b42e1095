"""A form as plain data, as it is stored and hashed, and back: nothing is lost on the way."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from services.contracts.intake.question_bank import Comparison, Match, Severity, Term

from .evidence import Evidence
from .field import Field, Section
from .form import Form
from .vocabulary import ALWAYS, Condition, Joined, Node
from .written import WrittenRule

Data = dict[str, Any]


def dump(form: Form) -> Data:
    """The form as data."""
    return {
        "number": form.number,
        "sections": [
            {"letter": one.letter, "title": one.title, "giver": one.giver, "fields": [_plain(f) for f in one.fields]}
            for one in form.sections
        ],
        "evidence": [_plain(one) for one in form.evidence],
        "declarations": [list(one) for one in form.declarations],
        "rules": [{**_plain(one), "severity": one.severity.value} for one in form.rules],
    }


def load(data: Mapping[str, Any]) -> Form:
    """The form of such data."""
    return Form(
        number=data["number"],
        sections=tuple(
            Section(one["letter"], one["title"], tuple(map(_field, one["fields"])), one["giver"])
            for one in data["sections"]
        ),
        evidence=tuple(Evidence(**{**one, "when": _condition(one["when"])}) for one in data["evidence"]),
        declarations=tuple((code, words) for code, words in data["declarations"]),
        rules=tuple(
            WrittenRule(**{**one, "severity": Severity(one["severity"]), "when": _condition(one["when"])})
            for one in data["rules"]
        ),
    )


def sha256(data: Data) -> str:
    """The hash of a form's data: the same form always has the same."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(one: Any) -> Data:
    told = {part.name: getattr(one, part.name) for part in fields(one)}
    told["when"] = {"text": one.when.text, "test": _node(one.when.test)}
    if isinstance(one, Field):
        told |= {"options": list(one.options), "items": [_plain(item) for item in one.items]}
    return told


def _node(node: Node) -> Data:
    if isinstance(node, Joined):
        return {"match": node.match.value, "of": [_node(one) for one in node.of]}
    return {"subject": node.subject, "comparison": node.comparison.value, "values": list(node.values)}


def _field(data: Mapping[str, Any]) -> Field:
    parts = {"options": tuple(data["options"]), "items": tuple(map(_field, data["items"]))}
    return Field(**{**data, **parts, "when": _condition(data["when"])})


def _condition(data: Mapping[str, Any]) -> Condition:
    found = Condition(data["text"], _load(data["test"]))
    return ALWAYS if found == ALWAYS else found


def _load(data: Mapping[str, Any]) -> Node:
    if "of" in data:
        return Joined(Match(data["match"]), tuple(map(_load, data["of"])))
    return Term(subject=data["subject"], comparison=Comparison(data["comparison"]), values=tuple(data["values"]))
