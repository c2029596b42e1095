"""Calls per second of each way to call a service, side by side, in one run: `make bench`.

    python -m tests.load.bench                 the clients, against echo services on a broker of its own
    python -m tests.load.bench --haven URL     and HTTP requests through a gateway that runs (its demo data is enough)

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
from pathlib import Path
from uuid import uuid4

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from kombu import Connection, Consumer, Exchange, Producer, Queue
from nameko.standalone.rpc import ClusterRpcProxy

from deploy.testing import private_broker
from gateway.bus import Bus, tokens
from services.contracts.intake import MyRequests
from services.contracts.message import SYSTEM

SECONDS = 4.0
BODY = {"args": [{}], "kwargs": {}}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=SECONDS, help="for each row")
    options.add_argument("--haven", help="the address of a running gateway")
    chosen = options.parse_args()
    say(f"{'client':<44}{'server':<10}{'calls/s':>9}{'p50 ms':>9}{'p99 ms':>9}")
    with tempfile.TemporaryDirectory() as folder, private_broker(Path(folder) / "broker") as node:
        key = Path(folder) / "gateway.private.pem"
        private = Ed25519PrivateKey.generate()
        key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        for server in ("kombu", "nameko"):
            with echo(server, node.uri):
                clients(server, node.uri, key, chosen.seconds)
    if chosen.haven:
        over_http(chosen.haven, chosen.seconds)


def clients(server: str, uri: str, key: Path, seconds: float) -> None:
    """The rows of one server."""
    with raw_kombu(uri) as call:
        raw = row("raw kombu, one thread", server, call, seconds)
    if server == "nameko":
        config = {"AMQP_URI": uri}

        def fresh() -> None:
            with ClusterRpcProxy(config, timeout=5) as proxy:
                proxy.intake.my_requests({})

        row("nameko ClusterRpcProxy, new for each call", server, fresh, seconds)
        with ClusterRpcProxy(config, timeout=5) as kept:
            row("nameko ClusterRpcProxy, kept, one thread", server, lambda: kept.intake.my_requests({}), seconds)
        with proxies(config, 8) as pooled:
            row("nameko ClusterRpcProxy, one per thread, 8", server, pooled, seconds, threads=8)
    bus = Bus(uri, tokens.Signer(key))
    ours = row("our Bus, one thread", server, lambda: bus.ask(MyRequests(), SYSTEM), seconds)
    row("our Bus, 8 threads", server, lambda: bus.ask(MyRequests(), SYSTEM), seconds, threads=8)
    bus.stop()
    say(f"  ours is {ours / raw:.2f} of raw kombu against the same {server} server, one thread each")


def over_http(base: str, seconds: float) -> None:
    """What a program sees: a request that ends in the gateway, and one that asks a service."""
    for path in ("/health/live", "/api/v1/form"):
        session = requests.Session()
        row(f"HTTP GET {path}", "haven", lambda p=path, s=session: s.get(base + p, timeout=10), seconds)
        row(
            f"HTTP GET {path}, 8 threads",
            "haven",
            lambda p=path: requests.get(base + p, timeout=10),
            seconds,
            threads=8,
        )


def row(name: str, server: str, call: Callable[[], object], seconds: float, threads: int = 1) -> float:
    """Measure for so long, print, and give the calls per second."""
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
    rate = len(times) / (time.monotonic() - begun)
    p50, p99 = statistics.median(times) * 1000, sorted(times)[int(len(times) * 0.99)] * 1000
    say(f"{name:<44}{server:<10}{rate:>9.0f}{p50:>9.2f}{p99:>9.2f}")
    return rate


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
