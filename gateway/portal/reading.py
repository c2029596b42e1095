"""From what was typed to the command: each question read by its kind, and a sentence for each that cannot be."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Request, current_app
from werkzeug.datastructures import MultiDict

from services.contracts import wire
from services.contracts.message import Command, Malformed, new_id
from services.contracts.message import Problem as Reason

from ..api.read import plain
from ..errors import KNOWN, Problem
from ..problem_page import words
from .fields import Question, row_of
from .row import Form
from .visit import Visit
from .words import LONDON

MOST_ROWS = 50  # of one group
MONEY = re.compile(r"£?\s*(\d{1,3}(?:,?\d{3})*)(?:\.(\d{2}))?")
BETWEEN = re.compile(r"Length must be between (\d+) and (\d+)")
RANGE = re.compile(r"greater than or equal to (\d+) and less than or equal to (\d+)")
MISSING = {"one": "Select", "many": "Select", "yesno": "Select", "map": "Select", "file": "Choose", "group": "Give"}
CHOICE = ("one", "many", "yesno", "map")


class Unreadable(Exception):
    """What was typed is no such value; the message says what to type."""


def typed(asked: list[Question], form: Request) -> None:
    """Put into each question what was typed, as it was typed."""
    for one in asked:
        if one.kind == "group":
            count = _rows(one.name, form.form) + (form.form.get("_add") == one.name)
            one.rows = [row_of(one, number) for number in range(min(max(count, one.offered), MOST_ROWS))]
            for row in one.rows:
                typed(row, form)
        else:
            one.value = _typed(one, form)


def _typed(one: Question, form: Request) -> Any:
    if one.kind == "many":
        return form.form.getlist(one.name)
    if one.kind in ("date", "moment"):
        return {part: form.form.get(f"{one.name}.{part}", "").strip() for part in ("day", "month", "year", "time")}
    if one.kind == "map":
        return {key: form.form.get(f"{one.name}.{key}", "") for key, _, _ in one.keys}
    if one.kind == "file":
        return _stored(one, form)
    value = form.form.get(one.name, "").replace("\r\n", "\n")
    return value if one.kind == "secret" else value.strip()


def _rows(name: str, given: MultiDict[str, str]) -> int:
    found = [re.match(rf"{re.escape(name)}\.(\d{{1,3}})\.", key) for key in given]
    return max((int(one.group(1)) + 1 for one in found if one), default=0)


def _stored(one: Question, form: Request) -> Mapping[str, str]:
    """The file that came, stored; or the one that came before and is named again, so that nobody sends it twice."""
    came = [part for part in form.files.getlist(one.name) if part.filename]
    if not came:
        return {name: form.form.get(f"{one.name}.{name}", "") for name in ("sha256", "filename", "media_type")}
    store = current_app.extensions["haven"].files
    try:
        kept = [store.take(part.stream, part.filename, part.mimetype) for part in came]
    except Problem as problem:
        one.error = problem.detail or ". ".join(words(problem.code, KNOWN[problem.code].status) or ("Not taken",))
        return {}
    return {
        "sha256": " ".join(file.sha256 for file in kept),
        "filename": ", ".join(file.filename for file in kept),
        "media_type": kept[0].media_type,
    }


def command(form: Form, visit: Visit, asked: list[Question], given: MultiDict[str, str]) -> Command:
    """The command that was meant. Malformed names each question that has no answer of its kind."""
    known = wire.schema(form.command).fields
    reasons: list[Reason] = [
        Reason(code="malformed", message=one.error, field=one.name) for one in asked if one.error
    ]
    values: dict[str, Any] = {name: plain(value) for name, value in visit.path.items() if name in known}
    values |= {name: plain(value) for name, value in form.fixed(visit).items()}
    answered = _values(asked, known, reasons)
    values |= form.read(visit, asked, answered) if form.read else answered
    values["id"] = str(_uuid(given.get("id", "")) or new_id())
    if "expected_version" in known and (version := given.get("expected_version", "")).isdigit():
        values["expected_version"] = int(version[:9])
    try:
        if reasons:
            raise Malformed(problems=tuple(reasons))
        made: Command = wire.load(form.command, values)
    except Malformed as refused:
        raise Malformed(refused.detail, problems=tuple(_kindly(refused.problems, asked))) from None
    return made


def values(asked: Iterable[Question]) -> dict[str, Any]:
    """The values of those that were answered, by the names of the questions. Malformed names each that has none of its
    kind."""
    reasons: list[Reason] = []
    found = {one.name: _values([one], (), reasons).get(one.name.rsplit(".", 1)[-1]) for one in asked}
    if reasons:
        raise Malformed(problems=tuple(reasons))
    return {name: value for name, value in found.items() if value is not None}


def _values(asked: Iterable[Question], known: Iterable[str], reasons: list[Reason]) -> dict[str, Any]:
    """The values of those questions that were answered, as JSON; `reasons` gets why one could not be read."""
    values: dict[str, Any] = {}
    for one in asked:
        name = one.name.rsplit(".", 1)[-1]
        try:
            value: Any = _group(one, reasons) if one.kind == "group" else READ.get(one.kind, _text)(one)
        except Unreadable as problem:
            reasons.append(Reason(code="malformed", message=str(problem), field=one.name))
            continue
        if one.kind == "file" and value and name == "sha256":
            values |= {part: text for part, text in value.items() if part in known and text}
        elif one.kind == "file" and value:
            values[name] = value["sha256"].split() if one.several else value["sha256"]
        elif value is not None:
            values[name] = value
    return values


def _group(one: Question, reasons: list[Reason]) -> list[dict[str, Any]] | None:
    """The rows in which something was answered."""
    rows = []
    for row in one.rows:
        if any(_answered(inner) for inner in row):
            rows.append(_values(row, (), reasons))
    return rows or None


def _answered(one: Question) -> bool:
    if isinstance(one.value, Mapping):
        return any(one.value.values())
    return bool(one.value) and one.kind not in ("hidden",) and not one.settled


def _text(one: Question) -> str | None:
    return one.value or None


def _lines(one: Question) -> list[str] | None:
    return [line.strip() for line in one.value.splitlines() if line.strip()] or None


def _number(one: Question) -> int | None:
    if not one.value:
        return None
    if not re.fullmatch(r"-?\d{1,12}", one.value):
        raise Unreadable(f"{one.label}: enter a whole number, such as 12")
    return int(one.value)


def _money(one: Question) -> int | None:
    if not one.value:
        return None
    found = MONEY.fullmatch(one.value)
    if found is None:
        raise Unreadable(f"{one.label}: enter an amount in pounds, such as 1250.00")
    return int(found.group(1).replace(",", "")) * 100 + int(found.group(2) or 0)


def _yesno(one: Question) -> bool | None:
    return {"yes": True, "no": False}.get(one.value)


def _tick(one: Question) -> bool | None:
    return one.value == "yes" or (None if one.optional else _ticked(one))


def _ticked(one: Question) -> bool:
    raise Unreadable(f"Tick: {one.label}")


def _many(one: Question) -> list[str] | None:
    return one.value or None


def _date(one: Question) -> str | None:
    given = one.value
    if not any(given.get(part) for part in ("day", "month", "year")):
        return None
    try:
        read = datetime(int(given["year"]), int(given["month"]), int(given["day"]), tzinfo=LONDON)
    except (ValueError, KeyError):
        raise Unreadable(f"{one.label}: enter a real date, such as 27 3 2027") from None
    return read.date().isoformat()


def _moment(one: Question) -> str | None:
    on = _date(one)
    at = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", one.value.get("time", ""))
    if on is None:
        return None
    if at is None:
        raise Unreadable(f"{one.label}: enter a time such as 14:30")
    read = datetime.fromisoformat(on).replace(hour=int(at.group(1)), minute=int(at.group(2)), tzinfo=LONDON)
    return read.isoformat()


def _map(one: Question) -> dict[str, str] | None:
    return {key: value for key, value in dict(one.value).items() if value} or None


def _pairs(one: Question) -> dict[str, str] | None:
    found = {}
    for line in filter(None, map(str.strip, one.value.splitlines())):
        name, colon, text = (part.strip() for part in line.partition(":"))
        if not (name and colon and text):
            raise Unreadable(f"{one.label}: on each line, write a name, a colon, and what you have to say of it")
        found[name] = text
    return found or None


def _file(one: Question) -> Mapping[str, str] | None:
    return one.value if one.value.get("sha256") else None


READ: Mapping[str, Callable[[Question], Any]] = {
    "lines": _lines, "number": _number, "money": _money, "yesno": _yesno, "tick": _tick, "many": _many, "date": _date,
    "moment": _moment, "map": _map, "pairs": _pairs, "file": _file,
}  # fmt: skip


def every(asked: Iterable[Question]) -> Iterator[Question]:
    """All questions, those inside groups too."""
    for one in asked:
        yield one
        for row in one.rows:
            yield from every(row)


def _kindly(reasons: Iterable[Reason], asked: list[Question]) -> Iterator[Reason]:
    """What marshmallow says of a field, as a person would say it."""
    by_name = {one.name: one for one in every(asked)}
    hidden = {one.name for one in by_name.values() if one.kind == "hidden"}
    for reason in [one for one in reasons if one.field not in hidden] or reasons:  # they follow from what is asked
        # a field of a message inside a list is named answers.0.text by both; a choice out of several as kinds.0
        one = by_name.get(reason.field) or by_name.get(reason.field.rsplit(".", 1)[0])
        if one is None or one.error == reason.message or reason.message.startswith(one.label):
            yield reason
        else:
            yield Reason(code=reason.code, message=_sentence(reason.message, one), field=one.name)


def _sentence(told: str, one: Question) -> str:
    name = one.label.rstrip("?.:")
    if "Missing data" in told or (not _answered(one) and one.kind not in ("file",)):
        return f"{MISSING.get(one.kind, 'Enter')}: {name}"
    if one.kind in CHOICE:
        return f"Select one of what is offered: {name}"
    if "Longer than" in told and one.limit:
        return f"{name} must have {one.limit} characters or fewer"
    if found := BETWEEN.search(told):
        return f"{name}: enter between {found[1]} and {found[2]} characters; there are {len(str(one.value))} now"
    if found := RANGE.search(told):
        return f"{name} must be from {found[1]} to {found[2]}"
    if "Shorter than" in told:
        return f"{name} is too short: {told[0].lower()}{told[1:]}"
    if "expected pattern" in told or "Not a valid" in told:
        return f"{name} is not in the form that is asked for"
    return told if told.startswith("Tick") else f"{name}: {told}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
