"""A Haven of several of each: three RabbitMQ nodes, PostgreSQL, two replicas of every service, two gateways behind a
balancer. Clients know the balancer only."""

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy import parts, processes
from deploy.settings import ROOT
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

    def kill(self, part: str) -> None:
        if kind_of(part) == "gateway":  # its workers would outlive it for a moment, and answer
            self.signal(part, signal.SIGKILL)
        else:
            super().kill(part)

    def run_instead(self, part: str, module: str, environment: Mapping[str, str]) -> None:
        one = parts.named(self.settings, part)
        one.held.touch()
        self.kill(part)
        command = [sys.executable, "-m", module, kind_of(part)]
        env = one.environment() | dict(environment)
        processes.remember(processes.start(command, log=one.log, env=env, cwd=ROOT), one.pid_file)
        one.held.unlink(missing_ok=True)

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
