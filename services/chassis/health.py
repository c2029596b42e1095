"""GET /health/live, /health/ready and /metrics of a service process, on its own loopback port.

Ready says what is true now: it asks the database, opens a connection to the broker, and counts what waits.
"""

import json
import logging
import shutil
from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import eventlet.wsgi
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from . import broker, clock, inbox, metrics, outbox, parked, settings
from .database import Database, DatabaseAway

log = logging.getLogger(__name__)
LOOK_SECONDS = 2.0  # for each thing: who asks has not long to wait
SLOW_SECONDS = 60.0  # a message that waits longer than this is worth an operator's look
OUTBOX_ALARM = 50_000  # events that wait: the outbox grows on the disk until the broker takes them
DISK_ALARM = 1_000_000_000  # bytes left for databases and documents


class Look:
    """A look at the database that is waited for briefly, and goes on: a connection that is given up before it was found
    dead teaches the pool nothing, and the next look would meet the next dead one."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._going: Any = None

    def backlog(self) -> dict[str, Any]:
        """What waits. eventlet.Timeout when that is not known yet; whatever the last look met."""
        if self._going is None or self._going.dead:
            self._going = eventlet.spawn(self._ask)
        with eventlet.Timeout(LOOK_SECONDS):
            found: dict[str, Any] | Exception = self._going.wait()
        if isinstance(found, Exception):
            raise found
        return found

    def _ask(self) -> dict[str, Any] | Exception:
        try:
            with self._db.read() as session:
                session.execute(text("SELECT 1"))
                return {"outbox": outbox.backlog(session), "inbox": inbox.backlog(session),
                        "parked": parked.count(session)}
        except Exception as problem:
            return problem


def report(service: str, look: Look, uri: str, taking_calls: Callable[[], bool]) -> dict[str, Any]:
    """The state of each thing this service needs, by name; `ready` when it can do its work."""
    parts = {"database": "ok", "broker": _broker(uri), "calls": "ok" if taking_calls() else "not taken"}
    backlog: dict[str, Any] = {}
    try:
        backlog = look.backlog()
    except (DatabaseAway, eventlet.Timeout):
        parts["database"] = "away"
    except Exception as problem:
        parts["database"] = inbox.describe(problem)
    if backlog:
        _tell(backlog)
    ready = all(state == "ok" for state in parts.values())
    found = alarms(backlog)
    metrics.ALARMS.set(len(found))
    return {"service": service, "ready": ready, **parts, "alarms": found, **backlog, "time": clock.now().isoformat()}


def alarms(backlog: dict[str, Any]) -> list[str]:
    """What will stop this service when nobody looks, in a word each; it goes on working meanwhile."""
    found = []
    if backlog and backlog["outbox"]["waiting"] > OUTBOX_ALARM:
        found.append("outbox")
    folder = settings.get().run
    if folder.exists() and shutil.disk_usage(folder).free < DISK_ALARM:
        found.append("disk")
    return found


def serve(service: str, port: int, db: Database, uri: str, taking_calls: Callable[[], bool]) -> None:
    """Answer on 127.0.0.1:`port` until the process ends."""
    look = Look(db)

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/health/live":
            return _json(start, 200, {"service": service, "live": True})
        if path == "/health/ready":
            found = report(service, look, uri, taking_calls)
            return _json(start, 200 if found["ready"] else 503, found)
        if path == "/metrics":
            report(service, look, uri, taking_calls)
            start("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
            return [generate_latest()]
        return _json(start, 404, {"detail": "ask /health/live, /health/ready or /metrics"})

    listener = eventlet.listen(("127.0.0.1", port), reuse_port=False)
    eventlet.spawn(eventlet.wsgi.server, listener, app, log_output=False)


def _broker(uri: str) -> str:
    """Whether one of its nodes lets us in: a node that hangs does not make the others away."""
    return "ok" if any(_lets_in(node) for node in uri.split(";")) else "away"


def _lets_in(node: str) -> bool:
    try:
        with eventlet.Timeout(LOOK_SECONDS), broker.connect(node, heartbeat=0) as connection:
            connection.connect()
            return True
    except (Exception, eventlet.Timeout):
        return False


def _tell(backlog: dict[str, Any]) -> None:
    metrics.OUTBOX.set(backlog["outbox"]["waiting"])
    metrics.OUTBOX_AGE.set(backlog["outbox"]["oldest"])
    metrics.INBOX.set(backlog["inbox"]["waiting"])
    metrics.INBOX_AGE.set(backlog["inbox"]["oldest"])
    metrics.PARKED.set(backlog["parked"])


def _json(start: Callable[..., Any], status: int, body: dict[str, Any]) -> list[bytes]:
    words = {200: "200 OK", 404: "404 Not Found", 503: "503 Service Unavailable"}
    start(words[status], [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(body).encode()]
