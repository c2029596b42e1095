"""Who is asking: a session cookie or a bearer token, looked up with intake; nobody in particular otherwise.

A looked-up token is believed for two seconds by this process, so an ended session is over everywhere within two
seconds. A cookie is sent by browsers without asking, so what changes something must also carry the page's token, which
another site cannot read.
"""

import hashlib
import hmac
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from flask import Request, Response

from services.contracts.intake import ReadSession, Scope, SessionView, TouchSession
from services.contracts.message import ANONYMOUS, Actor, NotFound, Refused, Role

from .bus import Resting
from .config import Config
from .errors import Problem

BELIEVED = 2.0  # seconds
REMEMBERED = 2_000  # tokens
CSRF = b"haven: the token of a page"  # what the token of a session is used for here, and nowhere else
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks in this request, and how they showed it."""

    actor: Actor = ANONYMOUS
    session: SessionView | None = None
    token: str = ""
    by_cookie: bool = False

    @property
    def signed_in(self) -> bool:
        return self.session is not None


NOBODY = Caller()


class Identity:
    """Reads callers from requests; makes and ends the cookie."""

    def __init__(self, config: Config, bus: Any) -> None:
        self._config, self._bus = config, bus
        self._known: OrderedDict[bytes, tuple[float, SessionView]] = OrderedDict()
        self._lock = Lock()
        self.cookie = "__Host-haven" if config.https else "haven"

    def caller(self, request: Request, correlation: UUID, *, needed: bool, form: bool = False) -> Caller:
        """The caller. A bearer token that is not in force is an error; so is a cookie, where somebody is `needed`. A
        `form` carries the page's token in a hidden field: scripts send it as a header."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme and (scheme.lower() != "bearer" or not token.strip()):
            raise Problem("sign-in-needed", "Authorization must be `Bearer <token>`.")
        by_cookie = not scheme
        token = token.strip() or request.cookies.get(self.cookie, "")
        if not token:
            return NOBODY
        try:
            session = self._session(token, correlation)
        except (NotFound, Resting) as problem:
            if by_cookie and not needed:
                return NOBODY
            if isinstance(problem, Resting):
                raise
            raise Problem("session-ended") from None
        caller = Caller(actor=_actor(session), session=session, token=token, by_cookie=by_cookie)
        self._check(request, caller, form=form)
        return caller

    def csrf_token(self, token: str) -> str:
        """What a page sends back as X-CSRF-Token: bound to the session, and useless for anything else. Its key is the
        session's own token, which no other site can read: with a key of the gateway, whatever somebody had typed would
        be refused once that key is rotated, or by the gateway beside this one until it has the new one too."""
        return hmac.new(token.encode(), CSRF, hashlib.sha256).hexdigest()

    def same_site(self, request: Request) -> None:
        """Problem `csrf` when a browser says that another site's page sent this."""
        fetched = request.headers.get("Sec-Fetch-Site", "same-origin")
        origin = request.headers.get("Origin")
        here = f"{'https' if self._config.https else 'http'}://{request.host}"  # Host was checked before
        ours = origin is None or origin in (here, self._config.public_url.rstrip("/"))
        if fetched not in ("same-origin", "none") or not ours:
            raise Problem("csrf")

    def forget(self, token: str) -> None:
        """Do not believe this token any more."""
        with self._lock:
            self._known.pop(_digest(token), None)

    def keep(self, response: Response, token: str, until: datetime | None) -> None:
        """Give the browser its session."""
        response.set_cookie(
            self.cookie, token, expires=until, httponly=True, samesite="Lax", secure=self._config.https, path="/"
        )

    def end(self, response: Response) -> None:
        """Take the session from the browser."""
        response.delete_cookie(self.cookie, httponly=True, samesite="Lax", secure=self._config.https, path="/")

    def _session(self, token: str, correlation: UUID) -> SessionView:
        digest, now = _digest(token), time.monotonic()
        with self._lock:
            until, session = self._known.get(digest, (0.0, None))
        if session is not None and now < until:
            return session
        session = self._bus.ask(ReadSession(token=token), ANONYMOUS, correlation=correlation)
        if session.touch_due:
            self._touch(token, session, correlation)
        with self._lock:
            self._known[digest] = (now + BELIEVED, session)
            self._known.move_to_end(digest)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return session

    def _touch(self, token: str, session: SessionView, correlation: UUID) -> None:
        try:
            self._bus.ask(TouchSession(token=token), _actor(session), correlation=correlation)
        except (Refused, Resting):
            return  # it is still in force; the next request tries again

    def _check(self, request: Request, caller: Caller, *, form: bool) -> None:
        if request.method in SAFE:
            return
        if caller.session and caller.session.by_token and Scope.WRITE not in caller.session.scopes:
            raise Problem("scope-needed")
        if caller.by_cookie:
            self.same_site(request)
            given = request.headers.get("X-CSRF-Token", "") or (form and request.form.get("csrf_token")) or ""
            if not hmac.compare_digest(given.encode(), self.csrf_token(caller.token).encode()):
                raise Problem("csrf")


def _actor(session: SessionView) -> Actor:
    if session.person_id is None:
        raise Problem("session-ended")
    roles = frozenset(session.roles) | {Role.PERSON}
    return Actor(
        id=session.person_id,
        name=session.name,
        roles=roles,
        organisation_id=session.organisation_id,
        by_token=session.by_token,
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
