"""Signing in with an OpenID Connect provider: with a real one, and with one that lies (decision 0021; ASVS 10.5)."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OKPKey, RSAKey
from werkzeug.test import TestResponse

from deploy.ports import free_ports
from gateway.app import create_app
from gateway.config import Config
from gateway.oidc import provider, settings
from gateway.oidc.provider import ALGORITHMS, ProviderAway, _key_set
from gateway.oidc.settings import Oidc, WrongSettings
from services.contracts.intake import ConfirmProvider, SessionView, SignInWithProvider
from services.contracts.message import Done, Refused, new_id
from tests.fakes import FakeBus
from tests.gateway.conftest import SESSIONS
from tests.gateway.hostile_provider import CLIENT, Hostile, hostile_provider
from tests.gateway.real_provider import SECRET

PUBLIC = "http://127.0.0.1:8000"
CALLBACK = "/sign-in/oidc/callback"


@dataclass
class Door:
    """A gateway with a provider: what intake was told, and a browser."""

    app: Flask
    bus: FakeBus
    public: OKPKey

    def browser(self) -> FlaskClient:
        """Somebody's browser, with cookies of its own."""
        return self.app.test_client()

    @property
    def told(self) -> list[SignInWithProvider]:
        return [message for message, _ in self.bus.asked if isinstance(message, SignInWithProvider)]

    @property
    def identity(self) -> dict[str, Any]:
        """What intake was told last, by its signature."""
        claims = jwt.decode(self.told[-1].assertion, self.public, algorithms=["EdDSA"]).claims
        assert (claims["iss"], claims["aud"]) == ("haven-gateway", "intake")
        assert claims["exp"] - claims["iat"] < 60
        return claims["provider"]


@pytest.fixture
def door(config: Config, bus: FakeBus, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Door]:
    """A gateway that believes this provider, and waits for it as long as a busy machine takes."""
    monkeypatch.setattr(provider, "ANSWER", 60.0)
    until = datetime(2030, 1, 1, tzinfo=UTC)
    bus.answers[SignInWithProvider] = replace(SESSIONS["lead"], token="lead", expires_at=until)

    def make(issuer: str, **more: Any) -> Door:
        oidc = Oidc(**{"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, "plain": True, **more})
        app = create_app(replace(config, oidc=oidc, public_url=PUBLIC, sign_ins_per_minute=1e6), bus=bus)
        return Door(app, bus, OKPKey.import_key(config.private_key.read_bytes()))

    return make


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    """The issuer of a real provider, in a process of its own."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "tests.gateway.real_provider", str(port), PUBLIC + CALLBACK]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


@pytest.fixture(scope="module")
def liar() -> Iterator[Hostile]:
    with hostile_provider(free_ports(1)[0]) as one:
        yield one


@pytest.fixture
def hostile(liar: Hostile) -> Hostile:
    liar.reset()
    liar.published = [liar.key]
    liar.asked.clear()
    return liar


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def there(browser: FlaskClient, page: str = "") -> str:
    """The address at the provider to which the browser is sent."""
    answer = browser.get("/sign-in/oidc", query_string={"next": page} if page else {})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def at_the_provider(url: str, person: str = "ada:password") -> str:
    """The address to which the real provider sends the browser back."""
    answer = requests.get(url, cookies={"as": person}, allow_redirects=False, timeout=60)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(PUBLIC + CALLBACK)
    return answer.headers["Location"].removeprefix(PUBLIC)


def refused(answer: TestResponse, code: str = "provider-refused", status: int = 401) -> None:
    """Nobody was signed in, and nothing of what was sent is shown."""
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert "haven=" not in answer.headers.get("Set-Cookie", "")


# --- with a real provider ----------------------------------------------------------------------------------------


def test_somebody_signs_in_with_a_real_provider(real: str, door: Callable[..., Door]) -> None:
    here = door(real, trusts_email=True)
    browser = here.browser()
    answer = browser.get(at_the_provider(there(browser, "/problems")))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/problems")
    assert here.identity["subject"] == "ada"
    assert here.identity["email"] == "ada@northbridge.example"
    assert (here.identity["email_verified"], here.identity["strong"]) == (True, False)
    assert here.told[0].address == "127.0.0.1"
    assert browser.get("/api/v1/session").json["name"] == "Lee Lead"
    cookies = answer.headers.getlist("Set-Cookie")
    assert [c for c in cookies if c.startswith("haven=lead;") and "HttpOnly" in c and "SameSite=Lax" in c]
    assert [c for c in cookies if c.startswith("haven-way=;")], "the browser cannot come back with it again"


def test_pkce_state_and_nonce_are_always_there_and_the_way_back_is_ours(real: str, door: Callable[..., Door]) -> None:
    here = door(real)
    first, second = (query(there(here.browser())) for _ in range(2))
    assert first["code_challenge_method"] == "S256"
    assert len(first["code_challenge"]) == 43
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]
    host = here.browser().get("/sign-in/oidc", headers={"Host": "localhost"})
    assert query(host.headers["Location"])["redirect_uri"] == PUBLIC + CALLBACK, "whatever Host says"
    assert first["response_type"] == "code"
    way = here.browser().get("/sign-in/oidc").headers["Set-Cookie"]
    assert first["nonce"] not in way
    assert "HttpOnly" in way


def test_a_second_factor_there_counts_where_the_operator_says_so(real: str, door: Callable[..., Door]) -> None:
    here = door(real, strong=frozenset({"mfa"}))
    for person, strong in (("ada:password", False), ("ada:password,otp", True)):
        browser = here.browser()
        browser.get(at_the_provider(there(browser), person))
        assert here.identity["strong"] is strong
    unnamed = door(real)
    browser = unnamed.browser()
    browser.get(at_the_provider(there(browser), "ada:password,otp"))
    assert unnamed.identity["strong"] is False
    assert unnamed.identity["email_verified"] is False, "the provider does not say so, and is not trusted to mean it"


def test_an_answer_is_taken_once(real: str, door: Callable[..., Door]) -> None:
    """Replayed: in the same browser, and with the cookie that was in force put back."""
    here = door(real)
    browser = here.browser()
    url = there(browser)
    way = browser.get_cookie("haven-way")
    back = at_the_provider(url)
    assert browser.get(back).status_code == 303
    refused(browser.get(back))
    assert way
    browser.set_cookie("haven-way", way.value)
    refused(browser.get(back))
    assert len(here.told) == 1


def test_a_code_that_was_got_in_another_browser_opens_nothing(real: str, door: Callable[..., Door]) -> None:
    """Code injection: PKCE binds a code to the one who asked for it."""
    here = door(real)
    attacker, victim = here.browser(), here.browser()
    stolen = query(at_the_provider(there(victim), "ada:password"))
    own = query(at_the_provider(there(attacker), "eve:password"))
    answer = attacker.get(f"{CALLBACK}?{urlencode({**own, 'code': stolen['code']})}")
    refused(answer)
    assert here.told == []


def test_nobody_is_signed_in_as_somebody_else_by_a_link(real: str, door: Callable[..., Door]) -> None:
    """Login CSRF: the attacker's answer in the victim's browser, which began nothing, or something else."""
    here = door(real)
    attacker, victim = here.browser(), here.browser()
    back = at_the_provider(there(attacker), "eve:password")
    refused(victim.get(back))
    there(victim)
    refused(victim.get(back))
    assert here.told == []


@pytest.mark.parametrize("change", [{"state": None}, {"state": "x" * 43}, {"code": None}, {"iss": "https://evil.example"}])
def test_an_answer_that_does_not_fit_is_refused(real: str, door: Callable[..., Door], change: dict) -> None:
    here = door(real)
    browser = here.browser()
    said = {**query(at_the_provider(there(browser))), **change}
    answer = browser.get(f"{CALLBACK}?{urlencode({k: v for k, v in said.items() if v is not None})}")
    refused(answer)
    assert here.told == []


def test_a_parameter_that_is_given_twice_is_refused(real: str, door: Callable[..., Door]) -> None:
    here = door(real)
    browser = here.browser()
    refused(browser.get(at_the_provider(there(browser)) + "&state=another"))


def test_without_the_right_client_secret_the_provider_gives_nothing(real: str, door: Callable[..., Door]) -> None:
    here = door(real, client_secret="wrong")
    browser = here.browser()
    refused(browser.get(at_the_provider(there(browser))))


# --- with one that lies ------------------------------------------------------------------------------------------


def come_back(here: Door, hostile: Hostile, **more: str) -> TestResponse:
    """A browser that went there, and comes back with whatever the provider was told to say."""
    browser = here.browser()
    asked = query(there(browser))
    hostile.nonce = asked["nonce"]
    return browser.get(CALLBACK, query_string={"code": "c", "state": asked["state"], **more})


def test_the_lying_provider_is_believed_when_it_does_not_lie(hostile: Hostile, door: Callable[..., Door]) -> None:
    here = door(hostile.issuer)
    assert come_back(here, hostile).status_code == 303
    assert here.identity["subject"] == "ada-1"
    assert here.identity["email_verified"] is True
    (form,) = [form for path, form in hostile.asked if path == "/token"]
    assert len(form["code_verifier"][0]) >= 43
    assert form["redirect_uri"] == [PUBLIC + CALLBACK]


NOW = int(time.time())
LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "x"}},
    "no nonce": {"claims": {"nonce": None}},
    "another audience": {"claims": {"aud": "another-client"}},
    "another audience, asked for by us": {"claims": {"aud": "another-client", "azp": CLIENT}},
    "no audience": {"claims": {"aud": None}},
    "two audiences and no azp": {"claims": {"aud": [CLIENT, "another-client"]}},
    "made for another party": {"claims": {"aud": [CLIENT, "another-client"], "azp": "another-client"}},
    "another azp": {"claims": {"azp": "another-client"}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "expired": {"claims": {"exp": NOW - 3600}},
    "never expires": {"claims": {"exp": None}},
    "made before it was asked for": {"claims": {"iat": NOW - 3600}},
    "made tomorrow": {"claims": {"iat": NOW + 86_400}},
    "for another access token": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "alg none": {"signed_with": "none"},
    "HS256 with the public key": {"signed_with": "public"},
    "HS256 with the client secret": {"signed_with": SECRET},
    "no ID token": {"tokens": {"id_token": None}},
    "nonsense": {"tokens": {"id_token": "a.b.c"}},
}


def test_no_algorithm_is_known_that_a_shared_secret_or_nobody_signs_with() -> None:
    """The key set holds no shared secret either: each alone would do."""
    assert not [name for name in ALGORITHMS if name.startswith("HS") or name == "none"]
    secret = {"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0", "kid": "one"}
    with pytest.raises(ProviderAway):
        _key_set({"keys": [secret]})


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_signs_nobody_in(hostile: Hostile, door: Callable[..., Door], lie: str) -> None:
    here = door(hostile.issuer)
    for name, value in LIES[lie].items():
        setattr(hostile, name, value)
    refused(come_back(here, hostile))
    assert here.told == []


def test_a_key_that_the_provider_does_not_publish_signs_nobody_in(hostile: Hostile, door: Callable[..., Door]) -> None:
    here = door(hostile.issuer)
    other = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)
    hostile.signed_with = other
    refused(come_back(here, hostile))
    public = other.as_dict(private=False)
    hostile.header = {"jwk": public, "jku": "https://evil.example/keys", "x5u": "https://evil.example/chain"}
    refused(come_back(here, hostile))
    assert not [path for path, _ in hostile.asked if path == "/elsewhere"]


def test_a_new_key_is_taken_from_the_discovery_document(
    hostile: Hostile, door: Callable[..., Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = door(hostile.issuer)
    assert come_back(here, hostile).status_code == 303
    fresh = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"}, auto_kid=False)
    hostile.published, hostile.signed_with = [hostile.key, fresh], fresh
    refused(come_back(here, hostile))  # asked for a moment ago: whoever sends nonsense does not make us ask again
    monkeypatch.setattr("gateway.oidc.provider.KEYS_AGAIN", -1.0)
    assert come_back(here, hostile).status_code == 303


@pytest.mark.parametrize(
    ("metadata", "extra", "code"),
    [
        ({}, {"iss": "https://evil.example"}, "provider-refused"),
        ({"authorization_response_iss_parameter_supported": True}, {}, "provider-refused"),
        ({}, {"error": "access_denied", "error_description": "<script>"}, "provider-refused"),
        ({"issuer": "https://evil.example"}, {}, "provider-away"),
        ({"token_endpoint": "http://evil.example/token"}, {}, "provider-away"),
        ({"jwks_uri": "http://192.0.2.1/keys"}, {}, "provider-away"),
        ({"jwks_uri": "file:///etc/passwd"}, {}, "provider-away"),
    ],
)
def test_issuers_are_not_mixed_up_and_its_addresses_are_its_own(
    hostile: Hostile,
    door: Callable[..., Door],
    metadata: dict,
    extra: dict,
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, send = set(), requests.Session.send

    def seen(session: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        asked.add(urlsplit(str(request.url)).netloc)
        return send(session, request, **more)

    monkeypatch.setattr(requests.Session, "send", seen)
    here = door(hostile.issuer)
    hostile.metadata = metadata
    wrong_issuer = "issuer" in metadata
    answer = here.browser().get("/sign-in/oidc") if wrong_issuer else come_back(here, hostile, **extra)
    refused(answer, code, 503 if code == "provider-away" else 401)
    assert "script" not in answer.text
    assert here.told == []
    assert asked == {urlsplit(hostile.issuer).netloc}, "nothing was sent anywhere else"


def test_an_address_in_the_user_info_counts_for_its_own_subject_only(
    hostile: Hostile, door: Callable[..., Door]
) -> None:
    here = door(hostile.issuer)
    hostile.claims = {"email": None, "email_verified": None}
    hostile.user_info = {"sub": "ada-1", "email": "ada@northbridge.example", "email_verified": True}
    assert come_back(here, hostile).status_code == 303
    assert (here.identity["email"], here.identity["email_verified"]) == ("ada@northbridge.example", True)
    hostile.user_info = {**hostile.user_info, "sub": "eve-2"}
    refused(come_back(here, hostile))


@pytest.mark.parametrize("said", [False, None, "true", "yes", 1])
def test_an_address_is_verified_only_where_the_provider_says_so(
    hostile: Hostile, door: Callable[..., Door], said: Any
) -> None:
    here = door(hostile.issuer)
    hostile.claims = {"email_verified": said}
    come_back(here, hostile)
    assert here.identity["email_verified"] is False


def test_a_provider_that_is_away_or_sends_us_elsewhere_is_said_to_be_away(
    hostile: Hostile, door: Callable[..., Door]
) -> None:
    here = door(hostile.issuer)
    hostile.status = 302
    refused(here.browser().get("/sign-in/oidc"), "provider-away", 503)
    hostile.status = 500
    refused(here.browser().get("/sign-in/oidc"), "provider-away", 503)
    nobody = door(f"http://127.0.0.1:{free_ports(1)[0]}")
    refused(nobody.browser().get("/sign-in/oidc"), "provider-away", 503)


# --- what intake says, and where one goes then -------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "evil",
     "/\nSet-Cookie: a=b", "///evil.example", "http:evil.example", "/é"],
)  # fmt: skip
def test_one_is_sent_nowhere_else(hostile: Hostile, door: Callable[..., Door], page: str) -> None:
    here = door(hostile.issuer)
    browser = here.browser()
    asked = query(there(browser, page))
    hostile.nonce = asked["nonce"]
    answer = browser.get(CALLBACK, query_string={"code": "c", "state": asked["state"]})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_our_second_factor_is_asked_for_on_a_page_of_ours(hostile: Hostile, door: Callable[..., Door]) -> None:
    here = door(hostile.issuer)
    session = here.bus.answers[SignInWithProvider]
    here.bus.answers[SignInWithProvider] = lambda message, _: (
        session if message.code == "123456" else SessionView(failure="wrong-code" if message.code else "code-needed")
    )
    browser = here.browser()
    refused(browser.get("/sign-in/code"), "sign-in-needed")
    asked = query(there(browser, "/problems"))
    hostile.nonce = asked["nonce"]
    answer = browser.get(CALLBACK, query_string={"code": "c", "state": asked["state"]})
    assert answer.headers["Location"] == "/sign-in/code"
    assert "haven=" not in answer.headers["Set-Cookie"]
    assert "autocomplete=\"one-time-code\"" in browser.get("/sign-in/code").text
    foreign = browser.post("/sign-in/code", data={"code": "123456"}, headers={"Origin": "https://evil.example"})
    refused(foreign, "csrf", 403)
    wrong = browser.post("/sign-in/code", data={"code": "000000"})
    assert (wrong.status_code, "not right" in wrong.text) == (401, True)
    right = browser.post("/sign-in/code", data={"code": "123456"})
    assert (right.status_code, right.headers["Location"]) == (303, "/problems")
    assert here.identity["subject"] == "ada-1"
    refused(browser.get("/sign-in/code"), "sign-in-needed")
    refused(here.browser().post("/sign-in/code", data={"code": "123456"}), "sign-in-needed")


@pytest.mark.parametrize(
    ("failure", "code", "status"),
    [
        ("sign-in-failed", "sign-in-failed", 401),
        ("address-unverified", "provider-unverified", 403),
        ("throttled", "throttled", 429),
        ("anything", "sign-in-failed", 401),
    ],
)
def test_intake_may_say_no(
    hostile: Hostile, door: Callable[..., Door], failure: str, code: str, status: int
) -> None:
    here = door(hostile.issuer)
    here.bus.answers[SignInWithProvider] = SessionView(failure=failure)
    refused(come_back(here, hostile), code, status)


def test_a_mailed_code_joins_on_a_page_of_ours(hostile: Hostile, door: Callable[..., Door]) -> None:
    here = door(hostile.issuer)
    here.bus.answers[SignInWithProvider] = SessionView(failure="join-mailed")
    assert come_back(here, hostile).headers["Location"] == "/join-provider"
    here.bus.answers[ConfirmProvider] = lambda message, _: (
        Done(subject=new_id()) if message.token == "right" else Refused("no", code="wrong-token")
    )
    browser = here.browser()
    assert "code in the email" in browser.get("/join-provider").text
    assert browser.post("/join-provider", data={"code": "wrong"}).status_code == 400
    assert "Done" in browser.post("/join-provider", data={"code": " right "}).text
    foreign = browser.post("/join-provider", data={"code": "right"}, headers={"Sec-Fetch-Site": "cross-site"})
    refused(foreign, "csrf", 403)


def test_what_a_browser_carries_is_ours_and_fresh(hostile: Hostile, door: Callable[..., Door], monkeypatch) -> None:
    here = door(hostile.issuer)
    browser = here.browser()
    asked = query(there(browser))
    hostile.nonce = asked["nonce"]
    way = browser.get_cookie("haven-way")
    assert way
    back = {"code": "c", "state": asked["state"]}
    for value in ("", "AAAA", way.value[:-8] + "AAAAAAAA", "é"):
        browser.set_cookie("haven-way", value)
        refused(browser.get(CALLBACK, query_string=back))
    browser.set_cookie("haven-code", way.value)  # sealed for another purpose
    refused(browser.get("/sign-in/code"), "sign-in-needed")
    browser.set_cookie("haven-way", way.value)
    later = time.time() + 601
    monkeypatch.setattr("gateway.oidc.sealed.time.time", lambda: later)
    refused(browser.get(CALLBACK, query_string=back))


def test_without_a_provider_there_are_no_such_pages(client: FlaskClient) -> None:
    for page in ("/sign-in/oidc", CALLBACK, "/sign-in/code", "/join-provider"):
        refused(client.get(page), "no-such-address", 404)


# --- settings ----------------------------------------------------------------------------------------------------

GIVEN = {"HAVEN_OIDC_ISSUER": "https://sso.example", "HAVEN_OIDC_CLIENT_ID": "haven"}


def test_a_provider_is_named_in_the_environment_and_its_secret_is_in_a_file(tmp_path: Path) -> None:
    assert settings.from_environment({}, tmp_path, demo=False) is None
    found = settings.from_environment({**GIVEN, "HAVEN_OIDC_STRONG": "mfa, high"}, tmp_path, demo=False)
    assert found == Oidc(issuer="https://sso.example", client_id="haven", strong=frozenset({"mfa", "high"}))
    (tmp_path / "oidc.secret").write_text("of the keys folder\n")
    found = settings.from_environment(GIVEN, tmp_path, demo=False)
    assert found is not None
    assert found.client_secret == "of the keys folder"
    assert "keys folder" not in repr(found)


@pytest.mark.parametrize(
    ("wrong", "demo"),
    [
        ({"HAVEN_OIDC_ISSUER": ""}, True),
        ({"HAVEN_OIDC_CLIENT_ID": ""}, True),
        ({"HAVEN_OIDC_ISSUER": "http://sso.example"}, True),
        ({"HAVEN_OIDC_ISSUER": "http://127.0.0.1:9"}, False),
        ({"HAVEN_OIDC_SCOPES": "email"}, False),
        ({"HAVEN_OIDC_SECRET_FILE": "/nowhere/at/all"}, False),
    ],
)
def test_settings_that_make_no_sense_are_said_to(tmp_path: Path, wrong: dict, demo: bool) -> None:
    with pytest.raises(WrongSettings, match="HAVEN_OIDC"):
        settings.from_environment({**GIVEN, **wrong}, tmp_path, demo=demo)
