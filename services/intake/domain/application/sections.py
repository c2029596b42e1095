"""The draft in sections: each is kept by itself and has a version of its own, which is the number of the change of the
application that last touched it. So one number read with the whole draft tells for every section whether it is stale,
and two people who write in different sections never get in each other's way (decision 0022).

The dates of what is planned are one answer of the form, but each belongs to the section of what it stands for.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from services.contracts.message import Conflict, Problem

from ..draft import is_empty
from ..form import SHIPPED

Answers = dict[str, Any]
PLANNED = "planned"
ADDED = re.compile(r"added_([a-n])_")
ELSEWHERE = "N"  # documents are attached there


def letter_of(key: str) -> str:
    """The section in which a question is kept, whichever form asks it: the name of one that was added begins with its
    section. For a kind of document, the one with the attachments."""
    if key in SHIPPED.fields:
        return SHIPPED.fields[key].letter
    added = ADDED.match(key)
    return added[1].upper() if added else ELSEWHERE


def parted(answers: Mapping[str, Any]) -> dict[str, Answers]:
    """The answers by section; of sections that say nothing, nothing."""
    parts: dict[str, Answers] = {}
    for key, value in answers.items():
        if key != PLANNED:
            parts.setdefault(letter_of(key), {})[key] = value
    for what, day in (answers.get(PLANNED) or {}).items():
        parts.setdefault(letter_of(what), {}).setdefault(PLANNED, {})[what] = day
    return parts


def joined(parts: Iterable[Mapping[str, Any]]) -> Answers:
    """The answers of all sections as one."""
    whole: Answers = {}
    for part in parts:
        planned = {**whole.get(PLANNED, {}), **part.get(PLANNED, {})}
        whole |= part
        if planned:
            whole[PLANNED] = planned
    return whole


def fold_answers(answers: Mapping[str, Any], saved: Mapping[str, Any]) -> Answers:
    """The answers after a save: what it names is replaced, and an empty value takes an answer away; so with each date
    of what is planned, while the others stay."""
    merged = {**answers, **saved}
    if not is_empty(saved.get(PLANNED)):
        dates = {**(answers.get(PLANNED) or {}), **saved[PLANNED]}
        merged[PLANNED] = {what: day for what, day in dates.items() if not is_empty(day)}
    return {key: value for key, value in merged.items() if not is_empty(value)}


def touched(answers: Mapping[str, Any], saved: Mapping[str, Any]) -> frozenset[str]:
    """The sections that a save writes in. One that takes away all dates of what is planned writes where they are."""
    letters = set(parted(saved))
    if PLANNED in saved and is_empty(saved[PLANNED]):
        letters |= {letter_of(what) for what in answers.get(PLANNED) or {}}
    return frozenset(letters)


def check_sections(expected: int | None, versions: Mapping[str, int], letters: Iterable[str]) -> None:
    """Conflict when one of these sections was changed since the caller read the draft at version `expected`."""
    if expected is None:
        return
    stale = sorted(letter for letter in letters if versions.get(letter, 0) > expected)
    if stale:
        named = tuple(
            Problem(code="stale", message=f"Section {letter} is at version {versions[letter]}", field=letter)
            for letter in stale
        )
        told = f"Changed meanwhile: section {', '.join(stale)}. You saw version {expected}"
        raise Conflict(told, problems=named, code="conflict")
