"""A client that writes down what it was told, and stops at a gate while the checker counts."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any, cast

import requests

from deploy.client import ApiProblem, Client, Unreachable
from gateway.api.routes import ROUTES
from services.contracts.message import Command, new_id
from tests.chaos.history import History, Operation, Outcome

Json = dict[str, Any]
VALUE = re.compile(r"\bv[0-9a-f]{16}\b")
KEPT = ("subject", "reference", "status", "code", "bytes", "a", "b")
PATIENCE = 150.0  # seconds for one wish with all its repeats: longer than any fault and what comes after it
TWINS = 0.04  # of all wishes are sent by two sockets at once, with one key


class Gate:
    """Requests pass while it is open. `shut` waits until none is under way."""

    def __init__(self) -> None:
        self._changed, self._open, self._inside = threading.Condition(), True, 0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait for the gate, and be counted while inside."""
        with self._changed:
            self._changed.wait_for(lambda: self._open)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def shut(self, seconds: float = PATIENCE + 30) -> None:
        """Let nobody in, and wait until everybody is out. TimeoutError when somebody stays."""
        with self._changed:
            self._open = False
            if not self._changed.wait_for(lambda: not self._inside, seconds):
                raise TimeoutError(f"{self._inside} requests are still under way after {seconds:.0f} s")

    def open(self) -> None:
        with self._changed:
            self._open = True
            self._changed.notify_all()


@dataclass
class Notebook:
    """What all clients of a run share: where they write, the gate, and whether to send some wishes twice at once."""

    history: History
    gate: Gate
    twins: float = TWINS


class Recorder(Client):
    """One caller whose commands are written down. What it reads is not, unless `peek` is used."""

    longest_pause = 0.5  # so that what is measured is how long Haven takes to be well again, not its callers

    def __init__(self, url: str, token: str, name: str, notebook: Notebook, random: Random) -> None:
        super().__init__(url, token, patience=PATIENCE)
        self.name, self.notebook, self.random = name, notebook, random

    def peek(self, path: str, kind: str, **query: Any) -> bool:
        """Ask for something that is none of our business; True, and written down, when it was shown all the same."""
        return self._looked(kind, path, lambda: self.get(path, **query))

    def fetch(self, path: str, kind: str) -> bool:
        """The same for a file."""
        return self._looked(kind, path, lambda: {"bytes": len(self.download(path))})

    def _looked(self, kind: str, path: str, look: Callable[[], Json]) -> bool:
        invoked, outcome, told = self.notebook.history.now(), "unknown", {}
        try:
            told, outcome = look(), "ok"
        except ApiProblem as problem:
            told, outcome = _why(problem), "refused" if problem.status < 500 else "unknown"
        except Unreachable:
            pass
        self._write(kind, "", "", path, invoked, outcome, told)
        return outcome == "ok"

    def _change(self, method: str, path: str, body: Mapping[str, Any] | None, key: str, etag: str) -> Json:
        message = asked(method, path)
        if message is None:
            return super()._change(method, path, body, key, etag)
        key, invoked = key or str(new_id()), self.notebook.history.now()
        found = VALUE.search(str(body or {}))
        told: Json = {}
        outcome: Outcome = "unknown"
        try:
            told = self._once_or_twice(method, path, body, key, etag)
            outcome = "ok"
            return told
        except ApiProblem as problem:
            told = _why(problem)
            outcome = "unknown" if problem.status >= 500 else "refused"
            raise
        finally:
            self._write(message.__name__, found[0] if found else "", key, path, invoked, outcome, told)

    def _once_or_twice(self, method: str, path: str, body: Mapping[str, Any] | None, key: str, etag: str) -> Json:
        if self.random.random() >= self.notebook.twins:
            return super()._change(method, path, body, key, etag)
        twin = Recorder(self.url, self.token, self.name, self.notebook, self.random)
        first, answers = {"status": 599}, []  # nothing known yet

        def second() -> None:
            try:
                answers.append(Client._change(twin, method, path, body, key, etag))
            except ApiProblem as problem:
                answers.append(_why(problem))
            except Unreachable:
                return

        thread = threading.Thread(target=second)
        thread.start()
        try:
            first = super()._change(method, path, body, key, etag)
        except ApiProblem as problem:
            first = _why(problem)
            raise
        finally:
            thread.join()
            if answers and answers[0] != first and max(_status(answers[0]), _status(first)) < 500:
                both = {"a": first, "b": answers[0]}
                self._write("two-answers", "", key, path, self.notebook.history.now(), "ok", both)
        return first

    def _send(self, method: str, path: str, **parts: Any) -> requests.Response:
        with self.notebook.gate.passing():
            return super()._send(method, path, **parts)

    def _write(
        self, kind: str, value: str, command: str, path: str, invoked: float, outcome: str, told: Json
    ) -> None:
        history = self.notebook.history
        subject = str(told.get("subject") or path)
        answer = {name: told[name] for name in KEPT if name in told}
        ended = (invoked, history.now(), cast(Outcome, outcome), answer)
        history.add(Operation(self.name, kind, value, command, subject, *ended))


def asked(method: str, path: str) -> type[Command] | None:
    """The remembered command that a request asks for, if it is one."""
    for row_method, pattern, message in _COMMANDS:
        if row_method == method and pattern.fullmatch(path):
            return message
    return None


def _why(problem: ApiProblem) -> Json:
    return {"status": problem.status, "code": problem.code}


def _status(told: Json) -> int:
    return int(told.get("status", 0)) if isinstance(told.get("status", 0), int) else 0


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"<[^>]*>", "[^/]+", path))


_COMMANDS: list[tuple[str, re.Pattern[str], type[Command]]] = [
    (row.method, _pattern(row.path), row.message)
    for row in ROUTES
    if issubclass(row.message, Command) and row.message.remembered and not row.demo and row.part is None
]
