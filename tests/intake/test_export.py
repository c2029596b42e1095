"""A version as JSON: by the published schema, and with exactly what its hash is the hash of."""

import hashlib
import json

import jsonschema_rs
import pytest

from services.contracts import wire
from services.contracts.audit import ReceiptIssued
from services.contracts.intake import application as say
from services.contracts.message import NotFound
from services.intake.domain.application.schema import schema
from services.intake.domain.form import SHIPPED
from services.intake.views import versions
from tests.intake.test_application_handlers import ALL as DECLARED
from tests.intake.test_application_handlers import LEAD, OFFICER, World


@pytest.fixture
def world(lite) -> World:
    return World(lite("intake"))


def exported(world: World, by=OFFICER, version: int = 1):
    query = say.ExportVersion(application_id=world.id, version=version)
    return json.loads(json.dumps(wire.dump(world.ground.ask(versions.export, query, by, world.at))))


def validator():
    return jsonschema_rs.Draft202012Validator(schema(SHIPPED), validate_formats=True)


def receive(world: World, sha256: str) -> None:
    told = {"reference": "DAR-2026-00001", "version": 1, "sha256": sha256, "entry": 4, "leaf_hash": "0" * 64}
    world.hear("audit", ReceiptIssued, **told, note="signed", receipt_sha256="e" * 64)


@pytest.mark.parametrize(("profile", "approval"), [("hospital", "full"), ("hospital", "provisional")])
def test_what_was_submitted_is_exported_by_the_published_schema(world: World, profile: str, approval: str) -> None:
    world.start(approval=approval).fill(profile, approval).give(say.SubmitApplication, declarations=DECLARED)
    receive(world, exported(world)["sha256"])
    found = list(validator().iter_errors(exported(world)))
    assert [(error.instance_path, error.message) for error in found] == []


@pytest.mark.parametrize(
    ("where", "wrong"),
    [("title", 7), ("request_type", "espionage"), ("start", "soon"), ("ai_detail", ["no text"]), ("invented", "x")],
)
def test_the_schema_refuses_what_the_form_would(world: World, where: str, wrong: object) -> None:
    one = exported(world.submitted())
    assert validator().is_valid(one)
    one["content"]["answers"][where] = wrong
    assert not validator().is_valid(one)


def test_anybody_can_compute_the_hash_of_what_was_exported(world: World) -> None:
    one = exported(world.submitted(), LEAD)
    canonical = json.dumps(one["content"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert hashlib.sha256(canonical).hexdigest() == one["sha256"]
    with pytest.raises(NotFound):
        exported(world, version=2)


def test_a_receipt_is_kept_with_the_version_that_it_is_for_and_not_with_another(world: World) -> None:
    world.submitted()
    assert world.version(1).receipt is None
    receive(world, "f" * 64)
    assert world.version(1).receipt is None, "its hash is another"
    receive(world, world.version(1).sha256)
    assert (world.version(1).receipt.entry, world.version(1).receipt.sha256) == (4, "e" * 64)
