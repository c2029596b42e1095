"""Versions: frozen by the SHA-256 of their canonical JSON, compared field by field."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from services.contracts.intake.application import Change, Document

from ..draft import is_empty
from ..form import Form
from ..routing import MATERIAL


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: the same answers always give the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def content(
    reference: str, version: int, answers: Mapping[str, Any], documents: Iterable[Document], form: int = 1
) -> dict[str, Any]:
    """What a version's hash is the hash of. The form is named from its second version on: what was frozen before there
    was one keeps its hash."""
    attached = sorted([document.kind, document.sha256] for document in documents)
    named = {"form": form} if form > 1 else {}
    return {"reference": reference, "version": version, "answers": dict(answers), "documents": attached, **named}


def content_hash(
    reference: str, version: int, answers: Mapping[str, Any], documents: Iterable[Document], form: int = 1
) -> str:
    """The hash that reviews, decisions and agreements point at (domain 0.3, decision 3)."""
    return hashlib.sha256(canonical(content(reference, version, answers, documents, form))).hexdigest()


def changes(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every field that differs, in the order of `form`. An empty answer and none are the same."""
    compared = ((key, _kept(before, key), _kept(after, key)) for key in form.fields)
    return tuple(
        Change(field=key, label=form.fields[key].label, before=old, after=new, material=key in MATERIAL)
        for key, old, new in compared
        if old != new
    )


def _kept(answers: Mapping[str, Any], key: str) -> Any:
    value = answers.get(key)
    return None if is_empty(value) else value
