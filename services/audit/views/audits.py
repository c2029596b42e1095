"""Data sharing audits as each may see them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit import models
from services.audit.domain import audits
from services.audit.domain.access import ACCESS
from services.audit.domain.audits import UNSETTLED, Audit, Finding
from services.audit.domain.closing import Closing
from services.audit.models import AuditRow
from services.chassis.paging import order, page
from services.contracts import wire
from services.contracts.access import holders
from services.contracts.audit import (
    AuditRow as Row,
)
from services.contracts.audit import (
    AuditsPage,
    AuditState,
    AuditView,
    FindingView,
    ListAudits,
    ReadAudit,
)
from services.contracts.message import Actor, Call, NotFound, NotPermitted

SEE_ALL = holders(ACCESS[ListAudits])


def read_audit(session: Session, query: ReadAudit, call: Call) -> AuditView:
    """One audit, with its findings, for auditors, readers and the audited."""
    audit = models.audit(session, query.audit_id)
    if audit.application_id is None or audit.starts_on is None or audit.auditor_id is None or not audit.planned_at:
        raise NotFound("There is no such audit.")
    project = models.closing(session, audit.application_id)
    if audits.part_of(project, call.actor) is audits.Part.NONE:
        raise NotFound("There is no such audit.")
    around = models.surroundings(session, project, call.actor)
    may = audits.may(audit, around, call.actor, call.at)
    return AuditView(
        audit_id=audit.id,
        application_id=project.id,
        reference=audit.reference,
        state=audit.state,
        kind=audit.kind,
        scope=audit.scope,
        starts_on=audit.starts_on,
        for_cause=audit.for_cause,
        reason=audit.reason,
        auditor_id=audit.auditor_id,
        planned_at=audit.planned_at,
        version=audit.version,
        findings=tuple(_finding(one, may) for one in audit.findings),
        overall=audit.overall,
        risk=audit.risk,
        closed_at=audit.closed_at,
        may=may,
    )


def may_list(closing: Closing, actor: Actor) -> bool:
    """Whether somebody may list the audits of one request: its own people, and those who may see all."""
    return audits.part_of(closing, actor) is not audits.Part.NONE or actor.has(*SEE_ALL)


def list_audits(session: Session, query: ListAudits, call: Call) -> AuditsPage:
    """Audits by start: all for those who may see all, those of one request for its own people. An auditor on the team
    of a request sees nothing of its audits, here as in `read_audit` (SoD-01)."""
    wanted = select(AuditRow)
    if query.application_id is not None:
        wanted = wanted.where(AuditRow.application_id == query.application_id)
    part, may_see = audits.Part.NONE, call.actor.has(*SEE_ALL)
    if query.application_id is not None:
        closing = models.closing(session, query.application_id)
        part, may_see = audits.part_of(closing, call.actor), may_list(closing, call.actor)
    if not may_see:
        raise NotPermitted("Name your own request to see its audits.")
    if query.state is not None:
        wanted = wanted.where(AuditRow.state == query.state.value)
    rows, following = page(session, wanted, order(query.sort, {"starts_on": AuditRow.starts_on}, AuditRow.id), query)
    about = models.closings(session, {row.application_id for row in rows})
    seen = [row for row in rows if audits.part_of(about[row.application_id], call.actor) is not audits.Part.NONE]
    may = tuple(sorted(command.__name__ for command in audits.MAY[AuditState.ABSENT, part]))
    return AuditsPage(rows=tuple(_row(wire.load(Audit, row.body), row) for row in seen), next=following, may=may)


def _row(audit: Audit, row: AuditRow) -> Row:
    return Row(
        audit_id=audit.id,
        application_id=row.application_id,
        reference=audit.reference,
        state=audit.state,
        kind=audit.kind,
        starts_on=row.starts_on,
        findings=len(audit.findings),
        open_findings=sum(one.state in UNSETTLED for one in audit.findings),
    )


def _finding(one: Finding, may: tuple[str, ...]) -> FindingView:
    told = one.recorded
    settling = ("AnswerFinding", "CloseFinding") if one.state in UNSETTLED else ()
    return FindingView(
        finding_id=told.finding_id,
        number=told.number,
        state=one.state,
        classified=told.classified,
        area=told.area,
        clause=told.clause,
        description=told.description,
        evidence=told.evidence,
        risk=told.risk,
        plan_by=told.plan_by,
        due_on=told.due_on,
        action=one.action,
        owner=one.owner,
        evidence_sha256=one.evidence_sha256,
        closure_note=one.closure_note,
        may=tuple(command for command in may if command in settling),
    )
