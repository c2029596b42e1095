"""Lengths, formats and references of single answers (domain section 2.4)."""

import re
from collections.abc import Iterator

from .. import formats
from ..draft import Draft
from ..form import Field
from .table import Severity, rule

WORDS_IN_A_SENTENCE, LONG_WORD, LONG_WORDS = 25, 10, 0.25


@rule("V-FORMAT", Severity.BLOCK)
def formats_fit(draft: Draft) -> Iterator[tuple[str, str]]:
    """Lengths, and the formats of domain 2.4."""
    for field, where, value in _values(draft):
        if isinstance(value, str) and value.strip():
            if field.rule and not formats.shaped(field.rule, value.strip()):
                yield where, formats.HINTS.get(field.rule, f"{field.label} has the wrong form")
            if len(value) > field.limit:
                yield where, f"{field.label}: shorten it to {field.limit} characters"
            if len(value.strip()) < field.minimum:
                yield where, f"{field.label}: write at least {field.minimum} characters"
        if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= (field.maximum or value):
            yield where, f"{field.label}: give a number from 0{f' to {field.maximum}' if field.maximum else ''}"


@rule("V-CODE", Severity.WARN)
def codes_are_known(draft: Draft) -> Iterator[tuple[str, str]]:
    """The form is right, and a code inside it is old or not known."""
    for field, where, value in _values(draft):
        if field.rule and isinstance(value, str) and formats.shaped(field.rule, value.strip()):
            told = formats.unusual(field.rule, value.strip())
            if told:
                yield where, told


@rule("V-PLAIN", Severity.WARN)
def lay_summary_is_plain(draft: Draft) -> Iterator[tuple[str, str]]:
    """B1: a warning when a member of the public would have to read it twice."""
    text = str(draft.get("lay_summary", ""))
    sentences = [one.split() for one in re.split(r"[.!?]+\s+", text) if one.strip()]
    words = [word for one in sentences for word in one]
    if sentences and len(words) / len(sentences) > WORDS_IN_A_SENTENCE:
        yield "lay_summary", f"Use shorter sentences: on average they have more than {WORDS_IN_A_SENTENCE} words"
    if words and sum(len(word.strip(",;:()")) >= LONG_WORD for word in words) / len(words) > LONG_WORDS:
        yield "lay_summary", "Use shorter words: more than a quarter of them have ten letters or more"


@rule("V-REF", Severity.BLOCK)
def references_resolve(draft: Draft) -> Iterator[tuple[str, str]]:
    """Every person has an account and every organisation is registered."""
    for field, where, value in _values(draft):
        if field.type == "person" and value and draft.person(value) is None:
            yield where, "This person has no account yet: ask them to sign up with this address"
        if field.type == "organisation" and value and draft.organisation(value) is None:
            yield where, "Choose an organisation from the list, or register it first"


def _values(draft: Draft) -> Iterator[tuple[Field, str, object]]:
    for key, field in draft.form.fields.items():
        value = draft.get(key)
        if field.type == "texts":
            yield from ((field, f"{key}.{number}", text) for number, text in enumerate(value or ()))
            continue
        if field.type != "list":
            yield field, key, value
            continue
        for number, row in enumerate(draft.rows(key)):
            for item in field.items:
                yield item, f"{key}.{number}.{item.key}", row.get(item.key)
