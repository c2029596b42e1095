"""From a request to a message, and from an answer to a response."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from gateway.bus import BrokerGone, Busy, NoAnswerInTime
from services.contracts import intake, operations
from services.contracts.message import (
    Conflict,
    Done,
    Malformed,
    NotFound,
    NotPermitted,
    Problem,
    Refused,
)
from services.contracts.operations import ListParked, ParkedPage
from tests.fakes import FakeBus
from tests.gateway.conftest import LEAD, bearer

DRAFT = {"profile": "hospital", "title": "Asthma in winter", "request_type": "research"}


def start(client: FlaskClient, headers: Mapping[str, str], body: Any = None) -> Any:
    return client.post("/api/v1/applications", json=DRAFT if body is None else body, headers=dict(headers))


@pytest.fixture(autouse=True)
def answers(bus: FakeBus) -> None:
    bus.answers[intake.StartApplication] = lambda m, _: Done(subject=m.id, reference="DAR-1", version=1, state="draft")
    bus.answers[intake.SaveDraft] = lambda m, _: Done(subject=m.application_id, version=(m.expected_version or 0) + 1)


def test_what_was_made_is_answered_with_201_its_place_and_its_etag(client: FlaskClient) -> None:
    answer = start(client, bearer("lead"))
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/applications/{answer.json['subject']}"
    assert answer.headers["ETag"] == '"1"'


def test_a_post_without_idempotency_key_is_refused_before_a_service_is_asked(client: FlaskClient, bus: FakeBus) -> None:
    answer = client.post("/api/v1/applications", json=DRAFT, headers={"Authorization": "Bearer lead"})
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency-key-missing")
    assert all(isinstance(message, intake.ReadSession) for message, _ in bus.asked)


def test_a_key_that_is_a_uuid_is_the_commands_id(client: FlaskClient) -> None:
    key = uuid4()
    assert start(client, bearer("lead", str(key))).json["subject"] == str(key)


def test_another_key_gives_one_id_for_one_caller_and_route_and_another_for_everybody_else(client: FlaskClient) -> None:
    first, again = (start(client, bearer("lead", "monday-1")).json["subject"] for _ in range(2))
    other = start(client, bearer("officer", "monday-1")).json["subject"]
    assert first == again
    assert first != other


def test_a_key_used_for_something_else_is_422(client: FlaskClient, bus: FakeBus) -> None:
    bus.answers[intake.StartApplication] = Conflict("used", code="id-reused")
    answer = start(client, bearer("lead"))
    assert (answer.status_code, answer.json["code"]) == (422, "id-reused")


def test_an_edit_needs_the_version_it_started_from(client: FlaskClient, bus: FakeBus) -> None:
    path = f"/api/v1/applications/{uuid4()}/draft"
    missing = client.patch(path, json={"responses": {}, "answers": {}}, headers=bearer("lead"))
    assert missing.status_code in (422, 428)
    body = {name: {} for name in ("responses", "answers") if name in _fields(intake.SaveDraft)}
    assert client.patch(path, json=body, headers=bearer("lead")).status_code == 428
    done = client.patch(path, json=body, headers={**bearer("lead"), "If-Match": '"3"'})
    assert (done.status_code, done.headers["ETag"]) == (200, '"4"')
    bus.answers[intake.SaveDraft] = Conflict("It is at version 5.")
    late = client.patch(path, json=body, headers={**bearer("lead"), "If-Match": '"3"'})
    assert (late.status_code, late.json["code"]) == (412, "conflict")
    assert client.patch(path, json=body, headers={**bearer("lead"), "If-Match": "W/3"}).status_code == 412


def _fields(cls: type) -> set[str]:
    return set(cls.__dataclass_fields__)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**DRAFT, "id": str(uuid4())}, "id"),
        ({**DRAFT, "surprise": 1}, "surprise"),
        ({**DRAFT, "title": "x"}, "title"),
        ({**DRAFT, "profile": "elsewhere"}, "profile"),
        ({"title": "Asthma in winter"}, "profile"),
    ],
)
def test_every_wrong_field_is_named(client: FlaskClient, body: dict[str, Any], field: str) -> None:
    answer = start(client, bearer("lead"), body)
    assert (answer.status_code, answer.json["code"]) == (422, "malformed")
    assert field in {problem["field"] for problem in answer.json["problems"]}


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"title": "\\u0000"}', "application/json", 400),
        (b'{"title": "\\ud800"}', "application/json", 400),
        (b'{"n": NaN}', "application/json", 400),
        (b'{"n": 9007199254740993}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b" " * 2_000_001, "application/json", 413),
    ],
)
def test_what_is_not_json_that_can_be_kept_is_refused(client: FlaskClient, raw: bytes, kind: str, status: int) -> None:
    answer = client.post("/api/v1/applications", data=raw, content_type=kind, headers=bearer("lead"))
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_a_page_links_to_the_next_one_with_its_filters(client: FlaskClient, bus: FakeBus) -> None:
    bus.answers[intake.ListApplications] = intake.ApplicationList(rows=(), next="abc+/=")
    answer = client.get("/api/v1/applications?q=lung&limit=5", headers=bearer("officer"))
    assert answer.headers["Link"] == '</api/v1/applications?q=lung&limit=5&after=abc%2B%2F%3D>; rel="next"'
    asked = bus.asked[-1][0]
    assert (asked.q, asked.limit) == ("lung", 5)


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "colour=red", "q=a&q=b", "limit=" + "9" * 40])
def test_a_wrong_query_string_is_malformed(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/applications?{query}", headers=bearer("officer"))
    assert (answer.status_code, answer.json["code"]) == (422, "malformed")


def test_the_actor_of_a_call_is_the_one_the_session_names(client: FlaskClient, bus: FakeBus) -> None:
    start(client, bearer("lead"))
    message, actor = bus.asked[-1]
    assert isinstance(message, intake.StartApplication)
    assert actor.id == LEAD


def test_what_waits_in_a_part_is_asked_of_that_part(client: FlaskClient, bus: FakeBus) -> None:
    bus.answers[ListParked] = ParkedPage(rows=())
    assert client.get("/api/v1/operations/review/parked", headers=bearer("operator")).status_code == 200
    assert bus.parts[-1] == "review"
    assert client.get("/api/v1/operations/nonsense/parked", headers=bearer("operator")).status_code == 404


def test_the_demo_clock_moves_only_in_demo_and_test(client: FlaskClient, bus: FakeBus, config: Any) -> None:
    from dataclasses import replace

    from gateway.app import create_app

    bus.answers[operations.MoveClock] = operations.ClockView(now=datetime(2027, 1, 1, tzinfo=UTC))
    moved = client.post("/api/v1/demo/clock", json={"forward_seconds": 60}, headers=bearer("lead"))
    assert moved.status_code == 200
    real = create_app(replace(config, mode="production"), bus=bus).test_client()
    assert real.post("/api/v1/demo/clock", json={"forward_seconds": 60}, headers=bearer("lead")).status_code == 404


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (Refused("Not complete.", problems=(Problem(code="g-complete", message="Say why."),)), 409, "refused"),
        (Refused("x", code="quorum-missing"), 409, "quorum-missing"),
        (Malformed("x"), 422, "malformed"),
        (NotPermitted("x"), 403, "not-permitted"),
        (NotFound("x"), 404, "not-found"),
        (Conflict("x"), 409, "conflict"),
        (Refused("x", code="resting"), 503, "resting"),
        (Refused("x", code="internal"), 502, "internal"),
        (Refused("x", code="too-late"), 504, "too-late"),
        (BrokerGone("intake"), 503, "broker-gone"),
        (NoAnswerInTime("intake"), 504, "no-answer-in-time"),
        (Busy("intake"), 503, "busy"),
        (ZeroDivisionError("a secret"), 500, "unexpected"),
    ],
)
def test_each_refusal_and_failure_has_its_status_and_code(
    client: FlaskClient, bus: FakeBus, raised: Exception, status: int, code: str
) -> None:
    def fail(_message: Any, _actor: Any) -> None:
        raise raised

    bus.answers[intake.StartApplication] = fail
    answer = start(client, bearer("lead"))
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"].startswith("/problems/")
    assert client.get(answer.json["type"]).status_code == 200
    assert UUID(answer.json["correlation"])
    assert "secret" not in answer.text
    assert ("Retry-After" in answer.headers) == (status in (502, 503, 504))
    if isinstance(raised, Refused) and raised.problems:
        assert answer.json["problems"] == [{"code": "g-complete", "message": "Say why.", "field": ""}]


def test_no_such_address_and_wrong_method_are_problems_too(client: FlaskClient) -> None:
    missing, wrong = client.get("/api/v1/nothing"), client.put("/api/v1/applications")
    assert (missing.status_code, missing.json["code"]) == (404, "no-such-address")
    assert (wrong.status_code, wrong.json["code"]) == (405, "method-not-allowed")
    assert "POST" in wrong.headers["Allow"]
