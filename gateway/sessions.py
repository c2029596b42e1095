"""Signing in and out. Intake decides; the gateway keeps the cookie, or hands the token to a program."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import Response, current_app, g, jsonify, request

from services.contracts import wire
from services.contracts.intake import SessionView, SignIn, SignOut
from services.contracts.message import ANONYMOUS, Message, Role, View

from .api import read
from .errors import Problem
from .identity import Caller


@dataclass(frozen=True, kw_only=True)
class Credentials(Message):
    """What a person signs in with. `code` is from the authenticator, or a recovery code."""

    email: str = field(metadata={"max": 254})
    password: str = field(metadata={"max": 512})
    code: str = field(default="", metadata={"max": 40})


@dataclass(frozen=True, kw_only=True)
class BrowserSession(View):
    """Who is signed in. With `totp_needed`, staff roles are withheld until a second factor is enrolled."""

    person_id: UUID | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    organisation_id: UUID | None = None
    expires_at: datetime | None = None
    totp_needed: bool = False
    csrf_token: str = ""


@dataclass(frozen=True, kw_only=True)
class TokenSession(BrowserSession):
    """The same, with the token to send as `Authorization: Bearer`."""

    token: str = ""


def begin(_caller: Caller) -> Response:
    """POST /session."""
    session = _sign_in()
    answer = _shown(BrowserSession(**_who(session)), 201)
    current_app.extensions["haven"].identity.keep(answer, session.token, session.expires_at)
    return answer


def begin_with_token(_caller: Caller) -> Response:
    """POST /tokens."""
    session = _sign_in()
    return _shown(TokenSession(**_who(session), token=session.token), 201)


def show(caller: Caller) -> Response:
    """GET /session."""
    if caller.session is None:
        raise Problem("sign-in-needed")
    return _shown(BrowserSession(**_who(caller.session, caller.token)))


def end(caller: Caller) -> Response:
    """DELETE /session."""
    haven = current_app.extensions["haven"]
    haven.bus.ask(SignOut(token=caller.token), caller.actor, correlation=g.correlation)
    haven.identity.forget(caller.token)
    answer = Response(status=204)
    haven.identity.end(answer)
    return answer


def _sign_in() -> SessionView:
    haven = current_app.extensions["haven"]
    haven.identity.same_site(request)  # or another site's page could sign its visitor in as somebody else
    haven.limits.spend_sign_in(request)
    given = wire.load(Credentials, read.body(request))
    command = SignIn(email=given.email, password=given.password, code=given.code, address=request.remote_addr or "")
    session: SessionView = haven.bus.ask(command, ANONYMOUS, correlation=g.correlation)
    if session.failure:
        code = session.failure if session.failure in ("code-needed", "throttled") else "sign-in-failed"
        raise Problem(code, retry_after=session.retry_after)
    return session


def _who(session: SessionView, token: str = "") -> dict:
    names = ("person_id", "name", "roles", "organisation_id", "expires_at", "totp_needed")
    csrf = current_app.extensions["haven"].identity.csrf_token(token or session.token)
    return {**{name: getattr(session, name) for name in names}, "csrf_token": csrf}


def _shown(view: View, status: int = 200) -> Response:
    answer = jsonify(wire.dump(view))
    answer.status_code = status
    return answer
