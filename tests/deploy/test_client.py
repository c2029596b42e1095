"""The client of the HTTP API: what it repeats, with which key, and what it makes of a refusal."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from deploy.cast.keyring import Account
from deploy.cast.person import Person
from deploy.client import ApiProblem, Client, Unreachable, wait_for


class Gateway(ThreadingHTTPServer):
    """Answers what it was told to, in order, and remembers what was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.answers: list[tuple[int, dict[str, Any]]] = []
        self.asked: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Asked(BaseHTTPRequestHandler):
    server: Gateway
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append(dict(self.headers))
        status, told = self.server.answers.pop(0)
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"7"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_what_may_have_been_done_is_sent_again_with_the_same_key(gateway: Gateway) -> None:
    gateway.answers = [(503, {"code": "resting"}), (504, {"code": "no-answer-in-time"}), (200, {"subject": "x"})]
    client = Client(gateway.url, "secret")
    assert client.post("/enquiries", {}) == {"subject": "x"}
    keys = {asked["Idempotency-Key"] for asked in gateway.asked}
    assert (len(gateway.asked), len(keys)) == (3, 1)
    assert client.etag == '"7"'


def test_two_wishes_have_two_keys(gateway: Gateway) -> None:
    gateway.answers = [(200, {}), (200, {})]
    client = Client(gateway.url)
    client.post("/enquiries", {})
    client.post("/enquiries", {})
    assert len({asked["Idempotency-Key"] for asked in gateway.asked}) == 2


def test_a_refusal_is_not_repeated_and_tells_its_code_and_reasons(gateway: Gateway) -> None:
    reason = {"code": "G-COMPLETE", "field": "title", "message": "Answer: Title"}
    gateway.answers = [(409, {"code": "not-ready", "detail": "Not yet", "problems": [reason]})]
    with pytest.raises(ApiProblem) as refused:
        Client(gateway.url, "secret").post("/applications/1/submit", {})
    assert (refused.value.code, refused.value.status) == ("not-ready", 409)
    assert refused.value.problems == [("G-COMPLETE", "title", "Answer: Title")]
    assert "secret" not in str(refused.value)
    assert len(gateway.asked) == 1


def test_a_gateway_that_stays_away_is_given_up_after_the_patience() -> None:
    with pytest.raises(Unreachable, match="ConnectionError"):
        Client("http://127.0.0.1:9", patience=0.3).post("/enquiries", {})


def test_waiting_ends_with_what_was_waited_for_or_says_what_did_not_happen() -> None:
    found = iter([None, None, "there"])
    assert wait_for("It", lambda: next(found)) == "there"
    with pytest.raises(Unreachable, match="It did not happen"):
        wait_for("It", lambda: None, seconds=0.1)


def test_signing_in_again_leaves_the_old_token_at_home(gateway: Gateway) -> None:
    person = Person(Account(key="one", name="One", email="one@haven.example"), gateway.url)
    person.client.token = "over"
    gateway.answers = [(201, {"token": "new", "person_id": "7"})]
    person.sign_in()
    assert "Authorization" not in gateway.asked[0]
    assert person.client.token == "new"
