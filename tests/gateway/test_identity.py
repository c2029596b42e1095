"""Who is asking: tokens, cookies, and what a page must send along."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from gateway.app import create_app
from gateway.config import Config
from gateway.limits import Buckets
from services.contracts.intake import MyRequests, MyRequestsView, ReadForm, ReadSession, SessionView, SignIn, SignOut
from services.contracts.message import Done
from tests.fakes import FakeBus
from tests.gateway.conftest import SESSIONS, bearer
from tests.security.conftest import config_in

SIGN_IN = {"email": "lee@example.org", "password": "correct horse battery staple"}


@pytest.fixture(autouse=True)
def answers(bus: FakeBus) -> None:
    until = datetime(2030, 1, 1, tzinfo=UTC)
    bus.answers[SignIn] = replace(SESSIONS["lead"], token="lead", expires_at=until)
    bus.answers[SignOut] = Done(subject=uuid4())
    bus.answers[MyRequests] = MyRequestsView()


def test_a_program_gets_a_token_and_no_cookie(client: FlaskClient, bus: FakeBus) -> None:
    answer = client.post("/api/v1/tokens", json=SIGN_IN)
    assert (answer.status_code, answer.json["token"]) == (201, "lead")
    assert "Set-Cookie" not in answer.headers
    assert client.get("/api/v1/my/requests", headers={"Authorization": "Bearer lead"}).status_code == 200
    assert bus.asked[0][0].address == "127.0.0.1"


def test_a_browser_gets_a_cookie_that_scripts_cannot_read_and_not_the_token(client: FlaskClient) -> None:
    answer = client.post("/api/v1/session", json=SIGN_IN)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("haven=lead;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "token" not in answer.json
    assert client.get("/api/v1/my/requests").status_code == 200


def test_over_tls_the_cookie_is_secure_and_bound_to_the_host(config: Config, bus: FakeBus) -> None:
    app = create_app(replace(config, public_url="https://haven.example"), bus=bus)
    answer = app.test_client().post("/api/v1/session", json=SIGN_IN)
    assert answer.headers["Set-Cookie"].startswith("__Host-haven=lead;")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_with_a_cookie_a_change_needs_the_pages_token_from_the_same_site(client: FlaskClient) -> None:
    token = client.post("/api/v1/session", json=SIGN_IN).json["csrf_token"]
    assert client.delete("/api/v1/session").json["code"] == "csrf"
    assert client.delete("/api/v1/session", headers={"X-CSRF-Token": "0" * 64}).json["code"] == "csrf"
    foreign = {"X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"}
    assert client.delete("/api/v1/session", headers=foreign).json["code"] == "csrf"
    assert client.delete("/api/v1/session", headers={"X-CSRF-Token": token}).status_code == 204
    assert client.get("/api/v1/session").status_code == 401


def test_a_page_can_read_its_token_again(client: FlaskClient) -> None:
    token = client.post("/api/v1/session", json=SIGN_IN).json["csrf_token"]
    assert client.get("/api/v1/session").json["csrf_token"] == token


def test_a_form_that_was_open_while_the_gateways_key_was_rotated_can_still_be_sent(
    client: FlaskClient, bus: FakeBus, tmp_path: Path
) -> None:
    """And so it can on another gateway, which has the other key: what was typed is not lost."""
    token = client.post("/api/v1/session", json=SIGN_IN).json["csrf_token"]
    rotated = config_in(tmp_path / "rotated")
    here = client.application.extensions["haven"]
    assert rotated.private_key.read_bytes() != here.config.private_key.read_bytes()
    other = create_app(rotated, bus=bus).extensions["haven"].identity
    assert other.csrf_token("lead") == token
    assert other.csrf_token("lea") != token, "another session has another"


@pytest.mark.parametrize(
    ("failure", "status"), [("sign-in-failed", 401), ("code-needed", 401), ("throttled", 429), ("anything", 401)]
)
def test_a_failed_sign_in_says_which_kind_and_sets_no_cookie(
    client: FlaskClient, bus: FakeBus, failure: str, status: int
) -> None:
    bus.answers[SignIn] = SessionView(failure=failure, retry_after=17 if failure == "throttled" else 0)
    answer = client.post("/api/v1/session", json=SIGN_IN)
    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers
    assert answer.headers.get("Retry-After") == ("17" if failure == "throttled" else None)


def test_a_token_that_is_not_in_force_is_an_error_everywhere_and_a_stale_cookie_only_where_needed(
    client: FlaskClient, bus: FakeBus
) -> None:
    bus.answers[ReadForm] = lambda *_: (_ for _ in ()).throw(AssertionError("asked"))
    assert client.get("/api/v1/form", headers={"Authorization": "Bearer gone"}).json["code"] == "session-ended"
    assert client.get("/api/v1/form", headers={"Authorization": "Basic bGVlOng="}).status_code == 401
    client.set_cookie("haven", "gone")
    assert client.get("/api/v1/form").status_code == 500, "asked as nobody in particular"
    assert client.get("/api/v1/my/requests").json["code"] == "session-ended"


def test_a_token_that_may_only_read_changes_nothing(client: FlaskClient) -> None:
    assert client.get("/api/v1/my/requests", headers=bearer("reader")).status_code == 200
    answer = client.post("/api/v1/applications", json={}, headers=bearer("reader"))
    assert (answer.status_code, answer.json["code"]) == (403, "scope-needed")


def test_a_session_is_looked_up_once_in_two_seconds_and_not_believed_longer(
    client: FlaskClient, bus: FakeBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("gateway.identity.time.monotonic", lambda: now[0])

    def lookups() -> int:
        client.get("/api/v1/my/requests", headers=bearer("lead"))
        return sum(isinstance(message, ReadSession) for message, _ in bus.asked)

    assert (lookups(), lookups()) == (1, 1)
    now[0] += 2.1
    bus.answers[ReadSession] = SessionView(person_id=None)
    assert lookups() == 2
    assert client.get("/api/v1/my/requests", headers=bearer("lead")).status_code == 401


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "X-User-Id", "Forwarded", "X-Real-IP"])
def test_a_caller_cannot_say_where_or_who_they_are(client: FlaskClient, bus: FakeBus, header: str) -> None:
    client.post("/api/v1/tokens", json=SIGN_IN, headers={header: "203.0.113.9"})
    assert bus.asked[0][0].address == "127.0.0.1"


def test_a_proxy_of_ours_is_believed_about_the_address_when_the_settings_name_it(config: Config, bus: FakeBus) -> None:
    client = create_app(replace(config, proxies=1), bus=bus).test_client()
    client.post("/api/v1/tokens", json=SIGN_IN, headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert bus.asked[0][0].address == "203.0.113.9"


def test_too_many_requests_of_one_address_are_told_when_to_come_back(config: Config, bus: FakeBus) -> None:
    client = create_app(replace(config, requests_per_second=0.5), bus=bus).test_client()
    answers = [client.get("/api/v1/session") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [401, 429]
    assert answers[1].headers["Retry-After"] == "2"


def test_a_bucket_fills_again_and_never_above_its_brim() -> None:
    buckets = Buckets(rate=2, burst=3)
    assert [buckets.take("a", now=0) > 0 for _ in range(4)] == [False, False, False, True]
    assert buckets.take("b", now=0) == 0
    assert buckets.take("a", now=0.5) == 0
    assert [buckets.take("a", now=100) > 0 for _ in range(4)] == [False, False, False, True]


def test_there_is_no_key_to_fall_back_to(config: Config) -> None:
    config.private_key.unlink()
    with pytest.raises(FileNotFoundError):
        create_app(config)


def test_the_actor_token_says_who_for_which_service_and_for_less_than_a_minute(config: Config) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
    from joserfc import jwt
    from joserfc.jwk import OKPKey

    from gateway.bus.tokens import Signer
    from services.contracts.message import Actor, Role

    private = load_pem_private_key(config.private_key.read_bytes(), None)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    actor = Actor(id=uuid4(), name="Olu", roles=frozenset({Role.PERSON, Role.SIRO}), organisation_id=uuid4())
    correlation = uuid4()
    token = Signer(config.private_key).token(actor, "review", correlation, call="review.read_case", body=b"{}")
    claims: dict[str, Any] = jwt.decode(token, OKPKey.import_key(public), algorithms=["EdDSA"]).claims
    assert claims["aud"] == "review"
    assert claims["sub"] == str(actor.id)
    assert claims["roles"] == ["person", "siro"]
    assert claims["org"] == str(actor.organisation_id)
    assert claims["correlation"] == str(correlation)
    assert (claims["call"], claims["body"]) == ("review.read_case", sha256(b"{}").hexdigest())
    assert 0 < claims["exp"] - claims["iat"] < 60
