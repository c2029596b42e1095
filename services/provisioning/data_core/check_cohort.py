"""Examining one uploaded cohort file, as a process of its own: what was asked as JSON on standard input, the report as
JSON on standard output (6.1, S1-27, S1-28). A million rows take long, so this never runs inside the service."""

import contextlib
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.provisioning.data_core.alone import alone
from services.provisioning.data_core.cohort_file import AcceptedCohort, rows_of
from services.provisioning.domain.cohort import Report, Terms, Upload, examine


class NotAccepted(Exception):
    """Leaves the accepted file unwritten: what passed counts only if the whole file does."""


def examined(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The report of one upload; the accepted cohort lies at `accepted` when, and only when, it was accepted."""
    path, accepted = Path(asked["path"]), Path(asked["accepted"])
    upload = Upload(
        name=asked["name"], size=path.stat().st_size, submitter=asked["submitter"], clean=True,
        rows=lambda: rows_of(path),
    )  # fmt: skip
    terms = Terms(
        reference=asked["reference"], active=asked["active"], submitters=frozenset(asked["submitters"]),
        permitted=frozenset(asked["permitted"]), first_submission=True,
    )  # fmt: skip
    accepted.unlink(missing_ok=True)
    report = Report()
    with contextlib.suppress(NotAccepted), AcceptedCohort(accepted) as cohort:
        report = examine(upload, terms, today=date.fromisoformat(asked["today"]), accept=cohort.add)
        if not report.accepted:
            raise NotAccepted
    if report.accepted:
        accepted.chmod(0o600)
    return {
        "gate": report.gate.value if report.gate else "",
        "rows": report.total_rows,
        "failed": report.failed_rows,
        "failures": {failure.value: count for failure, count in report.failures.items()},
        "details": [[row, reference, [one.value for one in found]] for row, reference, found in report.details],
        "incident": report.incident,
        "fields": list(report.fields_in_error),
    }


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    with alone(Path(asked["accepted"]).parent):
        report = examined(asked)
    json.dump(report, sys.stdout)
