"""Every message, wounded in every way we could think of: it is understood or refused, and nothing else happens.

`HAVEN_FUZZ_CASES` (of each message) and `HAVEN_FUZZ_SEED` make it longer, or other; a failure names the wound.
"""

import json
import os
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from services.chassis import calls
from services.contracts import free_text, replies, wire
from services.contracts.message import Command, Malformed, Refused, View
from tests.contracts import mutations

CASES, SEED = int(os.environ.get("HAVEN_FUZZ_CASES", "12")), int(os.environ.get("HAVEN_FUZZ_SEED", "2026"))
EVERY, SAID = list(mutations.messages()), list(mutations.events())


def arrives(body: Any) -> Any:
    """Through JSON, as the broker's client reads it."""
    return json.loads(json.dumps(body))


def understood(cls: type, body: Any) -> str:
    """What the chassis does with a call before any handler sees it; the code it is refused with, or nothing."""
    try:
        message = wire.load(cls, calls._storable(body))
        if isinstance(message, Command):
            calls._digest(message)
            free_text.check(message)
    except Refused as refused:
        said = json.dumps(replies.refusal(refused), ensure_ascii=False)
        assert len(said.encode()) < 60_000, "a refusal is no echo"
        return refused.code
    assert wire.load(cls, arrives(wire.dump(message))) == message, "it is the same after the wire"
    return ""


def heard(body: Any) -> bool:
    """Whether an event is taken in as what it is."""
    try:
        version, event = wire.load_envelope(body).version, wire.load_event(body)
    except Malformed:
        return False
    assert 0 < version < 2**31, "an event without a place in the order would be taken for a repeat, and lost"
    assert wire.load(type(event), arrives(wire.dump(event))) == event
    return True


@pytest.mark.parametrize("service", wire.SERVICES)
def test_a_wounded_command_or_question_is_understood_or_refused(service: str) -> None:
    for cls, body in [case[1:] for case in EVERY if case[0] == service]:
        random = Random(f"{SEED} {service} {cls.__name__}")
        for number in range(CASES):
            what, hurt = mutations.mutated(body, random)
            try:
                assert understood(cls, arrives(hurt)) in ("", "malformed", free_text.CODE)
            except Exception as problem:
                raise AssertionError(f"seed {SEED}, {cls.__name__} {number}: {what}") from problem


@pytest.mark.parametrize("source", wire.SERVICES)
def test_a_wounded_event_is_heard_or_refused_and_has_its_place_in_the_order(source: str) -> None:
    for cls, body in [case[1:] for case in SAID if case[0] == source]:
        random = Random(f"{SEED} {source} {cls.__name__}")
        assert heard(arrives(body))
        for number in range(CASES):
            what, hurt = mutations.mutated(body, random)
            try:
                heard(arrives(hurt))
            except Exception as problem:
                raise AssertionError(f"seed {SEED}, {cls.__name__} {number}: {what}") from problem


@dataclass(frozen=True, kw_only=True)
class Small(View):
    number: int = 0
    name: str = field(default="a", metadata={"pattern": "^[a-z]$"})


@pytest.mark.parametrize("body", [{"number": 1.7}, {"number": 2**53}, {"number": -(2**70)}, {"name": "a\n"}])
def test_what_would_be_kept_otherwise_than_it_was_said_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        wire.load(Small, body)
    assert wire.load(Small, {"number": 7.0, "name": "b"}) == Small(number=7, name="b")
