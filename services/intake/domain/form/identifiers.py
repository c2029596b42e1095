"""Free text is searched for patient identifiers wherever it is (domain 9.5)."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.contracts.free_text import HINT, RULE, holds_nhs_number
from services.contracts.message import Problem


def text_problems(answers: Mapping[str, Any]) -> Iterator[Problem]:
    """Every answer whose free text could hold an NHS number; the number itself is never repeated (domain 9.5)."""
    for key, value in answers.items():
        for where, text in _texts(key, value):
            if holds_nhs_number(text):
                yield Problem(code=RULE, message=HINT, field=where)


def _texts(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield where, str(key)
            yield from _texts(f"{where}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(f"{where}.{number}", inner)
