"""The gateway's settings, read once from the environment. No secret has a default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from services.contracts.intake.catalogue import OPT_OUT_ADDRESS
from services.contracts.wire import SERVICES

HEALTH_PORTS = dict(zip(SERVICES, range(8101, 8106), strict=True))
MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Config:
    """`public_url` is what browsers see: when it is https, cookies are Secure and HSTS is sent. Times in seconds."""

    amqp_uri: str = field(repr=False)
    keys: Path
    documents: Path
    workspaces: Path
    mode: str = "production"
    public_url: str = "http://127.0.0.1:8000"
    opt_out_address: str = OPT_OUT_ADDRESS  # where patients opt out of research and planning (S3-15)
    clamav: str = ""  # host:port or a socket's path; empty: files are not scanned
    proxies: int = 0  # reverse proxies in front whose X-Forwarded-For is believed
    health_urls: Mapping[str, str] = field(default_factory=dict)
    query_seconds: float = 5.0
    command_seconds: float = 15.0
    in_flight: int = 64  # calls at once per service; above, 503 with Retry-After
    body_limit: int = 2 * MEGABYTE
    upload_limit: int = 50 * MEGABYTE
    requests_per_second: float = 100.0  # per person or address, with bursts of twice as many
    sign_ins_per_minute: float = 60.0  # per address

    @property
    def https(self) -> bool:
        """Whether browsers reach the gateway over TLS."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def demo(self) -> bool:
        """Whether the clock may be moved."""
        return self.mode in ("demo", "test")

    @property
    def private_key(self) -> Path:
        """Signs actor tokens; the services know its public half."""
        return self.keys / "gateway.private.pem"


def from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    """HAVEN_AMQP_URI_GATEWAY (else HAVEN_AMQP_URI), HAVEN_RUN, HAVEN_KEYS, HAVEN_DOCUMENTS, HAVEN_WORKSPACES,
    HAVEN_MODE, HAVEN_PUBLIC_URL, HAVEN_OPT_OUT_ADDRESS, HAVEN_CLAMAV, HAVEN_PROXIES, HAVEN_HEALTH_PORT_<SERVICE>,
    HAVEN_UPLOAD_LIMIT (bytes), and HAVEN_REQUESTS_PER_SECOND."""
    run = Path(environ.get("HAVEN_RUN") or ".haven").absolute()
    keys, mode = Path(environ.get("HAVEN_KEYS") or run / "keys"), environ.get("HAVEN_MODE", "production")
    ports = _health_ports(environ)
    return Config(
        amqp_uri=environ.get("HAVEN_AMQP_URI_GATEWAY") or environ.get("HAVEN_AMQP_URI") or "pyamqp://127.0.0.1:5672//",
        keys=Path(environ.get("HAVEN_KEYS") or run / "keys"),
        documents=Path(environ.get("HAVEN_DOCUMENTS") or run / "documents"),
        workspaces=Path(environ.get("HAVEN_WORKSPACES") or run / "workspaces"),
        mode=environ.get("HAVEN_MODE", "production"),
        public_url=environ.get("HAVEN_PUBLIC_URL") or "http://127.0.0.1:8000",
        opt_out_address=environ.get("HAVEN_OPT_OUT_ADDRESS") or OPT_OUT_ADDRESS,
        clamav=environ.get("HAVEN_CLAMAV", ""),
        proxies=int(environ.get("HAVEN_PROXIES") or 0),
        health_urls={name: f"http://127.0.0.1:{port}" for name, port in ports.items()},
        upload_limit=int(environ.get("HAVEN_UPLOAD_LIMIT") or Config.upload_limit),
        requests_per_second=float(environ.get("HAVEN_REQUESTS_PER_SECOND") or Config.requests_per_second),
    )
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


