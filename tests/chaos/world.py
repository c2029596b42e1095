"""One running Haven under attack, and what an attacker may do to it: the same words for one node and for a cluster."""

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from deploy import parts, processes, system
from deploy.errors import CannotRun
from deploy.ports import free_ports
from deploy.processes import Process
from deploy.settings import ROOT
from deploy.testing import RunningSystem, private_postgres, running_system
from services.chassis.database import Database
from services.contracts.wire import SERVICES
from tests.chaos import waiting
from tests.chaos.proxy import Proxy


class World(Protocol):
    """One running Haven. Names of parts: "intake" … "audit", "gateway", "broker"; replicas "intake.2", nodes
    "broker.2" in a cluster."""

    kind: str  # "embedded", "postgres", "both" or "cluster"
    run: Path  # its run folder
    settings: Any  # deploy.settings.Settings of (the first) Haven: mail, keys, ports
    parts: Sequence[str]
    gateways: Sequence[str]  # base URLs for clients
    things: dict[str, Any]  # what further kinds of faults need, by name: "broker-proxy", "postgres" …

    def pid(self, part: str) -> int:
        """The process of a part (of the broker: the node's); 0 when it does not run."""
        ...

    def kill(self, part: str, *, stays_down: bool = False) -> None:
        """SIGKILL; the part comes back by itself, unless it is to stay down until `start` or `heal`."""
        ...

    def signal(self, part: str, number: signal.Signals) -> None:
        """Any other signal, to the part and, for the gateway and the broker, to its workers."""
        ...

    def stop(self, part: str) -> None:
        """End a part in order; it stays down until `start` or `heal`."""
        ...

    def start(self, part: str) -> None:
        """Start a part and wait until it is ready."""
        ...

    def run_instead(self, part: str, module: str, environment: Mapping[str, str]) -> None:
        """Put a service down and run it as `python -m module <service>` for one life; what comes after is the usual."""
        ...

    def heal(self) -> None:
        """Undo whatever is still broken, and wait until every part is ready."""
        ...

    def ready(self) -> bool:
        """Whether every part says that it can do its work."""
        ...

    def database(self, service: str) -> Database:
        """A service's own database, for the checker to read, straight."""
        ...

    def quiet(self, seconds: float) -> None:
        """Wait until it is drained: outboxes published, inboxes done, everything in every inbox. NotQuiet with what
        still waits."""
        ...


class Single:
    """One Haven of one process for each part: on SQLite ("embedded"), on PostgreSQL ("postgres"), or some of each."""

    def __init__(self, haven: RunningSystem, kind: str, **things: Any) -> None:
        self.haven, self.kind = haven, kind
        self.settings, self.run = haven.settings, haven.settings.run
        self.parts: Sequence[str] = [part.name for part in parts.of(self.settings)]
        self.gateways: Sequence[str] = [haven.url]
        self.things: dict[str, Any] = things
        self._databases: dict[str, Database] = {}

    def pid(self, part: str) -> int:
        process = self._process(part)
        return process.pid if process else 0

    def kill(self, part: str, *, stays_down: bool = False) -> None:
        if stays_down:
            parts.named(self.settings, part).held.touch()
        if kind_of(part) == "gateway":  # its workers would outlive it for a moment, and answer
            self.signal(part, signal.SIGKILL)
        elif process := self._process(part):
            process.signal(signal.SIGKILL)
            process.wait(5)

    def signal(self, part: str, number: signal.Signals) -> None:
        process = self._process(part)
        if process is None:
            return
        for pid in family(process.pid):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        if number == signal.SIGKILL:
            process.wait(5)

    def stop(self, part: str) -> None:
        self.haven.stop(part)

    def start(self, part: str) -> None:
        self.haven.start(part)

    def run_instead(self, part: str, module: str, environment: Mapping[str, str]) -> None:
        one = parts.named(self.settings, part)
        one.held.touch()
        self.kill(part)
        command = [sys.executable, "-m", module, kind_of(part)]
        env = one.environment() | dict(environment)
        processes.remember(processes.start(command, log=one.log, env=env, cwd=ROOT), one.pid_file)
        one.held.unlink(missing_ok=True)

    def heal(self) -> None:
        for part in parts.of(self.settings):
            if process := part.process:
                for pid in family(process.pid):
                    _continue(pid)
            part.held.unlink(missing_ok=True)
        try:
            system.wait_until_ready(parts.of(self.settings))
        except CannotRun:  # a busy machine: what is slow is not lost
            system.wait_until_ready(parts.of(self.settings))

    def ready(self) -> bool:
        return all(part.process and not part.ready() for part in parts.of(self.settings))

    def database(self, service: str) -> Database:
        if service not in self._databases:
            url, cluster = self.settings.database_url(service), self.things.get("postgres")
            if cluster is not None and not url.startswith("sqlite"):
                url = cluster.url(f"haven_{service}")  # not through the proxy
            self._databases[service] = Database(url)
        return self._databases[service]

    def quiet(self, seconds: float) -> None:
        waiting.until_quiet({service: self.database(service) for service in SERVICES}, seconds)

    def close(self) -> None:
        """Let the databases go."""
        for one in self._databases.values():
            one.engine.dispose()

    def _process(self, part: str) -> Process | None:
        return parts.named(self.settings, part).process


@contextmanager
def embedded(folder: Path, **chosen: str) -> Iterator[World]:
    """The default of a single machine: one node, SQLite."""
    with _before_the_broker(chosen) as things, running_system(folder, "sqlite", **chosen) as haven:
        yield from _single(haven, "embedded", **things)


@contextmanager
def postgres(folder: Path, **chosen: str) -> Iterator[World]:
    """One node, PostgreSQL."""
    yield from _on_postgres(folder, SERVICES, "postgres", chosen)


@contextmanager
def both(folder: Path, **chosen: str) -> Iterator[World]:
    """One node; review on PostgreSQL and the others on SQLite, so that every kind of fault for one node finds what it
    harms. For the short rounds; nobody runs a Haven like that."""
    yield from _on_postgres(folder, ("review",), "both", chosen)


def _on_postgres(folder: Path, services: Sequence[str], kind: str, chosen: dict[str, str]) -> Iterator[World]:
    with (
        private_postgres(folder / "postgres") as cluster,
        Proxy(cluster.port) as proxy,
        _before_the_broker(chosen) as things,
    ):
        for service in services:
            url = cluster.create_database(f"haven_{service}").replace(f":{cluster.port}/", f":{proxy.port}/")
            chosen[f"HAVEN_DATABASE_URL_{service.upper()}"] = url
        with running_system(folder, "sqlite", **chosen) as haven:
            yield from _single(haven, kind, postgres=cluster, **{"database-proxy": proxy}, **things)


@contextmanager
def _before_the_broker(chosen: dict[str, str]) -> Iterator[dict[str, Any]]:
    """A proxy between the broker and all that use it; noted in `chosen`, and given as a thing of the world."""
    chosen["HAVEN_BROKER_PORT"] = str(free_ports(1)[0])
    with Proxy(int(chosen["HAVEN_BROKER_PORT"])) as proxy:
        chosen["HAVEN_BROKER_FRONT_PORT"] = str(proxy.port)
        yield {"broker-proxy": proxy}


def _single(haven: RunningSystem, kind: str, **things: Any) -> Iterator[World]:
    world = Single(haven, kind, **things)
    try:
        yield world
    finally:
        world.close()


def opener(kind: str) -> Callable[..., AbstractContextManager[World]]:
    """What opens a world of this kind in a folder, as a context manager."""
    if kind == "cluster":
        return importlib.import_module("tests.chaos.cluster_world").cluster  # only it needs what a cluster needs
    return {"embedded": embedded, "postgres": postgres, "both": both}[kind]


def kind_of(part: str) -> str:
    """The kind of a part: "intake" of "intake.2"."""
    return part.partition(".")[0]


def family(pid: int) -> list[int]:
    """A process and its descendants, parents first."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parent = int(text[text.rindex(")") + 2 :].split()[1])
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def until(true: Callable[[], Any], what: str, seconds: float = 180.0) -> None:
    """Wait until it is; TimeoutError names what did not come true."""
    give_up = time.monotonic() + seconds
    while not true():
        if time.monotonic() > give_up:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.05)


def _continue(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGCONT)
    except ProcessLookupError:
        return
