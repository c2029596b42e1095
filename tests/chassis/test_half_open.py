"""The other end is gone without a word, and nothing says so: every wait has an end, and then all goes on by itself.

The proxy swallows what is sent and never ends a connection, and its kernel acknowledges every byte: only what looks for
itself finds out. Nothing is healed in these tests.
"""

import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.chaos.proxy import Proxy
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
LONG = 150.0  # seconds: the bounds are below 30, and the machine may be busy


def port_of(address: str) -> int:
    return int(address.rsplit("@", 1)[1].partition("/")[0].rpartition(":")[2])


def through(proxy: Proxy, address: str) -> str:
    return address.replace(f":{port_of(address)}/", f":{proxy.port}/")


@pytest.fixture
def silent(small: Parts) -> Iterator[tuple[Parts, Proxy]]:
    """The small services, which reach the broker through a proxy; whoever asks them does not."""
    straight = small.uri
    with Proxy(port_of(straight)) as proxy:
        small.uri = through(proxy, straight)
        for service in ("intake", "review"):
            small.start(service)
        small.uri = straight
        yield small, proxy
        small.stop()


@pytest.fixture
def silent_pg(pg: Parts) -> Iterator[tuple[Parts, Proxy]]:
    """The small intake, which reaches PostgreSQL through a proxy."""
    straight = pg.urls["intake"]
    with Proxy(port_of(straight)) as proxy:
        pg.urls = {**pg.urls, "intake": through(proxy, straight)}
        pg.start("intake")
        yield pg, proxy
        pg.stop()


def answer(small: Parts, message: Any, seconds: float = 4) -> dict[str, Any]:
    try:
        return small.ask("review" if isinstance(message, ReadCount) else "intake", message, seconds=seconds)
    except (TimeoutError, OSError):
        return {}


def counted(small: Parts, command: Count) -> bool:
    return bool(answer(small, command).get("answer"))


def heard(small: Parts, command: Count) -> int:
    return int(answer(small, ReadCount(subject_id=command.subject_id)).get("answer", {}).get("count", 0))


def test_services_whose_connections_to_the_broker_are_half_open_find_out_and_connect_again(
    silent: tuple[Parts, Proxy],
) -> None:
    """All three at once: the one that takes calls and events in, the one for replies, the relay's. Before, the first
    waited in its goodbye for ever, the second never knew."""
    small, proxy = silent
    first, second = Count(subject_id=uuid4()), Count(subject_id=uuid4())
    until(lambda: counted(small, first), "it works")
    until(lambda: heard(small, first), "it is heard")
    assert proxy.half_open() >= 5
    until(lambda: counted(small, second), "a command is taken in, carried out and answered", LONG)
    until(lambda: heard(small, second), "the event left and was heard", LONG)
    assert all(process.poll() is None for process in small.processes.values()), "without starting again"


@pytest.mark.postgres
def test_a_service_whose_connections_to_postgresql_are_half_open_answers_and_goes_on(
    silent_pg: tuple[Parts, Proxy],
) -> None:
    """One command is in the middle of its transaction, the other connections are idle in the pool."""
    small, proxy = silent_pg
    idle, caught = Count(subject_id=uuid4()), Count(subject_id=uuid4(), pause=2.0)
    until(lambda: counted(small, idle), "it works")
    replies: list[dict[str, Any]] = []
    asker = threading.Thread(target=lambda: replies.append(answer(small, caught, LONG)))
    asker.start()
    time.sleep(1.0)
    assert proxy.half_open() >= 1
    fresh = Count(subject_id=uuid4())
    until(lambda: counted(small, fresh), "idle connections are known to be dead before they are used", LONG)
    asker.join(LONG)
    assert replies, "it hangs"
    assert "answer" in replies[0] or replies[0]["refused"]["code"] in ("resting", "unknown", "too-late"), replies
    until(lambda: answer(small, caught).get("answer", {}).get("version") == 1, "done once, whichever it was", LONG)


@pytest.mark.postgres
def test_a_postgresql_that_takes_connections_and_never_answers_is_away(silent_pg: tuple[Parts, Proxy]) -> None:
    """Nobody hangs in connecting: libpq's own limit does not count in green threads."""
    small, proxy = silent_pg
    until(lambda: counted(small, Count(subject_id=uuid4())), "it works")
    proxy.black_hole()
    until(lambda: small.health("intake").get("database") == "away", "health tells the truth", LONG)
    command = Count(subject_id=uuid4())
    refused = answer(small, command, LONG).get("refused", {})
    assert refused.get("code") in ("resting", "too-late"), refused
    proxy.forward()
    until(lambda: answer(small, Count(subject_id=uuid4())).get("answer"), "it is back", LONG)
