"""Who gets into my account: password, sessions, tokens of programs, other ways to sign in."""

from typing import Any

from flask import Response, current_app

from services.contracts import intake

from ...api.route import PUBLIC, SIGNED_IN
from ..row import Field, Form, Page
from ..visit import Visit
from .accounts import PASSWORD
from .profile import ACCOUNT

CRUMBS = (ACCOUNT,)
PROGRAMS = ("/account/tokens", "Tokens for programs")


def out(_visit: Visit, _done: Any, answer: Response) -> None:
    """All sessions have ended, this one too."""
    current_app.extensions["haven"].identity.end(answer)


PAGES = (
    Form(
        path="/account/password",
        who=SIGNED_IN,
        in_person=True,
        command=intake.ChangePassword,
        title="Change your password",
        crumbs=CRUMBS,
        intro=("All your sessions end, also this one; then sign in with the new password.",),
        fields=(
            Field("old", "Your present password", autocomplete="current-password"),
            Field("new", "The new password", PASSWORD, autocomplete="new-password"),
        ),
        submit="Change the password",
        after=out,
        then="/sign-in",
        done="Your password has been changed. Sign in with it now.",
    ),
    Page(
        path="/account/sessions",
        who=SIGNED_IN,
        title="Where you are signed in",
        template="accounts/sessions.html",
        asks=lambda visit: {"sessions": intake.MySessions(limit=100)},
        needs="sessions",
        crumbs=CRUMBS,
    ),
    Form(
        path="/account/sessions/<uuid:session_id>/end",
        who=SIGNED_IN,
        in_person=True,
        command=intake.EndSession,
        title="End this session",
        action="End it",
        crumbs=(*CRUMBS, ("/account/sessions", "Where you are signed in")),
        intro=("Whoever uses it is signed out at once.",),
        submit="End the session",
        then="/account/sessions",
        done="The session has ended.",
    ),
    Page(
        path="/account/tokens",
        who=SIGNED_IN,
        title="Tokens for programs",
        template="accounts/tokens.html",
        asks=lambda visit: {"tokens": intake.MyApiTokens(limit=100)},
        needs="tokens",
        crumbs=CRUMBS,
    ),
    Form(
        path="/account/tokens/new",
        who=SIGNED_IN,
        in_person=True,
        command=intake.IssueApiToken,
        title="Make a token for a program",
        action="Make a token",
        crumbs=(*CRUMBS, PROGRAMS),
        intro=("A program that sends it may do what you may, within its scopes, until it expires. It is shown once.",),
        fields=(
            Field("label", "What is it for?", "So that you know it again, for example: nightly status report."),
            Field("days", "For how many days?", "At most 365."),
            Field("scopes", "What may it do?", choices=(
                ("read", "Read"), ("write", "Write", "Give commands in your name."),
            )),
        ),
        start=lambda visit: {"days": 30, "scopes": ["read"]},
        submit="Make the token",
        shows="accounts/token.html",
    ),
    Form(
        path="/account/tokens/<uuid:token_id>/revoke",
        who=SIGNED_IN,
        command=intake.RevokeApiToken,
        title="Revoke this token",
        action="Revoke",
        crumbs=(*CRUMBS, PROGRAMS),
        intro=("The program that uses it is shut out at once.",),
        submit="Revoke the token",
        danger=True,
        then="/account/tokens",
        done="The token is no longer good for anything.",
    ),
    Page(
        path="/account/providers",
        who=SIGNED_IN,
        title="Other ways to sign in",
        template="accounts/providers.html",
        asks=lambda visit: {"providers": intake.MyProviders()},
        needs="providers",
        crumbs=CRUMBS,
    ),
    Form(
        path="/account/providers/remove",
        who=SIGNED_IN,
        in_person=True,
        command=intake.RemoveProvider,
        title="Sign in this way no more",
        action="Remove",
        crumbs=(*CRUMBS, ("/account/providers", "Other ways to sign in")),
        intro=("All your sessions end, also this one. You can still sign in with your password.",),
        asks=lambda visit: {"providers": intake.MyProviders()},
        fields=(Field("issuer", "Which?", kind="one", choices=lambda visit: [
            (one.issuer, one.issuer) for one in (visit["providers"].rows if visit["providers"] else ())
        ], none="You sign in with your password alone: there is no other way to remove."),),
        start=lambda visit: {"issuer": visit.arg("issuer")},
        submit="Remove it",
        danger=True,
        after=out,
        then="/sign-in",
        done="It is removed, and all your sessions have ended. Sign in with your password now.",
    ),
    Form(
        path="/providers/confirm",
        who=PUBLIC,
        door=True,
        command=intake.ConfirmProvider,
        title="Confirm another way to sign in",
        intro=("We have sent a code to the address of the account, so that nobody but you can join the two.",),
        fields=(Field("token", "The code in the email", kind="text", autocomplete="one-time-code"),),
        submit="Join",
        then="/sign-in",
        done="Done: you can sign in this way now.",
    ),
)  # fmt: skip
