"""The parts of one Haven: the broker, the five services and the gateway; how each is started and asked how it is. Of
each there may be several: the second replica of intake is the part `intake.2`, the second node `broker.2`."""

import json
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy import processes
from deploy.broker import Node
from deploy.errors import CannotRun
from deploy.ports import is_free
from deploy.processes import Process
from deploy.settings import ROOT, Settings

# What a part may take to finish its work; longer than the longest deadline of a call on the bus.
DRAIN_SECONDS = 30


@dataclass(frozen=True)
class Part:
    """One process that the supervisor keeps alive."""

    name: str
    pid_file: Path
    log: Path
    launch: Callable[[], Process]  # starts it and returns at once
    end: Callable[[], bool]  # ends it; True when it went by itself after finishing its work
    ready: Callable[[], str]  # empty when it can do its work, else what is missing, in a few words
    port: int
    port_setting: str
    environment: Callable[[], dict[str, str]] = dict  # what it is started with

    @property
    def process(self) -> Process | None:
        return processes.recall(self.pid_file)

    @property
    def held(self) -> Path:
        """While this file exists the part was stopped on purpose, and is not started again."""
        return self.pid_file.with_suffix(".held")

    def check_port(self) -> None:
        """CannotRun when somebody else listens where this part would, or when it may not listen there."""
        if self.process is not None:
            return
        try:
            free = is_free(self.port)
        except PermissionError as error:
            raise CannotRun(
                f"Port {self.port}, which {self.name} needs, is not allowed to this user; "
                f"set {self.port_setting} to a port above 1023."
            ) from error
        if not free:
            raise CannotRun(
                f"Port {self.port}, which {self.name} needs, is taken by another program; "
                f"stop that program, or set {self.port_setting} to another port."
            )


def of(settings: Settings) -> list[Part]:
    """Every part, in the order of starting; the order of stopping is the reverse."""
    nodes = settings.brokers.nodes if settings.own_broker else []
    return [
        *(_broker(node) for node in nodes),
        *(_service(settings, name, n) for name in settings.health_ports for n in _numbers(settings.replicas[name])),
        *(_gateway(settings, n) for n in _numbers(settings.gateways)),
    ]


def named(settings: Settings, name: str) -> Part:
    """The part of that name; CannotRun when there is none."""
    parts = {part.name: part for part in of(settings)}
    if name not in parts:
        raise CannotRun(f"There is no part called {name}; the parts are {', '.join(parts)}.")
    return parts[name]


def _numbers(count: int) -> range:
    return range(1, count + 1)


def _called(kind: str, number: int) -> str:
    return kind if number == 1 else f"{kind}.{number}"


def _port_setting(name: str, number: int) -> str:
    return name if number == 1 else f"{name}_{number}"


def _broker(node: Node) -> Part:
    number = node.member.number
    return Part(
        name=_called("broker", number),
        pid_file=node.pid_file,
        log=node.log,
        launch=node.launch,
        end=node.stop,
        ready=lambda: "" if node.is_ready() else "does not take connections",
        port=node.port,
        port_setting=_port_setting("HAVEN_BROKER_PORT", number),
    )


def _service(settings: Settings, name: str, number: int) -> Part:
    command = [sys.executable, "-m", "services.chassis.runner", name]
    turn = list(settings.health_ports).index(name) + number
    port = settings.health_port_of(name, number)
    return _http_part(settings, _called(name, number), command, port, f"HAVEN_HEALTH_PORT_{name.upper()}", turn)


def _gateway(settings: Settings, number: int) -> Part:
    command = [sys.executable, "-m", "gunicorn", "-c", "python:deploy.gunicorn_settings", "gateway.app:create_app()"]
    port = settings.gateway_port_of(number)
    return _http_part(settings, _called("gateway", number), command, port, "HAVEN_GATEWAY_PORT", number)


def _http_part(settings: Settings, name: str, command: list[str], port: int, setting: str, turn: int) -> Part:
    """A part that answers on `port`, which it is told in `setting`; `turn` says which broker node it tries first."""
    pid_file, log = settings.run / "pids" / f"{name}.json", settings.run / "logs" / f"{name}.log"
    number = int(name.partition(".")[2] or 1)

    certificate = settings.gateway_certificate if name.partition(".")[0] == "gateway" else ""

    def environment() -> dict[str, str]:
        return nodes_in_turn(settings.environment(name.partition(".")[0]), turn) | {setting: str(port)}

    def launch() -> Process:
        process = processes.start(command, log=log, env=environment(), cwd=ROOT)
        processes.remember(process, pid_file)
        return process

    def end() -> bool:
        process = processes.recall(pid_file)
        drained = process.end(DRAIN_SECONDS) if process else True
        pid_file.unlink(missing_ok=True)
        return drained

    port_setting = _port_setting(setting, number)
    return Part(name, pid_file, log, launch, end, lambda: ask_ready(port, certificate), port, port_setting, environment)


def nodes_in_turn(environment: dict[str, str], turn: int) -> dict[str, str]:
    """The same, each list of broker addresses begun elsewhere: the connections are spread over the nodes, and the
    replicas of a service do not lose theirs together."""
    lists = {name: value.split(";") for name, value in environment.items() if name.startswith("HAVEN_AMQP_URI")}
    return environment | {
        name: ";".join([*nodes[turn % len(nodes) :], *nodes[: turn % len(nodes)]]) for name, nodes in lists.items()
    }


def ask_ready(port: int, certificate: str = "") -> str:
    """What GET /health/ready says: nothing when ready, else what is wrong, in a few words. `certificate`: the one that
    is to be shown there; it is for the name that others know, so that here it is compared whole."""
    scheme, context = ("https", _only(certificate)) if certificate else ("http", None)
    try:
        where = f"{scheme}://127.0.0.1:{port}/health/ready"
        with urllib.request.urlopen(where, timeout=5, context=context):  # noqa: S310 - one of two schemes
            return ""
    except urllib.error.HTTPError as error:
        return _failing(error.read()) or f"answers {error.code}"
    except OSError:
        return "does not answer"


def _only(certificate: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(certificate)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _failing(body: bytes) -> str:
    """What a health answer complains of: each thing by name whose state is a word other than ok."""
    try:
        found = json.loads(body).items()
    except (ValueError, AttributeError):
        return ""
    states = {name: state for name, state in found if isinstance(state, str) and name not in ("service", "time")}
    return ", ".join(f"{name} {state}" for name, state in states.items() if state != "ok")
