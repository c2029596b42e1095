"""Where one Haven lives on this machine: its run folder, its ports, its databases, and the environment of its parts.

Every setting has a default, so that `haven up` needs none; every setting can be given in the environment, so that a
second Haven runs beside the first. The parts read the same names: this page writes them, services and gateway read.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.broker import Node
from deploy.broker_cluster import BrokerCluster
from deploy.broker_rights import PARTS
from deploy.errors import CannotRun
from services.chassis.broker import user_of

ROOT = Path(__file__).resolve().parent.parent

HEALTH_PORTS = {"intake": 8101, "review": 8102, "agreements": 8103, "provisioning": 8104, "audit": 8105}
GATEWAY_PORT = 8000
BROKER_PORT = 5673  # one above the usual port, which may be taken
MOST = 9  # gateways, or replicas of a service

MODES = ("demo", "test", "production")

# The run folder's rooms; all closed to other users, since keys, documents and mail are among them.
ROOMS = ("broker", "data", "documents", "mail", "logs", "keys", "workspaces", "pids")

# Settings that hold passwords: of these each part is given its own only.
SECRET = ("HAVEN_AMQP_URI", "HAVEN_DATABASE_URL_")

# Says that a folder is a run folder of Haven's, and so may be removed as a whole.
MARK = "haven-run-folder"

SAVED = "settings.json"


@dataclass(frozen=True)
class Settings:
    """One Haven: what its operator chose, and what follows from it."""

    run: Path
    mode: str = "demo"
    gateway_port: int = GATEWAY_PORT
    health_ports: Mapping[str, int] = field(default_factory=lambda: dict(HEALTH_PORTS))
    broker_port: int = BROKER_PORT
    broker_nodes: int = 1
    gateways: int = 1
    replicas: Mapping[str, int] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def bind(self) -> str:
        """The address on which gateways listen; services and broker listen on the loopback always."""
        return self.chosen.get("HAVEN_BIND") or "127.0.0.1"

    @property
    def public_url(self) -> str:
        """What browsers see."""
        return self.chosen.get("HAVEN_PUBLIC_URL") or self.gateway_url

    @property
    def gateway_url(self) -> str:
        """The first gateway's address."""
        return self.gateway_urls[0]

    @property
    def gateway_urls(self) -> list[str]:
        """The address of every gateway."""
        scheme = "https" if self.gateway_certificate else "http"
        return [f"{scheme}://127.0.0.1:{self.gateway_port_of(number)}" for number in range(1, self.gateways + 1)]

    @property
    def gateway_certificate(self) -> str:
        """The file with the certificate that the gateways show; empty where they speak plain HTTP."""
        return self.chosen.get("HAVEN_TLS_CERT", "")

    def gateway_port_of(self, number: int) -> int:
        """Where the gateway of that number listens: one beside the other, unless set."""
        return self._port_of("HAVEN_GATEWAY_PORT", number, self.gateway_port, 1)

    def health_port_of(self, service: str, number: int) -> int:
        """Where that replica of a service tells how it is: ten beside the one before, unless set."""
        return self._port_of(f"HAVEN_HEALTH_PORT_{service.upper()}", number, self.health_ports[service], 10)

    @property
    def own_broker(self) -> bool:
        """Whether the broker is ours to start; one named in HAVEN_AMQP_URI is somebody else's."""
        return not any(name.startswith("HAVEN_AMQP_URI") for name in self.chosen)

    @property
    def brokers(self) -> BrokerCluster:
        """Our broker: one node, or three that hold every queue together."""
        distribution = _port(self.chosen, "HAVEN_BROKER_DISTRIBUTION_PORT", self.broker_port + 20_000)
        ports = [
            (
                self._port_of("HAVEN_BROKER_PORT", number, self.broker_port, 1),
                self._port_of("HAVEN_BROKER_DISTRIBUTION_PORT", number, distribution, 1),
            )
            for number in range(1, self.broker_nodes + 1)
        ]
        epmd_port = _port(self.chosen, "HAVEN_BROKER_EPMD_PORT", self.broker_port - 1000)
        return BrokerCluster(self.run / "broker", ports, epmd_port=epmd_port)

    @property
    def node(self) -> Node:
        """The first of its nodes."""
        return self.brokers.first

    def database_url(self, service: str) -> str:
        """The service's own database: named for it, or by prefix, or a file in the run folder."""
        named = self.chosen.get(f"HAVEN_DATABASE_URL_{service.upper()}")
        prefix = self.chosen.get("HAVEN_DATABASE_URL_PREFIX")
        return named or (f"{prefix}{service}" if prefix else f"sqlite:///{self.run}/data/{service}.sqlite")

    def amqp_uri(self, part: str = "") -> str:
        """How a part, or whoever deploys, reaches the broker: HAVEN_AMQP_URI_<PART>, else HAVEN_AMQP_URI, else our own
        broker, on which each part has a user of its own name; through HAVEN_BROKER_FRONT_PORT, where something stands
        before it, which whoever deploys passes by. Whoever deploys, and has no user there, looks as the operator."""
        if self.own_broker:
            front = self.chosen.get("HAVEN_BROKER_FRONT_PORT")
            if part and front:
                return self.brokers.first.uri_as(part, _port(self.chosen, "HAVEN_BROKER_FRONT_PORT", self.broker_port))
            return self.brokers.uri_as(part) if part else self.brokers.uri
        own, shared = f"HAVEN_AMQP_URI_{(part or 'operator').upper()}", self.chosen.get("HAVEN_AMQP_URI")
        named = self.chosen.get(own) or shared if part else shared or self.chosen.get(own)
        if not named:
            raise CannotRun(f"{own} is not set, nor HAVEN_AMQP_URI for all.")
        return named

    def amqp_users(self) -> dict[str, str]:
        """How each part signs in at the broker; the parts know each other by it."""
        return {part: part if self.own_broker else user_of(self.amqp_uri(part)) for part in PARTS}

    def environment(self, part: str = "") -> dict[str, str]:
        """What a part is started with: the operator's environment, and each of our settings, spelled out, but for the
        secrets of other parts. Without a part, what whoever deploys and looks after them all has."""
        ours = {
            "HAVEN_RUN": str(self.run),
            "HAVEN_MODE": self.mode,
            "HAVEN_AMQP_URI": self.amqp_uri(part),
            "HAVEN_GATEWAY_PORT": str(self.gateway_port),
            "HAVEN_BROKER_PORT": str(self.broker_port),
            "HAVEN_BIND": self.bind,
            "HAVEN_PUBLIC_URL": self.public_url,
            "HAVEN_CLOCK_FILE": str(self.run / "clock"),
        }
        for room in ("documents", "mail", "keys", "workspaces", "logs"):
            ours[f"HAVEN_{room.upper()}"] = self.chosen.get(f"HAVEN_{room.upper()}") or str(self.run / room)
        for service, port in self.health_ports.items():
            ours[f"HAVEN_HEALTH_PORT_{service.upper()}"] = str(port)
            for number in range(2, self.replicas.get(service, 1) + 1):
                ours[f"HAVEN_HEALTH_PORT_{service.upper()}_{number}"] = str(self.health_port_of(service, number))
            if part in ("", service):
                ours[f"HAVEN_DATABASE_URL_{service.upper()}"] = self.database_url(service)
        if not part and "HAVEN_TLS_CA" in self.chosen:
            ours["REQUESTS_CA_BUNDLE"] = self.chosen["HAVEN_TLS_CA"]
        ours |= {f"HAVEN_AMQP_USER_{part.upper()}": user for part, user in self.amqp_users().items()}
        foreign = {name: value for name, value in os.environ.items() if not name.startswith("HAVEN_")}
        return foreign | {name: value for name, value in self.chosen.items() if not name.startswith(SECRET)} | ours

    def _port_of(self, name: str, number: int, first: int, step: int) -> int:
        """The port for the second, third … of a kind: HAVEN_…_2, or so many beside the first one's."""
        return first if number == 1 else _port(self.chosen, f"{name}_{number}", first + step * (number - 1))

    def make_folders(self) -> None:
        """Make the run folder and its rooms, for this user's eyes only."""
        try:
            for room in ("", *ROOMS):
                (self.run / room).mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.run / MARK).touch()
        except OSError as error:
            raise CannotRun(
                f"The run folder {self.run} cannot be written ({error.strerror}); "
                "give this user the right to, or name another folder in HAVEN_RUN."
            ) from error

    def same_as(self, other: "Settings") -> bool:
        """Whether both were chosen alike; how the run folder was named makes no difference."""
        return self.run == other.run and _but_run(self.chosen) == _but_run(other.chosen)

    def save(self) -> None:
        """Keep what was chosen for this run folder, so that later commands need only the folder."""
        path = self.run / SAVED
        path.touch(mode=0o600)
        path.write_text(json.dumps(dict(self.chosen), indent=1))


def of_run(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings with which the run folder was started last, or else those that the environment chooses."""
    given = dict(os.environ if environment is None else environment)
    saved = read(given).run / SAVED
    return read(json.loads(saved.read_text()) | {"HAVEN_RUN": str(saved.parent)}) if saved.exists() else read(given)


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that the environment chooses, defaults for the rest; CannotRun when one makes no sense."""
    given = os.environ if environment is None else environment
    chosen = {name: value for name, value in given.items() if name.startswith("HAVEN_") and value}
    mode = chosen.get("HAVEN_MODE", "demo")
    if mode not in MODES:
        raise CannotRun(f"HAVEN_MODE is {mode!r}; set it to demo, test or production.")
    if ("HAVEN_TLS_CERT" in chosen) != ("HAVEN_TLS_KEY" in chosen):
        raise CannotRun("HAVEN_TLS_CERT and HAVEN_TLS_KEY go together: set both, or neither.")
    return Settings(
        run=Path(chosen.get("HAVEN_RUN") or ROOT / ".haven").absolute(),
        mode=mode,
        gateway_port=_port(chosen, "HAVEN_GATEWAY_PORT", GATEWAY_PORT),
        health_ports={
            service: _port(chosen, f"HAVEN_HEALTH_PORT_{service.upper()}", port)
            for service, port in HEALTH_PORTS.items()
        },
        broker_port=_port(chosen, "HAVEN_BROKER_PORT", BROKER_PORT),
        broker_nodes=_count(chosen, "HAVEN_BROKER_NODES", (1, 3)),
        gateways=_count(chosen, "HAVEN_GATEWAYS", range(1, MOST + 1)),
        replicas={service: _replicas(chosen, service) for service in HEALTH_PORTS},
        chosen=chosen,
    )


def _port(chosen: Mapping[str, str], name: str, usual: int) -> int:
    value = chosen.get(name, str(usual))
    if not value.isdecimal() or not 0 < int(value) < 65_536:
        raise CannotRun(f"{name} is {value!r}; set it to a port number, such as {usual}.")
    return int(value)


def _replicas(chosen: Mapping[str, str], service: str) -> int:
    named = f"HAVEN_REPLICAS_{service.upper()}"
    return _count(chosen, named if named in chosen else "HAVEN_REPLICAS", range(1, MOST + 1))


def _count(chosen: Mapping[str, str], name: str, possible: Sequence[int]) -> int:
    value = chosen.get(name, "1")
    if not value.isdecimal() or int(value) not in possible:
        words = "1 or 3" if 2 not in possible else f"a number from 1 to {max(possible)}"
        raise CannotRun(f"{name} is {value!r}; set it to {words}.")
    return int(value)


def _but_run(chosen: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in chosen.items() if name != "HAVEN_RUN"}
