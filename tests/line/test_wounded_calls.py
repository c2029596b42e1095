"""Wounded commands and questions all the way into the handlers of all five services, by somebody who holds every role,
about things that are there and things that are not: an answer or a refusal, and nothing that broke inside."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from deploy import keys
from services.chassis import calls
from services.contracts import wire
from services.contracts.message import Actor, Command, Role, new_id
from services.intake.handlers import secrets
from tests.contracts import mutations
from tests.contracts.examples import ID
from tests.line import Bus, folders
from tests.support import QUICK, ground_for

CASES, SEED = int(os.environ.get("HAVEN_FUZZ_CASES", "3")), int(os.environ.get("HAVEN_FUZZ_SEED", "2026"))
EVERYTHING = Actor(id=UUID(int=77), name="Everything", roles=frozenset(Role) - {Role.SYSTEM})
BROKE = ("internal", "resting", "unknown")


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    for name, value in folders(tmp_path).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "data").mkdir()
    keys.ensure(tmp_path / "keys")
    monkeypatch.setattr(secrets, "HASHER", QUICK)
    grounds = {name: ground_for(name, f"sqlite:///{tmp_path / 'data' / name}.sqlite") for name in wire.SERVICES}
    bus = Bus(grounds, monkeypatch)
    yield bus
    bus.close()


def called(line: Bus, service: str, cls: type, body: Any) -> dict[str, Any]:
    """The reply to a body as it came, as the chassis would give it."""
    method = getattr(type(line.services[service]), wire.method(cls)).does
    line._callers["everything"] = EVERYTHING
    context = calls.Context(token="everything", digest="", deadline=None, correlation=new_id())
    through: Any = calls.answer_command if issubclass(cls, Command) else calls.answer_query
    one = line.services[service]
    return dict(through(service, one.db, cls, lambda *asked: method(one, *asked), body, context))


def about(body: dict[str, Any], known: list[str], random: Random) -> Any:
    """The body of an example, about something that is there, if anything is."""
    text = json.dumps({**body, "id": str(new_id())} if "id" in body else body)
    return json.loads(text.replace(str(ID), random.choice([*known[-20:], str(ID)])))


@pytest.mark.slow
@pytest.mark.parametrize("service", wire.SERVICES)
def test_a_wounded_call_is_answered_or_refused(service: str, line: Bus, caplog: pytest.LogCaptureFixture) -> None:
    random, known, bad = Random(f"{SEED} {service}"), [str(EVERYTHING.id)], []
    asked = [(cls, body) for owner, cls, body in mutations.messages() if owner == service]
    for cls, body in asked * (CASES + 1):
        whole = about(body, known, random)
        what, hurt = mutations.mutated(whole, random) if random.random() < 0.75 else ("unhurt", whole)
        reply = called(line, service, cls, json.loads(json.dumps(hurt)))
        if reply.get("refused", {}).get("code") in BROKE:
            bad.append(f"seed {SEED}, {cls.__name__}: {what}: {caplog.records[-1].exc_text}")
        if subject := (reply.get("answer") or {}).get("subject"):
            known.append(str(subject))
    assert not bad, "\n\n".join(bad)
