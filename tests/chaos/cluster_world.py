"""A Haven of several of each: three RabbitMQ nodes, PostgreSQL, two replicas of every service, two gateways behind a
balancer. Clients know the balancer only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.testing import RunningSystem, running_system
from services.contracts.wire import SERVICES
from tests.chaos.balancer import Balancer
from tests.chaos.world import Single, World

SEVERAL = {"HAVEN_BROKER_NODES": "3", "HAVEN_REPLICAS": "2", "HAVEN_GATEWAYS": "2"}


class Several(Single):
    """As one of each; the names of the second of a kind end in `.2`."""

    def __init__(self, haven: RunningSystem, front: Balancer) -> None:
        super().__init__(haven, "cluster")
        self.front = front
        self.gateways = [f"http://127.0.0.1:{front.port}"]

    def kinds(self) -> dict[str, list[str]]:
        """The parts of each kind, such as the three of "broker"."""
        found: dict[str, list[str]] = {}
        for part in self.parts:
            found.setdefault(kind_of(part), []).append(part)
        return found


@contextmanager
def cluster(folder: Path, **chosen: str) -> Iterator[World]:
    """Several of each on PostgreSQL; further settings by name, such as HAVEN_REPLICAS_REVIEW="1"."""
    with running_system(folder, "postgres", **{**SEVERAL, **chosen}) as haven:
        ports = [haven.settings.gateway_port_of(number) for number in range(1, haven.settings.gateways + 1)]
        with Balancer(ports) as front:
            world = Several(haven, front)
            try:
                yield world
            finally:
                world.close()


def kind_of(part: str) -> str:
    """The kind of a part: "intake" of "intake.2"."""
    return part.partition(".")[0]


def services_of(world: World) -> list[str]:
    """Every replica of every service."""
    return [part for part in world.parts if kind_of(part) in SERVICES]
