"""How often an address and a person may ask, and that signing in is refused when nobody can count."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gateway.app import create_app
from gateway.bus import BrokerGone, Bus, Busy, Resting
from gateway.bus.tokens import Signer
from gateway.config import Config
from gateway.limits import Buckets
from services.chassis import calls, database
from services.contracts import wire
from services.contracts.intake import MyNotices, ReadSession, SignIn
from services.contracts.message import ANONYMOUS
from tests.chassis.running import until
from tests.fakes import FakeBus
from tests.gateway.conftest import bearer

SIGN_IN = {"email": "ada@northbridge.example", "password": "a long pass phrase"}


def client_of(config: Config, bus: FakeBus, **limits: float) -> FlaskClient:
    return create_app(replace(config, **limits), bus=bus).test_client()  # type: ignore[arg-type]


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = Buckets(2.0, 3.0)
    assert [bucket.take("a", 0.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    assert (bucket.take("a", 0.5), bucket.take("a", 0.5)) == (0.0, 0.5)
    assert bucket.take("b", 0.5) == 0.0
    assert bucket.take("b", 0.5, look=True) == 0.0
    assert [bucket.take("b", 0.5) for _ in range(3)] == [0.0, 0.0, 0.5]


def test_an_address_that_asks_too_often_is_refused_before_anybody_is_asked_who_it_is(
    config: Config, bus: FakeBus
) -> None:
    client = client_of(config, bus, address_requests_per_second=2.0)
    answers = [client.get("/api/v1/me/notices", headers=bearer(f"nobody {number}")) for number in range(8)]
    assert [one.status_code for one in answers].count(429) >= 3
    assert "Retry-After" in answers[-1].headers
    assert len(bus.asked) == [one.status_code for one in answers].count(401)


def test_tokens_that_are_not_in_force_are_looked_up_only_so_often(config: Config, bus: FakeBus) -> None:
    client = client_of(config, bus, bad_tokens_per_minute=3.0)
    statuses = [client.get("/api/v1/me/notices", headers=bearer(f"nobody {number}")).status_code for number in range(6)]
    assert statuses == [401, 401, 401, 429, 429, 429]
    assert sum(isinstance(message, ReadSession) for message, _ in bus.asked) == 3


def test_a_person_has_a_limit_of_their_own(config: Config, bus: FakeBus) -> None:
    client = client_of(config, bus, requests_per_second=1.0)
    bus.answers[MyNotices] = Busy("intake")
    statuses = [client.get("/api/v1/me/notices", headers=bearer("lead")).status_code for _ in range(4)]
    assert statuses == [503, 503, 429, 429]
    assert client.get("/api/v1/me/notices", headers=bearer("officer")).status_code == 503


@pytest.mark.parametrize("path", ["/api/v1/session", "/api/v1/tokens"])
def test_signing_in_is_limited_for_each_address_whatever_it_says_of_itself(
    config: Config, bus: FakeBus, path: str
) -> None:
    client = client_of(config, bus, sign_ins_per_minute=2.0)
    bus.answers[SignIn] = Resting("intake")
    answers = [
        client.post(path, json=SIGN_IN, headers={"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(4)
    ]
    assert [one.status_code for one in answers] == [503, 503, 429, 429]
    assert all(int(one.headers["Retry-After"]) > 0 for one in answers)
    assert not any("Set-Cookie" in one.headers or "token" in one.json for one in answers)


def test_with_the_counts_of_attempts_away_nobody_signs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are in intake's database, for all processes together: when it is away the answer is no, not yes."""
    monkeypatch.setattr("services.chassis.actor.verified", lambda *_: ANONYMOUS)
    away = database.Database(f"sqlite:///{tmp_path}/not/there.sqlite")
    body = wire.dump(SignIn(**SIGN_IN))

    def sign_in(session: object, command: object, call: object) -> None:
        from services.intake.handlers.sign_in import sign_in as handler

        handler(session, command, call)  # type: ignore[arg-type]

    reply = calls.answer_command("intake", away, SignIn, sign_in, body, calls.Context.of({}))
    assert reply["refused"]["code"] == "resting"


def test_who_is_signed_in_is_asked_although_no_place_is_left_for_other_calls_to_that_service(key_file: Path) -> None:
    bus = Bus("pyamqp://nobody@127.0.0.1:1//", Signer(key_file), in_flight=1)

    def hold_the_place() -> None:
        with pytest.raises(BrokerGone):
            bus.ask(MyNotices(), ANONYMOUS)

    holder = threading.Thread(target=hold_the_place)
    holder.start()
    until(lambda: bus.full("intake"), "its only place is taken", 30)
    with pytest.raises(Busy):
        bus.ask(MyNotices(), ANONYMOUS)
    with pytest.raises(BrokerGone):  # it had a place, and tried
        bus.ask(ReadSession(token="t"), ANONYMOUS)
    holder.join()
    bus.stop()
