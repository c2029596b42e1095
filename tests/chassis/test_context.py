"""What the headers of a call say, before anything else of it is looked at."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.chassis import calls
from services.contracts.intake import ReadSession


def answered(**headers: Any) -> dict[str, Any]:
    """The reply to a question with these headers, by a service that has nothing to answer it with."""
    nothing: Any = None
    reply = calls.answer_query("intake", nothing, ReadSession, nothing, {}, calls.Context.of(headers))
    return dict(reply["refused"])


@pytest.mark.parametrize(
    "deadline", ["2026-07-01T09:30:00", "2026-07-01", "soon", "", 7, True, [], {"a": 1}, b"x", datetime(2026, 7, 1)]
)
def test_a_deadline_that_is_no_instant_is_refused_as_malformed(deadline: Any) -> None:
    assert answered(deadline=deadline)["code"] == "malformed"


def test_without_a_deadline_or_before_it_the_caller_is_looked_at_next() -> None:
    later = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert [answered(deadline=deadline)["code"] for deadline in (None, later)] == ["no-actor"] * 2
    assert answered(deadline="0001-01-01T00:00:00+14:00")["code"] == "too-late"


@pytest.mark.parametrize("strange", [7, 1.5, True, b"\xff", [], {"a": [{}]}, "x" * 70_000, datetime(2026, 7, 1)])
def test_no_header_of_a_strange_kind_keeps_a_call_from_its_answer(strange: Any) -> None:
    assert answered(actor=strange, correlation=strange, digest=strange)["code"] == "no-actor"
