"""A provider that says whatever a test tells it to: right in every point unless something is changed."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "haven"


class Hostile:
    """What it says: `claims` and `header` of the ID token, `signed_with` (a key, `none`, a shared secret, or `public`
    for its own public key as one), `metadata` and `user_info`; and what it was asked."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, auto_kid=False)
        self.published = [self.key]
        self.nonce = ""
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.reset()

    def reset(self) -> None:
        """All right again."""
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.signed_with: Any = self.key
        self.metadata: dict[str, Any] = {}
        self.user_info: dict[str, Any] = {}
        self.tokens: dict[str, Any] = {}
        self.status = 200

    def id_token(self) -> str:
        """The token, as it was told to be; a claim of None is left out."""
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "sub": "ada-1", "iat": now, "exp": now + 60, "nonce": self.nonce}
        usual |= {"email": "ada@northbridge.example", "email_verified": True, "name": "Ada Okafor"}
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        if self.signed_with == "none":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if isinstance(self.signed_with, str):  # by hand: libraries refuse to take a public key for a secret
            secret = self.key.as_pem(private=False) if self.signed_with == "public" else self.signed_with.encode()
            signed = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
            return f"{signed}.{_base64(hmac.digest(secret, signed.encode(), 'sha256'))}"
        header = {"alg": "RS256", "kid": self.signed_with.kid, **self.header}
        return jwt.encode(header, claims, self.signed_with, algorithms=["RS256"])

    def answer(self, path: str) -> dict[str, Any]:
        """What one of its addresses says."""
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            usual = {"issuer": self.issuer, "userinfo_endpoint": f"{self.issuer}/me"}
            return usual | {name: self.issuer + path for name, path in names.items()} | self.metadata
        if path == "/keys":
            return {"keys": [key.as_dict(private=False) for key in self.published]}
        if path == "/me":
            return self.user_info
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": self.id_token(), **self.tokens}


def _part(said: dict[str, Any]) -> str:
    return _base64(json.dumps(said).encode())


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@contextmanager
def hostile_provider(port: int) -> Iterator[Hostile]:
    """One that listens until the block ends."""
    said = Hostile(port)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            said.asked.append((urlsplit(self.path).path, parse_qs(self.rfile.read(length).decode())))
            body = json.dumps(said.answer(urlsplit(self.path).path)).encode()
            self.send_response(said.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if said.status == 302:
                self.send_header("Location", said.issuer + "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that the server looks for

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield said
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
