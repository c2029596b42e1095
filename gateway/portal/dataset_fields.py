"""The fields of a dataset, ticked from its entry in the catalogue on a page of their own: who only types them misspells
them. In the section they are shown, and carried with the row that they belong to.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response

from services.contracts.intake import ApplicationView, DatasetView, FieldView
from services.contracts.message import Malformed
from services.contracts.message import Problem as Reason

from ..errors import Problem
from ..links import at
from . import draft, flash
from .fields import Question
from .row import Form
from .visit import Visit
from .words import TREATMENTS

SECTION, ROWS = "F", "datasets"
CHOSEN = ("fields", "field_reasons")
MANY = 3  # numbered fields that are worth a tick for all
NEVER = "drop"  # fields that are never given
OF = "fields_of"  # the dataset of which the fields were chosen that a row carries
PAGE = "/requests/<uuid:application_id>/draft/datasets/<int:number>/<dataset>"
WORDS = "They are ticked on a page of their own: save the dataset, then follow its link below."
SHORT = "{}: say why it is needed, in {} characters or more"
CLASSES = {  # sensitivity: what stands above its fields, and what that means for who asks
    "ordinary": ("Ordinary fields", "The least that does."),
    "quasi": ("Fields that could identify somebody together with others",
              "Most are changed before they are given: it stands with each."),
    "sensitive": ("Sensitive fields", "Each needs a reason of its own."),
    "legal": ("Fields that the law restricts", "Each needs a reason of its own, and a basis that allows it."),
    "direct": ("Fields that identify somebody", "Each needs a reason of its own."),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A dataset that is asked for: its place in the request, and how many of its fields."""

    number: int
    dataset: str
    fields: int
    address: str


# In the section


def asked(form: Form, visit: Visit) -> list[Question]:
    """The questions of a section; of a dataset's row, what is chosen elsewhere is only carried."""
    return [_carrying(one) if one.name == ROWS else one for one in draft.asked(form, visit)]


def _carrying(group: Question) -> Question:
    parts = (
        replace(one, elsewhere=WORDS) if one.name.rpartition(".")[2] in CHOSEN else one for one in group.parts
    )
    return replace(group, parts=(*parts, Question(name=f"{ROWS}.{OF}", kind="hidden", label="")))


def start(visit: Visit) -> Mapping[str, Any]:
    """What is saved, and of which dataset each row's fields are."""
    values = draft.start(visit)
    rows = [{**row, OF: row.get("dataset") or ""} for row in values.get(ROWS) or ()]
    return {**values, ROWS: rows} if ROWS in values else values


def read(visit: Visit, found: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    """The answers; the fields of one dataset do not stay when another is chosen in its place, nor when none is."""
    said = draft.read(visit, found, values)
    answers = said["answers"]
    if answers.get(ROWS):
        rows = [_fitting(row) for row in answers[ROWS]]
        answers[ROWS] = [row for row in rows if row] or None
    return said


def _fitting(row: Mapping[str, Any]) -> dict[str, Any]:
    same = row.get(OF) and row.get(OF) == row.get("dataset")
    return {key: value for key, value in row.items() if key != OF and (same or key not in CHOSEN)}


def chosen(application: ApplicationView | None) -> list[Chosen]:
    """Each dataset that is saved, in the order of the request."""
    rows = (application.answers.get(ROWS) if application else None) or ()
    return [
        Chosen(number=number, dataset=str(row["dataset"]), fields=len(row.get("fields") or ()),
               address=_address(application, number, str(row["dataset"])))
        for number, row in enumerate(rows, 1) if row.get("dataset")
    ]  # fmt: skip


def where(application: ApplicationView, field: str) -> str:
    """The page on which this part of a dataset's row is given; empty for all that is given in the section."""
    key, _, rest = field.partition(".")
    number, _, part = rest.partition(".")
    if key != ROWS or part not in CHOSEN:
        return ""
    return next((one.address for one in chosen(application) if str(one.number - 1) == number), "")


def leads_on(visit: Visit, answer: Response, saved: Callable[[], ApplicationView]) -> bool:
    """After a save of their section: whether it leads on to a dataset of which no field is chosen. `saved` gives the
    request as it is now; asked in no other section."""
    if visit.path["letter"] != SECTION:
        return False
    bare = next((one for one in chosen(saved()) if not one.fields), None)
    if bare is not None:
        flash.say(answer, f"Saved. Now choose the fields of {bare.dataset}.")
        answer.headers["Location"] = bare.address
    return bare is not None


def _address(application: ApplicationView | None, number: int, dataset: str) -> str:
    return at(PAGE, {"application_id": application.application_id if application else "", "number": number,
                     "dataset": dataset})  # fmt: skip


# On their own page


def row_of(visit: Visit) -> Mapping[str, Any]:
    """The row of the request that the address names. Problem not-found when there is none, or of another dataset."""
    application: ApplicationView | None = visit["application"]
    if application is None:
        return {}
    rows = application.answers.get(ROWS) or ()
    number = visit.path["number"]
    if not 0 < number <= len(rows) or rows[number - 1].get("dataset") != visit.path["dataset"]:
        raise Problem("not-found")
    found: Mapping[str, Any] = rows[number - 1]
    return found


def offered(_form: Form, visit: Visit) -> list[Question]:
    """The fields of each class to be ticked, then the reason for each that needs one."""
    saved = row_of(visit).get("fields") or ()
    dataset: DatasetView | None = visit["dataset"]
    if dataset is None:
        return []
    given = [one for one in dataset.fields if one.treatment != NEVER or one.name in saved]
    ticks = [
        Question(name=name, kind="many", label=label, hint=hint, optional=True, value=[],
                 choices=tuple(_choices(held, dataset)))
        for name, (label, hint) in CLASSES.items()
        if (held := [one for one in given if one.sensitivity == name])
    ]  # fmt: skip
    return ticks + [
        Question(name=name, kind="long", label=f"Why is {one.name} needed?", limit=1000, optional=True,
                 hint=f"At least {one.reason} characters.")
        for name, one in reasoned(dataset) if one in given
    ]  # fmt: skip


def _choices(held: Sequence[FieldView], dataset: DatasetView) -> Iterator[tuple[str, str, str]]:
    """Each field; before many numbered ones, of which none needs a reason of its own, a tick for all of them."""
    for one in held:
        together = [each for each in held if one.group and each.group == one.group]
        if len(together) >= MANY and one == together[0] and not any(each.reason for each in together):
            words = f"{one.name} to {together[-1].name}"
            yield _line(one, dataset), words, f"All {len(together)} of them. Or tick those that you need."
        yield one.name, one.name, about(one, dataset)


def beside(visit: Visit) -> Mapping[str, Any]:
    """What the page shows besides the questions: the question of the reason of each field, and what is never given."""
    fields = visit["dataset"].fields if visit["dataset"] else ()
    return {
        "reason_of": {one.name: name for name, one in reasoned(visit["dataset"])} if fields else {},
        "never": [one.name for one in fields if one.treatment == NEVER],
    }


def reasoned(dataset: DatasetView) -> Iterator[tuple[str, FieldView]]:
    """The fields that need a reason, each with the name of its question."""
    return ((f"reason-{number}", one) for number, one in enumerate(dataset.fields) if one.reason)


def about(one: FieldView, dataset: DatasetView) -> str:
    """What a field is, in which codes, and how it is given."""
    codes = f" ({one.codes})" if one.codes else ""
    held = " Not held here yet: ask us first." if one.name in dataset.not_held else ""
    words = one.description[:1].upper() + one.description[1:]
    return f"{words}{codes}. {TREATMENTS.get(one.treatment, one.treatment)}.{held}"


def ticked(visit: Visit) -> Mapping[str, Any]:
    """What is saved: fields by their class, and reasons. Numbered fields may be saved as one line, DIAG_01..20."""
    row, dataset = row_of(visit), visit["dataset"]
    if dataset is None:
        return {}
    names = set(row.get("fields") or ())
    reasons = row.get("field_reasons") or {}
    held = [one for one in dataset.fields if one.name in names or _line(one, dataset) in names]
    return {
        **{name: [one.name for one in held if one.sensitivity == name] for name in CLASSES},
        **{name: reasons.get(one.name, "") for name, one in reasoned(dataset)},
    }


def _line(one: FieldView, dataset: DatasetView) -> str:
    """`DIAG_01..20`, for a numbered field."""
    if not one.group:
        return one.name
    together = [each.name for each in dataset.fields if each.group == one.group]
    return f"{together[0]}..{together[-1].rpartition('_')[2]}"


def taken(visit: Visit, found: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    """The datasets of the request with what was ticked of this one. Malformed names each field whose reason is short;
    what the catalogue does not have is for its owner to refuse."""
    dataset, row = visit["dataset"], dict(row_of(visit))
    marked = {name for one in found if one.kind == "many" for name in one.value}
    whole = {_line(one, dataset) for one in dataset.fields if one.group} & marked
    given = (one for one in dataset.fields if one.treatment != NEVER)
    marked = marked - whole | {one.name for one in given if _line(one, dataset) in whole}
    order = [one.name for one in dataset.fields if one.name in marked]
    reasons = {one.name: values.get(name, "") for name, one in reasoned(dataset) if one.name in marked}
    short = [
        Reason(code="X-DATA1", field=name, message=SHORT.format(one.name, one.reason))
        for name, one in reasoned(dataset)
        if one.name in marked and len(reasons[one.name].strip()) < one.reason
    ]
    if short:
        raise Malformed(problems=tuple(short))
    row |= {"fields": [*order, *sorted(marked - set(order))], "field_reasons": reasons}
    rows = list(visit["application"].answers[ROWS])
    rows[visit.path["number"] - 1] = {key: value for key, value in row.items() if value}
    return {"answers": {ROWS: rows}}
