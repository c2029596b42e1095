"""A running Haven in this process behind its real gateway, in which every try is undone: the same object in the same
state for each of thousands of people."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy.orm import Session

from gateway.api.route import PREFIX, Route
from gateway.api.routes import ROUTES
from gateway.app import create_app
from gateway.config import Config
from services.contracts import wire
from services.contracts.intake import ReadSession, SessionView, TouchSession
from services.contracts.message import Actor, Command, NotFound, Query, Refused, View
from tests.line import Bus

from .people import Persona


def route_for(message: Any) -> Route | None:
    """The route by which this message is given: the one that implies nothing it does not say."""
    values = wire.dump(message)
    rows = (row for row in ROUTES if row.message is type(message) and not row.download)
    return next((row for row in rows if all(values[name] == fixed for name, fixed in row.fixed.items())), None)


class _Undone(Exception):
    """Carries what a transaction would have given out of it, so that it is rolled back."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


class UndoingDatabase:
    """A service's database that forgets every transaction while `undoing`."""

    def __init__(self, db: Any) -> None:
        self._db, self.undoing = db, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def write(self, work: Callable[[Session], Any], call: Any = None) -> Any:
        if not self.undoing:
            return self._db.write(work, call)

        def tried(session: Session) -> Any:
            result = work(session)
            session.flush()
            raise _Undone(result)

        try:
            return self._db.write(tried, call)
        except _Undone as undone:
            return undone.result


class LineBus:
    """The gateway's bus, in front of the five services in this process. A token is the key of a persona."""

    def __init__(self, line: Bus, personas: dict[str, Persona]) -> None:
        self.line, self.personas = line, personas

    def ask(self, message: Command | Query, actor: Actor, *, part: str | None = None, **_: Any) -> View:
        if isinstance(message, ReadSession):
            return self._session(message.token)
        if isinstance(message, TouchSession):
            return self._session("stranger")
        answer: View = self.line.call(message, actor, part)
        return answer

    def gather(self, messages: Mapping[str, Any], actor: Actor, **_: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, message in messages.items():
            try:
                found[name] = self.ask(message, actor)
            except Refused as refused:
                found[name] = refused
        return found

    def full(self, _part: str) -> bool:
        return False

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    ready, waiting = True, 0

    def _session(self, token: str) -> SessionView:
        if token not in self.personas:
            raise NotFound("There is no such session.")
        who = self.personas[token].actor
        return SessionView(person_id=who.id, name=who.name, roles=who.roles, organisation_id=who.organisation_id)


class Tried:
    """Asks as anybody, over HTTP where there is a route, and undoes what came of it."""

    def __init__(self, line: Bus, personas: dict[str, Persona], config: Config) -> None:
        self.line, self.personas = line, personas
        self.databases = [UndoingDatabase(service.db) for service in line.services.values()]
        for service, db in zip(line.services.values(), self.databases, strict=True):
            service.db = db
        self.bus = LineBus(line, dict(personas))  # which grows by those who try once
        self.app: Flask = create_app(config, bus=self.bus)
        self.client = self.app.test_client()
        self.cells = self.over_http = 0

    @contextmanager
    def undoing(self) -> Iterator[None]:
        """Nothing that is done in here stays."""
        for db in self.databases:
            db.undoing = True
        try:
            yield
        finally:
            for db in self.databases:
                db.undoing = False

    def give(self, message: Any, who: Persona) -> tuple[int, str, Any]:
        """Status, code and body of what this person gets for this message."""
        self.cells += 1
        route = route_for(message)
        with self.undoing():
            return self._http(route, message, who) if route else self._straight(message, who)

    def _http(self, route: Route, message: Any, who: Persona) -> tuple[int, str, Any]:
        self.over_http += 1
        values = wire.dump(message)
        path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda m: str(values.pop(m[1], "intake")), route.path)
        given = {name: value for name, value in values.items() if name in route.fields}
        headers = {"Idempotency-Key": str(uuid4())}
        if not who.nobody:
            headers["Authorization"] = f"Bearer {who.key}"
        if "expected_version" in values and values["expected_version"] is not None:
            headers["If-Match"] = f'"{values["expected_version"]}"'
        if route.writes:
            asked: dict[str, Any] = {"json": given}
        else:
            asked = {"query_string": {k: v for k, v in given.items() if v not in (None, "", [])}}
        answer = self.client.open(PREFIX + path, method=route.method, headers=headers, **asked)
        body = answer.get_json(silent=True) or {}
        return answer.status_code, body.get("code", ""), body

    def _straight(self, message: Any, who: Persona) -> tuple[int, str, Any]:
        try:
            answer = self.line.call(message, who.actor, None)
        except Refused as refused:
            status = {"not-permitted": 403, "not-found": 404, "malformed": 422}.get(type(refused).code, 409)
            return (401 if who.nobody and status == 403 else status), refused.code, {}
        return 200, "", wire.dump(answer)


def text(body: Any) -> str:
    """Everything an answer says."""
    return json.dumps(body)


__all__ = ["LineBus", "Tried", "route_for", "text"]
