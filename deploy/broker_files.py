"""What a node finds on its disk and in its environment: every path in one folder, every port its own."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from services.contracts.topology import LARGEST_MESSAGE

DEFINITIONS = "definitions.json"

# Short boots and quiet idling on small machines: two schedulers that do not spin while they wait.
ERLANG = "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"

CONFIGURATION = """\
# Written by deploy/broker_files.py at each start; changes made here are lost.
listeners.tcp.1 = 127.0.0.1:{port}
# The first boot makes this user, and no guest; or the users of the definitions, of whom it is one.
default_user = haven
default_pass = {password}
default_user_tags.administrator = true
heartbeat = 15
log.console = true
log.console.level = info
log.connection.level = warning
log.file = false
disk_free_limit.absolute = 256MB
max_message_size = {largest}
# The write-ahead log of quorum queues is kept in memory as well, up to this size.
raft.wal_max_size_bytes = 67108864
"""

# What every node of a cluster is told besides. A side that has lost the majority stops, so that no two halves go on.
CLUSTERED = """\
cluster_name = haven
cluster_formation.peer_discovery_backend = classic_config
cluster_partition_handling = pause_minority
net_ticktime = 15
{peers}
"""


@dataclass(frozen=True)
class Ports:
    """What a node listens on: for clients, for the look-up of its name, for its own tools."""

    amqp: int
    epmd: int
    distribution: int


@dataclass(frozen=True)
class Identity:
    """What a node keeps from boot to boot: the password of its one user, and the secret of its tools."""

    password: str
    cookie: str


@dataclass(frozen=True)
class Member:
    """A node's place in its cluster: number 1 of 1 is a node alone. All nodes of a cluster live beside the first one,
    with its secrets, and find each other through its name server."""

    home: Path  # the first node's folder
    number: int = 1
    of: int = 1

    @property
    def folder(self) -> Path:
        return self.home if self.number == 1 else self.home.with_name(f"{self.home.name}.{self.number}")

    @property
    def name(self) -> str:
        """Its Erlang name."""
        return f"haven{'' if self.number == 1 else self.number}@localhost"

    @property
    def all(self) -> list["Member"]:
        """Every member, this one too."""
        return [Member(self.home, number, self.of) for number in range(1, self.of + 1)]


def identity(folder: Path) -> Identity:
    """The identity of the node in `folder`, made at the first call."""
    path = folder / "node.json"
    if not path.exists():
        made = Identity(password=secrets.token_urlsafe(24), cookie=secrets.token_hex(20))
        _write_private(path, json.dumps(asdict(made)))
    kept = json.loads(path.read_text())
    return Identity(password=kept["password"], cookie=kept["cookie"])


def password(folder: Path, user: str) -> str:
    """The password of one of the parts' users, made at the first call. Whoever deletes the file has all made anew."""
    path = folder / "users.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if user not in known:
        known[user] = secrets.token_urlsafe(24)
        _write_private(path, json.dumps(known, indent=1))
    return known[user]


def write_definitions(folder: Path, definitions: Mapping[str, Any]) -> bool:
    """What the node in `folder` takes in at each of its starts; whether that is not what was written there before."""
    path, text = folder / DEFINITIONS, json.dumps(definitions, indent=1)
    if path.exists() and path.read_text() == text:
        return False
    _write_private(path, text)
    return True


def write(member: Member, ports: Ports) -> None:
    """Everything that the node reads when it starts."""
    folder, known = member.folder, identity(member.home)
    configuration = CONFIGURATION.format(port=ports.amqp, largest=LARGEST_MESSAGE, password=known.password)
    if member.of > 1:
        nodes = "cluster_formation.classic_config.nodes"
        peers = "\n".join(f"{nodes}.{one.number} = {one.name}" for one in member.all)
        configuration += CLUSTERED.format(peers=peers)
    if (member.home / DEFINITIONS).exists():
        configuration += f"load_definitions = {member.home / DEFINITIONS}\n"
    more = member.home / "more.conf"  # what whoever runs it adds: certificates, say
    _write_private(folder / "rabbitmq.conf", configuration + (more.read_text() if more.exists() else ""))
    _write_private(folder / ".erlang.cookie", known.cookie, mode=0o400)
    (folder / "enabled_plugins").write_text("[].\n")


def environment(member: Member, ports: Ports) -> dict[str, str]:
    """The environment in which rabbitmqctl and the other tools find this node, and no other."""
    folder = member.folder
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_"))}
    return clean | {
        "HOME": str(folder),  # where Erlang looks for .erlang.cookie
        "LANG": "C.UTF-8",
        "ERL_EPMD_PORT": str(ports.epmd),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": member.name,
        "RABBITMQ_DIST_PORT": str(ports.distribution),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_LOG": "-color",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG,
        # Makes the start script become the node instead of waiting for it, so that the pid we know is the node's.
        "RUNNING_UNDER_SYSTEMD": "true",
    }


def _write_private(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file that never was readable by others, not even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
