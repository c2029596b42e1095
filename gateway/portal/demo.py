"""Demo and test mode only: signing in as anybody of the cast with one click, and moving the clock."""

import json
import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
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
FILES = 4  # one, but for tests
Written = tuple[int, int]  # when a file was written, in nanoseconds, and its bytes
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


def sign_ins() -> tuple[Mapping[str, str], ...]:
    """Who can be signed in as: key, name and role, staff last; without what only their own session may show."""
    return _offered(*_file())


@lru_cache(maxsize=FILES)
def _offered(path: Path, written: Written) -> tuple[Mapping[str, str], ...]:
    found = (
        {"key": one["key"], "name": one["name"], "role": _role(one), "staff": "yes" if one["roles"] else ""}
        for one in _accounts(path, written).values()
    )
    return tuple(sorted(found, key=lambda one: (one["staff"], one["role"])))


def sign_in(visit: Visit) -> Response:
    """POST /demo/sign-in with `who`."""
    haven = current_app.extensions["haven"]
    haven.identity.same_site(request)
    account = _accounts(*_file()).get(request.form.get("who", ""))
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


def _file() -> tuple[Path, Written]:
    """The file of the cast, and as of when: it grows while the demonstration is made."""
    path: Path = current_app.extensions["haven"].config.accounts
    try:
        of = path.stat()
    except OSError:
        return path, (0, 0)
    return path, (of.st_mtime_ns, of.st_size)


@lru_cache(maxsize=FILES)
def _accounts(path: Path, written: Written) -> Mapping[str, Any]:
    """The cast of this run by key, as deploy/cast wrote it; nobody before there is one. Read once for each time that it
    was `written`: every page offers them."""
    try:
        told = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return {one["key"]: one for one in told if one["email"].endswith("@haven.example")}


def _role(account: Mapping[str, Any]) -> str:
    return ", ".join(role(one) for one in account["roles"]) or "Applicant or signatory"
