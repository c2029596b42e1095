"""One production run, as a process of its own: `python -m services.provisioning.data_core.produce REQUEST RESULT`.

It reads a request (JSON), writes a result (JSON) and, when everything was well, the output folder. The order of the
steps is fixed: cohort, opt-outs, dissent, minimisation, restricted records, pseudonyms, scan (S1-30, S1-31, S3-7).
Opt-outs come before pseudonyms because afterwards nobody could tell who opted out.

A run may be killed at any point and started again with the same request. The output folder appears in one step, whole,
or not at all. Exit codes: 0 produced, 3 refused (the result says why); anything else means there is no result.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from services.provisioning.data_core import datasets, extract, mailbox, selection
from services.provisioning.data_core.check_service import CheckService, LocalCheckService
from services.provisioning.data_core.scan import Known, scan
from services.provisioning.data_core.source import open_core, restricted_rows
from services.provisioning.domain import optout, optout_check
from services.provisioning.domain.failed_closed import FailedClosed
from services.provisioning.domain.minimise import Plan, plan, spec_match
from services.provisioning.domain.pseudonym import KEY_BYTES

REFUSED = 3
Request = Mapping[str, Any]


def main(request_path: Path, result_path: Path) -> int:
    """Run one request; return the exit code."""
    request = json.loads(request_path.read_text())
    try:
        result = produce(request, LocalCheckService.of_core(Path(request["core"])))
    except FailedClosed as refusal:
        result = {"status": "refused", "run": request["run"], "code": refusal.code, "detail": refusal.detail}
    _write(result_path, result)
    return 0 if result["status"] == "produced" else REFUSED


def produce(request: Request, service: CheckService) -> dict[str, Any]:
    """Build the release a request describes and return its result.

    A release in which identifiers were found comes back with the status `refused`, the code `identifiers-found` and
    where they are; nothing is left in the output folder. Raises FailedClosed for every other refusal.
    """
    work, output = Path(request["work"]), Path(request["output"])
    # Time and operator may differ when a killed run is started again; everything else must be the same request.
    mark = _sha256(json.dumps({k: v for k, v in request.items() if k not in {"now", "operator"}}, sort_keys=True))
    if output.exists():
        return _finished(work, mark)
    planned = plan(request["specification"])
    staging = output.with_name(f".{output.name}.building")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    work.mkdir(parents=True, exist_ok=True)
    lists = work / "opt-outs"
    try:
        with open_core(Path(request["core"]), work) as database:
            result = _build(database, request, planned, service, lists, staging)
        if result["status"] == "produced":
            _write(work / "result.json", {"request": mark, "result": result})
            os.replace(staging, output)
        return result
    finally:
        mailbox.forget(lists)
        shutil.rmtree(work / "spill", ignore_errors=True)
        shutil.rmtree(staging, ignore_errors=True)


def _build(
    database: duckdb.DuckDBPyConnection,
    request: Request,
    planned: Plan,
    service: CheckService,
    lists: Path,
    staging: Path,
) -> dict[str, Any]:
    now = datetime.fromisoformat(request["now"])
    key = Path(request["key_file"]).read_bytes()
    if len(key) != KEY_BYTES:
        raise FailedClosed("key-malformed", "The key of the project does not have 256 bits.")
    datasets.open_views(database, planned)
    counts, matches = _people(database, request, planned, now)
    evidence, counts["opted_out"] = _opt_outs(database, request, service, lists, now)
    counts["dissented"] = selection.remove_dissenting(database, request["project"], now.date().isoformat())
    counts["persons_out"] = selection.size(database)
    if not counts["persons_out"]:
        raise FailedClosed("cohort-empty", "Nobody is left in the cohort.")
    counts["restricted_rows"] = restricted_rows(database, "selected")
    extract.make_keys(database, key)
    schema = {table.name: extract.write(database, table, staging, key=key, year=now.year) for table in planned.tables}
    common = {"run": request["run"], "project": request["project"], "counts": counts, "optout": evidence}
    if findings := _findings(database, planned, staging):
        return {"status": "refused", "code": "identifiers-found", "findings": findings, **common,
                "detail": "Identifiers were found where none may be; nothing was released."}  # fmt: skip
    if differences := spec_match(schema, planned):
        raise FailedClosed("beyond-specification", "; ".join(differences))
    manifest = _manifest(request, staging, schema)
    return {"status": "produced", **common, "matches": matches, "schema": schema, "manifest": manifest}


def _people(
    database: duckdb.DuckDBPyConnection, request: Request, planned: Plan, now: datetime
) -> tuple[dict[str, int], dict[str, int]]:
    matches: dict[str, int] = {}
    if planned.criteria.supplied:
        if not request.get("cohort_file"):
            raise FailedClosed("cohort-missing", "The agreement expects a cohort file, and none was accepted.")
        matches = selection.match(database, Path(request["cohort_file"]))
    else:
        selection.select(database, planned.criteria, now.date().isoformat())
    database.execute("CREATE TABLE first_selected AS SELECT person_id FROM selected")
    rule = request.get("no_nhs_number") or {}
    counts = {"persons_in": selection.size(database)}
    counts["no_nhs_number"] = selection.without_nhs_number(
        database, rule.get("rule", "exclude"), rule.get("reason", "")
    )
    return counts, matches


def _opt_outs(
    database: duckdb.DuckDBPyConnection, request: Request, service: CheckService, lists: Path, now: datetime
) -> tuple[dict[str, Any], int]:
    """The evidence record, and how many people left. The declared basis is the agreement's; without one, data at a
    level that a workspace may hold count as not confidential in the recipient's hands, which the default policy
    answers by upholding opt-outs all the same."""
    declared, how = request["specification"].get("optout") or {}, request["optout"]
    route = declared.get("route", "not_confidential")
    basis = optout.basis_of(
        route,
        cag_exemption=declared.get("cag_exemption", False),
        policy_exemption=declared.get("policy_exemption", ""),
    )
    try:
        position = optout.Position(declared.get("position", optout.Position.APPLIED))
        policy = optout.Policy(how.get("policy", optout.Policy.APPLY_UNLESS_EXEMPT))
    except ValueError as error:
        raise FailedClosed("position-unknown", "The opt-out position or policy is not a known one.") from error
    decision = optout.decide(basis, position, policy)
    people = selection.size(database)
    facts: dict[str, Any] = {"checked_at": None, "n_in": people, "n_out": people, "list_sha256": "", "warnings": ()}
    left = 0
    if decision.applied:
        name = optout_check.file_name(how["mailbox"], now.date(), how["sequence"])
        numbers = selection.nhs_numbers(database)
        outcome = mailbox.check(numbers, service, lists, name=name, reference=request["run"], now=now)
        max_age = timedelta(days=how["max_age_days"]) if "max_age_days" in how else optout_check.MAX_AGE
        optout_check.require_fresh(outcome.checked_at, now, max_age)
        left = selection.keep_only(database, outcome.keep)
        facts = {name: value for name, value in asdict(outcome).items() if name not in {"keep", "removed"}}
    evidence = optout.Evidence(
        basis=f"{route}:{decision.reason}",
        legally_required=decision.legally_required,
        applied=decision.applied,
        method="check-service" if decision.applied else "not-applied",
        removed=facts["n_in"] - facts["n_out"],
        operator=request["operator"],
        **facts,
    )
    checked_at = evidence.checked_at and evidence.checked_at.isoformat()
    return {**asdict(evidence), "checked_at": checked_at, "warnings": list(evidence.warnings)}, left


def _findings(database: duckdb.DuckDBPyConnection, planned: Plan, staging: Path) -> list[dict[str, Any]]:
    people = database.execute("SELECT given_name, family_name, mrn FROM core.person_identity").fetchall()
    known = Known(
        names=frozenset((given, family) for given, family, _ in people), mrns=frozenset(mrn for _, _, mrn in people)
    )
    skip = extract.pseudonym_columns(planned)
    return [
        asdict(finding)
        for table in planned.tables
        for finding in scan(staging / f"{table.name}.parquet", known, skip=skip[table.name])
    ]


def _manifest(request: Request, folder: Path, schema: Mapping[str, Any]) -> dict[str, Any]:
    """What lies in the folder, written into it as well. It says nothing about who was left out."""
    shape = {name: table["columns"] for name, table in schema.items()}
    files = [
        {
            "name": path.name,
            "rows": schema[path.stem]["rows"],
            "bytes": path.stat().st_size,
            "sha256": _file_sha256(path),
        }
        for path in sorted(folder.iterdir())
    ]
    manifest = {
        "run": request["run"],
        "project": request["project"],
        "made_at": request["now"],
        "files": files,
        "schema": shape,
        "schema_sha256": _sha256(json.dumps(shape, sort_keys=True)),
    }
    _write(folder / "manifest.json", manifest)
    return {**manifest, "sha256": _file_sha256(folder / "manifest.json")}


def _finished(work: Path, mark: str) -> dict[str, Any]:
    """The result of the same request, done before; another request must not take its place."""
    kept = work / "result.json"
    saved = json.loads(kept.read_text()) if kept.exists() else {}
    if saved.get("request") != mark:
        raise FailedClosed("output-exists", "The output folder already holds another release.")
    result: dict[str, Any] = saved["result"]
    return result


def _write(path: Path, content: Mapping[str, Any]) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")
    os.replace(partial, path)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
