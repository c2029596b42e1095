"""The gateway's settings, read once from the environment. No secret has a default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from services.contracts.intake.catalogue import OPT_OUT_ADDRESS
from services.contracts.wire import SERVICES

from .oidc import settings as oidc
from .oidc.settings import LOOPBACK, Oidc

HEALTH_PORTS = dict(zip(SERVICES, range(8101, 8106), strict=True))
MEGABYTE = 1_000_000


def limit(default: float, means: str) -> Any:
    """A limit: HAVEN_<NAME> in the environment sets it; docs/operations.md lists it."""
    return field(default=default, metadata={"limit": means})


@dataclass(frozen=True, kw_only=True)
class Config:
    """`public_url` is what browsers see: when it is https, cookies are Secure and HSTS is sent. Times in seconds."""

    amqp_uri: str = field(repr=False)
    keys: Path
    documents: Path
    workspaces: Path
    accounts: Path = Path()  # sign-ins of the cast, read in demo and test mode only
    clock_file: Path = Path()  # by how many seconds the services' clock is ahead, in demo and test mode only
    mode: str = "production"
    public_url: str = "http://127.0.0.1:8000"
    bind: str = "127.0.0.1"
    opt_out_address: str = OPT_OUT_ADDRESS  # where patients opt out of research and planning (S3-15)
    oidc: Oidc | None = None  # the provider that people may sign in with
    clamav: str = ""  # host:port or a socket's path; empty: files are not scanned
    proxies: int = 0  # reverse proxies in front whose X-Forwarded-For is believed
    health_urls: Mapping[str, str] = field(default_factory=dict)
    query_seconds: float = 5.0
    command_seconds: float = 15.0

    gateway_threads: int = limit(16, "requests worked on at once, in each process")
    gateway_line: int = limit(32, "requests that wait for a thread; one more is turned away at once")
    line_seconds: float = limit(2.0, "how long a request may wait for a thread")
    gateway_connections: int = limit(1_000, "connections held open, in each process")
    gateway_backlog: int = limit(256, "connections that the kernel holds until they are taken in")
    receive_seconds: float = limit(120.0, "until a request must have arrived whole")
    request_seconds: float = limit(18.0, "for one request from its arrival, with all its calls")
    in_flight: int = limit(12, "calls at once to each service, in each process")
    uploads_at_once: int = limit(8, "files being taken in, in each process")
    body_limit: int = limit(2 * MEGABYTE, "bytes of a body that is not a file")
    upload_limit: int = limit(50 * MEGABYTE, "bytes of a file")
    requests_per_second: float = limit(100.0, "for each person; bursts of twice as many")
    address_requests_per_second: float = limit(400.0, "for each address, whoever asks; bursts of twice as many")
    bad_tokens_per_minute: float = limit(600.0, "tokens not in force, for each address")
    sign_ins_per_minute: float = limit(60.0, "attempts to sign in, for each address")
    knocks_per_minute: float = limit(60.0, "sign-ups and new passwords, for each address")

    def __post_init__(self) -> None:
        """ValueError when a demonstration would listen where other machines can reach it."""
        if self.demo and self.bind not in LOOPBACK:
            raise ValueError(f"In mode {self.mode} the gateway listens on 127.0.0.1 only; leave HAVEN_BIND out.")

    @property
    def https(self) -> bool:
        """Whether browsers reach the gateway over TLS."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which the gateway is reached: its public one, and the loopback for health checks."""
        return frozenset({urlsplit(self.public_url).hostname or "", "127.0.0.1", "localhost"}) - {""}

    @property
    def demo(self) -> bool:
        """Whether the clock may be moved."""
        return self.mode in ("demo", "test")

    @property
    def private_key(self) -> Path:
        """Signs actor tokens; the services know its public half."""
        return self.keys / "gateway.private.pem"


def _health_ports(environ: Mapping[str, str]) -> dict[str, str | int]:
    """Where each service tells how it is, and each further replica: HAVEN_HEALTH_PORT_INTAKE_2 is that of intake.2."""
    found: dict[str, str | int] = {}
    for name, usual in HEALTH_PORTS.items():
        found[name] = environ.get(f"HAVEN_HEALTH_PORT_{name.upper()}") or usual
        number = 2
        while port := environ.get(f"HAVEN_HEALTH_PORT_{name.upper()}_{number}"):
            found[f"{name}.{number}"] = port
            number += 1
    return found


def from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    """HAVEN_AMQP_URI_GATEWAY (else HAVEN_AMQP_URI), HAVEN_RUN, HAVEN_KEYS, HAVEN_DOCUMENTS, HAVEN_WORKSPACES,
    HAVEN_MODE, HAVEN_BIND, HAVEN_PUBLIC_URL, HAVEN_OPT_OUT_ADDRESS, HAVEN_CLAMAV, HAVEN_PROXIES,
    HAVEN_HEALTH_PORT_<SERVICE>, HAVEN_OIDC_… (see oidc.settings), and HAVEN_<NAME> for each limit."""
    run = Path(environ.get("HAVEN_RUN") or ".haven").absolute()
    keys, mode = Path(environ.get("HAVEN_KEYS") or run / "keys"), environ.get("HAVEN_MODE", "production")
    ports = _health_ports(environ)
    return Config(
        amqp_uri=environ.get("HAVEN_AMQP_URI_GATEWAY") or environ.get("HAVEN_AMQP_URI") or "pyamqp://127.0.0.1:5672//",
        keys=keys,
        documents=Path(environ.get("HAVEN_DOCUMENTS") or run / "documents"),
        workspaces=Path(environ.get("HAVEN_WORKSPACES") or run / "workspaces"),
        accounts=run / "accounts.json",
        clock_file=Path(environ.get("HAVEN_CLOCK_FILE") or run / "clock"),
        mode=mode,
        oidc=oidc.from_environment(environ, keys, demo=mode in ("demo", "test")),
        public_url=environ.get("HAVEN_PUBLIC_URL") or "http://127.0.0.1:8000",
        bind=environ.get("HAVEN_BIND") or "127.0.0.1",
        opt_out_address=environ.get("HAVEN_OPT_OUT_ADDRESS") or OPT_OUT_ADDRESS,
        clamav=environ.get("HAVEN_CLAMAV", ""),
        proxies=int(environ.get("HAVEN_PROXIES") or 0),
        health_urls={name: f"http://127.0.0.1:{port}" for name, port in ports.items()},
        **_limits(environ),
    )


def _limits(environ: Mapping[str, str]) -> dict[str, Any]:
    """The limits that the environment sets, each of the type of its default."""
    found = {}
    for one in fields(Config):
        if "limit" in one.metadata and (given := environ.get(f"HAVEN_{one.name.upper()}")):
            found[one.name] = int(given) if isinstance(one.default, int) else float(given)
    return found
