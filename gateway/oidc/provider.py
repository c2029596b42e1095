"""One OpenID Connect provider: where it is, how a sign-in there begins, and whether what it answers is to be believed.

Its endpoints and keys come from the discovery document of the configured issuer, and from nowhere else: not from a
token's header, not from a request.
"""

import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from .settings import Oidc

# By name, and none that a shared secret makes: an HS256 token could be signed with what everybody knows, our key set.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
ASYMMETRIC = frozenset({"RSA", "EC", "OKP"})
CONNECT, ANSWER = 3.05, 5.0  # seconds
LARGEST = 500_000  # bytes of any answer
DISCOVERY_LASTS, KEYS_LAST, KEYS_AGAIN = 3600.0, 300.0, 30.0  # seconds; keys are asked for again when one is unknown
LEEWAY = 30  # seconds: the clocks of two machines


class ProviderAway(Exception):
    """The provider cannot be reached, or what it says makes no sense."""


class NotBelieved(Exception):
    """Somebody came back with something that is not a sign-in of theirs; `why` is for the log, in one word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Started:
    """One sign-in that is under way: what it must come back with."""

    state: str
    nonce: str
    verifier: str
    at: float


class Provider:
    """Asks the provider, and remembers what it said of itself for a while. Shared by threads."""

    def __init__(self, settings: Oidc, redirect_uri: str) -> None:
        self.settings, self._redirect_uri = settings, redirect_uri
        self._lock = Lock()
        self._known: dict[str, tuple[float, Any]] = {}

    def way_there(self, started: Started) -> str:
        """The address at the provider to which the browser is sent."""
        with self._client() as client:
            url, _ = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=started.state,
                nonce=started.nonce,
                code_verifier=started.verifier,
            )
        return str(url)

    def check_answer(self, answer: Mapping[str, str], started: Started) -> str:
        """The code in what the browser brought back; NotBelieved unless it answers what was started here."""
        if not hmac.compare_digest(answer.get("state", "").encode(), started.state.encode()):
            raise NotBelieved("state")
        promised = self._metadata().get("authorization_response_iss_parameter_supported") is True
        if answer.get("iss", "" if promised else self.settings.issuer) != self.settings.issuer:
            raise NotBelieved("issuer-of-answer")  # RFC 9207: the answer of another provider
        if "error" in answer or not answer.get("code"):
            raise NotBelieved("no-code")
        return answer["code"]

    def identity(self, code: str, started: Started) -> dict[str, Any]:
        """Who signed in there, as the fields of intake's Identity."""
        tokens = self._exchange(code, started)
        claims = self._id_token(tokens, started)
        said = {**self._user_info(tokens, claims), **claims}
        verified = said.get("email_verified") is True or self.settings.trusts_email
        amr = claims.get("amr") or []
        return {
            "issuer": self.settings.issuer,
            "subject": claims["sub"],
            "nonce": started.nonce,
            "email": _text(said.get("email")),
            "email_verified": bool(verified and said.get("email")),
            "name": _text(said.get("name")),
            "strong": not self.settings.strong.isdisjoint({claims.get("acr"), *amr}),
        }

    def _exchange(self, code: str, started: Started) -> dict[str, Any]:
        try:
            with self._client() as client:
                tokens = client.fetch_token(
                    self._endpoint("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=started.verifier,
                    timeout=(CONNECT, ANSWER),
                    allow_redirects=False,
                )
        except AuthlibBaseError:
            raise NotBelieved("code") from None
        except (requests.RequestException, ValueError):
            raise ProviderAway from None
        return dict(tokens)

    def _id_token(self, tokens: Mapping[str, Any], started: Started) -> CodeIDToken:
        value = tokens.get("id_token")
        if not isinstance(value, str):
            raise NotBelieved("no-id-token")
        token = self._signed(value)
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
            },
            {
                "nonce": started.nonce,
                "client_id": self.settings.client_id,
                "access_token": tokens.get("access_token"),
            },
        )
        try:
            claims.validate(leeway=LEEWAY)
        except JoseError as wrong:
            raise NotBelieved(getattr(wrong, "claim", "") or type(wrong).__name__) from None
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
            raise NotBelieved("sub")
        if claims["iat"] < started.at - LEEWAY:
            raise NotBelieved("iat")  # made before this sign-in began
        return claims

    def _signed(self, value: str) -> jwt.Token:
        """The token, if a key of the provider signed it; with fresh keys when ours do not fit any more."""
        for again in (False, True):
            try:
                return jwt.decode(value, self._keys(again=again), algorithms=ALGORITHMS)
            except (JoseError, ValueError, TypeError, KeyError):
                continue
        raise NotBelieved("signature")

    def _user_info(self, tokens: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
        """What the provider says beside the ID token, where that has no address; of the same subject only."""
        url = self._metadata().get("userinfo_endpoint")
        if claims.get("email") or not url:
            return {}
        headers = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        found = self._get(self._endpoint("userinfo_endpoint"), headers)
        if found.get("sub") != claims["sub"]:
            raise NotBelieved("sub-of-user-info")
        return {name: found[name] for name in ("email", "email_verified", "name") if name in found}

    def _client(self) -> OAuth2Session:
        client = OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret or None,
            scope=self.settings.scopes,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
        )
        client.trust_env = False  # no credentials of a .netrc
        return client

    def _endpoint(self, name: str) -> str:
        url = self._metadata().get(name)
        if not isinstance(url, str) or not self.settings.allows(url):
            raise ProviderAway
        return url

    def _metadata(self) -> dict[str, Any]:
        url = self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found: dict[str, Any] = self._remembered("metadata", DISCOVERY_LASTS, lambda: self._get(url))
        if found.get("issuer") != self.settings.issuer:
            raise ProviderAway  # OpenID Connect Discovery 4.3: exactly the issuer that was asked
        return found

    def _keys(self, *, again: bool) -> KeySet:
        lasts = KEYS_AGAIN if again else KEYS_LAST
        found: KeySet = self._remembered("keys", lasts, lambda: _key_set(self._get(self._endpoint("jwks_uri"))))
        return found

    def _remembered(self, what: str, seconds: float, ask: Any) -> Any:
        now = time.monotonic()
        with self._lock:
            since, found = self._known.get(what, (0.0, None))
        if found is None or now - since > seconds:
            found = ask()
            with self._lock:
                self._known[what] = (now, found)
        return found

    def _get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        try:
            with requests.get(
                url, headers=headers, timeout=(CONNECT, ANSWER), allow_redirects=False, stream=True
            ) as answer:
                body = answer.raw.read(LARGEST + 1, decode_content=True)
                found = json.loads(body) if answer.status_code == 200 and len(body) <= LARGEST else None
        except (requests.RequestException, OSError, ValueError):
            raise ProviderAway from None
        if not isinstance(found, dict):
            raise ProviderAway
        return found


def _key_set(said: Mapping[str, Any]) -> KeySet:
    """The provider's signing keys; never a shared secret."""
    keys = said.get("keys")
    usable = [
        key
        for key in (keys if isinstance(keys, list) else [])
        if isinstance(key, dict) and key.get("kty") in ASYMMETRIC and key.get("use", "sig") == "sig"
    ]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, KeyError, TypeError):
        raise ProviderAway from None


def _text(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 500 and "\0" not in value else ""
