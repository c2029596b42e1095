"""What every answer carries, whatever was asked: generated from the map of addresses (ASVS 3.3, 3.4, 14.3)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from gateway.api.routes import ROUTES
from gateway.app import create_app
from gateway.config import Config
from gateway.oidc.settings import Oidc
from gateway.pages import secure
from services.contracts.intake import SignIn
from services.intake.domain import people, setting
from tests.fakes import FakeBus
from tests.gateway.conftest import SESSIONS, bearer

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Haven-Mode": "test",
}
HSTS = "max-age=31536000; includeSubDomains"
CARRIED = ("Content-Security-Policy", "Permissions-Policy", "Cache-Control", "X-Correlation-Id")


@pytest.fixture
def tls(config: Config, bus: FakeBus) -> Flask:
    """A gateway that is reached over https, with a provider that is away."""
    oidc = Oidc(issuer="https://sso.invalid", client_id="haven")
    bus.answers[SignIn] = replace(SESSIONS["lead"], token="lead")
    config = replace(config, public_url="https://haven.example", oidc=oidc, knocks_per_minute=1e6)
    return create_app(replace(config, sign_ins_per_minute=1e6), bus=bus)


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Every address there is, with every method, and some that there are not."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            yield method, _filled(rule)
    yield from (("GET", "/nowhere"), ("PUT", "/"), ("GET", "/static/none.css"), ("GET", "/static/../app.py"))


def _filled(rule: Rule) -> str:
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
    path = re.sub(r"<path:filename>", "haven.css", path)
    path = re.sub(r"<uuid:\w+>", str(uuid4()), path)
    return re.sub(r"<\w+>", "one", re.sub(r"<int:\w+>", "1", path))


def wrong(headers: dict[str, str]) -> list[str]:
    """What is missing or wrong in the headers of an answer."""
    found = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    found += [name for name in CARRIED if not headers.get(name)]
    policy = dict(part.strip().partition(" ")[::2] for part in headers.get("Content-Security-Policy", "").split(";"))
    for directive in ("default-src", "base-uri", "frame-ancestors"):
        if policy.get(directive) not in ("'none'", "'self'"):
            found.append(directive)
    if policy.get("form-action", "'none'") not in ("'none'", "'self'") and "sandbox" not in policy:
        found.append("form-action")
    if any(word in value for value in policy.values() for word in ("unsafe", "data:", "*", "http")):
        found.append("loose policy")
    return found


@pytest.mark.parametrize("who", ["nobody", "lead", "operator"])
def test_every_answer_carries_them(tls: Flask, who: str) -> None:
    client, bad = tls.test_client(), {}
    headers = {} if who == "nobody" else bearer(who)
    for method, path in addresses(tls):
        answer = client.open(path, method=method, headers={**headers, "Idempotency-Key": str(uuid4())})
        missing = wrong(dict(answer.headers))
        if answer.headers.get("Strict-Transport-Security") != HSTS:
            missing.append("HSTS")
        if not path.startswith("/static/haven.css") and answer.headers.get("Cache-Control") != "no-store":
            missing.append("no-store")
        if missing:
            bad[f"{method} {path}"] = (answer.status_code, missing)
    assert bad == {}


def test_an_answer_without_them_would_be_found(config: Config, bus: FakeBus) -> None:
    app = create_app(config, bus=bus)
    app.after_request_funcs[None].remove(secure)
    assert len(wrong(dict(app.test_client().get("/").headers))) > 5


def test_what_nobody_thought_of_carries_them_too(config: Config, bus: FakeBus) -> None:
    app = create_app(config, bus=bus)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/breaks", "breaks", lambda: 1 / 0)
    answer = app.test_client().get("/breaks")
    assert (answer.status_code, wrong(dict(answer.headers))) == (500, [])
    assert "ZeroDivision" not in answer.text


def test_without_tls_no_browser_is_told_to_insist_on_it(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "haven.example.evil.example", "127.0.0.1.evil.example", "haven.example@evil.example", "a b"],
)
def test_another_host_is_refused(tls: Flask, host: str) -> None:
    """Addresses that we name are made from our own settings, and nobody gets a page under another name."""
    answer = tls.test_client().get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.text
    assert wrong(dict(answer.headers)) == []
    for ours in ("haven.example", "haven.example:443", "127.0.0.1:8000", "localhost"):
        assert tls.test_client().get("/", headers={"Host": ours}).status_code == 200


def test_every_cookie_is_bound_to_the_host_and_closed_to_scripts(tls: Flask) -> None:
    client = tls.test_client()
    given = {"email": "lee@example.org", "password": "correct horse battery staple"}
    answers = [client.post("/api/v1/session", json=given), client.get("/sign-in/oidc/callback")]
    cookies = [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]
    assert len(cookies) == 2
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://haven.example"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://haven.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_only_our_own_pages_may_sign_a_browser_in_or_change_anything(tls: Flask, headers: dict, passes: bool) -> None:
    """Login CSRF, and CSRF with the page's token stolen."""
    client = tls.test_client()
    base = {"base_url": "https://haven.example"}
    given = {"email": "lee@example.org", "password": "correct horse battery staple"}
    begun = client.post("/api/v1/session", json=given, headers=headers, **base)
    assert (begun.status_code == 201) is passes
    token = (begun if passes else client.post("/api/v1/session", json=given, **base)).json["csrf_token"]
    ended = client.delete("/api/v1/session", headers={**headers, "X-CSRF-Token": token}, **base)
    assert (ended.status_code != 403) is passes
    keyed = {**headers, "Idempotency-Key": str(uuid4())}
    stranger = tls.test_client()
    asked = stranger.post("/api/v1/password/reset-requests", json={"email": "a@b.example"}, headers=keyed, **base)
    assert (asked.status_code != 403) is passes


def test_a_demonstration_says_so_on_every_page_and_production_does_not(config: Config, bus: FakeBus) -> None:
    for mode, says in (("demo", True), ("test", True), ("production", False)):
        client = create_app(replace(config, mode=mode), bus=bus).test_client()
        for page in ("/", "/problems", "/problems/refused", "/api/v1/docs"):
            assert ("Demonstration" in client.get(page).text) is says, (mode, page)
        assert client.get("/api/v1/session").headers.get("X-Haven-Mode") == (mode if says else None)


# --- API tokens --------------------------------------------------------------------------------------------------


def test_an_api_token_is_refused_where_a_person_must_decide(client: FlaskClient, bus: FakeBus) -> None:
    """At the gateway, from the flag of the route, as in intake's domain."""
    flagged = {row.message for row in ROUTES if row.in_person}
    assert flagged == people.IN_PERSON | setting.IN_PERSON
    SESSIONS["program"] = replace(SESSIONS["operator"], by_token=True)
    try:
        for row in ROUTES:
            if not row.in_person:
                continue
            path = "/api/v1" + re.sub(r"<uuid:\w+>", str(uuid4()), row.path)
            answer = client.open(path, method=row.method, json={}, headers=bearer("program"))
            assert (answer.status_code, answer.json["code"]) == (403, "in-person"), row.endpoint
    finally:
        del SESSIONS["program"]
    assert {type(message).__name__ for message, _ in bus.asked} == {"ReadSession"}


def test_that_it_is_a_program_travels_with_the_actor(client: FlaskClient, bus: FakeBus) -> None:
    client.get("/api/v1/my/requests", headers=bearer("reader"))
    client.get("/api/v1/my/requests", headers=bearer("lead"))
    actors = [actor.by_token for message, actor in bus.asked if type(message).__name__ == "MyRequests"]
    assert actors == [True, False]


def test_strangers_knock_seldom(config: Config, bus: FakeBus) -> None:
    client, path = create_app(replace(config, knocks_per_minute=2), bus=bus).test_client(), "/api/v1/people"
    answers = [
        client.post(path, json={"email": f"a{n}@b.example"}, headers={"Idempotency-Key": str(uuid4())}).status_code
        for n in range(3)
    ]
    assert answers[-1] == 429
    assert 429 not in answers[:2]
