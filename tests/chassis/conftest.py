"""The small services of a test, on the shared broker; each test has queues of its own time only, so they are purged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

from services.contracts import topology
from services.contracts.wire import SERVICES
from tests.chassis.running import Parts, parts


@pytest.fixture
def small(broker: str, tmp_path: Path) -> Iterator[Parts]:
    """The two small services, on SQLite, not started yet."""
    _purge(broker)
    with parts(broker, tmp_path) as found:
        yield found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def both(request: pytest.FixtureRequest, broker: str, tmp_path: Path) -> Iterator[Parts]:
    """The two small services, once on SQLite and once on PostgreSQL, not started yet."""
    _purge(broker)
    urls: Any = None
    if request.param == "postgres":
        make = request.getfixturevalue("postgres")
        urls = {name: make(f"chassis_{name}") for name in ("intake", "review")}
    with parts(broker, tmp_path, urls) as found:
        yield found


@pytest.fixture
def pg(request: pytest.FixtureRequest, broker: str, tmp_path: Path) -> Iterator[Parts]:
    """The two small services, on PostgreSQL only, not started yet."""
    _purge(broker)
    make = request.getfixturevalue("postgres")
    urls = {name: make(f"chassis_{name}") for name in ("intake", "review")}
    with parts(broker, tmp_path, urls) as found:
        yield found


def _purge(uri: str) -> None:
    names = [topology.event_queue(source, listener) for listener, said in topology.HEARS.items() for source in said]
    for service in SERVICES:
        names += [topology.command_queue(service), topology.query_queue(service), topology.dead_queue(service)]
    for name in names:
        with Connection(uri) as connection:  # a queue that is not there closes its channel
            try:
                connection.default_channel.queue_purge(name)
            except connection.channel_errors:
                continue
