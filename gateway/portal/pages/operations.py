"""The operator: how every part is, what waits, messages that wait for a person, and mail."""

import dataclasses
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import current_app, g

from services.contracts import intake, operations
from services.contracts.message import NotPermitted, Refused

from ... import health
from ...api.route import OPERATORS
from ...bus import Resting
from ..row import Column, Field, Filter, Form, Listing, Page
from ..visit import Visit

PARTS = ("intake", "review", "agreements", "provisioning", "audit")
PARKED = "/operations/<any(intake, review, agreements, provisioning, audit):part>/parked/<uuid:message_id>"
HEALTH = ("/operations", "Operations")
STATES = (("waiting", "Waiting"), ("sent", "Sent"))


def everything(visit: Visit) -> Mapping[str, Any]:
    """The health of every part and what each has parked, all asked at once."""
    haven = current_app.extensions["haven"]
    actor, correlation, urls = visit.caller.actor, g.correlation, haven.config.health_urls

    closed: list[str] = []  # the parts that do not tell this person what they have parked

    def parked(part: str) -> Any:
        try:
            return haven.bus.ask(operations.ListParked(limit=100), actor, correlation=correlation, part=part)
        except NotPermitted:
            closed.append(part)
        except (Refused, Resting):
            pass
        return None

    with ThreadPoolExecutor(max_workers=len(PARTS) + max(1, len(urls))) as pool:
        waiting = {part: pool.submit(parked, part) for part in PARTS}
        asked = {part: pool.submit(health.ask, url) for part, url in urls.items()}
        return {
            "health": {part: future.result() for part, future in asked.items()},
            "parked": {
                part: page for part, future in waiting.items() if (page := future.result()) or part not in closed
            },
            "closed": closed,
            "gateway": {"ready": haven.bus.ready, "waiting": haven.bus.waiting},
        }


def settings(_visit: Visit) -> Mapping[str, Any]:
    """How this gateway is set, without anything that is secret: what it is for, and each limit with its variable."""
    config = current_app.extensions["haven"].config
    limits = [
        (f"HAVEN_{one.name.upper()}", one.metadata["limit"], getattr(config, one.name))
        for one in dataclasses.fields(config)
        if "limit" in one.metadata
    ]
    return {"config": config, "limits": limits}


def to_part(visit: Visit, command: Any) -> Any:
    """Give it to the part that the address names."""
    return visit.give(command, visit.path["part"])


def handler(visit: Visit) -> Mapping[str, Any]:
    """Which reaction the message waits for, from the link that led here."""
    return {"handler": visit.arg("handler")}


MESSAGE: dict[str, Any] = {
    "who": OPERATORS, "crumbs": (HEALTH,), "start": handler, "give": to_part, "then": HEALTH[0],
}  # fmt: skip
PAGES = (
    Page(path=HEALTH[0], who=OPERATORS, title="Operations", nav="Operations", template="operations/health.html",
         more=everything),
    Form(
        path=f"{PARKED}/replay",
        command=operations.ReplayParked,
        title="Try a parked message again",
        action="Try again",
        intro=("It is tried at once. What waits behind it, about the same subject, follows in its order.",),
        fields=(Field("handler", kind="hidden"),),
        submit="Try it again",
        done="The message is tried again. If it fails once more, it is parked again with its new error.",
        **MESSAGE,
    ),
    Form(
        path=f"{PARKED}/discard",
        command=operations.DiscardParked,
        title="Give a parked message up",
        action="Give up",
        intro=("It is never tried again, and what waits behind it goes on without it. This cannot be taken back.",),
        fields=(
            Field("handler", kind="hidden"),
            Field("reason", "Why?", "It stays on record with your name."),
        ),
        submit="Give it up for good",
        danger=True,
        done="The message has been given up. What waited behind it goes on, and your reason is on record.",
        **MESSAGE,
    ),
    Page(
        path="/operations/settings",
        who=OPERATORS,
        title="Installation",
        nav="Installation",
        under=HEALTH[0],
        template="operations/settings.html",
        more=settings,
    ),
    Listing(
        path="/operations/mail",
        who=OPERATORS,
        title="Email",
        nav="Email",
        under=HEALTH[0],
        query=intake.ListMail,
        columns=(
            Column("Subject", lambda row: row.subject),
            Column("State", lambda row: row.state),
            Column("Attempts", lambda row: row.attempts, numeric=True),
            Column("Next attempt", lambda row: row.due_at),
            Column("Error", lambda row: row.error),
            Column("Action", lambda row: "Send again" if row.state == "parked" else "",
                   lambda row: f"/operations/mail/{row.mail_id}/retry"),
        ),
        filters=(Filter("state", "State", STATES, all="Parked: given up after the last attempt"),),
        intro="Email that was given up after its last attempt, or what you choose. Neither address nor text is shown.",
        empty="There is no such email. Those that cannot be sent come here after their last attempt.",
    ),
    Form(
        path="/operations/mail/<uuid:mail_id>/retry",
        who=OPERATORS,
        command=intake.RetryMail,
        title="Send an email again",
        action="Send again",
        crumbs=(("/operations/mail", "Email"),),
        submit="Send it again",
        then="/operations/mail",
        done="The email is tried again. If it cannot be sent, it is back in this list.",
    ),
)  # fmt: skip
