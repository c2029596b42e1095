"""What one question holds, as lines of a document, and back: in the words in which it is answered on a page."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from . import reading
from .fields import Question

YES = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}
DATES = ("%Y-%m-%d", "%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
BULLET = re.compile(r"^\s*(?:[-*•\u2013]\s+)?")


def how(one: Question) -> str:
    """How to answer it without a page's boxes."""
    if one.kind == "yesno":
        return "Write Yes or No."
    if one.kind == "date":
        return "Write a date such as 2027-03-27."
    if one.kind in ("one", "many") and one.choices:
        words = "; ".join(text for _, text, _ in one.choices[:40])
        more = f"; and {len(one.choices) - 40} more" if len(one.choices) > 40 else ""
        return f"{'Write one of' if one.kind == 'one' else 'Write those that hold, one on each line'}: {words}{more}."
    return "One on each line." if one.kind == "lines" else ""


def written(one: Question) -> str:
    """What it holds, as the document says it."""
    words = {value: text for value, text, _ in one.choices}
    if one.kind == "many":
        return "\n".join(words.get(value, value) for value in one.value or ())
    if one.kind == "one":
        return words.get(one.value, str(one.value or ""))
    if one.kind == "yesno":
        return {"yes": "Yes", "no": "No"}.get(one.value, "")
    if one.kind == "date":
        parts = [one.value.get(part, "") for part in ("year", "month", "day")] if one.value else []
        return "-".join(part.zfill(2) for part in parts) if all(parts) and parts else ""
    return str(one.value or "")


def plain(one: Question) -> str:
    """The same for somebody who compares: rows in one text."""
    if one.kind != "group":
        return written(one)
    rows = []
    for row in one.rows:
        said = [f"{part.label}: {text}" for part in row if (text := written(part))]
        if said:
            rows.append("\n".join(said))
    return "\n\n".join(rows)


def read(one: Question, lines: list[str]) -> str:
    """Put what these lines say into the question, as if it had been typed. "" when it could be read, else what to do
    about it."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and not kept[-1].strip():
        kept.pop()
    return READ.get(one.kind, _text)(one, kept)


def _text(one: Question, lines: list[str]) -> str:
    one.value = "\n".join(lines).strip() if one.kind in ("long", "lines", "pairs") else " ".join(lines).strip()
    return ""


def _yesno(one: Question, lines: list[str]) -> str:
    said = " ".join(lines).strip().rstrip(".").casefold()
    if said and said not in YES:
        return f"{one.label}: write Yes or No"
    one.value = YES.get(said, "")
    return ""


def _date(one: Question, lines: list[str]) -> str:
    said = " ".join(lines).strip()
    if not said:
        one.value = {}
        return ""
    for shape in DATES:
        try:
            day = datetime.strptime(said, shape)
        except ValueError:
            continue
        one.value = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
        return ""
    return f"{one.label}: write a date such as 2027-03-27"


def _one(one: Question, lines: list[str]) -> str:
    said = " ".join(lines).strip()
    found = _option(one, said)
    if said and found is None:
        return f"{one.label}: write one of what is offered, as it stands there"
    one.value = found or ""
    return ""


def _many(one: Question, lines: list[str]) -> str:
    said = [BULLET.sub("", line).strip() for line in lines]
    found = [_option(one, line) for line in said if line]
    if None in found:
        return f"{one.label}: write those that hold, one on each line, as they stand there"
    one.value = [value for value, _, _ in one.choices if value in found]
    return ""


def _option(one: Question, said: str) -> str | None:
    wanted = said.rstrip(".").casefold()
    return next(
        (value for value, text, _ in one.choices if wanted in (text.casefold().rstrip("."), value.casefold())), None
    )


READ: Mapping[str, Callable[[Question, list[str]], str]] = {
    "yesno": _yesno, "date": _date, "one": _one, "many": _many,
}  # fmt: skip


def values(asked: list[Question]) -> dict[str, Any]:
    """Their values, as JSON. Malformed names each that has none of its kind."""
    return reading.values(asked)
