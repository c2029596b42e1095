"""Setting up a second factor: the secret as a picture and as text, a code to show that it works, and recovery codes."""

import io
from typing import Any

import segno
from flask import Response, current_app, make_response

from services.contracts import intake

from ...api.route import SIGNED_IN
from ...errors import Problem
from ..row import Field, Form, Own, Page
from ..visit import Visit

SECRET_SECONDS = 900
HERE = "/account/second-factor"


def pending(visit: Visit) -> dict[str, Any]:
    """The secret that this person's browser carries while they set it up; nothing in anybody else's."""
    said = current_app.extensions["portal"].secret.read()
    return said if said.get("person") == str(visit.me) else {}


def remember(visit: Visit, view: intake.TotpSecretView, answer: Response) -> None:
    """Have the browser carry the secret to the next page, sealed, since it is told only once."""
    said = {"person": str(visit.me), "secret": view.secret, "uri": view.uri}
    current_app.extensions["portal"].secret.give(answer, said)


def picture(visit: Visit) -> Response:
    """The QR code of the secret that is being set up."""
    said = pending(visit)
    if not said:
        raise Problem("not-found")
    drawn = io.BytesIO()
    segno.make(said["uri"], error="m").save(drawn, kind="svg", scale=5, border=4, xmldecl=False, light="#fff")
    answer = make_response(drawn.getvalue())
    answer.mimetype = "image/svg+xml"
    return answer


def enrolled(_visit: Visit, _view: Any, answer: Response) -> None:
    """All sessions have ended, this one too."""
    haven = current_app.extensions["haven"]
    current_app.extensions["portal"].secret.take(answer)
    haven.identity.end(answer)


def secret(visit: Visit) -> dict[str, Any]:
    """For the page with the picture."""
    return {"pending": pending(visit)}


PAGES = (
    Page(
        path=HERE,
        who=SIGNED_IN,
        title="Second factor",
        template="accounts/second_factor.html",
        asks=lambda visit: {"profile": intake.ReadProfile()},
    ),
    Form(
        path=f"{HERE}/start",
        who=SIGNED_IN,
        in_person=True,
        command=intake.StartTotp,
        title="Set up a second factor",
        intro=("You need an authenticator: an app or a program that shows codes.",),
        fields=(Field("code", "A code of your present authenticator", "Only if you have one already.",
                      autocomplete="one-time-code"),),
        submit="Show the secret",
        after=remember,
        then=f"{HERE}/confirm",
    ),
    Own(path=f"{HERE}/code.svg", who=SIGNED_IN, in_person=True, title="QR code", view=picture),
    Form(
        path=f"{HERE}/confirm",
        who=SIGNED_IN,
        in_person=True,
        command=intake.ConfirmTotp,
        title="Add Haven to your authenticator",
        template="accounts/confirm_factor.html",
        fields=(Field("code", "The code that your authenticator shows now", autocomplete="one-time-code"),),
        more=secret,
        submit="Confirm",
        shows="accounts/recovery_codes.html",
        after=enrolled,
    ),
    Form(
        path=f"{HERE}/recovery-codes",
        who=SIGNED_IN,
        in_person=True,
        command=intake.MakeRecoveryCodes,
        title="New recovery codes",
        intro=("The old ones stop working.",),
        fields=(Field("code", "The code that your authenticator shows now", autocomplete="one-time-code"),),
        submit="Make new codes",
        shows="accounts/recovery_codes.html",
    ),
)  # fmt: skip
