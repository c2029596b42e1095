"""A command's fields as questions: what kind each is, what it is called, what may be chosen.

The dataclass says most of it: a text of at most 300 characters is a line and a longer one a box, an enum is chosen
from, a date has day, month and year, a secret is not shown. A form's `Field` says what the dataclass cannot know.
"""

import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from .row import Choices, Field, Form
from .visit import Visit
from .words import LONDON, humanised

# text: a line; long: a box; lines: one item a line; number; money: pounds, pence in the command; yesno; tick; one: a
# choice; many: several; date; moment: day and time in London; file; group: several of the same; map: choices for each
# of `keys`; pairs: a map whose keys are typed too, one `key: value` a line; secret; hidden; email, tel: a line, as
# telephones like to know.
KINDS = frozenset({
    "text", "long", "lines", "number", "money", "yesno", "tick", "one", "many", "date", "moment", "file", "group",
    "map", "pairs", "secret", "hidden", "email", "tel",
})  # fmt: skip
LINE = 300  # characters; more is asked for in a box
RADIOS = 7  # choices; more are asked for in a list to open
GIVEN = frozenset({"id", "expected_version"})
FILE_PARTS = ("filename", "media_type")  # filled from the file itself


@dataclass(kw_only=True)
class Question:
    """One question, ready to be drawn or read. `value` is what was typed or what to begin with, as text (a list for
    `many`, a dict for date, moment and map); `rows` the questions of a group, row by row."""

    name: str
    kind: str
    label: str
    hint: str = ""
    optional: bool = False
    choices: tuple[Any, ...] = ()
    keys: tuple[Any, ...] = ()
    limit: int = 0
    pattern: str = ""
    autocomplete: str = ""
    several: bool = False  # of a file: more than one may be chosen
    parts: tuple["Question", ...] = ()
    rows: list[list["Question"]] = dataclasses.field(default_factory=list)
    offered: int = 1
    elsewhere: str = ""  # of lines and pairs: words that lead to a page of its own; here it is only carried
    value: Any = ""
    error: str = ""
    strict: bool = False  # without an answer the command cannot be given; a draft can be saved all the same
    none: str = ""
    none_link: tuple[str, str] = ("", "")

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")

    @property
    def radios(self) -> bool:
        return len(self.choices) <= RADIOS

    @property
    def settled(self) -> bool:
        """There is one possible answer: it is said, not asked."""
        return self.strict and self.kind == "one" and len(self.choices) == 1 and self.value == self.choices[0][0]

    @property
    def stuck(self) -> bool:
        """It has to be answered, and there is nothing to choose from."""
        return self.strict and self.kind in ("one", "many") and not self.choices


def questions(form: Form, visit: Visit) -> list[Question]:
    """What a form asks, in its order, with nothing filled in."""
    if form.asked is not None:
        return form.asked(form, visit)
    given = GIVEN | form.in_path | set(form.fixed(visit))
    drawn = {one.name: one for one in _of(form.command, form, visit, "", given)}
    order = [one.name for one in form.fields if one.name in drawn]
    return [drawn[name] for name in (*order, *(name for name in drawn if name not in order))]


def parts_of(cls: Any, form: Form, visit: Visit, prefix: str) -> list[Question]:
    """What the fields of a dataclass ask, each named with `prefix`; refined where the form's fields name them."""
    return list(_of(cls, form, visit, prefix, GIVEN))


def _of(cls: Any, form: Form, visit: Visit, prefix: str, given: Iterable[str]) -> Iterator[Question]:
    hints = typing.get_type_hints(cls)
    fields = [one for one in dataclasses.fields(cls) if one.name not in given]
    stored = {one.name for one in fields if one.metadata.get("document") or one.name == "sha256"}
    for one in fields:
        if not (stored and one.name in FILE_PARTS):
            yield _question(one, hints[one.name], form, visit, prefix)


def _question(of: Any, hint: Any, form: Form, visit: Visit, prefix: str) -> Question:
    name = f"{prefix}{of.name}"
    refined = next((one for one in form.fields if one.name == name), Field(name=name))
    inner, many = inner_type(hint)
    kind = refined.kind or _kind(of, inner, many, refined)
    found = chosen(refined.choices, visit) or of_enum(inner)
    defaulted = of.default is not dataclasses.MISSING or of.default_factory is not dataclasses.MISSING
    optional = defaulted if refined.optional is None else refined.optional
    nothing = bool(found) and found[0][0] == ""  # the first choice is that there is none
    return Question(
        name=name,
        kind=kind,
        label=refined.label or humanised(of.name),
        hint=refined.hint,
        optional=optional,
        choices=found,
        keys=chosen(refined.keys, visit),
        limit=of.metadata.get("max", 0) if inner is str else 0,
        pattern=of.metadata.get("pattern", ""),
        autocomplete=refined.autocomplete,
        parts=tuple(_of(inner, form, visit, f"{name}.", ())) if kind == "group" else (),
        offered=refined.rows or 1,
        several=many,
        value=_begins(kind, found, nothing or not optional),
        strict=nothing or not optional,
        none=refined.none,
        none_link=refined.none_link,
    )


def _begins(kind: str, choices: tuple[Any, ...], strict: bool) -> Any:
    """With what a question begins: nothing, but the one answer where no other is possible."""
    if kind == "one" and len(choices) == 1 and strict:
        return choices[0][0]
    return {"many": [], "date": {}, "moment": {}, "map": {}}.get(kind, "")


def inner_type(hint: Any) -> tuple[Any, bool]:
    """The type itself, out of `X | None` and tuple[X, ...]; and whether there are several."""
    args = typing.get_args(hint)
    if types.NoneType in args:
        return inner_type(next(a for a in args if a is not types.NoneType))
    if typing.get_origin(hint) in (tuple, frozenset):
        return inner_type(args[0])[0], True
    return typing.get_origin(hint) or hint, False


def _kind(of: Any, inner: Any, many: bool, refined: Field) -> str:
    if of.metadata.get("secret"):
        return "secret"
    if of.metadata.get("document") or of.name == "sha256":
        return "file"
    if dataclasses.is_dataclass(inner):
        return "group"
    if many:
        return "many" if refined.choices or _is_enum(inner) else "lines"
    if inner is dict:
        return "map"
    if refined.choices or _is_enum(inner):
        return "one"
    return _plain(of, inner)


def _plain(of: Any, inner: Any) -> str:
    if inner is int:
        return "money" if of.name.endswith("pence") else "number"
    if inner is str:
        limit = of.metadata.get("max", LINE + 1)
        return "text" if limit <= LINE or "pattern" in of.metadata else "long"
    return {bool: "yesno", date: "date", datetime: "moment", UUID: "text", float: "number"}.get(inner, "text")


def _is_enum(inner: Any) -> bool:
    return inspect.isclass(inner) and issubclass(inner, Enum)


def of_enum(inner: Any) -> tuple[Any, ...]:
    return tuple((str(one.value), humanised(str(one.value)), "") for one in inner) if _is_enum(inner) else ()


def chosen(choices: Choices, visit: Visit) -> tuple[Any, ...]:
    found = choices(visit) if callable(choices) else choices
    return tuple((*one, "")[:3] for one in found)


def fill(asked: list[Question], values: Mapping[str, Any]) -> None:
    """Begin with these values, as the command would hold them: strings, dates, enums, lists, or nested mappings."""
    for one in asked:
        if one.kind == "group":
            rows = list(values.get(one.name, ()))
            one.rows = [row_of(one, number) for number in range(max(len(rows), one.offered))]
            for questions_, row in zip(one.rows, rows, strict=False):
                plain = row if isinstance(row, Mapping) else vars(row)
                for inner in questions_:
                    inner.value = as_typed(inner.kind, plain.get(inner.name.rsplit(".", 1)[1]), inner.value)
        else:
            one.value = as_typed(one.kind, values.get(one.name), one.value)


def row_of(group: Question, number: int) -> list[Question]:
    """The questions of one row of a group: named group.number.field."""
    tail = re.compile(f"^{re.escape(group.name)}\\.")
    return [
        dataclasses.replace(part, name=tail.sub(f"{group.name}.{number}.", part.name), value=_fresh(part.value))
        for part in group.parts
    ]


def _fresh(value: Any) -> Any:
    return type(value)() if isinstance(value, (list, dict)) else value


def as_typed(kind: str, value: Any, empty: Any) -> Any:
    """A value as it would have been typed."""
    if value is None:
        return empty
    if kind in WRITTEN:
        return WRITTEN[kind](value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _date(value: date | str) -> dict[str, str]:
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}


def _moment(value: datetime) -> dict[str, str]:
    local = value.astimezone(LONDON)
    return {**_date(local), "time": f"{local:%H:%M}"}


WRITTEN: Mapping[str, Any] = {
    "date": _date,
    "moment": _moment,
    "many": lambda value: [str(one) for one in value],
    "map": lambda value: {str(key): str(one) for key, one in value.items()},
    "lines": lambda value: "\n".join(str(one) for one in value),
    "pairs": lambda value: "\n".join(f"{name}: {one}" for name, one in value.items()),
    "money": lambda pence: f"{pence / 100:.2f}",
}
