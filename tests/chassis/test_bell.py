"""Whom a finished call wakes."""

from types import SimpleNamespace
from typing import Any

import pytest

from services.chassis.rpc import CommandRpc, QueryRpc, SafeConsumer
from services.chassis.service import Headers


@pytest.mark.parametrize(("entrypoint", "rung"), [(CommandRpc, True), (SafeConsumer, True), (QueryRpc, False)])
def test_what_may_have_committed_wakes_the_relay_and_a_query_does_not(entrypoint: Any, rung: bool) -> None:
    heard: list[bool] = []
    relay = SimpleNamespace(bell=SimpleNamespace(ring=lambda: heard.append(True)))
    finished = SimpleNamespace(service=SimpleNamespace(relay=relay), entrypoint=object.__new__(entrypoint))
    Headers().worker_result(finished)
    assert bool(heard) is rung
