"""Three nodes that are one broker: what it confirmed outlives any one of them, and a node alone grows into three."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from amqp import AMQPError
from amqp.exceptions import MessageNacked

from deploy.broker_cluster import BrokerCluster
from deploy.ports import free_ports
from services.chassis import queues

from .test_broker import publish, read

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrokerCluster]:
    """Three nodes, of which the first was alone before, with a queue and a letter in it."""
    ports, folder = free_ports(7), Path(tmp_path_factory.mktemp("cluster"))
    pairs = list(zip(ports[:3], ports[3:6], strict=True))
    alone = BrokerCluster(folder / "broker", pairs[:1], epmd_port=ports[6])
    three = BrokerCluster(folder / "broker", pairs, epmd_port=ports[6])
    try:
        alone.start()
        queues.declare(alone.uri)
        publish(alone.uri, "old", "from before")
        alone.settle()
        alone.stop()
        three.start()
        queues.declare(three.uri)
        yield three
    finally:
        three.stop()


def members(cluster: BrokerCluster) -> dict[str, int]:
    """On how many nodes each quorum queue is."""
    told = cluster.first.control("list_queues", "--quiet", "name", "members").splitlines()
    return {line.partition("\t")[0]: line.count("@") for line in told}


def publish_at_last(cluster: BrokerCluster, queue: str, body: str) -> None:
    """Until it is confirmed: while a queue chooses its new leader, the broker says no. It may be there twice then."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return publish(cluster.uri, queue, body)
        except (MessageNacked, AMQPError, OSError):
            assert time.monotonic() < deadline
            time.sleep(0.2)


def test_every_quorum_queue_has_a_member_on_each_node(cluster: BrokerCluster) -> None:
    publish(cluster.nodes[1].uri, "new", "from now")
    found = members(cluster)
    assert found["old"] == found["new"] == 3
    assert {place.name: found[place.name] for place in queues.everything()} == {
        place.name: 3 for place in queues.everything()
    }


def test_a_node_that_goes_takes_no_confirmed_message_along(cluster: BrokerCluster) -> None:
    publish(cluster.first.uri, "letters", "before")
    cluster.settle()
    cluster.first.kill()
    publish_at_last(cluster, "letters", "while the first node is down")
    cluster.first.start()
    assert sorted(set(read(cluster.nodes[2].uri))) == ["before", "while the first node is down"]
    assert read(cluster.first.uri, "old") == ["from before"]
    assert len(cluster.running()) == 3
