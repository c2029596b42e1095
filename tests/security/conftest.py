"""One world with somebody of each role in it, and one synthetic core; a copy of it for each file of this folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask
from flask.testing import FlaskClient

from gateway.app import create_app
from gateway.config import Config
from services.contracts.intake import ReadSession, SessionView
from services.contracts.message import NotFound, Role
from services.intake.handlers import secrets
from services.provisioning.data_core.generate import generate
from tests.fakes import FakeBus
from tests.line import Bus, World, bus_on, copied, folders, make
from tests.support import QUICK

from .people import Persona, everybody
from .tried import Tried


@dataclass
class Stage:
    """A Haven in this process, its people, and what tries it."""

    line: Bus
    world: World
    people: dict[str, Persona]
    tried: Tried


def config_in(folder: Path) -> Config:
    """A gateway's settings for tests: files under `folder`, no limits worth mentioning."""
    key = folder / "keys" / "gateway.private.pem"
    key.parent.mkdir(parents=True, exist_ok=True)
    if not key.exists():
        made = Ed25519PrivateKey.generate()
        key.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Config(
        amqp_uri="pyamqp://127.0.0.1:1//", keys=key.parent, documents=folder / "documents",
        workspaces=folder / "workspaces", mode="test", requests_per_second=1_000_000,
        address_requests_per_second=1_000_000,
    )  # fmt: skip



@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Everybody, made by commands, once."""
    core = tmp_path_factory.mktemp("core")
    generate(core)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAVEN_DATA_CORE", str(core))
        patch.setattr(secrets, "HASHER", QUICK)
        return make(tmp_path_factory.mktemp("world"), core, patch)


@pytest.fixture(scope="module")
def stage(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A copy of that world behind the gateway. For one file: its clock and its actors are this whole process's."""
    with pytest.MonkeyPatch.context() as patch:
        mine = copied(world, tmp_path_factory.mktemp("stage") / "haven")
        for name, value in {**folders(mine.folder), "HAVEN_DATA_CORE": str(world.core)}.items():
            patch.setenv(name, value)
        patch.setattr(secrets, "HASHER", QUICK)
        line = bus_on(mine.folder, patch)
        people = everybody(line, mine)
        yield Stage(line, mine, people, Tried(line, people, config_in(mine.folder)))
        line.close()


PERSON, OFFICER = uuid4(), uuid4()
SESSIONS = {
    "person": SessionView(person_id=PERSON, name="Pat", roles=frozenset({Role.PERSON})),
    "officer": SessionView(person_id=OFFICER, name="Olu", roles=frozenset({Role.PERSON, Role.CASE_OFFICER})),
    "program": SessionView(person_id=PERSON, roles=frozenset({Role.PERSON}), by_token=True, scopes=frozenset({"read"})),
}


def session_of(message: ReadSession, _actor: object) -> SessionView:
    """A token is a name here."""
    if message.token not in SESSIONS:
        raise NotFound("There is no such session.")
    return SESSIONS[message.token]


@pytest.fixture
def bus() -> FakeBus:
    """Services that answer what a test says."""
    return FakeBus({ReadSession: session_of})


@pytest.fixture
def front(tmp_path: Path, bus: FakeBus) -> Flask:
    """The gateway's application alone."""
    return create_app(config_in(tmp_path), bus=bus)


@pytest.fixture
def client(front: Flask) -> Iterator[FlaskClient]:
    with front.test_client() as made:
        yield made


def bearer(name: str) -> dict[str, str]:
    """The headers of a program."""
    return {"Authorization": f"Bearer {name}", "Idempotency-Key": str(uuid4())}
