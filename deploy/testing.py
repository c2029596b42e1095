"""Brokers, databases and whole systems for tests: private, in a folder of the test, gone when the block ends.

Nothing here needs anything running, and nothing here touches what runs: every port is free when it is taken, and
every process is ended by the record made at its start.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.broker import Node
from deploy.ports import free_ports
from deploy.postgres import Cluster


@contextmanager
def private_broker(folder: Path) -> Iterator[Node]:
    """A RabbitMQ node in `folder`: use `.uri`; `.stop()`, `.start()` and `.kill()` it at will.

    Call `.settle()` between declaring quorum queues and the first kill (see Node.settle).
    """
    port, epmd_port, distribution_port = free_ports(3)
    node = Node(Path(folder), port=port, epmd_port=epmd_port, distribution_port=distribution_port)
    node.start()
    try:
        yield node
    finally:
        node.stop()


@contextmanager
def private_postgres(folder: Path) -> Iterator[Cluster]:
    """A PostgreSQL cluster in `folder`: use `.url(name)`; `.create_database(name)` makes one and gives its URL."""
    cluster = Cluster(Path(folder), port=free_ports(1)[0])
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
