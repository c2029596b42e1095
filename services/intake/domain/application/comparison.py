"""How two texts of an application differ: question by question, and inside a repeated answer row by row."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.contracts.intake.application import AnswerChange, Differs, Document, DocumentChange, RowChange

from ..draft import is_empty
from ..form import Field, Form
from ..routing import MATERIAL

ALIKE = 0.5  # the share of a row's parts that must agree before two rows without a common name count as one
VALUE = "value"  # the one part of a row that is only a text
Pair = tuple[int | None, int | None]
Row = Mapping[str, Any]


def compare(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[AnswerChange, ...]:
    """Every answer that differs, in the order of `form`; after them, what an earlier form asked and this does not."""
    lost = [key for key in (*before, *after) if key not in form.fields]
    asked = {**form.fields, **{key: Field(key, "", key) for key in dict.fromkeys(lost)}}
    compared = ((one, _kept(before, key), _kept(after, key)) for key, one in asked.items())
    return tuple(_change(field, old, new) for field, old, new in compared if old != new)


def unchanged(before: Mapping[str, Any], after: Mapping[str, Any]) -> int:
    """How many answers are the same in both."""
    return sum(1 for key, value in after.items() if not is_empty(value) and before.get(key) == value)


def _kept(answers: Mapping[str, Any], key: str) -> Any:
    value = answers.get(key)
    return None if is_empty(value) else value


def _how(before: Any, after: Any) -> Differs:
    if before is None:
        return Differs.ADDED
    return Differs.REMOVED if after is None else Differs.CHANGED


def _change(field: Field, before: Any, after: Any) -> AnswerChange:
    return AnswerChange(
        field=field.key,
        question=field.id,
        section=field.id[:1],
        label=field.label,
        type=field.type,
        how=_how(before, after),
        before=before,
        after=after,
        rows=rows_changed(_rows(before), _rows(after), _name_of(field)) if field.type in ("list", "texts") else (),
        material=field.key in MATERIAL,
    )


def _rows(value: Any) -> list[Row]:
    given = value if isinstance(value, list) else []
    return [one if isinstance(one, dict) else {VALUE: one} for one in given]


def _name_of(field: Field) -> str:
    """The part that tells one row from another: the person, organisation or dataset, else the first."""
    naming = (item.key for item in field.items if item.type in ("person", "organisation") or item.key == "dataset")
    return next(naming, field.items[0].key if field.items else VALUE)


def rows_changed(before: Sequence[Row], after: Sequence[Row], name: str) -> tuple[RowChange, ...]:
    """The rows that differ: first those that were taken away or changed, in their old order, then the new ones."""
    found = []
    for old, new in _pairs(before, after, name):
        row_before, row_after = before[old] if old is not None else None, after[new] if new is not None else None
        if row_before == row_after:
            continue
        found.append(
            RowChange(
                how=_how(row_before, row_after),
                number_before=0 if old is None else old + 1,
                number_after=0 if new is None else new + 1,
                before=dict(row_before or {}),
                after=dict(row_after or {}),
                parts=_parts(row_before or {}, row_after or {}),
            )
        )
    return tuple(found)


def _parts(before: Row, after: Row) -> tuple[str, ...]:
    return tuple(key for key in dict.fromkeys((*before, *after)) if _kept(before, key) != _kept(after, key))


def _pairs(before: Sequence[Row], after: Sequence[Row], name: str) -> Iterator[Pair]:
    """Which row became which: equal rows first, then those of one name, then those that agree in most of their parts.
    What is left was taken away, or is new."""
    left, right = dict(enumerate(before)), dict(enumerate(after))
    same: list[Pair] = []
    for agree in (_equal, lambda one, other: bool(one.get(name)) and one.get(name) == other.get(name), _alike):
        for old, row in list(left.items()):
            new = next((number for number, other in right.items() if agree(row, other)), None)
            if new is not None:
                same.append((old, new))
                del left[old], right[new]
    gone: list[Pair] = [(old, None) for old in left]
    yield from sorted([*same, *gone], key=lambda pair: pair[0] or 0)
    yield from ((None, new) for new in right)


def _equal(one: Row, other: Row) -> bool:
    return one == other


def _alike(one: Row, other: Row) -> bool:
    if VALUE in one:
        return False  # a text that differs is another text
    parts = {key for row in (one, other) for key, value in row.items() if not is_empty(value)}
    agreeing = [key for key in parts if one.get(key) == other.get(key)]
    return bool(parts) and len(agreeing) / len(parts) >= ALIKE


def documents_changed(before: Sequence[Document], after: Sequence[Document]) -> tuple[DocumentChange, ...]:
    """The documents that differ. The same bytes as the same kind are the same document, unless what is said of them
    differs; of those left, one of a kind takes the place of another of its kind."""
    left, right = list(before), list(after)
    for old in before:
        new = next((one for one in right if _said(one) == _said(old)), None)
        if new is not None:
            left.remove(old)
            right.remove(new)
    found = []
    for old in left:
        of_kind = [one for one in right if one.kind == old.kind]
        new = next((one for one in of_kind if one.sha256 == old.sha256), of_kind[0] if of_kind else None)
        if new is not None:
            right.remove(new)
        found.append(DocumentChange(how=_how(old, new), kind=old.kind, before=old, after=new))
    return (*found, *(DocumentChange(how=Differs.ADDED, kind=one.kind, after=one) for one in right))


def _said(document: Document) -> dict[str, Any]:
    return {**vars(document), "document_id": None}
