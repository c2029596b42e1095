"""A gateway in this process: its app, its FakeBus, and people to ask as."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask
from flask.testing import FlaskClient

from gateway.app import create_app
from gateway.config import Config
from services.contracts.intake import ReadSession, Scope, SessionView
from services.contracts.message import NotFound, Role
from tests.fakes import FakeBus

LEAD = UUID("00000000-0000-7000-8000-00000000000a")
SESSIONS = {
    "lead": SessionView(person_id=LEAD, name="Lee Lead", roles=frozenset({Role.PERSON})),
    "officer": SessionView(person_id=uuid4(), name="Olu", roles=frozenset({Role.PERSON, Role.CASE_OFFICER})),
    "operator": SessionView(person_id=uuid4(), name="Ona", roles=frozenset({Role.PERSON, Role.OPERATOR})),
    "reader": SessionView(person_id=LEAD, by_token=True, scopes=frozenset({Scope.READ})),
}


def session(message: ReadSession, _actor: object) -> SessionView:
    """Tokens are names here."""
    if message.token not in SESSIONS:
        raise NotFound("There is no such session.")
    return SESSIONS[message.token]


def bearer(name: str, key: str = "") -> dict[str, str]:
    """The headers of a program, with a fresh Idempotency-Key."""
    return {"Authorization": f"Bearer {name}", "Idempotency-Key": key or str(uuid4())}


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "gateway.private.pem"
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@pytest.fixture
def config(tmp_path: Path, key_file: Path) -> Config:
    return Config(
        amqp_uri="pyamqp://127.0.0.1:1//",
        keys=key_file.parent,
        documents=tmp_path / "documents",
        workspaces=tmp_path / "workspaces",
        mode="test",
        requests_per_second=10_000,
    )


@pytest.fixture
def bus() -> FakeBus:
    return FakeBus({ReadSession: session})


@pytest.fixture
def app(config: Config, bus: FakeBus) -> Flask:
    return create_app(config, bus=bus)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as made:
        yield made
