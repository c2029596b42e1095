"""Counts: asked in a transaction, made by the worker in a process of its own, read by whoever asked."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis import clock, mail, offload, paging, settled
from services.chassis.database import Database
from services.contracts import provisioning as p
from services.contracts import wire
from services.contracts.message import SYSTEM, Call, Done, Event, NotFound, happened
from services.contracts.provisioning import FeasibilityState
from services.contracts.request import Profile
from services.contracts.settings import DEFAULTS

from . import models
from .domain import feasibility as domain
from .domain.days import london
from .models import FeasibilityRecord as Record

KIND = "feasibility"
DAY = timedelta(days=1)


def ask(session: Session, command: p.CountFeasibility, call: Call) -> Done:
    """Keep the question and leave it to the worker. The same question within a day is the same count."""
    digest = _digest(command)
    mine = select(Record).where(Record.by == call.actor.id, Record.asked_at > call.at - DAY)
    same = session.scalars(mine.where(Record.digest == digest, Record.state != FeasibilityState.REFUSED.value)).first()
    if same is not None:
        return Done(subject=same.id, state=same.state)
    settings = settled.read(session, models.SettingRow)
    threshold = domain.threshold(settings, command.profile, london(call.at))
    for event in domain.ask(command, call, _today(session, call)):
        mail.post(session, event)
        told = wire.dump(event)
        session.add(
            Record(id=event.subject, by=call.actor.id, asked_at=call.at, state=FeasibilityState.COUNTING.value,
                   profile=command.profile.value, digest=digest, shown="", reason="", answered_at=None,
                   threshold=threshold,
                   criteria={name: told[name] for name in domain.CRITERIA})
        )  # fmt: skip
        models.add_job(session, event.subject, KIND, "", call)
    return Done(subject=command.id, state=FeasibilityState.COUNTING.value)


def read(session: Session, query: p.ReadFeasibility, call: Call) -> p.FeasibilityView:
    """One count, for whoever asked for it."""
    row = session.get(Record, query.count_id)
    if row is None or row.by != call.actor.id:
        raise NotFound("There is no such count of yours.")
    return _view(row, domain.DAILY - _today(session, call))


def mine(session: Session, query: p.MyFeasibilityCounts, call: Call) -> p.FeasibilityPage:
    """What this person has counted."""
    wanted = select(Record).where(Record.by == call.actor.id)
    rows, following = paging.page(session, wanted, [Record.asked_at.desc(), Record.id.desc()], query)
    left = domain.DAILY - _today(session, call)
    return p.FeasibilityPage(rows=tuple(_view(row, left) for row in rows), next=following)


def count(db: Database, job: models.Job, core: Path) -> None:
    """The worker's part: one process, one figure."""
    with db.read() as session:
        row = session.get_one(Record, job.application_id)
        limits = {"age": domain.ages(row.criteria), "threshold": _threshold(row)}
        asked = {**row.criteria, **limits, "core": str(core), "today": london(clock.now()).isoformat()}
    if core.exists():
        said = offload.run_process("services.provisioning.data_core.count", asked, seconds=120)
    else:
        said = {"code": "core-missing", "reason": "The Analysis Data Core is not there."}
    _close(db, job, said)


def give_up(db: Database, job: models.Job) -> None:
    """After the last try."""
    _close(db, job, {"code": "engine-failed", "reason": "The count failed: ask the help desk."})


def _close(db: Database, job: models.Job, said: dict[str, str]) -> None:
    call = Call(actor=SYSTEM, at=clock.now(), cause=job.id, correlation=job.correlation)

    def write(session: Session) -> None:
        session.info["service"] = "provisioning"
        row = session.get_one(Record, job.application_id, with_for_update=True)
        if row.state == FeasibilityState.COUNTING.value:
            mail.post(session, _told(row, said, call))
            row.state = (FeasibilityState.COUNTED if "shown" in said else FeasibilityState.REFUSED).value
            row.shown, row.reason, row.answered_at = said.get("shown", ""), said.get("reason", ""), call.at
        models.job_done(session, job.id)

    db.write(write, call)


def _told(row: Record, said: dict[str, str], call: Call) -> Event:
    if "shown" in said:
        return domain.counted(said["shown"], _threshold(row), call, row.id)[0]
    return happened(p.FeasibilityNotCounted, call, row.id, code=said["code"], reason=said["reason"])


def _today(session: Session, call: Call) -> int:
    asked = select(func.count()).select_from(Record).where(Record.by == call.actor.id, Record.asked_at > call.at - DAY)
    return session.scalar(asked) or 0


def _threshold(row: Record) -> int:
    """The threshold with which it was asked; those from before it was kept had the default."""
    return row.threshold or domain.threshold(DEFAULTS, Profile(row.profile), london(row.asked_at))


def _digest(command: p.CountFeasibility) -> str:
    said = json.dumps([command.profile.value, domain.normal(command)], default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _view(row: Record, left: int) -> p.FeasibilityView:
    body = {
        **row.criteria, "count_id": str(row.id), "state": row.state, "profile": row.profile, "shown": row.shown,
        "threshold": _threshold(row), "reason": row.reason,
        "asked_at": row.asked_at.isoformat(), "answered_at": row.answered_at and row.answered_at.isoformat(),
        "left_today": max(left, 0),
    }  # fmt: skip
    return wire.load(p.FeasibilityView, body)
