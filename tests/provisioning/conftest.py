"""Synthetic cores for the tests of data production, a way to ask for a release, and a run folder of its own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.chassis import clock, settings
from services.provisioning.data_core.generate import generate
from tests.provisioning.given import NOON

CONSENTED = {"position": "not_applied_consent", "route": "consent"}
PEOPLE = ["person.person_id", "person.year_of_birth", "person.gender_concept_id"]


@pytest.fixture(scope="session")
def core(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the core; nobody writes into it."""
    folder = tmp_path_factory.mktemp("core")
    generate(folder)
    return folder


@pytest.fixture
def ask(core: Path, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """A request for everybody's year of birth; any part of it can be replaced by keyword."""

    def request(**changes: Any) -> dict[str, Any]:
        run = changes.pop("run", "REL-1")
        key = tmp_path / "key"
        key.write_bytes(changes.pop("key", bytes(range(32))))
        specification = {
            "level": "pseudonymised",
            "cohort": {"source": "none"},
            "datasets": [{"id": "HOSP_OMOP", "fields": PEOPLE}],
            **changes.pop("specification", {}),
        }
        return json.loads(
            json.dumps(
                {
                    "run": run,
                    "project": "DAR-2026-00011",
                    "core": str(core),
                    "work": str(tmp_path / f"work-{run}"),
                    "output": str(tmp_path / f"out-{run}"),
                    "key_file": str(key),
                    "now": "2026-07-01T09:00:00+00:00",
                    "operator": "max",
                    "optout": {"mailbox": "ZZT01OT001", "sequence": 1},
                    "specification": specification,
                    **changes,
                }
            )
        )

    return request


@pytest.fixture(scope="session")
def small_core(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A core of few people; nobody writes into it."""
    folder = tmp_path_factory.mktemp("small") / "core"
    generate(folder, persons=600)
    return folder


@pytest.fixture
def place(tmp_path: Path, small_core: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A run folder of its own, whose time stands at noon."""
    monkeypatch.setenv("HAVEN_RUN", str(tmp_path / "run"))
    monkeypatch.setenv("HAVEN_MODE", "test")
    monkeypatch.setenv("HAVEN_DATA_CORE", str(small_core))
    for name in ("WORKSPACES", "KEYS", "DOCUMENTS", "PRODUCTION", "CLOCK_FILE"):
        monkeypatch.delenv(f"HAVEN_{name}", raising=False)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.get.cache_clear()
    yield tmp_path / "run"
    settings.get.cache_clear()
