"""Whatever can be asked of intake is answered, by a method that reads the class its name says."""

import pytest

from services.chassis.loops import reactions_of
from services.contracts import wire
from services.contracts.message import Command, Query
from services.intake.service import IntakeService

ASKED = [*wire.messages_of("intake", Command), *wire.messages_of("intake", Query)]


@pytest.mark.parametrize("cls", ASKED, ids=lambda cls: cls.__name__)
def test_every_order_and_question_has_its_entrance(cls):
    entrance = getattr(IntakeService, wire.method(cls), None)
    assert entrance is not None, f"IntakeService lacks {wire.method(cls)}"
    assert entrance.message is cls


def test_every_event_of_every_service_reaches_correspondence():
    tell = next(one for one in reactions_of(IntakeService) if one.handler == "tell")
    assert all(tell.hears(source, name) for source in wire.SERVICES for name in wire.events_of(source))
