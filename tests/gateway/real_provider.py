"""`python -m tests.gateway.real_provider <port> <redirect_uri>`: Canaille, a real OpenID Connect provider.

Everything is its own (client authentication, PKCE, codes used once, ID tokens, user info) but the password screen: the
cookie `as` says who has signed in there, and by which methods: `ada:password` or `ada:password,otp`.
"""

import datetime
import logging
import os
import sys
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

CLIENT, SECRET = "haven", "a secret of this test only"
PEOPLE = {"ada": "ada@northbridge.example", "eve": "eve@elsewhere.example"}


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def main(port: int, redirect_uri: str) -> None:
    """Serve until the process is ended."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it is on the loopback
    logging.disable(logging.CRITICAL)
    from canaille import create_app
    from canaille.app import models
    from canaille.app.session import UserSession
    from canaille.backends import Backend
    from canaille.backends.memory.backend import MemoryBackend
    from flask import g, request
    from joserfc.jwk import JWKRegistry

    _ask_for_all_at_once(MemoryBackend)
    key = JWKRegistry.generate_key("RSA", 2048)
    key.ensure_kid()
    app = create_app(
        config={
            "TESTING": True,
            "ENV_FILE": None,
            "SECRET_KEY": os.urandom(16).hex(),
            "WTF_CSRF_ENABLED": False,
            "PREFERRED_URL_SCHEME": "http",
            "SERVER_NAME": f"localhost:{port}",
            "CANAILLE": {
                "DATABASE": "memory",
                "JAVASCRIPT": False,
                "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
                "LOGGING": {"version": 1, "disable_existing_loggers": False},
            },
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
        }
    )
    with app.app_context():
        backend, users = Backend.instance, {}
        client = models.Client(
            client_id=CLIENT,
            client_secret=SECRET,
            client_name="Haven",
            client_uri="http://localhost",
            redirect_uris=[redirect_uri],
            grant_types=["authorization_code"],
            response_types=["code"],
            token_endpoint_auth_method="client_secret_basic",
            scope=["openid", "profile", "email"],
        )
        backend.save(client)
        client.audience = [client]
        backend.save(client)
        for name, address in PEOPLE.items():
            full = {"formatted_name": f"{name.title()} Okafor", "family_name": "Okafor"}
            users[name] = models.User(user_name=name, emails=[address], **full)
            backend.save(users[name])
            consent = {"consent_id": name, "issue_date": datetime.datetime.now(datetime.UTC), "scope": client.scope}
            backend.save(models.Consent(client=client, subject=users[name], **consent))

    @app.before_request
    def signed_in() -> None:
        name, _, methods = request.cookies.get("as", "").partition(":")
        if name in users:
            now = datetime.datetime.now(datetime.UTC)
            g.session = UserSession(
                user=users[name], last_login_datetime=now, authentication_methods=methods.split(",")
            )

    @app.after_request
    def forgotten(answer: object) -> object:
        g.session = None
        return answer

    server = make_server("localhost", port, app, handler_class=Quiet)
    print("ready", flush=True)  # noqa: T201 - the test waits for it
    server.serve_forever()


def _ask_for_all_at_once(store: Any) -> None:
    """Canaille 0.3's store in memory, which is for tests, finds what fits one of several wishes: the code of one
    sign-in could be taken for that of another. Its stores for use find what fits them all; so does this, now."""
    find = store.do_query

    def find_all(self: Any, model: Any, *args: Any, **wishes: Any) -> list[Any]:
        ids = [{one.id for one in find(self, model, **{name: value})} for name, value in wishes.items()]
        return [one for one in find(self, model, *args, **wishes) if all(one.id in fitting for fitting in ids)]

    store.do_query = find_all


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
