"""What takes longer than a transaction may: examining a cohort, building a release, destroying what is held.

A job is a row. It is done when the transaction that marks it done also holds its effect, so a worker that is killed
anywhere is followed by one that does the job again: the engine goes on with a run that was begun, and destruction goes
by the list it kept. One worker for projects and one for counts, which people wait for, each under a lease, oldest job
first.
"""

import csv
import io
import json
import logging
import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import clock, documents, mail, offload, settings
from services.chassis.database import Database
from services.contracts.message import SYSTEM, Call, Event, NotFound
from services.contracts.provisioning import CohortState, DestroyedFile, ProjectState, ReleaseState

from . import feasibility, keys, models, workspace
from .data_core.alone import busy
from .domain import cohort_tasks, ending, production, rules, specification
from .domain.days import london
from .domain.project import OPEN, Project, Release

log = logging.getLogger(__name__)
MAILBOX = "ZZT01OT001"
MOST_TRIES, PAUSE = 5, 2.0  # a failed job is tried again after 2, 4, 8 … seconds
LONGEST_BUILD = 3600.0
REFUSED_EXIT = 3  # the engine refused, and says why in its result
Finish = Callable[[Project, Call], list[Event]]


def work(db: Database, kinds: Collection[str]) -> int:
    """Do every job of these kinds that is due; how many were looked at."""
    count = 0
    while (job := _next(db, kinds)) is not None:
        count += 1
        _attempt(db, job)
    return count


def _next(db: Database, kinds: Collection[str]) -> models.Job | None:
    with db.read() as session:
        job = models.next_job(session, kinds)
        if job is not None:
            session.expunge(job)
        return job


def _attempt(db: Database, job: models.Job) -> None:
    try:
        DOES[job.kind](db, job)
    except Exception as problem:  # whatever went wrong, the job is tried again or given up by name
        log.warning("a job failed", extra={"job": job.kind, "why": type(problem).__name__}, exc_info=True)
        if job.tries + 1 >= MOST_TRIES and job.kind in GIVE_UP:
            GIVE_UP[job.kind](db, job)
            return
        pause, why = PAUSE * 2**job.tries, type(problem).__name__
        db.write(lambda session: models.put_off(session, job.id, min(pause, 300.0), why))


def _finish(db: Database, job: models.Job, then: Finish) -> None:
    """The job's effect and its end, in one transaction."""
    call = Call(actor=SYSTEM, at=clock.now(), cause=job.id, correlation=job.correlation)

    def write(session: Session) -> None:
        session.info["service"] = "provisioning"
        project = models.load(session, job.application_id)
        events = then(project, call)
        for event in events:
            project = rules.after(event, project)
            mail.post(session, event)
        if events:
            models.save(session, project)
        models.job_done(session, job.id)

    db.write(write, call)


def _project(db: Database, job: models.Job) -> Project:
    with db.read() as session:
        return models.load(session, job.application_id, lock=False)


def _nothing(project: Project, call: Call) -> list[Event]:
    return []


# The cohort file


def examine_cohort(db: Database, job: models.Job) -> None:
    """Examine the file that was handed in, and keep the report for its submitter."""
    project, number = _project(db, job), int(job.about)
    cohort = project.cohort
    if cohort.state is not CohortState.CHECKING or cohort.number != number or project.state not in OPEN:
        return _finish(db, job, _nothing)
    now = clock.now()
    asked = {
        "path": str(documents.path(cohort.sha256)), "name": cohort.filename, "reference": project.reference,
        "submitter": str(cohort.submitter_id), "submitters": [str(cohort.submitter_id)],
        "active": project.effective(now), "permitted": list(cohort.permitted_columns),
        "today": london(now).isoformat(), "accepted": str(accepted_cohort(project.id, number)),
    }  # fmt: skip
    said = offload.run_process("services.provisioning.data_core.check_cohort", asked)
    found = cohort_tasks.Examined(
        gate=said["gate"], rows=said["rows"], failed=said["failed"], incident=said["incident"],
        fields=tuple(said["fields"]), report=documents.put(_report(said), "text/csv"),
    )  # fmt: skip
    return _finish(db, job, lambda project, call: cohort_tasks.examined(project, number, found, call))


def accepted_cohort(project_id: UUID, number: int) -> Path:
    """Where the participants that passed lie, for production alone (SoD-13)."""
    return workspace.production(project_id) / f"cohort-{number}.csv"


def _report(said: Mapping[str, Any]) -> bytes:
    """The document for the submitter: the result, the failures by class, then every failed row."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["ROW", "UNIQUE_REFERENCE", "RESULT"])
    rows.writerow(["", "", said["gate"] or "accepted"])
    rows.writerow(["", "", f"{said['failed']} of {said['rows']} rows failed"])
    rows.writerows(["", "", f"identifier not permitted: {name}"] for name in said["fields"])
    rows.writerows(["", "", f"{count} rows: {name}"] for name, count in sorted(said["failures"].items()))
    rows.writerows([row, reference, " ".join(found)] for row, reference, found in said["details"])
    return text.getvalue().encode()


def _cohort_given_up(db: Database, job: models.Job) -> None:
    found = cohort_tasks.Examined(gate=cohort_tasks.UNREADABLE, rows=0, failed=0, report="")
    _finish(db, job, lambda project, call: cohort_tasks.examined(project, int(job.about), found, call))


# The build


def build(db: Database, job: models.Job) -> None:
    """Run the engine for one release, as a process of its own, and say what came of it."""
    project = _project(db, job)
    release = project.release
    if release is None or release.release_ref != job.about or release.state is not ReleaseState.BUILDING:
        return _finish(db, job, _nothing)
    if project.state is ProjectState.SUSPENDED:
        return db.write(lambda session: models.put_off(session, job.id, PAUSE))
    if project.state not in OPEN:
        return _finish(db, job, _refused(job, production.ENDED, "The agreement ended before the data were built."))
    core = core_folder()
    if not core.exists():
        return _finish(db, job, _refused(job, "core-missing", "The Analysis Data Core is not there."))
    key_file, key_id = keys.ensure(project.id)
    result = run_engine(_asked(project, release, core, key_file))
    return _finish(db, job, lambda project, call: production.produced(project, job.about, result, key_id, call))


def core_folder() -> Path:
    """The Analysis Data Core: HAVEN_DATA_CORE, or one in the run folder, which is made of synthetic people where the
    run is a demonstration or a test, and never in production."""
    folder = settings.get().folder("data_core")
    if not folder.exists() and settings.get().mode in ("demo", "test"):
        offload.run_process("services.provisioning.data_core.synthesise", {"folder": str(folder)})
    return folder


def _asked(project: Project, release: Release, core: Path, key_file: Path) -> dict[str, Any]:
    place = workspace.production(project.id) / release.release_ref
    rule = {"rule": "include_with_reason", "reason": release.include_without_nhs_number}
    asked: dict[str, Any] = {
        "run": release.release_ref, "project": project.reference, "core": str(core), "work": str(place / "work"),
        "output": str(place / "out"), "key_file": str(key_file), "now": clock.now().isoformat(),
        "operator": str(release.builder_id), "specification": project.specification,
        "optout": {"mailbox": MAILBOX, "sequence": release.sequence,
                   "policy": specification.POLICY[project.asked.profile].value},
        "no_nhs_number": rule if release.include_without_nhs_number else {"rule": "exclude"},
    }  # fmt: skip
    if project.cohort.state is CohortState.ACCEPTED:
        asked["cohort_file"] = str(accepted_cohort(project.id, project.cohort.number))
    return asked


def run_engine(asked: dict[str, Any]) -> dict[str, Any]:
    """The engine's result: what it produced, or why it refused. ProcessFailed when it ended without one."""
    place = Path(asked["output"]).parent
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.parent.chmod(0o700)
    request, result = place / "request.json", place / "result.json"
    request.write_text(json.dumps(asked))
    os.chmod(request, 0o600)
    try:
        offload.run_process(
            "services.provisioning.data_core.build", {}, seconds=LONGEST_BUILD,
            args=(str(place.parent), str(request), str(result)),
        )  # fmt: skip
    except offload.ProcessFailed as failed:
        if failed.code != REFUSED_EXIT:
            raise
    said: dict[str, Any] = json.loads(result.read_text())
    return said


def _refused(job: models.Job, code: str, detail: str) -> Finish:
    result = {"status": "refused", "code": code, "detail": detail}
    return lambda project, call: production.produced(project, job.about, result, "", call)


def _build_given_up(db: Database, job: models.Job) -> None:
    _finish(db, job, _refused(job, "engine-failed", f"The engine ended {MOST_TRIES} times without a result."))


# The destruction


def destroy(db: Database, job: models.Job) -> None:
    """Destroy everything that is held for a project, by a list that is kept first."""
    project = _project(db, job)
    if project.state is ProjectState.DESTROYED:
        return _finish(db, job, _nothing)
    if busy(workspace.production(project.id)):  # a process that outlived the service that started it
        return db.write(lambda session: models.put_off(session, job.id, PAUSE))
    files = job.notes.get("files")
    if files is None:
        with db.read() as session:
            shared = models.shared_documents(session, project)
        files = offload.in_thread(workspace.inventory, project.id, _documents(project, shared))
        db.write(lambda session: models.note(session, job.id, {"files": files}))
    offload.in_thread(workspace.destroy, project.id, files)
    gone = [DestroyedFile(name=one["name"], size=one["size"], sha256=one["sha256"]) for one in files]
    return _finish(db, job, lambda project, call: ending.destroyed(project, gone, call))


def _documents(project: Project, shared: set[str]) -> list[tuple[str, Path]]:
    """The uploaded cohort files and their reports, with what the store keeps beside them."""
    found = []
    for sha256 in project.cohort.kept:
        try:
            path = documents.path(sha256)
        except NotFound:
            continue
        if sha256 not in shared:
            beside = path.with_suffix(".json")
            found += [(sha256, path), *([(beside.name, beside)] if beside.exists() else [])]
    return found


DOES: Mapping[str, Callable[[Database, models.Job], None]] = {
    "cohort": examine_cohort,
    "build": build,
    "destroy": destroy,
    feasibility.KIND: lambda db, job: feasibility.count(db, job, core_folder()),
}
COUNTS = (feasibility.KIND,)
PROJECTS = tuple(kind for kind in DOES if kind not in COUNTS)
GIVE_UP: Mapping[str, Callable[[Database, models.Job], None]] = {
    "cohort": _cohort_given_up,
    "build": _build_given_up,
    feasibility.KIND: feasibility.give_up,
}
"""What is said of a job that failed every time. Destruction is never given up."""
