"""What the tests of a whole Haven look at from outside: what waits in each part, and what the ledger holds."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import requests
from sqlalchemy import create_engine, text

from deploy.cast import Cast
from deploy.settings import ROOT
from deploy.testing import RunningSystem


@dataclass
class Heard:
    """What went over HTTP: every address that was asked, every secret that was sent or answered, every answer that said
    no."""

    urls: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)
    refusals: list[str] = field(default_factory=list)

    def listen(self, asked: requests.PreparedRequest, answer: requests.Response) -> None:
        """Remember one request and its answer."""
        self.urls.add(unquote_plus(str(asked.url)))
        self.secrets.add(str(asked.headers.get("Authorization", "")).removeprefix("Bearer "))
        if "json" in str(asked.headers.get("Content-Type")) and isinstance(asked.body, bytes):
            self._note(json.loads(asked.body))
        if answer.status_code >= 400:
            self.refusals.append(answer.text)
        elif "application/json" in answer.headers.get("Content-Type", ""):
            self._note(answer.json())

    def _note(self, said: Any) -> None:
        """Passwords, tokens, codes and recovery codes, by the names of their fields."""
        for name in SECRET_FIELDS & set(said if isinstance(said, dict) else ()):
            values = said[name] if isinstance(said[name], list) else [said[name]]
            self.secrets.update(str(value) for value in values)


SECRET_FIELDS = {"password", "old", "new", "token", "secret", "uri", "codes", "csrf_token"}


@contextmanager
def listening() -> Iterator[Heard]:
    """Everything that this process asks over HTTP, until the block ends."""
    heard, send = Heard(), requests.Session.send

    def overheard(session: requests.Session, asked: requests.PreparedRequest, **more: Any) -> requests.Response:
        answer = send(session, asked, **more)
        heard.listen(asked, answer)
        return answer

    requests.Session.send = overheard  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        requests.Session.send = send  # type: ignore[method-assign]


def cast_of(haven: RunningSystem) -> Cast:
    """The invented people of this Haven, with their organisations and roles."""
    cast = Cast(haven.url, haven.settings.run, Path(haven.environment["HAVEN_MAIL"]))
    cast.assemble()
    return cast


def waiting(haven: RunningSystem) -> dict[str, Any]:
    """For each service that has something left to do: its outbox, its inbox and what is parked."""
    found = {}
    for service, port in haven.settings.health_ports.items():
        told = _ready(port)
        left = {"outbox": told["outbox"]["waiting"], "inbox": told["inbox"]["waiting"], "parked": told["parked"]}
        if any(left.values()):
            found[service] = left
    return found


def settle(haven: RunningSystem, seconds: float = 60) -> None:
    """Wait until nothing waits, twice in a row: an event on its way is in no table of either side."""
    deadline, quiet = time.monotonic() + seconds, 0
    while quiet < 2:
        left = waiting(haven)
        quiet = 0 if left else quiet + 1
        assert time.monotonic() < deadline, f"still waiting after {seconds:.0f} s: {left}"
        time.sleep(0.5)


def said(haven: RunningSystem) -> Counter[str]:
    """How often each event was announced, by its type, over all services."""
    counted: Counter[str] = Counter()
    for service in haven.settings.health_ports:
        counted.update(dict(rows(haven, service, "SELECT type, count(*) FROM outbox GROUP BY type")))
    return counted


def rows(haven: RunningSystem, service: str, query: str) -> list[tuple[Any, ...]]:
    """Rows of a service's own database, which only a test may look into."""
    engine = create_engine(haven.settings.database_url(service))
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def audit_verify(haven: RunningSystem) -> str:
    """What `haven audit verify` says; the test fails when it finds anything wrong."""
    command = [sys.executable, "-m", "deploy.cli", "audit", "verify"]
    done = subprocess.run(command, env=haven.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _ready(port: int) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
