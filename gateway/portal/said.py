"""Answers of the form as plain text: for paper and for sentences. Pages show the same by components/answers.html."""

from collections.abc import Callable, Mapping
from typing import Any

from services.contracts.intake import FormField

from . import form_words
from .words import day_of, humanised, money

Named = Mapping[str, str]


def is_said(value: Any) -> bool:
    """Whether there is an answer: no and nought are answers."""
    return value is not None and value not in ("", [], {})


def text(field: FormField, value: Any, named: Named) -> str:
    """An answer in words; rows and entries on lines of their own."""
    if field.type == "list" and isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict)]
        return "\n\n".join(f"{number}. {_row(field, row, named)}" for number, row in enumerate(rows, 1))
    if field.type == "texts" and isinstance(value, list):
        return "\n\n".join(str(one) for one in value)
    return _one(field.type, field.key, value, named)


def _row(field: FormField, row: Mapping[str, Any], named: Named) -> str:
    told = []
    for key, item in field.items.items():
        if is_said(row.get(key)):
            told.append(f"{item['label']}: {_one(item['type'], key, row[key], named)}")
    return "; ".join(told)


def _one(type_: str, key: str, value: Any, named: Named) -> str:
    return SAID.get(type_, _plain)(key, value, named) if is_said(value) else ""


def _plain(key: str, value: Any, _named: Named) -> str:
    if isinstance(value, dict):
        named = {name if key == "field_reasons" else humanised(name): one for name, one in value.items()}
        return "; ".join(f"{name}: {one}" for name, one in named.items())
    if key.endswith("_pence") and isinstance(value, int):
        return money(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _words(key: str, value: Any, _named: Named) -> str:
    return ", ".join(form_words.word(key, str(one)) for one in (value if isinstance(value, list) else [value]))


def _name(_key: str, value: Any, named: Named) -> str:
    return named.get(str(value), str(value))


SAID: Mapping[str, Callable[[str, Any, Named], str]] = {
    "bool": lambda _key, value, _named: "Yes" if value else "No",
    "choice": _words,
    "many": _words,
    "person": _name,
    "organisation": _name,
    "date": lambda _key, value, _named: day_of(value),
}
