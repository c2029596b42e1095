"""One synthetic core for all tests of data production, and a way to ask for a release from it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.provisioning.data_core.generate import generate

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
