"""Runs the small services as processes and speaks to them as the gateway would, or as nobody should."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OKPKey
from kombu import Connection, Exchange, Queue

from deploy.ports import free_ports
from services.chassis import broker, database, queues, tables
from services.chassis.actor import digest_of
from services.contracts import wire
from services.contracts.message import Role
from tests.chassis.tables import Base

RPC = Exchange("nameko-rpc", type="topic", durable=True)


@dataclass(frozen=True)
class Token:
    """An actor token as the gateway makes it, which belongs to one message once it is signed."""

    claims: dict[str, Any]
    key: OKPKey

    def signed(self, call: str, body: bytes) -> str:
        """For this method and body, unless the claims say others."""
        told = {"call": call, "body": digest_of(body), **self.claims}
        return jwt.encode({"alg": "EdDSA"}, told, self.key, algorithms=["EdDSA"])


@dataclass
class Parts:
    """The small services of one test, with their databases, keys and folder; real ones where `module` says so."""

    module: ClassVar[str] = "tests.chassis.part"

    uri: str
    folder: Path
    urls: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    databases: dict[str, database.Database] = field(default_factory=dict)

    def __post_init__(self) -> None:
        key = Ed25519PrivateKey.generate()
        (self.folder / "keys").mkdir(parents=True, exist_ok=True)
        pem, raw = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        (self.folder / "keys" / "gateway.public.pem").write_bytes(key.public_key().public_bytes(pem, raw))
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.key = OKPKey.import_key(private.decode())
        self.user = broker.user_of(self.uri)
        self.declare()
        for service, url in self.urls.items():
            self.databases[service] = database.Database(url)
            for metadata in (Base.metadata, tables.Base.metadata):
                metadata.drop_all(self.databases[service].engine)
                metadata.create_all(self.databases[service].engine)

    def declare(self) -> None:
        """What deploy does, and the methods that only the small services have."""
        queues.declare(self.uri)
        queues.declare(self.uri, [queues.commands("intake", ["count"]), queues.queries("intake", ["read_count"]),
                                  queues.queries("review", ["read_count"])])

    def start(self, service: str, replica: str = "") -> None:
        """Start a service and wait until it is ready."""
        port = free_ports(1)[0]
        env = {**os.environ, "HAVEN_RUN": str(self.folder), "HAVEN_MODE": "test", "HAVEN_AMQP_URI": self.uri,
               "HAVEN_AMQP_USER": self.user, "PYTHONWARNINGS": "ignore",
               f"HAVEN_DATABASE_URL_{service.upper()}": self.urls[service],
               f"HAVEN_HEALTH_PORT_{service.upper()}": str(port)}
        with (self.folder / f"{service}{replica}.log").open("ab") as log:
            command = [sys.executable, "-m", self.module, service]
            self.processes[service + replica] = subprocess.Popen(command, env=env, stderr=log)
        self.ports[service + replica] = port
        process = self.processes[service + replica]
        until(lambda: process.poll() is not None or self.health(service + replica).get("ready"), "ready or over", 120)
        assert process.poll() is None, f"{service} ended before it was ready"

    def change(self, service: str, statement: str) -> None:
        """Write straight into a service's database, as only a test may; its turn comes as the service's own does."""
        self.databases[service].write(lambda session: session.connection().exec_driver_sql(statement))

    def health(self, part: str, path: str = "health/ready") -> dict[str, Any]:
        try:
            return dict(requests.get(f"http://127.0.0.1:{self.ports[part]}/{path}", timeout=5).json())
        except requests.RequestException:
            return {}

    def metric(self, part: str, name: str) -> float:
        text = requests.get(f"http://127.0.0.1:{self.ports[part]}/metrics", timeout=5).text
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))

    def end(self, part: str, how: signal.Signals = signal.SIGKILL) -> int:
        """End a process and wait for it; its exit status."""
        process = self.processes.pop(part)
        process.send_signal(how)
        return process.wait(40)

    def stop(self) -> None:
        for part in list(self.processes):
            self.end(part)
        for one in self.databases.values():
            one.engine.dispose()

    def log(self, part: str) -> str:
        return (self.folder / f"{part}.log").read_text()

    def token(self, audience: str, *roles: Role, seconds: int = 30, key: OKPKey | None = None, **claims: Any) -> Token:
        now = int(time.time())
        told = {"iss": "haven-gateway", "aud": audience, "sub": str(uuid.UUID(int=7)), "iat": now, "exp": now + seconds,
                "roles": [str(role) for role in roles], **claims}
        return Token(told, key or self.key)

    def ask(
        self,
        service: str,
        message: Any,
        *,
        token: Token | str | None = None,
        seconds: float = 10.0,
        deadline: float = 10.0,
    ) -> dict[str, Any]:
        """Send a message as the gateway would; the reply's result. TimeoutError when none comes."""
        key, reply_to = f"{service}.{wire.method(type(message))}", str(uuid.uuid4())
        ends = datetime.now(UTC) + timedelta(seconds=deadline)
        sent = json.dumps({"args": [wire.dump(message)], "kwargs": {}}).encode()
        signed = token if isinstance(token, str) else (token or self.token(service)).signed(key, sent)
        headers = {"nameko.actor": signed, "nameko.deadline": ends.isoformat(),
                   "nameko.correlation": str(uuid.uuid4())}
        got: list[dict[str, Any]] = []
        with Connection(self.uri) as connection:
            queue = Queue(f"reply-{reply_to}", RPC, reply_to, auto_delete=True, durable=False, exclusive=True)
            with connection.Consumer(queue, callbacks=[lambda body, _: got.append(body)], no_ack=True):
                connection.Producer().publish(
                    sent, exchange=RPC, routing_key=key, reply_to=reply_to, correlation_id=reply_to, mandatory=True,
                    content_type="application/json", content_encoding="utf-8", headers=headers, user_id=self.user,
                )
                give_up = time.monotonic() + seconds
                while not got and time.monotonic() < give_up:
                    try:
                        connection.drain_events(timeout=0.2)
                    except TimeoutError:
                        continue
        if not got:
            raise TimeoutError(key)
        return dict(got[0]["result"] or {"error": got[0]["error"]})

    def raw(self, exchange: str, key: str, body: bytes, content_type: str = "application/json") -> None:
        """Publish bytes as nobody should."""
        with Connection(self.uri) as connection:
            connection.Producer().publish(body, exchange=exchange, routing_key=key, content_type=content_type,
                                          content_encoding="utf-8", user_id=self.user)


def until(true: Callable[[], Any], what: str, seconds: float = 120.0) -> Any:
    """Wait until `true()` is; AssertionError names what did not come true."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


@contextmanager
def parts(uri: str, folder: Path, urls: dict[str, str] | None = None) -> Iterator[Parts]:
    """The small services of one test; every process is ended at the end."""
    found = Parts(uri, folder, urls or {name: f"sqlite:///{folder / name}.sqlite" for name in ("intake", "review")})
    try:
        yield found
    finally:
        found.stop()
