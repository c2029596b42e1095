"""The application form as pages: the questions of one section, begun with what is saved and read back as answers.

Which questions there are, and which these answers ask for, is intake's to say (ReadForm, ApplicationView.required);
here they only become questions of a page.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.contracts.intake import ApplicationView, FormField, FormSection, FormView

from ..errors import Problem
from . import edits, form_words
from .fields import Question, fill
from .row import Form
from .visit import Visit

KINDS = {
    "text": "text", "long": "long", "bool": "yesno", "int": "number", "date": "date", "choice": "one", "many": "many",
    "texts": "lines", "person": "text", "organisation": "one", "list": "group", "map": "pairs",
}  # fmt: skip
EXAMPLES = {
    "person": "Their work email address, such as name@hospital.nhs.uk. Whoever is named here already may be given by "
              "name.",
    "planned": "If you do not have it yet: the date when you expect to have it",
    "field_reasons": "On each line: the field, a colon, and the reason. For example, ETHNOS: to compare outcomes "
                     "between groups.",
    "fields": "Their names as in the catalogue, one on each line, such as STARTAGE.",
    "opt_out_flows": "On each line: the flow, a colon, and whether opt-outs are applied.",
}  # fmt: skip
PENCE = "_pence"  # how the name of an amount ends: it is asked for and shown in pounds
NOT_ASKED = ("planned",)  # its dates are asked beside what is planned
PLANNED = "planned-"
ATTACHMENTS = "N"  # the section in which documents are planned; they are attached on a page of their own
EXAMPLE = "For example: {}"


@dataclass(frozen=True)
class Place:
    """One step of the form: a section with its letter, and how far it is."""

    letter: str
    title: str
    required: int = 0
    answered: int = 0
    missing: int = 0

    @property
    def state(self) -> str:
        if self.missing:
            return "not complete" if self.answered else "not begun"
        return "complete"


def section(visit: Visit) -> FormSection:
    """The section that the address names. Problem not-found when there is none of that letter."""
    form: FormView | None = visit["form"]
    letter = visit.path.get("letter", "")
    found = next((one for one in form.sections if one.letter == letter), None) if form else None
    if found is None:
        raise Problem("not-found")
    return found


def places(form: FormView | None, application: ApplicationView | None) -> list[Place]:
    """Every section and how far it is."""
    if form is None or application is None:
        return []
    by_letter = letters(form)
    missing = [by_letter.get(one.field.split(".")[0], "") for one in application.missing]
    made = []
    for one in form.sections:
        counted = application.progress.get(one.letter, {})
        made.append(
            Place(one.letter, one.title, counted.get("required", 0), counted.get("answered", 0),
                  missing.count(one.letter))
        )  # fmt: skip
    return made


def letters(form: FormView) -> dict[str, str]:
    """The section of each question and of each part of its rows."""
    return {field.key: one.letter for one in form.sections for field in one.fields}


def asked(_form: Form, visit: Visit) -> list[Question]:
    """The questions of one section that these answers have to do with, and no others."""
    application: ApplicationView | None = visit["application"]
    if application is None or visit["form"] is None:
        return []
    found = [one for one in section(visit).fields if one.key in application.asked and one.key not in NOT_ASKED]
    asked = [question for one in found for question in _questions(one, application, visit)]
    return asked + [_planned(key, label) for key, label in _for_later(found, application, visit)]


def _for_later(found: list[FormField], application: ApplicationView, visit: Visit) -> Iterator[tuple[str, str]]:
    """What else of this section a provisional request may give a date for: parts of its rows and, in the section of
    the attachments, documents that are not attached yet."""
    for one in found:
        yield from ((key, str(item["label"])) for key, item in one.items.items() if key in application.planned)
    attached = {one.kind for one in application.documents}
    for kind in visit["form"].evidence if section(visit).letter == ATTACHMENTS else ():
        if kind.kind in application.planned and kind.kind not in attached:
            yield kind.kind, kind.label


def _planned(key: str, label: str) -> Question:
    return Question(name=f"{PLANNED}{key}", kind="date", label=f"{label}: planned for", hint=EXAMPLES["planned"],
                    optional=True, value={})  # fmt: skip


def brought_up(visit: Visit, saved: Callable[[], ApplicationView]) -> list[str]:
    """The questions of this section that what was just saved brings up: their labels. `saved` gives the request as it
    is now; asked only where some are left that can be brought up."""
    form, before = visit["form"], visit["application"]
    fields = next((one.fields for one in form.sections if one.letter == visit.path["letter"]), ()) if form else ()
    if before is None or all(one.key in before.asked for one in fields):
        return []
    new = set(saved().asked) - set(before.asked)
    return [one.label for one in fields if one.key in new and one.key not in NOT_ASKED]


def shown(application: ApplicationView | None) -> dict[str, Any]:
    """The answers without those that the others hide; they are kept, and come back with what brings them up."""
    if application is None:
        return {}
    asked = application.asked or application.answers
    return {key: value for key, value in application.answers.items() if key in asked}


def _questions(field: FormField, application: ApplicationView, visit: Visit) -> Iterator[Question]:
    needed = field.key in application.required
    hint = f"{field.guidance} {EXAMPLE.format(field.example)}" if field.example else field.guidance
    parts = tuple(_part(field.key, key, item, visit) for key, item in field.items.items())
    yield _question(field.key, field.key, field.label, field.type, tuple(field.options), hint, visit,
                    optional=not needed, limit=field.max_length, parts=parts)  # fmt: skip
    if field.key in application.planned:
        yield _planned(field.key, field.label)


def preview(field: FormField, visit: Visit) -> Question:
    """A question as the form would ask it, with nothing filled in."""
    hint = f"{field.guidance} {EXAMPLE.format(field.example)}" if field.example else field.guidance
    parts = tuple(_part(field.key, key, item, visit) for key, item in field.items.items())
    made = _question(field.key, field.key, field.label, field.type, tuple(field.options), hint, visit,
                     optional=not field.required, limit=field.max_length, parts=parts)  # fmt: skip
    fill([made], {})
    return made


def _part(group: str, key: str, item: Mapping[str, Any], visit: Visit) -> Question:
    """One column of a question that is answered in rows."""
    kind, options, example = str(item["type"]), tuple(item.get("options", ())), str(item.get("example", ""))
    hint = " ".join(filter(None, (str(item.get("guidance", "")), EXAMPLE.format(example) if example else "")))
    return _question(f"{group}.{key}", key, str(item["label"]), kind, options, hint, visit,
                     optional=not item.get("required", True))  # fmt: skip


def _question(
    name: str, key: str, label: str, kind: str, options: tuple[str, ...], hint: str, visit: Visit, **more: Any
) -> Question:
    choices = form_words.choices(key, options)
    if kind == "organisation":
        choices = _organisations(visit)
    elif key == "dataset" and visit["datasets"]:
        kind, choices = "choice", tuple((one.dataset, one.name, "") for one in visit["datasets"].rows)
    asked_as = "money" if key.endswith(PENCE) else KINDS[kind]
    told = " ".join(filter(None, (hint.strip(), EXAMPLES.get(kind) or EXAMPLES.get(key, ""))))
    empty: Any = {"many": [], "date": {}}.get(kind, "")
    return Question(name=name, kind=asked_as, label=label, hint=told, choices=choices, value=empty, **more)


def _organisations(visit: Visit) -> tuple[tuple[str, str, str], ...]:
    """The registered organisations, and those named already that the list does not hold."""
    rows = visit["organisations"].rows if visit["organisations"] else ()
    known = {str(one.organisation_id): one.name for one in rows}
    application = visit["application"]
    for ref in _named(application, known) if application else ():
        known[ref] = application.named[ref]
    return tuple((ref, name, "") for ref, name in sorted(known.items(), key=lambda one: one[1].casefold()))


def _named(application: ApplicationView, known: Mapping[str, str]) -> list[str]:
    """Ids of organisations in the answers that are not `known`."""
    rows = [row for value in application.answers.values() if isinstance(value, list) for row in value]
    said = [row.get("organisation") for row in rows if isinstance(row, dict)]
    said += [application.answers.get(key) for key in ("lead_organisation", "sponsor")]
    return [str(one) for one in said if one and str(one) in application.named and str(one) not in known]


def start(visit: Visit) -> Mapping[str, Any]:
    """What is saved, as it would have been typed; people by their names."""
    application: ApplicationView | None = visit["application"]
    if application is None or visit["form"] is None:
        return {}
    values: dict[str, Any] = {}
    for field in section(visit).fields:
        values[field.key] = _shown(field.type, application.answers.get(field.key), application, field.items)
    dates = application.answers.get("planned") or {}
    return values | {f"{PLANNED}{key}": one for key, one in dates.items() if DAY.fullmatch(str(one))}


DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _shown(kind: str, value: Any, application: ApplicationView, items: Mapping[str, Any]) -> Any:
    if kind == "person" and value:
        return people(application).get(str(value), value)
    if kind == "list":
        return [
            {key: _shown(item["type"], row.get(key), application, {}) for key, item in items.items()}
            for row in value or ()
        ]
    return value


def people(application: ApplicationView) -> dict[str, str]:
    """The people whom an answer may name by name: id -> name."""
    return {**application.named, str(application.lead_id): application.lead_name}


def read(visit: Visit, found: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    """The answers of this section that were touched: what was emptied is cleared; a name becomes the id it stands
    for."""
    application: ApplicationView | None = visit["application"]
    if application is None:
        raise Problem("not-found")
    ids = {name.casefold(): ref for ref, name in people(application).items() if _is_id(ref)}
    persons = {field.key for field in section(visit).fields if field.type == "person"}
    rows = {(field.key, key) for field in section(visit).fields for key, item in field.items.items()
            if item["type"] == "person"}  # fmt: skip
    answers: dict[str, Any] = {}
    dates: dict[str, str] = {}
    for one in edits.touched(found):
        value = values.get(one.name)
        if one.name.startswith(PLANNED):
            dates[one.name.removeprefix(PLANNED)] = value or ""
            continue
        if one.name in persons and value:
            value = ids.get(str(value).casefold(), value)
        for key in [key for group, key in rows if group == one.name]:
            for row in (one for one in value or () if one.get(key)):
                row[key] = ids.get(str(row[key]).casefold(), row[key])
        answers[one.name] = value
    return {"answers": answers | ({"planned": dates} if dates else {})}


def _is_id(ref: str) -> bool:
    try:
        UUID(ref)
    except ValueError:
        return False
    return True
