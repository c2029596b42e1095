"""`make audit` never takes silence for an all-clear."""

from typing import Any

import pytest

from deploy import audit
from deploy.ports import free_ports

CLEAR: dict[str, Any] = {"name": "one", "version": "1.0", "vulns": []}
SKIPPED: dict[str, Any] = {"name": "two", "skip_reason": "Dependency not found on PyPI"}
WEAK: dict[str, Any] = {"name": "three", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}


def test_a_database_that_cannot_be_reached_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HAVEN_AUDIT_OSV_URL", f"http://127.0.0.1:{free_ports(1)[0]}")
    assert audit.main() == audit.UNREACHABLE
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err == "The database of known weaknesses cannot be reached: nothing was audited.\n"


@pytest.mark.parametrize(
    ("packages", "status"),
    [([CLEAR], 0), ([CLEAR, SKIPPED], audit.UNREACHABLE), ([SKIPPED, WEAK], 1), ([], audit.UNREACHABLE)],
)
def test_what_was_not_looked_at_is_not_clear(packages: list[dict[str, Any]], status: int) -> None:
    assert audit.judged(packages) == status
