"""A problem as a page: what went wrong and what to do, in words for a person, with the stable code and the correlation
id to quote; and whatever was typed, when a form was turned away at the door."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, redirect, render_template, request

from .links import at

log = logging.getLogger(__name__)
SIGN_IN = ("sign-in-needed", "session-ended")
UNSHOWN = frozenset({"csrf_token", "id", "expected_version", "password", "old", "new", "token", "code", "secret"})
WORDS: Mapping[str, tuple[str, str]] = {
    "sign-in-needed": ("Sign in to go on", "Sign in, then come back to this page."),
    "session-ended": ("You have been signed out", "The session was idle for long, or was ended. Sign in again."),
    "not-permitted": ("You cannot do this", "It is for somebody else to do, or not to be done now."),
    "role-needed": ("This page is not for your account", "Your account holds none of the roles that use this page."),
    "not-found": ("We cannot find this", "It is not there, or it is not yours to see."),
    "no-such-address": ("Page not found", "Check the address, or start from the beginning of this service."),
    "file-missing": ("The file is not here", "We know of the file, but its content is missing. Tell the help desk."),
    "conflict": ("Somebody else was first", "Go back, load the page again, and look at what changed."),
    "refused": ("This cannot be done now", "The reasons are below."),
    "malformed": ("This address asks for something that cannot be", "Go back and choose again."),
    "too-large": ("This is too large", "Go back and send less, or a smaller file."),
    "csrf": ("This form was not sent from our page", "Load the page again, and send the form from there."),
    "throttled": ("Too many attempts", "Wait a little before you try again."),
    "too-many-requests": ("Too many requests", "Wait a moment, then load the page again."),
    "unexpected": ("Something went wrong", "It is our fault, and has been recorded. Try again later."),
    "unknown": ("We cannot say whether it was done", "Load the page again in a moment, and look."),
    "sign-in-failed": ("Signing in failed", "The address, the password or the code is wrong."),
    "code-needed": ("A code is needed", "Enter the code that your authenticator shows, too."),
    "in-person": ("This takes you in person", "Sign in and do it here: a program may not change who gets in."),
    "scope-needed": ("The token may only read", "Make a token that may write, or sign in and do it here."),
    "provider-refused": ("You were not signed in there", "Sign in with your password, or begin again."),
    "provider-unverified": (
        "Your address has not been verified there", "Have it verified there, or create an account with a password."
    ),
    "id-reused": ("This was sent before, with other content", "Load the page again, and send the form from there."),
    "changed-meanwhile": ("Somebody else was first", "Go back, load the page again, and look at what changed."),
    "bad-request": ("We cannot read what was sent", "Load the page again, and send the form from there."),
    "method-not-allowed": ("This address is not used that way", "Go back, and use the links and buttons of the page."),
    "media-type": ("We do not take this kind of file", "Choose a file of a kind that the page names."),
    "file-type": ("The file is not what it says", "Its name and its content must agree. Save it anew, then choose it."),
    "infected": ("The virus scanner found something", "The file was not kept. Clean it, or choose another."),
    "scanner-away": ("Files cannot be checked for viruses now", "None is taken unchecked. Try again in a few minutes."),
}  # fmt: skip
RESTING = ("A part of this service is resting", "Nothing is lost. Try again in a moment.")
BROKEN = ("A part of this service failed", "It has been recorded. Try again later.")
FOR_PROGRAMS = frozenset({"idempotency-key-missing", "if-match-missing"})  # nothing that a page sends lacks them


def words(code: str, status: int) -> tuple[str, str] | None:
    """What is said to a person of a problem of this code, and what to do."""
    return WORDS.get(code) or {502: BROKEN, 503: RESTING, 504: RESTING}.get(status)


def wanted() -> bool:
    """Whether a person looks at the answer: at an address of the pages, or in a browser anywhere but at the API."""
    accepts = "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/api/")
    return request.blueprint == "portal" or accepts


def answer(body: Mapping[str, Any], known: str) -> Response | None:
    """The page for problem details of a code in the table; None when the page itself cannot be drawn."""
    if known in SIGN_IN and request.method == "GET":
        return make_response(redirect(at("/sign-in", {}, next=request.full_path.rstrip("?")), 303))
    title, what_to_do = words(known, body["status"]) or (body["title"], body["detail"])
    try:
        page = render_template("problem.html", problem=body, title=title, what_to_do=what_to_do, typed=_typed())
    except Exception:
        log.exception("the page of a problem could not be drawn")
        return None
    return make_response(page, body["status"])


def _typed() -> list[tuple[str, str]]:
    """What a form held that was not looked at: shown, to be copied, since the next page starts empty."""
    if request.method != "POST" or request.mimetype not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return []
    try:
        given = request.form.items(multi=True)
    except Exception:  # a body that was too large, or is no form
        return []
    return [(name, value) for name, value in given if value and name.rsplit(".", 1)[-1] not in UNSHOWN]
