"""The way to the provider and back; our second factor where the provider showed none; and the code that joins."""

import logging
import secrets
import time
from functools import wraps
from typing import Any

from flask import Blueprint, Response, after_this_request, current_app, g, redirect, render_template, request

from services.contracts.intake import ConfirmProvider, SessionView, SignInWithProvider
from services.contracts.message import ANONYMOUS, Refused

from ..errors import Problem
from ..links import inside
from .provider import NotBelieved, Provider, ProviderAway, Started
from .sealed import Sealed

log = logging.getLogger(__name__)
oidc = Blueprint("oidc", __name__)
CALLBACK = "/sign-in/oidc/callback"
WAY, CODE = "way", "code"  # what the two cookies are for
SECONDS = {WAY: 600, CODE: 300}


class Oidc:
    """What the pages need: the provider, how to vouch to intake, and the two cookies."""

    def __init__(self, provider: Provider, signer: Any, secret: bytes, *, https: bool) -> None:
        self.provider, self.signer, self._https = provider, signer, https
        self._sealed = {purpose: Sealed(secret, purpose, seconds) for purpose, seconds in SECONDS.items()}

    def name(self, purpose: str) -> str:
        return f"{'__Host-' if self._https else ''}haven-{purpose}"

    def give(self, answer: Response, purpose: str, said: dict[str, Any]) -> None:
        """Let the browser carry it."""
        value, life = self._sealed[purpose].seal(said), SECONDS[purpose]
        answer.set_cookie(
            self.name(purpose), value, max_age=life, httponly=True, samesite="Lax", secure=self._https, path="/"
        )

    def read(self, purpose: str) -> dict[str, Any] | None:
        """What it carried."""
        return self._sealed[purpose].open(request.cookies.get(self.name(purpose), ""))

    def take(self, answer: Response, purpose: str) -> Response:
        """It carries it no more."""
        answer.delete_cookie(self.name(purpose), httponly=True, samesite="Lax", secure=self._https, path="/")
        return answer


def _page(view: Any) -> Any:
    """A page that exists where there is a provider, counts as an attempt to sign in, and says what went wrong."""

    @wraps(view)
    def guarded() -> Response:
        haven = current_app.extensions["haven"]
        if haven.oidc is None:
            raise Problem("no-such-address")
        haven.limits.spend_sign_in(request)
        if request.method == "POST":
            haven.identity.same_site(request)
        try:
            answer: Response = current_app.make_response(view(haven, haven.oidc))
        except ProviderAway:
            raise Problem("provider-away") from None
        except NotBelieved as problem:
            log.warning("a sign-in with the provider was not believed", extra={"why": problem.why})
            raise Problem("provider-refused") from None
        return answer

    return guarded


@oidc.get("/sign-in/oidc")
@_page
def start(haven: Any, here: Oidc) -> Response:
    """Off to the provider."""
    random = secrets.token_urlsafe
    started = Started(state=random(32), nonce=random(32), verifier=random(48), at=time.time())
    answer = _to(here.provider.way_there(started))
    here.give(answer, WAY, {**vars(started), "next": inside(request.args.get("next", ""))})
    return answer


@oidc.get(CALLBACK)
@_page
def back(haven: Any, here: Oidc) -> Response:
    """Back from the provider, once: whatever comes of it, the browser can not come back with it again."""
    after_this_request(lambda answer: here.take(answer, WAY))
    carried = here.read(WAY)
    if carried is None or not _once():
        raise NotBelieved("no-start")
    next_page = carried.pop("next")
    started = Started(**carried)
    code = here.provider.check_answer(request.args, started)
    return _enter(haven, here, here.provider.identity(code, started), next_page)


@oidc.get("/sign-in/code")
@_page
def ask_code(haven: Any, here: Oidc) -> str:
    """Our second factor."""
    if here.read(CODE) is None:
        raise Problem("sign-in-needed")
    return render_template("sign_in_code.html", wrong=False)


@oidc.post("/sign-in/code")
@_page
def give_code(haven: Any, here: Oidc) -> Response:
    """The code, for the sign-in at the provider that the browser carries."""
    carried = here.read(CODE)
    if carried is None:
        raise Problem("sign-in-needed")
    return _enter(haven, here, carried["identity"], carried["next"], request.form.get("code", "")[:40])


@oidc.get("/join-provider")
@_page
def ask_join(haven: Any, here: Oidc) -> str:
    """Where the mailed code is entered."""
    return render_template("join_provider.html", done=False, wrong=False)


@oidc.post("/join-provider")
@_page
def join(haven: Any, here: Oidc) -> tuple[str, int]:
    """The mailed code."""
    try:
        command = ConfirmProvider(token=request.form.get("code", "").strip()[:512])
        haven.bus.ask(command, ANONYMOUS, correlation=g.correlation)
    except Refused:
        return render_template("join_provider.html", done=False, wrong=True), 400
    return render_template("join_provider.html", done=True, wrong=False), 200


def _enter(haven: Any, here: Oidc, identity: dict[str, Any], next_page: str, code: str = "") -> Response:
    """Intake decides who that is here."""
    assertion = here.signer.assertion("intake", {"provider": identity})
    command = SignInWithProvider(assertion=assertion, code=code, address=request.remote_addr or "")
    session: SessionView = haven.bus.ask(command, ANONYMOUS, correlation=g.correlation)
    if session.failure == "code-needed":
        answer = _to("/sign-in/code")
        here.give(answer, CODE, {"identity": identity, "next": next_page})
        return answer
    if session.failure == "wrong-code":
        return current_app.make_response((render_template("sign_in_code.html", wrong=True), 401))
    if session.failure == "join-mailed":
        return _to("/join-provider")
    if session.failure:
        known = {"throttled": "throttled", "address-unverified": "provider-unverified"}
        raise Problem(known.get(session.failure, "sign-in-failed"), retry_after=session.retry_after)
    answer = _to(next_page)
    here.take(answer, CODE)
    haven.identity.keep(answer, session.token, session.expires_at)
    return answer


def _to(page: str) -> Response:
    return current_app.make_response(redirect(page, 303))


def _once() -> bool:
    """Every parameter once: with two, two readers may see two answers."""
    return all(len(values) == 1 for _, values in request.args.lists())
