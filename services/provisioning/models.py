"""How projects, training evidence and background jobs are stored: one row each, its body as JSON, with a column for
everything that a list filters or sorts on."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.chassis import settled
from services.chassis.database import new_base
from services.contracts import wire
from services.contracts.message import Call, new_id

from .domain import guards, waiting
from .domain.project import Project

Base: Any = new_base()
FAR = datetime(9999, 12, 31, tzinfo=UTC)  # sorts a project whose end is not known yet after every other


class ProjectRecord(Base):
    """One project; `due_at` is when time next does something to it."""

    __tablename__ = "project"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), index=True)
    reference: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str]
    profile: Mapped[str] = mapped_column(String(20), index=True)
    label: Mapped[str] = mapped_column(String(200))
    ends_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


class PersonRecord(Base):
    """Who is named in which project."""

    __tablename__ = "project_person"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


class WaitRecord(Base):
    """For whom a project waits: a role of staff, or a person's id, as text."""

    __tablename__ = "project_wait"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(40), index=True)
    task: Mapped[str] = mapped_column(String(300))
    command: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date | None]


class CohortRecord(Base):
    """Which project holds which cohort document, so that one is never destroyed while another project needs it."""

    __tablename__ = "cohort_document"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    application_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


class TrainingRecord(Base):
    """A training certificate in somebody's profile, as intake told it. `status`: added, accepted or rejected."""

    __tablename__ = "training"
    evidence_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    expires_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(10))


class Job(Base):
    """Something the background worker does: examine a cohort, build a release, destroy what is held. `due_at` is real
    time, not the demo clock; `notes` is what a job must remember over a crash."""

    __tablename__ = "job"
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    application_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(60))
    done: Mapped[bool] = mapped_column(index=True)
    tries: Mapped[int]
    due_at: Mapped[datetime]
    correlation: Mapped[UUID]
    error: Mapped[str] = mapped_column(String(200))
    notes: Mapped[dict[str, Any]]


class FeasibilityRecord(Base):
    """One feasibility count: who asked what, when, and the figure they were told. `digest` is the question's."""

    __tablename__ = "feasibility"
    __table_args__ = (Index("feasibility_of_person", "by", "asked_at", "id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    by: Mapped[UUID]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    profile: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    shown: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    criteria: Mapped[dict[str, Any]]
    threshold: Mapped[int | None]


class SettingRow(settled.Kept, Base):
    """What administrators have settled, as it was heard."""


class Counter(Base):
    """The last number given in one series."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]


def load(session: Session, application_id: UUID, *, lock: bool = True) -> Project:
    """The project of a request; an absent one when there is none."""
    row = session.get(ProjectRecord, application_id, with_for_update=lock or None)
    return Project(id=application_id) if row is None else wire.load(Project, row.body)


def save(session: Session, project: Project) -> None:
    """Store a project, with the rows that lists, tasks and timers look for."""
    request = project.request
    session.merge(
        ProjectRecord(
            id=project.id, version=project.version, state=project.state.value, reference=project.reference,
            title=request.title if request else "", profile=request.profile.value if request else "",
            label=guards.label(project) if request else "", ends_at=project.ends_at or FAR,
            due_at=waiting.next_look(project), body=wire.dump(project),
        )
    )  # fmt: skip
    for table in (PersonRecord, WaitRecord):
        session.execute(delete(table).where(table.application_id == project.id))
    session.flush()
    people = {one.person_id for one in project.members} | ({project.lead_id} if project.lead_id else set())
    people |= {project.cohort.submitter_id} if project.cohort.submitter_id else set()
    session.add_all(PersonRecord(application_id=project.id, person_id=one) for one in people)
    for position, wait in enumerate(waiting.waits(project)):
        told = {"who": wait.who, "task": wait.task[:300], "command": wait.command, "due_on": wait.due_on}
        session.add(WaitRecord(application_id=project.id, position=position, **told))
    for sha256 in project.cohort.kept:
        session.merge(CohortRecord(sha256=sha256, application_id=project.id))
    session.flush()


def named_in(session: Session, person_id: UUID) -> list[UUID]:
    """The projects in which somebody is named."""
    found = select(PersonRecord.application_id).where(PersonRecord.person_id == person_id)
    return list(session.scalars(found.order_by(PersonRecord.application_id)))


def due(session: Session, at: datetime, limit: int = 100) -> list[UUID]:
    """The projects to which time has something to do, longest waiting first."""
    found = select(ProjectRecord.id).where(ProjectRecord.due_at <= at).order_by(ProjectRecord.due_at)
    return list(session.scalars(found.limit(limit)))


def add_training(session: Session, evidence_id: UUID, person_id: UUID, expires_on: date | None) -> None:
    """Keep a certificate that was added; what was judged already stays judged."""
    if session.get(TrainingRecord, evidence_id) is None:
        session.add(TrainingRecord(evidence_id=evidence_id, person_id=person_id, expires_on=expires_on, status="added"))
        session.flush()


def judge_training(
    session: Session, evidence_id: UUID, person_id: UUID, expires_on: date | None, accepted: bool
) -> None:
    """Keep what staff said about a certificate."""
    row = session.get(TrainingRecord, evidence_id)
    until = expires_on or (row.expires_on if row else None)
    status = "accepted" if accepted else "rejected"
    session.merge(TrainingRecord(evidence_id=evidence_id, person_id=person_id, expires_on=until, status=status))
    session.flush()


def trained_until(session: Session, person_id: UUID, *, accepted: bool = False) -> date | None:
    """The last day of somebody's best certificate that was not rejected, or, if asked, that was accepted."""
    fit = TrainingRecord.status == "accepted" if accepted else TrainingRecord.status != "rejected"
    found = select(func.max(TrainingRecord.expires_on)).where(TrainingRecord.person_id == person_id, fit)
    return session.scalar(found)


def next_number(session: Session, name: str) -> int:
    """The next number of a series, from 1."""
    row = session.get(Counter, name, with_for_update=True)
    if row is None:
        row = Counter(name=name, value=0)
        session.add(row)
    row.value += 1
    session.flush()
    return row.value


def add_job(session: Session, application_id: UUID, kind: str, about: str, call: Call) -> None:
    """Ask the background worker for something."""
    session.add(
        Job(id=new_id(), application_id=application_id, kind=kind, about=about, done=False, tries=0, error="",
            due_at=datetime.now(UTC), correlation=call.correlation, notes={})
    )  # fmt: skip
    session.flush()


def next_job(session: Session, kinds: Collection[str]) -> Job | None:
    """The oldest job of these kinds that is due."""
    due = (Job.done.is_(False), Job.due_at <= datetime.now(UTC), Job.kind.in_(kinds))
    found = select(Job).where(*due).order_by(Job.position)
    return session.scalars(found.limit(1)).first()


def put_off(session: Session, job_id: UUID, seconds: float, error: str = "") -> None:
    """Look at a job again later; with an error, that counts as a try."""
    job = session.scalars(select(Job).where(Job.id == job_id)).one()
    job.due_at = datetime.now(UTC) + timedelta(seconds=seconds)
    job.tries += bool(error)
    job.error = error[:200]


def job_done(session: Session, job_id: UUID) -> None:
    """The job's effect is in this transaction."""
    session.scalars(select(Job).where(Job.id == job_id)).one().done = True


def note(session: Session, job_id: UUID, notes: dict[str, Any]) -> None:
    """What a job must remember over a crash."""
    session.scalars(select(Job).where(Job.id == job_id)).one().notes = notes


def shared_documents(session: Session, project: Project) -> set[str]:
    """The cohort documents of this project that another living project holds as well."""
    others = (
        select(CohortRecord.sha256)
        .join(ProjectRecord, ProjectRecord.id == CohortRecord.application_id)
        .where(CohortRecord.sha256.in_(project.cohort.kept), CohortRecord.application_id != project.id)
        .where(ProjectRecord.state != "destroyed")
    )
    return set(session.scalars(others))
