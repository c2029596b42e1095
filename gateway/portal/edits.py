"""Which questions of a page somebody has touched: the page carries a digest of what each held, so that only what was
changed is saved, and after a conflict nobody's answer is replaced by one that was merely on another's screen."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import request

from .fields import Question

TAKEN = "You did not change this: what is saved now stays."


def seal(asked: Iterable[Question]) -> str:
    """What every question holds, by name, as the page carries it."""
    return json.dumps({one.name: digest(one) for one in asked}, separators=(",", ":"))


def touched(asked: Iterable[Question]) -> Iterator[Question]:
    """The questions whose answer is not what the page came with; all of them when it does not say."""
    was = _sealed()
    return (one for one in asked if was.get(one.name) != digest(one))


def settle(typed: list[Question], saved: list[Question]) -> Mapping[str, str]:
    """After a conflict: each question that was not touched takes what is saved now. Those that are different thereby,
    with a sentence that says so."""
    was, now, taken = _sealed(), {one.name: one for one in saved}, {}
    for one in typed:
        fresh = now.get(one.name)
        if fresh is not None and was.get(one.name) == digest(one) != digest(fresh):
            one.value, one.rows = fresh.value, fresh.rows
            taken[one.name] = TAKEN
    return taken


def digest(one: Question) -> str:
    """A few letters that stand for what a question holds; rows in which nothing is do not count."""
    text = json.dumps(_held(one), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _held(one: Question) -> Any:
    if one.kind == "group":
        rows = [[_held(inner) for inner in row] for row in one.rows]
        return [row for row in rows if any(row)]
    if isinstance(one.value, Mapping):
        return {key: part for key, part in one.value.items() if part}
    return sorted(one.value) if one.kind == "many" else one.value  # a browser sends them in the order of the page


def _sealed() -> Mapping[str, Any]:
    try:
        found = json.loads(request.form.get("was", "") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
