"""The end of a project as each may see it, and what waits for whom."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit import models
from services.audit.domain import deletion, ending
from services.audit.domain.audits import UNSETTLED
from services.audit.domain.calendar import local_date
from services.audit.domain.closing import Closing, Holder, Received
from services.audit.models import AuditRow, ClosingRow, OwnRow
from services.chassis.paging import order, page
from services.contracts import wire
from services.contracts.audit import (
    AuditState,
    AuditTask,
    AuditTasks,
    CertificateView,
    DeletionRow,
    DeletionsPage,
    DeletionView,
    HolderState,
    HolderView,
    ListDeletions,
    MyAuditTasks,
    ReadDeletion,
)
from services.contracts.message import Actor, Call, NotFound, NotPermitted

from .performance import soonest

MOST_TASKS = 200


def read_deletion(session: Session, query: ReadDeletion, call: Call) -> DeletionView:
    """Where the deletion of one project stands, for those who certify and those who check."""
    closing = models.closing(session, query.application_id)
    if not closing.version or deletion.part_of(closing, call.actor) is deletion.Part.NONE:
        raise NotFound("There is no such project.")
    holders = tuple(_holder(closing, one, call.actor) for one in closing.holders)
    return DeletionView(
        application_id=closing.id,
        reference=closing.reference,
        agreement_ref=closing.agreement_ref,
        state=closing.state,
        version=closing.version,
        access=closing.access,
        reason=closing.reason,
        ended_on=closing.ended_on,
        due_on=closing.due_on,
        overdue=_overdue(closing, local_date(call.at)),
        releases=closing.releases,
        workspace_destroyed_at=closing.destroyed_at,
        custodian=_certificate(closing.custodian) if closing.custodian else None,
        holders=holders,
        closed_on=closing.closed_on,
        retain_until=closing.retain_until,
        may=tuple(sorted({command for one in holders for command in one.may})),
    )


def list_deletions(session: Session, query: ListDeletions, call: Call) -> DeletionsPage:
    """Projects to be deleted, for staff, by due date."""
    if not call.actor.has(*deletion.READERS):
        raise NotPermitted("Only staff see all deletions.")
    wanted = select(ClosingRow).where(ClosingRow.due_on.is_not(None))
    if query.state is not None:
        wanted = wanted.where(ClosingRow.state == query.state.value)
    if query.overdue is not None:
        wanted = wanted.where(ClosingRow.overdue.is_(query.overdue))
    columns = {"due_on": ClosingRow.due_on, "reference": ClosingRow.reference}
    rows, following = page(session, wanted, order(query.sort, columns, ClosingRow.id), query)
    return DeletionsPage(rows=tuple(_row(wire.load(Closing, row.body)) for row in rows), next=following)


def my_tasks(session: Session, query: MyAuditTasks, call: Call) -> AuditTasks:
    """What waits for the caller, soonest first."""
    running = select(ClosingRow).where(ClosingRow.state.in_([state.value for state in ending.RUNNING]))
    if not call.actor.has(*deletion.CHECKERS):
        running = running.join(OwnRow, OwnRow.application_id == ClosingRow.id).where(OwnRow.person_id == call.actor.id)
    found: list[AuditTask] = []
    for row in session.scalars(running.order_by(ClosingRow.due_on).limit(MOST_TASKS)):
        found.extend(_tasks(wire.load(Closing, row.body), call.actor))
    found.extend(_findings(session, call.actor))
    found.sort(key=lambda task: (task.due_on or date.max, task.reference))
    return AuditTasks(rows=tuple(found[:MOST_TASKS]), clocks=soonest(session, call))


def _tasks(closing: Closing, actor: Actor) -> Iterator[AuditTask]:
    for one in closing.holders:
        may = deletion.may(closing, one, actor)
        if "SubmitCertificate" in may:
            task = f"Return the certificate of destruction of {one.must.name}"
        elif "AcceptCertificate" in may:
            task = f"Check the certificate of destruction of {one.must.name}"
        else:
            continue
        yield AuditTask(
            application_id=closing.id,
            reference=closing.reference,
            title=closing.title,
            task=task,
            due_on=one.backups_until or closing.due_on,
        )


def _findings(session: Session, actor: Actor) -> Iterator[AuditTask]:
    """Findings that the applicant or a signatory has to answer."""
    rows = session.scalars(
        select(AuditRow)
        .join(OwnRow, OwnRow.application_id == AuditRow.application_id)
        .where(AuditRow.state == AuditState.FIELDWORK.value, OwnRow.person_id == actor.id)
        .limit(MOST_TASKS)
    )
    for row in rows:
        audit = models.audit(session, row.id)
        project = models.closing(session, row.application_id)
        for one in audit.findings:
            if one.state in UNSETTLED and not one.evidence_sha256:
                yield AuditTask(
                    application_id=project.id,
                    reference=project.reference,
                    title=project.title,
                    task=f"Answer finding {one.recorded.number} of the audit",
                    due_on=one.recorded.due_on,
                )


def _overdue(closing: Closing, today: date) -> bool:
    late = any(one.state is not HolderState.ACCEPTED and not one.backups_until for one in closing.holders)
    return closing.overdue or bool(closing.due_on and today > closing.due_on and late)


def _holder(closing: Closing, one: Holder, actor: Actor) -> HolderView:
    return HolderView(
        organisation_id=one.must.organisation_id,
        name=one.must.name,
        role=one.must.role,
        state=one.state,
        locations=one.must.locations,
        certificates=tuple(_certificate(received) for received in one.certificates),
        backups_until=one.backups_until,
        may=deletion.may(closing, one, actor),
    )


def _certificate(received: Received) -> CertificateView:
    return CertificateView(**vars(received))


def _row(closing: Closing) -> DeletionRow:
    waiting = (one.must.name for one in closing.holders if one.state is not HolderState.ACCEPTED)
    return DeletionRow(
        application_id=closing.id,
        reference=closing.reference,
        title=closing.title,
        state=closing.state,
        due_on=closing.due_on or date.max,
        overdue=closing.overdue,
        waiting_for=tuple(waiting),
    )
