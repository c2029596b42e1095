"""A node of our own: it keeps what it confirmed, takes nothing from others, and leaves nothing behind."""

import os
import socket
from pathlib import Path

import pytest
from amqp.exceptions import AccessRefused
from kombu import Connection, Queue

from deploy import processes
from deploy.broker import Node
from deploy.errors import CannotRun
from deploy.ports import free_ports


def queue_of(name: str) -> Queue:
    return Queue(name, durable=True, queue_arguments={"x-queue-type": "quorum"})


def publish(uri: str, name: str, body: str) -> None:
    """Declare the queue and publish to it; returns when the broker has confirmed the message."""
    with Connection(uri, transport_options={"confirm_publish": True}) as connection:
        queue_of(name)(connection.default_channel).declare()
        connection.Producer().publish(body, routing_key=name, delivery_mode=2)


def read(uri: str, name: str = "letters") -> list[str]:
    with Connection(uri) as connection:
        queue = queue_of(name)(connection.default_channel)
        queue.declare()
        return [message.payload for message in iter(lambda: queue.get(no_ack=True), None)]


def test_confirmed_messages_survive_a_kill(node: Node) -> None:
    publish(node.uri, "kept", "before settling")
    node.settle()
    publish(node.uri, "kept", "after settling")

    node.kill()
    assert not node.is_running()
    node.start()

    assert read(node.uri, "kept") == ["before settling", "after settling"]


def test_two_nodes_side_by_side_know_nothing_of_each_other(nodes: list[Node]) -> None:
    for node in nodes:
        node.start()
    publish(nodes[0].uri, "letters", "for the first")

    assert read(nodes[1].uri) == []
    assert read(nodes[0].uri) == ["for the first"]
    with pytest.raises(AccessRefused):
        read(nodes[0].uri.replace(f":{nodes[0].port}/", f":{nodes[1].port}/"))


def test_guest_is_not_let_in(node: Node) -> None:
    with pytest.raises(AccessRefused):
        read(f"pyamqp://guest:guest@127.0.0.1:{node.port}//")


def test_the_node_listens_on_the_loopback_only(node: Node) -> None:
    for port in (node.port, node.epmd_port, node.distribution_port):
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        rows += [line.split() for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]]
        addresses = {row[1].split(":")[0] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}
        assert addresses <= {"0100007F", "00000000000000000000000001000000"}, port
        assert addresses, port


def test_secrets_are_for_their_user_only(node: Node) -> None:
    for name in ("node.json", "rabbitmq.conf", ".erlang.cookie"):
        assert (node.folder / name).stat().st_mode & 0o077 == 0, name


def test_a_stopped_node_leaves_no_process(node: Node) -> None:
    records = [node.pid_file, node.folder / "epmd.pid"]
    running = [processes.recall(path) for path in records]
    assert all(running)

    assert node.stop()

    assert not any(process.is_alive() for process in running if process)
    leftovers = [pid for pid in os.listdir("/proc") if pid.isdecimal() and str(node.folder) in _command_line(pid)]
    assert leftovers == []


def test_a_taken_port_is_one_sentence_and_nothing_is_started(tmp_path: Path) -> None:
    port, epmd_port, distribution_port = free_ports(3)
    node = Node(tmp_path / "broker", port=port, epmd_port=epmd_port, distribution_port=distribution_port)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(CannotRun, match=rf"port {port} .*HAVEN_BROKER_PORT"):
        node.start()
    assert not (tmp_path / "broker").exists()


def _command_line(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""
