"""One table: whatever went wrong -> status and problem details (RFC 9457). Never a stack trace, nor anybody's text.

`code` is stable and for programs; `type` is the address of a page that says what it means and what to do.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from services.contracts import wire
from services.contracts.message import Conflict, Refused

from . import problem_page
from .bus import Resting

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Known:
    """A problem with a page of its own."""

    status: int
    title: str
    what_to_do: str
    retry_after: int = 0


KNOWN: dict[str, Known] = {
    # The kinds of refusal of the services; a code not listed here is shown under its kind.
    "malformed": Known(422, "The message is wrong", "Correct the fields named in `problems` and send it again."),
    "not-permitted": Known(
        403, "Not permitted", "You may not do this, or not in this state. `may` says what you may do."
    ),
    "not-found": Known(404, "Not found", "There is no such thing, or none that you may know of."),
    "conflict": Known(409, "Somebody else was first", "Read it again, look at what changed, then decide anew."),
    "refused": Known(409, "Refused", "The rules say no; `problems` says why, and what to do about each reason."),
    # Codes of the services with a status of their own.
    "id-reused": Known(
        422, "Idempotency-Key used before", "This key belongs to a request with other content; take a new key."
    ),
    "too-late": Known(
        504, "Too late", "The deadline passed before the service read it; nothing was done. Send it again.", 1
    ),
    "unknown": Known(
        504, "Not known whether it was done", "Send it again with the same Idempotency-Key to find out.", 5
    ),
    "internal": Known(502, "A service failed", "It has been recorded under `correlation`. Send it again later.", 5),
    "no-actor": Known(
        502, "A service could not tell who asks", "Tell the operators: its key or its clock is wrong.", 30
    ),
    # Failures of the bus: that part is resting.
    "resting": Known(503, "A part is resting", "Send it again later, with the same Idempotency-Key.", 5),
    "unknown-service": Known(503, "A part has not been started", "Send it again later, with the same key.", 15),
    "no-answer-in-time": Known(
        504, "No answer in time", "It may have been done. Send it again with the same Idempotency-Key to find out.", 5
    ),
    "broker-gone": Known(503, "The message broker is away", "Send it again later, with the same Idempotency-Key.", 5),
    "busy": Known(503, "Too busy", "Too many requests wait for this part; send it again in a moment.", 1),
    "overloaded": Known(503, "Too much at once", "Nothing was done. Send it again when Retry-After has passed.", 2),
    "service-fault": Known(502, "A service failed", "It has been recorded under `correlation`.", 5),
    # The gateway's own.
    "bad-request": Known(400, "The request cannot be read", "It is not valid HTTP, JSON or UTF-8."),
    "idempotency-key-missing": Known(
        400, "Idempotency-Key is missing", "Send a new UUID for each thing you want done, and the same one on a repeat."
    ),
    "sign-in-needed": Known(401, "Sign in first", "Send a bearer token, or sign in with POST /api/v1/session."),
    "session-ended": Known(401, "The session has ended", "Sign in again, or use a token that is in force."),
    "sign-in-failed": Known(401, "Signing in failed", "The address, the password or the code is wrong."),
    "code-needed": Known(401, "A code is needed", "Send `code` from your authenticator as well."),
    "throttled": Known(429, "Too many attempts", "Wait as long as Retry-After says.", 60),
    "provider-away": Known(503, "The provider is away", "Sign in with a password, or later.", 15),
    "provider-refused": Known(401, "The provider did not sign you in", "Begin again with GET /sign-in/oidc."),
    "provider-unverified": Known(
        403, "The provider has not verified your address", "Have it verified there, or sign up here with a password."
    ),
    "in-person": Known(403, "Not with an API token", "Sign in: a program may not change who gets in."),
    "role-needed": Known(403, "Not for this account", "Your account holds none of the roles that may use this."),
    "scope-needed": Known(403, "The token may only read", "Issue a token with the scope `write`."),
    "csrf": Known(403, "The page's token is missing", "Send X-CSRF-Token as GET /api/v1/session gives it."),
    "no-such-address": Known(404, "No such address", "See /api/v1/docs for every address there is."),
    "method-not-allowed": Known(405, "Not with this method", "Allow names the methods that there are."),
    "changed-meanwhile": Known(
        412, "It was changed meanwhile", "Read it again: your If-Match is not its ETag any more."
    ),
    "too-large": Known(413, "Too large", "The body is larger than this address takes."),
    "media-type": Known(
        415, "Not this kind of content", "Send what the address takes: JSON, or one of the file types."
    ),
    "file-type": Known(415, "The file is not what it says", "Content, name and declared type must agree; see uploads."),
    "infected": Known(422, "The scanner found something", "The file was not kept."),
    "scanner-away": Known(503, "The scanner is away", "Files are not taken unscanned. Send it again later.", 30),
    "file-missing": Known(404, "The file is not here", "Its record exists, its content does not. Tell the operators."),
    "if-match-missing": Known(428, "If-Match is missing", "Send the ETag of what you read, so that no edit is lost."),
    "too-many-requests": Known(429, "Too many requests", "Wait as long as Retry-After says.", 1),
    "unexpected": Known(500, "Something went wrong here", "It has been recorded under `correlation`."),
}
BY_STATUS = {400: "bad-request", 404: "no-such-address", 405: "method-not-allowed", 413: "too-large", 415: "media-type"}


class Problem(Exception):
    """The gateway itself says no, with a code of the table."""

    def __init__(self, code: str, detail: str = "", *, retry_after: int = 0) -> None:
        super().__init__(detail)
        self.code, self.detail, self.retry_after = code, detail, retry_after


def register(app: Flask) -> None:
    """Every error of the app as problem details."""
    app.register_error_handler(Problem, lambda e: respond(e.code, detail=e.detail, retry_after=e.retry_after))
    app.register_error_handler(Refused, of_refusal)
    app.register_error_handler(Resting, of_failure)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, of_bug)


def of_refusal(refused: Refused) -> Response:
    """A service said no."""
    kind = type(refused).code
    code = refused.code
    if isinstance(refused, Conflict) and code != "id-reused" and "If-Match" in request.headers:
        return respond("changed-meanwhile", detail=refused.detail, problems=refused.problems, told=code)
    if kind == "not-permitted" and code == "not-permitted" and not g.get("signed_in"):
        return respond("sign-in-needed", detail=refused.detail)
    return respond(code if code in KNOWN else kind, detail=refused.detail, problems=refused.problems, told=code)


def of_failure(failure: Resting) -> Response:
    """A service gave no answer."""
    return respond(failure.code, detail=f"{failure.part.capitalize()} {failure.sentence}.", part=failure.part)


def of_http(error: HTTPException) -> Response:
    """What Flask itself says: no such address, wrong method, body too large."""
    status = error.code or 500
    if status < 400:
        return Response(status=status, headers=error.get_headers())  # a redirect
    answer = respond(BY_STATUS.get(status, "bad-request" if status < 500 else "unexpected"), status=status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def of_bug(error: Exception) -> Response:
    """Anything nobody thought of: recorded here, and not shown."""
    log.error("a request failed", exc_info=error, extra={"route": str(request.url_rule)})
    return respond("unexpected")


def respond(
    code: str,
    *,
    detail: str = "",
    problems: tuple = (),
    told: str = "",
    status: int = 0,
    retry_after: int = 0,
    part: str = "",
) -> Response:
    """Problem details for a code of the table. `told` is the service's own code where that is finer."""
    known = KNOWN[code]
    g.problem = told or code
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": known.title,
        "status": status or known.status,
        "detail": detail or known.what_to_do,
        "code": told or code,
        "problems": [wire.dump(problem) for problem in problems],
        "correlation": str(g.get("correlation", "")),
    }
    if part:
        body["part"] = part
    page = problem_page.answer(body, code) if problem_page.wanted() else None
    answer = page or Response(json.dumps(body), status=body["status"], mimetype="application/problem+json")
    if wait := retry_after or known.retry_after:
        answer.headers["Retry-After"] = str(wait)
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="haven"'
    return answer
