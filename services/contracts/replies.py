"""What a service replies: `{"answer": {...}}` or `{"refused": {"code", "detail", "problems"}}`, a closed list of codes,
so that no exception's text, class path or personal data ever crosses the bus."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from . import wire
from .message import REFUSALS, Command, Lasting, Malformed, Problem, Query, Refused, View

LASTING_KEPT = 16  # answers that never change, as they were written or read; the form has some 90 kB


@dataclass(frozen=True, eq=False)
class Itself:
    """An object as a key: equal to itself alone, at no cost however large it is. Who keeps the key keeps it."""

    it: Any

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.it is self.it


def answer(view: View) -> dict[str, Any]:
    """The reply that carries an answer."""
    return {"answer": _written(Itself(view)) if isinstance(view, Lasting) else wire.dump(view)}


def refusal(refused: Refused) -> dict[str, Any]:
    """The reply that carries a refusal."""
    problems = [wire.dump(problem) for problem in refused.problems]
    kind = type(refused).code
    return {"refused": {"kind": kind, "code": refused.code, "detail": refused.detail, "problems": problems}}


class Unreadable(Exception):
    """An answer that lacks something, or holds it in a form that this release does not know."""


def read_reply(cls: type[Command] | type[Query], reply: Mapping[str, Any]) -> View:
    """The answer inside a reply, or the same refusal that the service raised. Unreadable where it cannot be read. What
    is in it that this release does not know yet is passed over: services are renewed before those that ask them."""
    if "refused" in reply:
        told = reply["refused"]
        problems = tuple(Problem(**problem) for problem in told.get("problems", ()))
        raise REFUSALS.get(told.get("kind", ""), Refused)(told["detail"], problems=problems, code=told["code"])
    body = reply.get("answer")
    try:
        return _known(cls.answers, body)
    except Malformed:
        raise Unreadable(cls.answers.__name__) from None


def _known(cls: type[View], body: Any) -> View:
    try:
        return wire.load(cls, body)
    except Malformed as problem:
        unknown = [one.field.split(".") for one in problem.problems if one.message == wire.UNKNOWN]
        if not unknown:
            raise
        return wire.load(cls, _without(body, unknown))


def _without(body: Any, paths: list[list[str]]) -> Any:
    """A copy without what is at these paths, of names and of places in arrays."""
    left = copy.deepcopy(body)
    for *way, last in paths:
        inner = left
        for step in way:
            inner = inner[int(step) if isinstance(inner, list) else step]
        inner.pop(last, None)
    return left


@lru_cache(maxsize=LASTING_KEPT)
def _written(view: Itself) -> dict[str, Any]:
    return wire.dump(view.it)
