"""Conventions that an import law cannot say, turned into tests: rooms, who answers what, who hears what, file sizes."""

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest

from services.chassis.loops import reactions_of
from services.chassis.service import Service
from services.contracts import topology, wire
from services.contracts.message import Command, Query
from services.contracts.operations import DiscardParked, ListParked, MoveClock, ReplayParked

ROOT = Path(__file__).parent.parent
ROOMS = {"__init__", "domain", "handlers", "models", "views", "service", "migrations"}
EXTRA_ROOMS = {  # service -> rooms only it has, each because it is a thing of its own
    "intake": {"data"},
    "review": {"documents"},
    "agreements": {"documents"},
    "provisioning": {"feasibility", "data_core", "keys", "worker", "workspace"},
    "audit": {"ledger", "data", "calendar_data", "promises"},
}
COMMON = {ListParked, ReplayParked, DiscardParked, MoveClock}
LONGEST = 300  # lines; near 100 is the aim, above 250 a file is looked at again


def service_class(name: str) -> type[Service]:
    module = importlib.import_module(f"services.{name}.service")
    found: type[Service] = getattr(module, f"{name.capitalize()}Service")
    return found


def answered(cls: type[Service]) -> set[type]:
    """The messages that the entrypoints of a service answer."""
    members = (getattr(cls, name) for name in dir(cls))
    return {member.message for member in members if hasattr(member, "message")}


@pytest.mark.parametrize("service", wire.SERVICES)
def test_every_service_has_the_same_rooms(service: str) -> None:
    found = {path.stem for path in (ROOT / "services" / service).iterdir() if path.name != "__pycache__"}
    assert found >= ROOMS, "a room is missing"
    assert found <= ROOMS | EXTRA_ROOMS[service], "a room that is not named here"


@pytest.mark.parametrize("service", wire.SERVICES)
def test_every_command_and_query_of_a_service_is_answered_by_it(service: str) -> None:
    asked = {*wire.messages_of(service, Command), *wire.messages_of(service, Query)}
    assert answered(service_class(service)) == asked | COMMON


@pytest.mark.parametrize("service", wire.SERVICES)
def test_a_service_hears_exactly_the_sources_its_reactions_are_for(service: str) -> None:
    reactions = reactions_of(service_class(service))
    if any(one.event is None for one in reactions):
        assert set(topology.HEARS[service]) == set(wire.SERVICES)
    else:
        assert {wire.owner(one.event) for one in reactions} == set(topology.HEARS[service])


def test_every_event_is_heard_by_somebody_besides_the_ledger() -> None:
    """Correspondence and the stage hear everything too; this says that intake and audit do."""
    for service in ("intake", "audit"):
        assert any(one.event is None for one in reactions_of(service_class(service))), service


def test_names_of_messages_are_unique_across_services() -> None:
    names = [cls.__name__ for service in wire.SERVICES for cls in wire.messages_of(service, Command)]
    assert len(names) == len(set(names))


def test_files_stay_short_enough_to_hold_one_concept() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    long = {}
    for name in listed.stdout.split():
        if name.startswith("tests/") or "/migrations/versions/" in name or not (ROOT / name).exists():
            continue
        lines = len((ROOT / name).read_text().splitlines())
        if lines > LONGEST:
            long[name] = lines
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for folder in ("services", "gateway", "deploy"):
        for path in (ROOT / folder).rglob("*.py"):
            if not ast.get_docstring(ast.parse(path.read_text())):
                silent.append(str(path.relative_to(ROOT)))
    assert not silent


def test_no_path_of_a_machine_and_no_address_of_a_registry_is_committed() -> None:
    hosts = re.compile(r"https?://[\w.-]*(pypi|npmjs|registry|mirror|pythonhosted)[\w.-]*")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    found = []
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix in {".pdf", ".png", ".parquet"} or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        if hosts.search(text) or str(ROOT.parent) + "/" in text:
            found.append(name)
    assert not found
