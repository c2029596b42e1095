"""What may go wrong with a message on its way, or be done to it: seeded, so that what was found is found again."""

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from services.contracts import wire
from services.contracts.message import Command, Envelope, Event, Query
from tests.contracts.examples import example

Place = tuple[Any, ...]  # the keys and numbers that lead to a value inside a body
DEEP: Any = json.loads("[" * 400 + "]" * 400)
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.7, 2**31, 2**63, -(2**63) - 1, 10**30, 1e308, -0.0, float("nan"), float("inf"),
    "", " ", "\t\r\n", "0", "-1", "1e9", "NaN", "null", "true", "x" * 30_000, "\0", "a\0b", "\ud800", "a\udfffb",
    "\u202eevil\u2066", "e\u0301" * 40, "'; DROP TABLE outbox; --", "<script>alert(1)</script>", "{{7*7}}", "%s%n",
    "../../etc/passwd", "00000000-0000-0000-0000-000000000000", "019f1c2e-0000-7000-8000-00000000000g",
    "ffffffff-ffff-ffff-ffff-ffffffffffff", "0001-01-01", "9999-12-31", "2026-02-30", "2026-07-01T09:30:00",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-07-01T09:30:00+00:00", "2026-W27-3", "20260701",
    [], {}, [None], [[]], [{}], {"": None}, {"a": {"b": [{}]}}, ["x"] * 1_001, [1, "1", None], DEEP,
)  # fmt: skip
WHOLE: tuple[Any, ...] = (None, [], "text", 7, True, [{}], {}, {"": 1}, DEEP, "\0")  # instead of the object


def messages() -> Iterator[tuple[str, type, dict[str, Any]]]:
    """Every command and query with the body of its example."""
    for service in wire.SERVICES:
        for cls in wire.messages_of(service):
            if issubclass(cls, (Command, Query)):
                yield service, cls, wire.dump(example(cls))


def events() -> Iterator[tuple[str, type[Event], dict[str, Any]]]:
    """Every event, as it travels."""
    for source in wire.SERVICES:
        for name, cls in wire.events_of(source).items():
            envelope = Envelope(**{**vars(example(Envelope)), "source": source, "type": name, "version": 1})
            yield source, cls, wire.dump_event(example(cls), envelope)


def mutated(body: dict[str, Any], random: Random) -> tuple[str, Any]:
    """One to three wounds to a copy of `body`, and what they were."""
    if random.random() < 0.04:
        whole = random.choice(WHOLE)
        return f"whole -> {_short(whole)}", whole
    hurt, said = copy.deepcopy(body), []
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        places = list(_places(hurt))
        if places:
            said.append(random.choice(WOUNDS)(hurt, random.choice(places), random))
    return "; ".join(said), hurt


def _drop(body: Any, place: Place, random: Random) -> str:
    del _holder(body, place)[place[-1]]
    return f"drop {place}"


def _rename(body: Any, place: Place, random: Random) -> str:
    holder, key = _holder(body, place), place[-1]
    if isinstance(holder, list):
        return _double(body, place, random)
    name = random.choice((str(key).upper(), f"{key} ", f"{key}\0", "", "__class__", "self", f"{key}_id"))
    holder[name] = holder.pop(key)
    return f"rename {place} -> {name!r}"


def _double(body: Any, place: Place, random: Random) -> str:
    holder, key = _holder(body, place), place[-1]
    if isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    else:
        holder[f"{key}2"] = copy.deepcopy(holder[key])
    return f"double {place}"


def _replace(body: Any, place: Place, random: Random) -> str:
    new = random.choice(STRANGE)
    _holder(body, place)[place[-1]] = copy.deepcopy(new)
    return f"{place} -> {_short(new)}"


def _wrap(body: Any, place: Place, random: Random) -> str:
    holder, key = _holder(body, place), place[-1]
    holder[key] = [holder[key]] if random.random() < 0.5 else {"value": holder[key]}
    return f"wrap {place}"


def _swap(body: Any, place: Place, random: Random) -> str:
    other = random.choice(list(_places(body)))
    found = _holder(body, other)[other[-1]]
    _holder(body, place)[place[-1]] = copy.deepcopy(found)
    return f"{place} <- {other}"


WOUNDS: tuple[Callable[[Any, Place, Random], str], ...] = (
    _drop, _rename, _double, _replace, _replace, _replace, _replace, _wrap, _swap,
)  # fmt: skip


def _places(value: Any, at: Place = ()) -> Iterator[Place]:
    if len(at) > 12:
        return
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in list(inner)[:40]:
        yield (*at, key)
        yield from _places(one, (*at, key))


def _holder(body: Any, place: Place) -> Any:
    for key in place[:-1]:
        body = body[key]
    return body


def _short(value: Any) -> str:
    text = ascii(value)
    return text if len(text) < 50 else f"{text[:40]}… ({len(text)} characters)"
