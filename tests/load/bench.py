"""Calls per second of each way to call a service, side by side, in one run: `make bench`.

    python -m tests.load.bench                 the clients, against echo services on a broker of its own
    python -m tests.load.bench --haven         and a whole Haven: a real query and command, and HTTP requests

The two servers do the same work in each row of their group; what differs is the client. Method and results so far are
in README.md next to this file.
"""

import argparse
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID, uuid4

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from kombu import Connection, Consumer, Exchange, Producer, Queue
from nameko.standalone.rpc import ClusterRpcProxy

from deploy.cast import Cast
from deploy.testing import RunningSystem, private_broker, running_system
from gateway.bus import Bus, tokens
from services.contracts.agreements import ReadTariff
from services.contracts.intake import MyRequests, Readiness, SendEnquiry
from services.contracts.message import SYSTEM, Actor, Role
from services.contracts.request import Profile

SECONDS = 4.0
TURN = 0.25
Call = Callable[[], object]
ENQUIRY = {"data_wanted": "Episodes", "purpose_summary": "Bench", "organisations": ("Somewhere",)}
BODY = {"args": [{}], "kwargs": {}}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=SECONDS, help="for each row")
    options.add_argument("--haven", action="store_true", help="and a whole Haven, started for it")
    chosen = options.parse_args()
    say(f"{'client':<46}{'server':<8}{'calls/s':>9}{'p50 ms':>9}{'p99 ms':>9}")
    with tempfile.TemporaryDirectory() as folder, private_broker(Path(folder) / "broker") as node:
        key = Path(folder) / "gateway.private.pem"
        private = Ed25519PrivateKey.generate()
        key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        for server in ("kombu", "nameko"):
            with echo(server, node.uri):
                clients(server, node.uri, key, chosen.seconds)
    if chosen.haven:
        with tempfile.TemporaryDirectory() as folder:
            whole_haven(Path(folder), chosen.seconds)


def clients(server: str, uri: str, key: Path, seconds: float) -> None:
    """The rows of one server. Those of one thread take turns, so that whatever else the machine does meets them all."""
    config = {"AMQP_URI": uri}
    bus = Bus(uri, tokens.Signer(key))

    def ours() -> None:
        bus.ask(MyRequests(), SYSTEM)

    def fresh() -> None:
        with ClusterRpcProxy(config, timeout=5) as proxy:
            proxy.intake.my_requests({})

    with ExitStack() as open_:
        turns: dict[str, Call] = {"raw kombu": open_.enter_context(raw_kombu(uri)), "our Bus": ours}
        if server == "nameko":
            kept = open_.enter_context(ClusterRpcProxy(config, timeout=5))
            turns["nameko proxy, kept"] = lambda: kept.intake.my_requests({})
            turns["nameko proxy, new for each call"] = fresh
        rates = in_turns(server, turns, seconds)
        if server == "nameko":
            row("nameko proxies, pooled, 8 threads", server, open_.enter_context(proxies(config, 8)), seconds, 8)
        row("our Bus, 8 threads", server, ours, seconds, 8)
    bus.stop()
    ratio = rates["our Bus"] / rates["raw kombu"]
    say(f"  our Bus is {ratio:.2f} of raw kombu against the same {server} server, one thread each, in turns")


def in_turns(server: str, calls: dict[str, Call], seconds: float) -> dict[str, float]:
    """Measure one thread of each, a quarter of a second at a time."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(max(1, int(seconds / TURN))):
        for name, call in calls.items():
            until = time.monotonic() + TURN
            while (begun := time.monotonic()) < until:
                call()
                times[name].append(time.monotonic() - begun)
    for name, mine in times.items():
        tell(f"{name}, one thread", server, len(mine) / sum(mine), mine)
    return {name: len(mine) / sum(mine) for name, mine in times.items()}


def whole_haven(folder: Path, seconds: float) -> None:
    """Real work: a query that computes from a table, a command that writes, and both over HTTP through the gateway."""
    with running_system(folder, HAVEN_REQUESTS_PER_SECOND="1000000") as haven:
        bus = Bus(haven.settings.amqp_uri("gateway"), tokens.Signer(haven.settings.run / "keys/gateway.private.pem"))
        person = somebody(haven)

        def read() -> None:
            bus.ask(ReadTariff(profile=Profile.DARS), person)

        def send() -> None:
            bus.ask(SendEnquiry(**ENQUIRY, readiness=Readiness.READY), person)

        for name, call in (("our Bus, query ReadTariff", read), ("our Bus, command SendEnquiry", send)):
            row(name, "haven", call, seconds)
            row(f"{name}, 8 threads", "haven", call, seconds, 8)
        bus.stop()
        for path in ("/health/live", "/api/v1/tariff?profile=dars"):
            for threads in (1, 8):
                row(f"HTTP GET {path}, {threads}", "haven", browser(haven.url + path), seconds, threads)


def somebody(haven: RunningSystem) -> Actor:
    """An applicant with a confirmed address and an organisation: nobody else may send an enquiry."""
    cast = Cast(haven.url, haven.settings.run, Path(haven.environment["HAVEN_MAIL"]))
    cast.assemble(only=("gwen.pike",))
    met = cast.welcome("bench", "Bench Marker", "northbridge")
    return Actor(id=UUID(met.id), name=met.name, roles=frozenset({Role.PERSON}))


def browser(url: str) -> Callable[[], None]:
    """One kept connection for each thread."""
    local = threading.local()

    def call() -> None:
        if not hasattr(local, "session"):
            local.session = requests.Session()
        local.session.get(url, timeout=10).raise_for_status()

    return call


def row(name: str, server: str, call: Call, seconds: float, threads: int = 1) -> None:
    """Measure for so long, and print."""
    warm_up = time.monotonic() + 0.5
    while time.monotonic() < warm_up:
        call()
    times: list[float] = []
    until = time.monotonic() + seconds

    def work() -> None:
        mine = []
        while (begun := time.monotonic()) < until:
            call()
            mine.append(time.monotonic() - begun)
        times.extend(mine)

    begun = time.monotonic()
    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    tell(name, server, len(times) / (time.monotonic() - begun), times)


def tell(name: str, server: str, rate: float, times: list[float]) -> None:
    """One row of the table."""
    p50, p99 = statistics.median(times) * 1000, sorted(times)[int(len(times) * 0.99)] * 1000
    say(f"{name:<46}{server:<8}{rate:>9.0f}{p50:>9.2f}{p99:>9.2f}")


@contextlib.contextmanager
def raw_kombu(uri: str) -> Iterator[Callable[[], None]]:
    """The least a client can do: one connection, one thread, publish and drain, no confirm, no deadline."""
    exchange = Exchange("nameko-rpc", type="topic", durable=True)
    reply_to, answers = str(uuid4()), []
    with Connection(uri) as connection, connection.channel() as channel:
        producer = Producer(channel)
        queue = Queue(f"rpc.reply-bench-{reply_to}", exchange, routing_key=reply_to, expires=60)

        def take(body: object, _message: object) -> None:
            answers.append(body)

        with Consumer(channel, [queue], callbacks=[take], no_ack=True, accept=["json"]):

            def call() -> None:
                producer.publish(
                    BODY,
                    exchange=exchange,
                    routing_key="intake.my_requests",
                    reply_to=reply_to,
                    correlation_id=str(uuid4()),
                    serializer="json",
                    delivery_mode=1,
                )
                while not answers:
                    connection.drain_events(timeout=5)
                answers.clear()

            yield call


@contextlib.contextmanager
def proxies(config: dict[str, str], count: int) -> Iterator[Callable[[], None]]:
    """A pool of nameko's proxies, because one cannot be shared."""
    opened = [ClusterRpcProxy(config, timeout=5) for _ in range(count)]
    idle = [proxy.start() for proxy in opened]

    def call() -> None:
        proxy = idle.pop()
        try:
            proxy.intake.my_requests({})
        finally:
            idle.append(proxy)

    yield call
    for proxy in opened:
        proxy.stop()


@contextlib.contextmanager
def echo(server: str, uri: str) -> Iterator[None]:
    """The echo service in a process of its own, answering when the block begins."""
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", "tests.load.echo", server, uri], env=os.environ)
    try:
        wait_for_queue(uri, "rpc-intake")
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()
        process.wait()


def wait_for_queue(uri: str, queue: str) -> None:
    """Until somebody consumes it; says so after 20 seconds."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(Exception), Connection(uri) as connection, connection.channel() as channel:
            if channel.queue_declare(queue, passive=True).consumer_count:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nobody consumes {queue}")


def say(text: str) -> None:
    """Print, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
