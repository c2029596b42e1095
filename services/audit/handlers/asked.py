"""What people ask of audit: certificates, audits; and what the calendar asks: orders that are overdue."""

import os
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit import models
from services.audit.domain import audits, deletion, ending
from services.audit.domain.calendar import local_date
from services.audit.domain.closing import Closing
from services.audit.models import ClosingRow
from services.chassis import documents, mail
from services.contracts.agreements import AgreementExpired, AgreementTerminated
from services.contracts.audit import AuditPlanned, FindingRecorded, SubmitCertificate
from services.contracts.message import Call, Command, Done, Event, NotFound, Problem, Refused, new_id


def handle_deletion(session: Session, command: Command, call: Call) -> Done:
    """A command about a certificate."""
    before = models.closing(session, command.application_id, lock=True)  # type: ignore[attr-defined]
    events = deletion.decide(command, before, call)
    if isinstance(command, SubmitCertificate):
        _refuse_unknown_files(command)
    now = keep(session, before, events)
    return Done(subject=now.id, reference=now.reference, version=now.version, state=now.state.value)


def handle_audit(session: Session, command: Command, call: Call) -> Done:
    """A command about a data sharing audit."""
    project = models.closing(session, command.application_id, lock=True)  # type: ignore[attr-defined]
    before = models.audit(session, getattr(command, "audit_id", None) or new_id(), lock=True)
    known = before.application_id is None or before.application_id == project.id
    events = audits.decide(command, before, call, models.surroundings(session, project, call.actor)) if known else []
    if not events:
        raise NotFound("There is no such audit.")
    now = before
    for event in events:
        now = audits.evolve(event, now)
        mail.post(session, event)
    models.keep_audit(session, replace(now, version=before.version + 1))
    last = events[-1]
    if isinstance(last, AuditPlanned):
        keep(session, replace(project, auditors=tuple(dict.fromkeys((*project.auditors, call.actor.id)))), [])
    subject = last.finding_id if isinstance(last, FindingRecorded) else now.id
    return Done(subject=subject, reference=now.reference, version=before.version + 1, state=now.state.value)


def say_overdue(session: Session, call: Call) -> None:
    """DeletionOverdue for each project whose day has passed."""
    late = select(ClosingRow.id).where(
        ClosingRow.state.in_([state.value for state in ending.RUNNING]),
        ClosingRow.due_on < local_date(call.at),
        ClosingRow.overdue.is_(False),
    )
    for id in session.scalars(late.limit(100)).all():
        project = models.closing(session, id, lock=True)
        if events := ending.overdue(project, call):
            keep(session, project, events)


def keep(session: Session, project: Closing, events: Sequence[Event]) -> Closing:
    """Store what is true after these events, one version on, and say them."""
    now = project
    for event in events:
        now = ending.evolve(event, now)
        mail.post(session, event)
    now = replace(now, version=project.version + 1)
    models.keep_closing(session, now)
    return now


def deadline_days(ended: AgreementExpired | AgreementTerminated) -> int:
    """The calendar days within which certificates are due: the agreement's own, else HAVEN_DELETION_DAYS."""
    return ending.days_to_certify(ended, int(os.environ.get("HAVEN_DELETION_DAYS") or 0))


def _refuse_unknown_files(command: SubmitCertificate) -> None:
    told = command.certificate
    for number, sha256 in enumerate((*told.attachments, *(item.evidence_sha256 for item in told.items))):
        if not sha256:
            continue
        try:
            documents.path(sha256)
        except NotFound:
            field = "certificate.attachments" if number < len(told.attachments) else "certificate.items"
            problem = Problem(code="attachment-missing", message="Upload this file first.", field=field)
            raise Refused("A file is not here.", problems=(problem,), code="certificate-incomplete") from None
