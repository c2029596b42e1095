"""Lengths, formats and references of single answers (domain section 2.4)."""

from collections.abc import Iterator

from .. import formats
from ..draft import Draft
from ..form import FIELDS, Field
from .table import Severity, rule


@rule("V-FORMAT", Severity.BLOCK)
def formats_fit(draft: Draft) -> Iterator[tuple[str, str]]:
    """Lengths, and the formats of domain 2.4."""
    for field, where, value in _values(draft):
        if isinstance(value, str) and value.strip():
            if field.rule and not formats.check(field.rule, value.strip()):
                yield where, formats.HINTS.get(field.rule, f"{field.label} has the wrong form")
            if len(value) > field.limit:
                yield where, f"{field.label}: shorten it to {field.limit} characters"
            if len(value.strip()) < field.minimum:
                yield where, f"{field.label}: write at least {field.minimum} characters"


@rule("V-REF", Severity.BLOCK)
def references_resolve(draft: Draft) -> Iterator[tuple[str, str]]:
    """Every person has an account and every organisation is registered."""
    for field, where, value in _values(draft):
        if field.type == "person" and value and draft.person(value) is None:
            yield where, "This person has no account yet: ask them to sign up with this address"
        if field.type == "organisation" and value and draft.organisation(value) is None:
            yield where, "Choose an organisation from the list, or register it first"


def _values(draft: Draft) -> Iterator[tuple[Field, str, object]]:
    for key, field in FIELDS.items():
        value = draft.get(key)
        if field.type != "list":
            yield field, key, value
            continue
        for number, row in enumerate(draft.rows(key)):
            for item in field.items:
                yield item, f"{key}.{number}.{item.key}", row.get(item.key)
