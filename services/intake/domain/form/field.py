"""What a question is, and whether a value has the shape that it asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.contracts.message import Problem

from ..draft import as_date, is_empty
from ..formats import is_work_email
from .vocabulary import ALWAYS, Condition

LONG, REASON_MINIMUM = 10_000, 30

# Who can give an answer, for the list of what is missing.
GIVERS: dict[str, str] = {
    "lead": "The lead applicant",
    "analyst": "Whoever will analyse the data",
    "protection": "The data protection officer",
    "sponsor": "The sponsor or research office",
    "security": "Information security",
    "finance": "Finance and contracts",
    "signatory": "The signatories",
}


@dataclass(frozen=True)
class Field:
    """One question. `type`: text, long, bool, int, date, choice, many (choices), texts, person, organisation, list
    (rows of `items`), or map. `rule` is a format of domain 2.4. `id` is its number in domain 2.2.

    It is asked while `when` holds, and must be answered then if `required`; a provisional request may plan an answer
    that is `planned` (domain 1.5). `giver` is who can give it, "" as in its section. `version` is the version of the
    form that last changed it, `meaning` the one that last changed what an answer to it means. `added` by an
    administrator, and not shipped with Haven.
    """

    key: str
    id: str
    label: str
    type: str = "text"
    guidance: str = ""
    example: str = ""
    when: Condition = ALWAYS
    required: bool = True
    planned: bool = False
    options: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 0
    rule: str = ""
    items: tuple["Field", ...] = ()
    giver: str = ""
    version: int = 1
    meaning: int = 1
    added: bool = False

    @property
    def letter(self) -> str:
        return self.id[0]

    @property
    def limit(self) -> int:
        return self.maximum or (LONG if self.type == "long" else 500)


@dataclass(frozen=True)
class Section:
    """One section. `giver` is who can give most of its answers."""

    letter: str
    title: str
    fields: tuple[Field, ...]
    giver: str = "lead"


def _is_reference(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


SHAPES: dict[str, tuple[Callable[[Field, Any], bool], str]] = {
    "text": (lambda field, value: isinstance(value, str), "Give text"),
    "long": (lambda field, value: isinstance(value, str), "Give text"),
    "bool": (lambda field, value: isinstance(value, bool), "Answer yes or no"),
    "int": (lambda field, value: isinstance(value, int) and not isinstance(value, bool), "Give a whole number"),
    "date": (lambda field, value: as_date(value) is not None, "Give a date as year-month-day"),
    "choice": (lambda field, value: value in field.options, "Choose one of the options offered"),
    "many": (lambda field, value: isinstance(value, list) and all(v in field.options for v in value),
             "Choose from the options offered"),
    "texts": (lambda field, value: isinstance(value, list) and all(isinstance(v, str) for v in value),
              "Give a list of texts"),
    "person": (lambda field, value: isinstance(value, str) and (_is_reference(value) or is_work_email(value)),
               "Name the person by their work e-mail address"),
    "organisation": (lambda field, value: _is_reference(value), "Choose an organisation from the list"),
    "list": (lambda field, value: isinstance(value, list) and all(isinstance(row, dict) for row in value),
             "Give a list of rows"),
    "map": (lambda field, value: isinstance(value, dict) and all(isinstance(v, str) for v in value.values()),
            "Give a value for each name"),
}  # fmt: skip


def shape_problems(field: Field, value: Any, where: str = "") -> Iterator[Problem]:
    """What keeps a value from being kept at all; an empty value is always kept (S0-4)."""
    where = where or field.key
    if is_empty(value):
        return
    fits, hint = SHAPES[field.type]
    if not fits(field, value):
        yield Problem(code="V-TYPE", message=f"{field.label}: {hint}", field=where)
    elif field.type == "list":
        inner = {item.key: item for item in field.items}
        for number, row in enumerate(value):
            for key, cell in row.items():
                place = f"{where}.{number}.{key}"
                if key not in inner:
                    yield Problem(code="V-FIELD", message=f"{field.label} has no part called {key[:40]}", field=place)
                else:
                    yield from shape_problems(inner[key], cell, place)
