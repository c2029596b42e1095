"""Brokers, databases and whole systems for tests: private, in a folder of the test, gone when the block ends.

Nothing here needs anything running, and nothing here touches what runs: every port is free when it is taken, and
every process is ended by the record made at its start.
"""

import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from deploy import broker_definitions, broker_files, broker_rights, parts, settings, system
from deploy.broker import Node
from deploy.ports import free_ports
from deploy.postgres import Cluster
from deploy.settings import HEALTH_PORTS, Settings


@contextmanager
def private_broker(folder: Path, *, guarded: bool = False, more: str = "") -> Iterator[Node]:
    """A RabbitMQ node in `folder`: use `.uri`; `.stop()`, `.start()` and `.kill()` it at will. Bare, but for one user
    who may do everything; `guarded`, it has every queue, and for each part a user of few rights: use `.uri_as(part)`.
    `more`: lines for rabbitmq.conf.

    Call `.settle()` between declaring quorum queues and the first kill (see Node.settle).
    """
    port, epmd_port, distribution_port = free_ports(3)
    node = Node(Path(folder), port=port, epmd_port=epmd_port, distribution_port=distribution_port)
    if more:
        node.folder.mkdir(parents=True)
        (node.folder / "more.conf").write_text(more)
    if guarded:
        uris = {part: node.uri_as(part) for part in broker_rights.PARTS} | {"": node.uri}
        broker_files.write_definitions(node.folder, broker_definitions.of(uris, clock_moves=True))
    try:
        node.start()
        yield node
    finally:
        node.stop()


@contextmanager
def private_postgres(folder: Path, certificate: tuple[Path, Path] | None = None) -> Iterator[Cluster]:
    """A PostgreSQL cluster: use `.url(name)`; `.create_database(name)` makes one and gives its URL. Its log is kept in
    `folder`. Itself it lies elsewhere: pytest closes its folders to everybody else whenever another run begins, and
    PostgreSQL, which root lends another user, ends itself when it no longer sees its files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="haven-postgres-", ignore_cleanup_errors=True) as place:
        cluster = Cluster(Path(place) / "own", port=free_ports(1)[0], certificate=certificate)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
            if cluster.log.exists():
                shutil.copy(cluster.log, folder)


class RunningSystem:
    """A whole Haven on ports of its own, in mode test: the parts are broker, the five services, and gateway; with
    `broker.2`, `intake.2`, `gateway.2` … where there are several."""

    def __init__(self, chosen: Settings) -> None:
        self.settings = chosen
        self.url = chosen.gateway_url
        self.environment = chosen.environment()

    def kill(self, name: str, *, stays_down: bool = False) -> None:
        """SIGKILL to a part; the supervisor starts it again by itself, unless it is to stay down until `start`."""
        part = parts.named(self.settings, name)
        process = part.process
        if stays_down:
            part.held.touch()
        if process:
            process.signal(signal.SIGKILL)
            process.wait(5)

    def stop(self, part: str) -> None:
        """Stop a part in order, and leave it stopped until `start`."""
        system.stop(self.settings, part)

    def start(self, part: str) -> None:
        """Start a part (again), and wait until it is ready."""
        system.start(self.settings, part)

    def wait_until_ready(self) -> None:
        system.wait_until_ready(parts.of(self.settings))

    def log(self, part: str) -> str:
        """All that a part has written so far."""
        return parts.named(self.settings, part).log.read_text(errors="replace")


@contextmanager
def running_system(
    folder: Path, database: Literal["sqlite", "postgres"] = "sqlite", **chosen: str
) -> Iterator[RunningSystem]:
    """A whole Haven in `folder`; further settings by name (HAVEN_...=value)."""
    folder = Path(folder)
    with ExitStack() as stack:
        if database == "postgres":
            cluster = stack.enter_context(private_postgres(folder / "postgres"))
            for service in HEALTH_PORTS:
                chosen[f"HAVEN_DATABASE_URL_{service.upper()}"] = cluster.create_database(f"haven_{service}")
        running = settings.read(on_free_ports(folder / "run", chosen) | chosen)
        stack.callback(system.down, running)
        system.up(running)
        yield RunningSystem(running)


def on_free_ports(run: Path, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a Haven in `run` that shares no port with anything else, however many of each are chosen."""
    wanted = settings.read(chosen or {})
    several = {"HAVEN_BROKER_PORT": wanted.broker_nodes, "HAVEN_BROKER_DISTRIBUTION_PORT": wanted.broker_nodes}
    several |= {"HAVEN_GATEWAY_PORT": wanted.gateways}
    several |= {f"HAVEN_HEALTH_PORT_{service.upper()}": count for service, count in wanted.replicas.items()}
    names = ["HAVEN_BROKER_EPMD_PORT"]
    names += [name if n == 1 else f"{name}_{n}" for name, count in several.items() for n in range(1, count + 1)]
    ports = {name: str(port) for name, port in zip(names, free_ports(len(names)), strict=True)}
    return ports | {"HAVEN_RUN": str(run), "HAVEN_MODE": "test"}
