"""What a form offers to choose from, made from the answers that its row asks for, and what follows from a choice."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.contracts import intake
from services.contracts.message import Role

from .visit import Visit
from .words import humanised

MOST = 200  # people that one list offers; more are found by name
NOBODY_FOUND = "Nobody has these words in their name. Find somebody else below; whoever it is needs an account first."
NOBODY_HOLDS = "Nobody holds the role that this needs. An administrator can propose it for somebody, on their page."
Chosen = list[tuple[str, str]]


def people(visit: Visit, name: str = "people") -> Chosen:
    """Everybody of a ListPeople, with where they work, so that two of one name can be told apart."""
    found = visit[name]
    return [(str(one.person_id), _called(one)) for one in found.rows if not one.disabled] if found else []


def _called(one: intake.PersonRow) -> str:
    return f"{one.name} ({one.organisation_name})" if one.organisation_name else one.name


def holding(role: Role) -> intake.ListPeople:
    """The question who holds a role."""
    return intake.ListPeople(role=role, limit=MOST)


def matching(visit: Visit) -> intake.ListPeople:
    """The question for people whose name has the words that stand in the address."""
    return intake.ListPeople(q=visit.arg("q")[:100], limit=MOST)


Reads = Callable[[Visit, list[Any], dict[str, Any]], Mapping[str, Any]]


def naming(*groups: str, names: tuple[str, ...] = ("people",)) -> Reads:
    """Rows in which somebody was chosen by `person_id`, completed with their name, and where they work. `groups`: the
    fields whose rows these are; `names`: the answers in which people are found."""

    def read(visit: Visit, _asked: list[Any], values: dict[str, Any]) -> Mapping[str, Any]:
        known = {str(one.person_id): one for name in names if visit[name] for one in visit[name].rows}
        for row in (row for group in groups for row in values.get(group) or ()):
            if found := known.get(row.get("person_id", "")):
                row["name"] = found.name
                row["organisation_id"] = str(found.organisation_id) if found.organisation_id else None
        return values

    return read


def called(person: str, as_name: str, name: str = "people") -> Reads:
    """The name of one person who was chosen in the field `person`."""

    def read(visit: Visit, _asked: list[Any], values: dict[str, Any]) -> Mapping[str, Any]:
        known = {str(one): called for one, called in names(visit, name).items()}
        found = known.get(str(values.get(person, "")))
        return values | ({as_name: found} if found else {})

    return read


def worded(kind: type[StrEnum], words: Mapping[Any, tuple[str, str]] | None = None) -> tuple[tuple[str, str, str], ...]:
    """Every value of an enumeration with its words and a hint, as `words` say or else by itself."""
    said = words or {}
    return tuple((one.value, *said.get(one, (humanised(one.value), ""))) for one in kind)


def questions(visit: Visit) -> Iterator[tuple[str, str]]:
    """Every question of the form and every document, as something a query can be about."""
    form = visit["form"]
    for section in form.sections if form else ():
        for field in section.fields:
            yield field.key, f"{field.id} {field.label}"
    for one in form.evidence if form else ():
        yield one.kind, f"Document: {one.label}"


def sections(visit: Visit) -> Iterator[tuple[str, str]]:
    """The sections of the form."""
    form = visit["form"]
    for one in form.sections if form else ():
        yield one.letter, f"{one.letter}. {one.title}"


def names(visit: Visit, name: str = "people") -> dict[UUID, str]:
    """Who is who."""
    found = visit[name]
    return {one.person_id: one.name for one in found.rows} if found else {}
