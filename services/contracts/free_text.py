"""What people may not write into free text, nor attach: patient identifiers (domain 2.4.1, 9.5; rule V-NHSNO).

One rule for every service and for the gateway. Every text of a command is looked at, however deep, except where its
field says that something else stands there: a `pattern` that it must have, a `secret`, or `free` is False (a telephone,
an invoice's number, an address of mail: one number of ten digits in eleven looks like an NHS number). Cohort files are
no free text: they need the numbers.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from .message import Command, Problem, Refused

CODE, RULE = "patient-identifier", "V-NHSNO"
HINT = "Patient identifiers must not be typed here; take out the NHS number"
SHAPE = re.compile(r"(?<![0-9A-Za-z.-])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9A-Za-z]|[.-][0-9A-Za-z])")


def is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the modulus 11 check digit, in any usual spacing; the same digit ten times is no number.
    The range is not judged, so that synthetic numbers count."""
    digits = re.sub(r"[ -]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits) or len(set(digits)) == 1:
        return False
    return sum(int(digit) * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0


def holds_nhs_number(text: str) -> bool:
    """Whether free text holds anything that could be an NHS number, in whatever digits, spaces and dashes."""
    return any(is_nhs_number(found) for found in SHAPE.findall(text if text.isascii() else _plain(text)))


def check(command: Command) -> None:
    """Refused, naming every field that could hold an NHS number; the number itself is never repeated."""
    found = tuple(Problem(code=RULE, message=HINT, field=where) for where in _in_fields(command, ""))
    if found:
        raise Refused("Patient identifiers must not be typed here", problems=found, code=CODE)


def _in_fields(value: Any, where: str) -> Iterator[str]:
    """Where, in a message, a text could hold an NHS number. What a command's own table holds (a form's answers) is
    named by its key alone, as everywhere."""
    for field in fields(value):
        inner = getattr(value, field.name)
        if _is_free(field.metadata):
            table = isinstance(inner, Mapping) and not where
            yield from _held(inner, where if table else _joined(where, field.name))


def _held(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, str):
        if holds_nhs_number(value):
            yield where
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _held(str(key), where)
            yield from _held(inner, _joined(where, key))
    elif isinstance(value, (list, tuple, set, frozenset)):
        for number, inner in enumerate(value):
            yield from _held(inner, _joined(where, number))
    elif is_dataclass(value):
        yield from _in_fields(value, where)


def _is_free(metadata: Mapping[str, Any]) -> bool:
    return bool(metadata.get("free", True)) and "pattern" not in metadata and "secret" not in metadata


def _joined(where: str, name: object) -> str:
    return f"{where}.{name}" if where else str(name)


def _plain(text: str) -> str:
    """In ASCII digits, spaces and hyphens, where text from a word processor has others."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join("-" if unicodedata.category(one) == "Pd" else " " if one.isspace() else one for one in folded)
