"""What the tests of a whole Haven look at from outside: what waits in each part, and what the ledger holds."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from deploy.cast import Cast
from deploy.settings import ROOT
from deploy.testing import RunningSystem


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
