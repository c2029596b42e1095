"""Several RabbitMQ nodes on this machine that hold every quorum queue together: one of three may be lost at any time.

The first node is made first and the others join it; from then on all are equal, and each starts when it is started.
Queues that were there before a node joined get a member on it too; those for queries, which live on one node of a
broker of one (services/chassis/queues.py), are made anew.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from deploy.broker import Node
from deploy.errors import CannotRun
from services.contracts import topology


class BrokerCluster:
    """The nodes that live in `folder` and beside it. `ports`: for each node what it listens on for clients, and for
    the other nodes. One node is a cluster too."""

    def __init__(self, folder: Path, ports: Sequence[tuple[int, int]], *, epmd_port: int) -> None:
        self.nodes = [
            Node(
                folder,
                port=port,
                epmd_port=epmd_port,
                distribution_port=distribution_port,
                member=(number, len(ports)),
            )
            for number, (port, distribution_port) in enumerate(ports, start=1)
        ]

    @property
    def uri(self) -> str:
        """The addresses of all nodes, in kombu's spelling: the next one is tried when one does not answer."""
        return ";".join(node.uri for node in self.nodes)

    def uri_as(self, user: str) -> str:
        """The same, for the part that signs in as `user`."""
        return ";".join(node.uri_as(user) for node in self.nodes)

    @property
    def first(self) -> Node:
        return self.nodes[0]

    def check(self) -> None:
        """CannotRun when something would keep a node that does not run from starting."""
        for node in self.nodes:
            if not node.is_running():
                node.check()

    def launch(self) -> None:
        """Start what does not run: all nodes, or the first one alone as long as there is nothing to join."""
        for node in self.nodes if self._formed() else [self.first]:
            node.launch()

    def wait_until_ready(self) -> None:
        """Wait for all nodes, after `launch`; the first time, have the others join."""
        if not self._formed():
            self.first.wait_until_ready()
            for node in self.nodes:
                node.launch()
        for node in self.nodes:
            node.wait_until_ready()
        if len(self.nodes) > 1:
            self._complete()

    def start(self) -> None:
        """Start all nodes and wait until they are ready."""
        self.launch()
        self.wait_until_ready()

    def settle(self) -> None:
        """Have every node write down which quorum queues it holds (see Node.settle)."""
        for node in self.nodes:
            node.settle()

    def stop(self) -> None:
        """End all nodes; the first is the last to go, so that it never waits for another at its next start."""
        for node in reversed(self.nodes):
            node.stop()

    def running(self) -> set[str]:
        """The names of the nodes that the first one sees in its cluster."""
        told = json.loads(self.first.control("cluster_status", "--formatter", "json"))
        return set(told["running_nodes"])

    def _formed(self) -> bool:
        """Whether every node has been started before."""
        return all((node.folder / "data" / node.member.name).exists() for node in self.nodes)

    def _complete(self) -> None:
        names = {node.member.name for node in self.nodes}
        if self.running() != names:
            raise CannotRun(f"The nodes of the message broker did not find each other; read why in {self.first.log}.")
        for name in sorted(names):
            self.first.control("grow", name, "all", program="rabbitmq-queues")
        for line in self.first.control("list_queues", "--quiet", "name", "type").splitlines():
            queue, _, kind = line.partition("\t")
            if kind == "classic" and queue.startswith(topology.query_queue("")):
                self.first.control("delete_queue", queue)  # declared anew as one that is on every node
