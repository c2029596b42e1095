"""Connections go to each server in turn, and past one that is down: else a lost gateway would be a lost portal."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from deploy.ports import free_ports
from tests.chaos.balancer import Balancer


@pytest.fixture
def servers() -> Iterator[list[socket.socket]]:
    """Two servers that greet with their own port."""
    with ExitStack() as stack:
        made = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]

        def greet(server: socket.socket) -> None:
            while True:
                try:
                    one, _ = server.accept()
                except OSError:
                    return
                with one:
                    one.sendall(str(port_of(server)).encode())

        for server in made:
            threading.Thread(target=greet, args=(server,), daemon=True).start()
        yield made
        for server in made:
            server.shutdown(socket.SHUT_RDWR)


def port_of(server: socket.socket) -> int:
    port: int = server.getsockname()[1]
    return port


def greeted(balancer: Balancer) -> int:
    with socket.create_connection(("127.0.0.1", balancer.port), timeout=30) as one:
        return int(one.recv(100) or 0)


def test_each_server_has_its_turn(servers: list[socket.socket]) -> None:
    ports = [port_of(server) for server in servers]
    with Balancer(ports) as balancer:
        assert [greeted(balancer) for _ in range(4)] == ports * 2


def test_a_server_that_is_down_is_passed_over(servers: list[socket.socket]) -> None:
    with Balancer([*free_ports(1), port_of(servers[0])]) as balancer:
        assert [greeted(balancer) for _ in range(3)] == [port_of(servers[0])] * 3


def test_nobody_there_is_a_connection_that_ends() -> None:
    with Balancer(free_ports(2)) as balancer, pytest.raises(ConnectionError):
        greeted(balancer)
