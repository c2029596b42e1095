"""Demo and test mode only: signing in as anybody of the cast with one click, and moving the clock."""

import json
import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
from flask import Response, current_app, g, make_response, redirect, request

from services.contracts.intake import SessionView, SignIn
from services.contracts.message import ANONYMOUS

from ..errors import Problem
from . import flash
from .visit import Visit
from .words import LONDON, role

log = logging.getLogger(__name__)
STEP = 30  # seconds of one code
HOME = {True: "/my/tasks", False: "/my/requests"}  # whether they are staff


def now() -> datetime:
    """The time in London as the services have it: in demo and test mode their clock may be ahead."""
    config = current_app.extensions["haven"].config
    return datetime.now(LONDON) + (_ahead(config.clock_file) if config.demo else timedelta())


def _ahead(clock_file: Path) -> timedelta:
    try:
        return timedelta(seconds=float(clock_file.read_text()))
    except (OSError, ValueError):
        return timedelta()


def sign_ins() -> list[dict[str, str]]:
    """Who can be signed in as: key, name and role, staff last; without what only their own session may show."""
    found = [
        {"key": one["key"], "name": one["name"], "role": _role(one), "staff": "yes" if one["roles"] else ""}
        for one in _accounts().values()
    ]
    return sorted(found, key=lambda one: (one["staff"], one["role"]))


def sign_in(visit: Visit) -> Response:
    """POST /demo/sign-in with `who`."""
    haven = current_app.extensions["haven"]
    haven.identity.same_site(request)
    account = _accounts().get(request.form.get("who", ""))
    if account is None:
        raise Problem("no-such-address")
    session = _enter(haven, account)
    answer = make_response(redirect(HOME[bool(account["roles"])], 303))
    haven.identity.keep(answer, session.token, session.expires_at)
    flash.say(answer, f"You are signed in as {account['name']}.")
    return answer


def _enter(haven: Any, account: Mapping[str, Any]) -> SessionView:
    """A session; a code opens one only, so the codes around this moment are tried one after another."""
    now = int(time.time()) // STEP
    for step in (now - 1, now, now + 1) if account["totp"] else (0,):
        code = pyotp.TOTP(account["totp"]).at(step * STEP) if step else ""
        command = SignIn(email=account["email"], password=account["password"], code=code, address="demo")
        session: SessionView = haven.bus.ask(command, ANONYMOUS, correlation=g.correlation)
        if not session.failure:
            return session
    raise Problem("throttled", "This person's codes have been used just now; wait half a minute.", retry_after=STEP)


def _accounts() -> dict[str, Any]:
    """The cast of this run by key, as deploy/cast wrote it; nobody before there is one."""
    try:
        told = json.loads(current_app.extensions["haven"].config.accounts.read_text())
    except (OSError, ValueError):
        return {}
    return {one["key"]: one for one in told if one["email"].endswith("@haven.example")}


def _role(account: Mapping[str, Any]) -> str:
    return ", ".join(role(one) for one in account["roles"]) or "Applicant or signatory"
