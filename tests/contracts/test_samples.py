"""Everything ever said still loads, and everything that can be said survives the way over the wire."""

import json
from pathlib import Path

import pytest

from deploy import asyncapi
from services.contracts import wire
from services.contracts.message import Command, Event, Message, Query
from tests.contracts.examples import example
from tests.contracts.make_samples import FOLDER, missing

SAMPLES = sorted(FOLDER.glob("*/*.json"))
MESSAGES = [cls for service in wire.SERVICES for cls in wire.messages_of(service)]
ABSTRACT = {Message, Command, Query, Event}


def test_every_event_has_a_sample() -> None:
    assert missing() == [], "run python -m tests.contracts.make_samples and commit what it writes"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_what_was_once_said_still_loads(sample: Path) -> None:
    body = json.loads(sample.read_text())
    envelope, event = wire.load_envelope(body), wire.load_event(body)
    assert type(event).__name__ == envelope.type
    assert sample.name.startswith(envelope.type)


@pytest.mark.parametrize("cls", MESSAGES, ids=lambda cls: f"{wire.owner(cls)}.{cls.__name__}")
def test_a_message_is_the_same_after_the_wire(cls: type[Message]) -> None:
    if issubclass(cls, Query) and cls not in ABSTRACT:
        assert isinstance(cls.answers, type), "a query names the view it answers"
    message = example(cls)
    assert wire.load(cls, json.loads(json.dumps(wire.dump(message)))) == message


def test_the_description_of_events_is_current() -> None:
    assert asyncapi.PLACE.read_text() == asyncapi.text(), "run python -m deploy.asyncapi and commit docs/asyncapi.yaml"
