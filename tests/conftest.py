"""Fixtures that every folder of tests may use. Brokers and clusters are started once for a run, when first needed."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.testing import private_broker, private_postgres
from tests.support import Ground, ground_for, purge

os.environ.setdefault("HAVEN_MODE", "test")
gc.disable()  # until all tests are collected (see pytest_collection_finish)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: they mostly wait, and what is quick fills the time until all are done. Left to
    the end, one of them kept two workers idle for minutes."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What was loaded for 14,500 tests stays to the end. Python's collector need not look through it again and again,
    and may wait for more than a few hundred new things: making the gateway's application, say, called it often enough
    to take five times as long."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """A function from a database's name to its URL, on one private PostgreSQL cluster; the database is made once."""
    made: dict[str, str] = {}
    with private_postgres(tmp_path_factory.mktemp("postgres")) as cluster:

        def url(name: str) -> str:
            if name not in made:
                made[name] = cluster.create_database(name)
            return made[name]

        yield url


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one private RabbitMQ node. Tests that stop or kill a node start their own."""
    with private_broker(tmp_path_factory.mktemp("broker")) as made:
        yield made.uri


@pytest.fixture(scope="module")
def broker(node: str) -> str:
    """That node with empty queues: what the services of another file said is not for this one."""
    purge(node)
    return node


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Ground]]:
    """`ground("review")`: that service's database, empty, once on SQLite and once on PostgreSQL."""
    made: list[Ground] = []

    def make(service: str) -> Ground:
        if request.param == "postgres":
            url = request.getfixturevalue("postgres")(f"ground_{service}")
        else:
            url = f"sqlite:///{tmp_path / service}.sqlite"
        made.append(ground_for(service, url))
        return made[-1]

    yield make
    for one in made:
        one.db.engine.dispose()


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Callable[[str], Ground]]:
    """As `ground`, on SQLite only: for rules that do not depend on the database."""
    made: list[Ground] = []

    def make(service: str) -> Ground:
        made.append(ground_for(service, f"sqlite:///{tmp_path / service}.sqlite"))
        return made[-1]

    yield make
    for one in made:
        one.db.engine.dispose()
