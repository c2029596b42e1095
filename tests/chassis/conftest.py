"""The small services of a test, on the shared broker; each test has queues of its own time only, so they are purged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chassis.running import Parts, parts
from tests.support import purge


@pytest.fixture
def small(broker: str, tmp_path: Path) -> Iterator[Parts]:
    """The two small services, on SQLite, not started yet."""
    purge(broker)
    with parts(broker, tmp_path) as found:
        yield found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def both(request: pytest.FixtureRequest, broker: str, tmp_path: Path) -> Iterator[Parts]:
    """The two small services, once on SQLite and once on PostgreSQL, not started yet."""
    purge(broker)
    urls: Any = None
    if request.param == "postgres":
        make = request.getfixturevalue("postgres")
        urls = {name: make(f"chassis_{name}") for name in ("intake", "review")}
    with parts(broker, tmp_path, urls) as found:
        yield found


@pytest.fixture
def pg(request: pytest.FixtureRequest, broker: str, tmp_path: Path) -> Iterator[Parts]:
    """The two small services, on PostgreSQL only, not started yet."""
    purge(broker)
    make = request.getfixturevalue("postgres")
    urls = {name: make(f"chassis_{name}") for name in ("intake", "review")}
    with parts(broker, tmp_path, urls) as found:
        yield found
