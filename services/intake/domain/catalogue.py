"""The dataset catalogue as values: read from the data file's records, found by words (domain 10.1)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.contracts.intake.catalogue import DatasetRow, DatasetView, FieldView, ListDatasets, UseCondition
from services.contracts.request import Access

from .form.field import REASON_MINIMUM
from .use.terms import TERMS

SENSITIVE = frozenset({"sensitive", "legal", "direct"})
_NUMBERED = re.compile(r"(.+_)(\d\d)\.\.(\d\d)")


def dataset(record: Mapping[str, Any]) -> DatasetView:
    """One dataset from its record; `NAME_01..20` becomes twenty fields of one group."""
    fields = tuple(field for entry in record["fields"] for field in _fields(entry))
    plain: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in record.items()}
    plain["fields"] = fields
    plain["access"] = tuple(Access(one) for one in record["access"])
    plain["use_conditions"] = tuple(_condition(one) for one in record["use_conditions"])
    return DatasetView(**plain)


def _fields(entry: Mapping[str, str]) -> Iterator[FieldView]:
    numbered = _NUMBERED.fullmatch(entry["name"])
    needs = entry.get("sensitivity") in SENSITIVE or entry.get("treatment") == "justify"
    reason = REASON_MINIMUM if needs else 0
    if not numbered:
        yield FieldView(**entry, reason=reason)
        return
    stem, first, last = numbered.groups()
    for number in range(int(first), int(last) + 1):
        yield FieldView(**{**entry, "name": f"{stem}{number:02d}"}, group=stem.rstrip("_"), reason=reason)


def _condition(entry: str) -> UseCondition:
    """`DUO:0000025 36` is the term and its parameter."""
    code, _, parameter = entry.partition(" ")
    term = TERMS[code]
    return UseCondition(code=code, short=term.short, meaning=term.meaning, parameter=parameter)


def row(one: DatasetView) -> DatasetRow:
    """The dataset as a line of a list."""
    copied = ("dataset", "name", "grain", "coverage", "refresh", "sensitive", "complexity", "description", "access")
    return DatasetRow(**{name: getattr(one, name) for name in copied}, field_count=len(one.fields))


def found(datasets: Iterable[DatasetView], asked: ListDatasets) -> list[DatasetView]:
    """The datasets that hold every word asked for and have the asked properties, in the order of their ids."""
    words = asked.q.casefold().split()
    return sorted((one for one in datasets if _fits(one, asked, words)), key=lambda one: one.dataset)


def _fits(one: DatasetView, asked: ListDatasets, words: list[str]) -> bool:
    if asked.sensitive is not None and one.sensitive is not asked.sensitive:
        return False
    if asked.complexity and one.complexity != asked.complexity:
        return False
    text = " ".join((one.dataset, one.name, one.description, one.grain, *one.elements)).casefold()
    fields = " ".join(f"{field.name} {field.description}" for field in one.fields).casefold()
    return all(word in text or word in fields for word in words)
