"""Signing up, in and out, and choosing a new password."""

from dataclasses import replace
from typing import Any

from flask import Response, current_app, g, make_response, redirect, request

from services.contracts import intake
from services.contracts.intake import SessionView
from services.contracts.message import Malformed, Refused
from services.contracts.message import Problem as Reason

from ...api.route import PUBLIC, SIGNED_IN
from ...links import inside
from .. import flash
from ..row import Field, Form, Own
from ..visit import Visit

PASSWORD = "At least 12 characters. Three words that have nothing to do with each other are good."  # noqa: S105
WRONG: dict[str, tuple[str, str]] = {
    "code-needed": ("code", "Enter the code that your authenticator shows now, or a recovery code"),
    "address-unconfirmed": ("email", "Confirm your address first: we have sent you a mail with a code"),
}


def sign_in(visit: Visit, command: Any) -> SessionView:
    """Intake decides; what it does not like is said beside the question."""
    haven = current_app.extensions["haven"]
    haven.identity.same_site(request)  # or another site's page could sign its visitor in as somebody else
    haven.limits.spend_sign_in(request)
    session: SessionView = visit.give(replace(command, address=request.remote_addr or ""))
    if session.failure == "throttled":
        wait = f"Too many attempts. Try again in {session.retry_after} seconds."
        raise Refused(wait, code="throttled")
    if session.failure:
        field, words = WRONG.get(session.failure, ("email", "The address, the password or the code is wrong"))
        raise Malformed(problems=(Reason(code=session.failure, message=words, field=field),))
    return session


def begin(visit: Visit, session: SessionView, _answer: Response) -> Response:
    """The session's cookie, and on to where they wanted to go."""
    home = "/account/second-factor" if session.totp_needed else inside(visit.arg("next", "/my/tasks"))
    answer = make_response(redirect(home, 303))
    current_app.extensions["haven"].identity.keep(answer, session.token, session.expires_at)
    if session.totp_needed:
        flash.say(answer, "Your roles need a second factor. Set it up now to use them.")
    return answer


def sign_out(visit: Visit) -> Response:
    """Over, here and at intake."""
    haven = current_app.extensions["haven"]
    haven.bus.ask(intake.SignOut(token=visit.caller.token), visit.caller.actor, correlation=g.correlation)
    haven.identity.forget(visit.caller.token)
    answer = make_response(redirect("/", 303))
    haven.identity.end(answer)
    flash.say(answer, "You have signed out.")
    return answer


def provider(_visit: Visit) -> dict[str, Any]:
    """Whether there is another way to sign in."""
    return {"provider": current_app.extensions["haven"].oidc is not None}


PAGES = (
    Form(
        path="/sign-in",
        who=PUBLIC,
        command=intake.SignIn,
        title="Sign in",
        template="accounts/sign_in.html",
        fields=(
            Field("email", "Email address", kind="email", autocomplete="username"),
            Field("password", "Password", autocomplete="current-password"),
            Field("code", "Code", "If you have set up a second factor: what your authenticator shows, or a recovery "
                  "code.", autocomplete="one-time-code"),
        ),
        fixed=lambda visit: {"address": ""},
        give=sign_in,
        after=begin,
        more=provider,
        submit="Sign in",
    ),
    Own(path="/sign-out", method="POST", who=SIGNED_IN, title="Sign out", view=sign_out),
    Form(
        path="/sign-up",
        who=PUBLIC,
        door=True,
        command=intake.SignUp,
        title="Create an account",
        intro=("We send a code to your address, to know that it is yours.",),
        fields=(
            Field("name", "Your name", autocomplete="name"),
            Field("email", "Email address", "Use the address of the organisation you work for.", kind="email",
                  autocomplete="email"),
            Field("password", "Choose a password", PASSWORD, autocomplete="new-password"),
        ),
        fixed=lambda visit: {"organisation_id": None},
        submit="Create the account",
        then="/sign-up/confirm",
        done="Look at your email: we have sent you a code. Enter it here.",
    ),
    Form(
        path="/sign-up/confirm",
        who=PUBLIC,
        door=True,
        command=intake.ConfirmAddress,
        title="Confirm your address",
        fields=(Field("token", "The code in the email", kind="text", autocomplete="one-time-code"),),
        submit="Confirm",
        then="/sign-in",
        done="Your address is confirmed. Sign in now.",
    ),
    Form(
        path="/password/forgotten",
        who=PUBLIC,
        door=True,
        command=intake.AskPasswordReset,
        title="Forgotten your password?",
        intro=("We send you a code with which you can choose a new one.",),
        fields=(Field("email", "Email address", kind="email", autocomplete="username"),),
        submit="Send the code",
        then="/password/new",
        done="If there is an account with this address, we have sent it a code. Enter it here.",
    ),
    Form(
        path="/password/new",
        who=PUBLIC,
        door=True,
        command=intake.ResetPassword,
        title="Choose a new password",
        fields=(
            Field("token", "The code in the email", kind="text", autocomplete="one-time-code"),
            Field("password", "New password", PASSWORD, autocomplete="new-password"),
        ),
        submit="Set the password",
        then="/sign-in",
        done="Your password has been changed, and all your sessions have ended. Sign in with it now.",
    ),
)  # fmt: skip
