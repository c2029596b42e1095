"""The fault proxy does what its names say: a nemesis that does no harm would prove nothing."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.chaos.proxy import Proxy


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that sends back what it gets; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)

        def answer(one: socket.socket) -> None:
            with one:
                try:
                    while data := one.recv(65536):
                        one.sendall(data)
                except OSError:
                    return

        def serve() -> None:
            while True:
                try:
                    one, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(one,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(echo: int) -> Iterator[Proxy]:
    with Proxy(echo) as made:
        yield made


def connect(proxy: Proxy, seconds: float = 30) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=seconds)


def asked(one: socket.socket, text: bytes = b"hello") -> bytes:
    one.sendall(text)
    got = b""
    while len(got) < len(text):
        more = one.recv(65536)
        assert more, "ended in the middle"
        got += more
    return got


def connect_and_ask(proxy: Proxy) -> bytes:
    with connect(proxy) as one:
        return asked(one)


def silent(one: socket.socket, seconds: float = 0.5) -> bool:
    """Nothing comes: no byte, no end, no error."""
    one.settimeout(seconds)
    try:
        one.recv(1)
    except TimeoutError:
        return True
    finally:
        one.settimeout(30)
    return False


def test_bytes_go_both_ways_and_the_end_is_told(proxy: Proxy) -> None:
    with connect(proxy) as one:
        assert asked(one, b"x" * 300_000) == b"x" * 300_000
        assert proxy.connections == 1
        one.shutdown(socket.SHUT_WR)
        assert one.recv(1) == b""


def test_a_cut_resets_what_there_is_and_serves_what_comes(proxy: Proxy) -> None:
    with connect(proxy) as one:
        asked(one)
        assert proxy.cut() == 1
        with pytest.raises(ConnectionResetError):
            one.recv(1)
    with connect(proxy) as another:
        assert asked(another) == b"hello"


def test_refused_means_reset_until_healed(proxy: Proxy) -> None:
    proxy.refuse()
    with pytest.raises(ConnectionError):
        connect_and_ask(proxy)
    proxy.forward()
    with connect(proxy) as another:
        assert asked(another) == b"hello"


def test_a_half_open_connection_is_silent_and_its_end_is_not_told(proxy: Proxy) -> None:
    with connect(proxy) as one, connect(proxy) as idle:
        asked(one), asked(idle)
        assert proxy.half_open() == 2
        one.sendall(b"lost")
        assert silent(one)
        with connect(proxy) as another:
            assert asked(another) == b"hello"
        proxy.forward()
        with pytest.raises(ConnectionResetError):
            idle.recv(1)


def test_a_black_hole_takes_connections_and_answers_none_until_healed(proxy: Proxy) -> None:
    proxy.black_hole()
    with connect(proxy) as one:
        one.sendall(b"anybody?")
        assert silent(one)
    proxy.forward()
    with connect(proxy) as another:
        assert asked(another) == b"hello"


def test_what_is_held_goes_on_when_healed(proxy: Proxy) -> None:
    with connect(proxy) as one:
        asked(one)
        proxy.hold()
        one.sendall(b"later")
        assert silent(one)
        proxy.forward()
        assert one.recv(5) == b"later"


def test_a_delay_counts_each_way(proxy: Proxy) -> None:
    with connect(proxy) as one:
        asked(one)
        proxy.delay(0.3)
        began = time.monotonic()
        assert asked(one) == b"hello"
        assert time.monotonic() - began >= 0.6


def test_a_throttle_limits_the_rate(proxy: Proxy) -> None:
    with connect(proxy) as one:
        asked(one)
        proxy.throttle(100_000)
        began = time.monotonic()
        assert len(asked(one, b"x" * 50_000)) == 50_000
        assert time.monotonic() - began >= 0.5


def test_a_server_that_is_away_resets_the_client() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with Proxy(port) as proxy, pytest.raises(ConnectionError):
        connect_and_ask(proxy)


def test_the_end_of_the_proxy_ends_its_connections(echo: int) -> None:
    with Proxy(echo) as proxy:
        one = connect(proxy)
        asked(one)
        proxy.hold()
    with one, pytest.raises(ConnectionResetError):
        one.recv(1)
