"""The line in front of the gateway's threads: it has an end, and whoever is turned away hears so at once."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from deploy.ports import free_ports
from deploy.settings import ROOT
from tests.chassis.running import until

THREADS, LINE = 2, 2
LONG = 90.0  # seconds that cost nothing where all is well


@dataclass
class Server:
    """gunicorn with our worker before an app that waits."""

    port: int
    release: Path
    log: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{self.port}{path}", timeout=LONG)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=LONG)


Starts = Callable[..., Server]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Starts]:
    """`serve(line_seconds=…)`: a server with these limits."""
    made: list[Server] = []

    def start(**limits: float) -> Server:
        port, release, log = free_ports(1)[0], tmp_path / "release", tmp_path / "log"
        given = {"gateway_threads": THREADS, "gateway_line": LINE, "line_seconds": LONG, **limits}
        env = {**os.environ, "HAVEN_GATEWAY_PORT": str(port), "RELEASE": str(release)}
        env |= {f"HAVEN_{name.upper()}": str(value) for name, value in given.items()}
        command = [sys.executable, "-m", "gunicorn", "-c", "python:deploy.gunicorn_settings"]
        with log.open("wb") as file:
            process = subprocess.Popen(
                [*command, "tests.gateway.waiting_app:app"], cwd=ROOT, env=env, stdout=file, stderr=file
            )
        made.append(Server(port, release, log, process))
        until(lambda: answers(made[-1]), "the server answers", LONG)
        return made[-1]

    yield start
    for server in made:
        server.release.touch()
        server.process.terminate()
        server.process.wait(60)


def answers(server: Server) -> bool:
    try:
        return server.get("/").ok
    except requests.ConnectionError:
        return False


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(64)
    yield pool
    pool.shutdown(wait=False)  # who still waits is answered when the server is released


def test_beyond_the_end_of_the_line_everybody_is_turned_away_at_once_and_nobody_in_it_is(
    serve: Starts, crowd: ThreadPoolExecutor
) -> None:
    server = serve()
    asked = [crowd.submit(server.get, "/wait") for _ in range(40)]
    until(lambda: sum(one.done() for one in asked) == 40 - THREADS - LINE, "all but those inside have heard", LONG)
    refused = [one.result() for one in asked if one.done()]
    assert {one.status_code for one in refused} == {503}
    assert {one.headers["Retry-After"] for one in refused} == {"2"}
    assert {one.json()["code"] for one in refused} == {"overloaded"}
    server.release.touch()
    assert sorted(one.result().status_code for one in asked) == [200] * (THREADS + LINE) + [503] * 36
    assert server.get("/").status_code == 200


def test_health_is_told_while_every_thread_is_taken_and_the_line_is_full(
    serve: Starts, crowd: ThreadPoolExecutor
) -> None:
    server = serve()
    asked = fill(server, crowd)
    assert server.get("/health/live").status_code == 200
    assert server.get("/").status_code == 503
    assert not any(one.done() for one in asked)


def test_who_stood_in_the_line_too_long_is_turned_away_although_a_thread_is_free_then(
    serve: Starts, crowd: ThreadPoolExecutor
) -> None:
    server = serve(line_seconds=0.2)
    asked = fill(server, crowd)
    threading.Event().wait(0.5)
    server.release.touch()
    assert sorted(one.result().status_code for one in asked) == [200] * THREADS + [503] * LINE


def test_connections_that_say_nothing_take_no_thread_and_no_place(serve: Starts) -> None:
    server = serve()
    silent = [server.connect() for _ in range(50)]
    assert server.get("/").status_code == 200
    for one in silent:
        one.close()


@pytest.mark.parametrize(
    "begun", [b"GET / HTTP/1.1\r\nHost: x", b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1"]
)
def test_a_request_that_never_arrives_whole_gives_its_thread_back(serve: Starts, begun: bytes) -> None:
    server = serve(receive_seconds=0.5)
    slow = [server.connect() for _ in range(THREADS + LINE)]
    for one in slow:
        one.sendall(begun)
    until(lambda: server.get("/").status_code == 200, "there is a thread again", LONG)
    for one in slow:
        one.close()


def test_who_sends_much_and_is_turned_away_reads_the_answer_all_the_same(
    serve: Starts, crowd: ThreadPoolExecutor
) -> None:
    server = serve()
    fill(server, crowd)
    for _ in range(20):
        with server.connect() as client:
            client.sendall(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000)
            assert client.recv(1000).startswith(b"HTTP/1.1 503 ")


def test_who_was_turned_away_may_ask_again_on_the_same_connection_and_a_smuggled_request_is_not_heard(
    serve: Starts, crowd: ThreadPoolExecutor
) -> None:
    server = serve()
    asked = fill(server, crowd)
    get = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    with server.connect() as client:
        for _ in range(3):
            client.sendall(get)
            assert client.recv(4000).startswith(b"HTTP/1.1 503 ")
        server.release.touch()
        assert {one.result().status_code for one in asked} == {200}
        client.sendall(get)
        assert client.recv(4000).startswith(b"HTTP/1.1 200 ")
    server.release.unlink()
    fill(server, crowd)
    hidden = b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(get), get)
    with server.connect() as client:
        client.sendall(hidden)
        heard = b""
        while piece := client.recv(4000):
            heard += piece
        assert heard.count(b"HTTP/1.1 ") == 1
        assert b"Connection: close" in heard


def fill(server: Server, crowd: ThreadPoolExecutor) -> list[Future[requests.Response]]:
    """Every thread and every place in the line taken."""
    asked: list[Future[requests.Response]] = []

    def full() -> bool:
        """One more at a time, until one is turned away."""
        waiting = [one for one in asked if not one.done()]
        if len(waiting) == THREADS + LINE and server.get("/").status_code == 503:
            asked[:] = waiting
            return True
        if len(waiting) < THREADS + LINE:
            asked.append(crowd.submit(server.get, "/wait"))
        return False

    until(full, "the line is full", LONG)
    return asked
