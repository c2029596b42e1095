"""What never changes is read once; what depends on who asks is read each time."""

import json
from uuid import uuid4

import pytest

from gateway.bus import client
from services.contracts import replies
from services.contracts.intake import ReadForm
from services.contracts.intake.application import FormView
from services.contracts.message import Lasting, NotFound, Query, View
from services.contracts.request import Profile
from services.contracts.wire import SERVICES, messages_of

LASTING = {FormView: "a published form never changes, and is the same for everybody"}


def reply(view: View) -> bytes:
    return json.dumps({"result": replies.answer(view), "error": None}).encode()


def read(query: Query, said: bytes) -> View:
    return client._read(client._Call(message=query, part="intake", key="", body=b"", headers={}, until=0), said)


def test_every_answer_that_lasts_has_a_reason_why_it_may() -> None:
    views = {cls for service in SERVICES for cls in messages_of(service, View) if issubclass(cls, Lasting)}
    assert views == set(LASTING)


def test_the_same_form_is_read_once_and_another_is_another() -> None:
    one, two = (reply(FormView(profile=Profile.HOSPITAL, number=number)) for number in (1, 2))
    first = read(ReadForm(), one)
    assert read(ReadForm(application_id=uuid4()), one) is first
    assert [read(ReadForm(), said).number for said in (one, two)] == [1, 2]  # type: ignore[attr-defined]


def test_a_refusal_is_no_answer_that_lasts() -> None:
    refused = json.dumps({"result": replies.refusal(NotFound("None.")), "error": None}).encode()
    for _ in range(2):
        with pytest.raises(NotFound):
            read(ReadForm(), refused)
