"""What the hypothesis machines of the aggregates share: one attempt, and what must be true of it whatever it was. Each
machine says whose table it keeps to (`table`) and which commands it gives (`gives`): test_machines looks that none is
left out."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, settings

from services.contracts import wire
from services.contracts.message import Event, Refused

STABLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
BY_THE_TABLE = {"not-permitted", "not-found", "project-not-active"}
FEW = settings(
    max_examples=20, stateful_step_count=30, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
REPEATABLE = settings(
    max_examples=40, stateful_step_count=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def attempt(act: Callable[[], Sequence[Event]], allowed: bool) -> Sequence[Event] | None:
    """The events that `act` leads to; None when it is refused. `allowed` is what the table says: what it forbids never
    succeeds, and every refusal has a code that programs can rely on."""
    events, refused = tried(act)
    if refused is not None:
        assert STABLE.fullmatch(refused.code), refused.code
        assert all(problem.code and problem.message for problem in refused.problems)
        assert not allowed or refused.code not in BY_THE_TABLE or refused.detail, "a guard says why"
        return None
    assert allowed, "what the table does not allow has happened"
    for event in events:
        body: Any = json.loads(json.dumps(wire.dump(event)))
        assert wire.load(type(event), body) == event, "whatever is said can be heard"
    return events


def tried(act: Callable[[], Sequence[Event]]) -> tuple[Sequence[Event], Refused | None]:
    """The events, or the refusal."""
    try:
        return act(), None
    except Refused as refused:
        return (), refused
