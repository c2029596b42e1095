"""The auditor: audits from plan to close, certificates of destruction to check, deletions and clocks that are due."""

from typing import Any

from services.contracts import audit
from services.contracts.audit.audits import AuditKind, FindingClass, FindingOutcome
from services.contracts.message import Role

from ...api.route import STAFF_ONLY
from .. import asking
from ..choices import worded
from ..row import Column, Field, Filter, Form, Listing
from ..visit import Visit
from ..words import humanised
from .requests import ONE

AUDITING = frozenset({Role.AUDITOR, Role.CASE_OFFICER, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.IG_LEAD})
CERTIFYING = frozenset({Role.CASE_OFFICER, Role.SDE_ADMIN, Role.IG_LEAD, Role.AUDITOR})
CLOCKS = AUDITING | {
    Role.CHAIR, Role.SECRETARIAT, Role.PRODUCTION_ANALYST, Role.PRODUCTION_QA, Role.RELEASE_APPROVER, Role.SDE_ADMIN,
    Role.OUTPUT_CHECKER, Role.FINANCE,
}  # fmt: skip
HOLDER = f"{ONE}/certificates/<uuid:organisation_id>"
AUDIT = f"{ONE}/audits/<uuid:audit_id>"
KINDS = {
    AuditKind.FULL: ("Full audit", "On site, of everything in the scope."),
    AuditKind.FOCUSED: ("Focused audit", "Of one question."),
    AuditKind.DESK: ("Desk-based audit", "From documents only."),
    AuditKind.POST_AUDIT: ("Review after an audit", "Whether what was agreed was done."),
}
CLASSES = {
    FindingClass.MAJOR: ("Major nonconformity", "The agreement or the law is broken, or a control is missing."),
    FindingClass.MINOR: ("Minor nonconformity", "A control is there and does not work as it should."),
    FindingClass.OBSERVATION: ("Observation", "Nothing is broken yet."),
    FindingClass.OPPORTUNITY: ("Opportunity for improvement", ""),
    FindingClass.FOLLOW_UP: ("Point for follow-up", ""),
}
OUTCOMES = {
    FindingOutcome.CLOSED: ("Closed", "What was agreed was done; a nonconformity needs evidence."),
    FindingOutcome.CARRIED_FORWARD: ("Carried forward", "It is looked at again at the next audit."),
    FindingOutcome.ESCALATED: ("Escalated", "Others have to decide."),
}
SHOWS = (("breached", "Late"), ("due-soon", "Due within three days"), ("paused", "Paused"), ("stopped", "Stopped"),
         ("all", "All"))  # fmt: skip
AUDITS = (("notified", "Announced"), ("fieldwork", "Under way"), ("closed", "Closed"))
CLOSING = (("deletion-due", "Data to be destroyed"), ("certificate-check", "Certificate being checked"),
           ("closed", "Closed"))  # fmt: skip


def holder(visit: Visit) -> Any:
    """The organisation of the address, with its certificates."""
    found = visit["deletion"].holders if visit["deletion"] else ()
    return next((one for one in found if one.organisation_id == visit.path["organisation_id"]), None)


CERTIFICATE: dict[str, Any] = {
    "who": STAFF_ONLY, "asks": asking.deletion, "needs": "deletion", "template": "audit/certificate.html",
    "then": "/requests/{application_id}", "more": lambda visit: {"holder": holder(visit)},
}  # fmt: skip
FINDING: dict[str, Any] = {
    "who": STAFF_ONLY, "asks": asking.inspection, "needs": "inspection", "template": "audit/finding.html",
    "then": "/audits/{audit_id}",
    "more": lambda visit: {"finding": next(
        (one for one in visit["inspection"].findings if one.finding_id == visit.path.get("finding_id")), None
    ) if visit["inspection"] else None},
}  # fmt: skip
PAGES = (
    Listing(
        path="/staff/audits",
        who=AUDITING,
        title="Audits",
        nav="Audits",
        query=audit.ListAudits,
        columns=(
            Column("Request", lambda row: row.reference, lambda row: f"/audits/{row.audit_id}"),
            Column("Kind", lambda row: KINDS[row.kind][0]),
            Column("Begins", lambda row: row.starts_on, sort="starts_on"),
            Column("State", lambda row: dict(AUDITS).get(row.state, "")),
            Column("Findings", lambda row: row.findings, numeric=True),
            Column("Of them open", lambda row: row.open_findings, numeric=True),
        ),
        filters=(Filter("state", "State", AUDITS),),
        intro="An audit is planned on the page of its request.",
        empty="No audit has been planned yet.",
    ),
    Listing(
        path="/staff/deletions",
        who=CERTIFYING,
        title="Deletions and certificates",
        nav="Deletions",
        under="/staff/audits",
        query=audit.ListDeletions,
        columns=(
            Column("Request", lambda row: row.reference, lambda row: f"/requests/{row.application_id}", "reference"),
            Column("Title", lambda row: row.title),
            Column("State", lambda row: dict(CLOSING).get(row.state, "")),
            Column("Due", lambda row: row.due_on, sort="due_on"),
            Column("Overdue", lambda row: row.overdue),
            Column("Waits for", lambda row: row.waiting_for),
        ),
        filters=(Filter("state", "State", CLOSING), Filter("overdue", "Overdue")),
        empty="No agreement has ended yet.",
    ),
    Listing(
        path="/staff/clocks",
        who=CLOCKS,
        title="Service-level clocks",
        nav="Clocks",
        under="/staff/requests",
        query=audit.ListClocks,
        columns=(
            Column("Request", lambda row: row.reference or row.subject, lambda row: f"/requests/{row.subject}"),
            Column("What", lambda row: row.title),
            Column("Due", lambda row: row.due_on, sort="due_on"),
            Column("Days left", lambda row: row.days_left, numeric=True),
            Column("State", lambda row: humanised(row.condition)),
            Column("Waits for", lambda row: humanised(row.waiting_for)),
        ),
        filters=(Filter("show", "Which", SHOWS, all="Open"),),
        empty="No clock runs.",
    ),
    Form(
        path=f"{ONE}/audits/plan",
        who=STAFF_ONLY,
        command=audit.PlanAudit,
        title="Plan an audit",
        asks=lambda visit: {"audits": audit.ListAudits(application_id=visit.path["application_id"])},
        needs="audits",
        intro=("The audited side gets 20 working days' notice, unless there is a cause that cannot wait.",),
        fields=(
            Field("kind", "What kind of audit?", choices=worded(AuditKind, KINDS)),
            Field("scope", "What will you look at?"),
            Field("starts_on", "When does it begin?"),
            Field("for_cause", "Is there a cause that cannot wait?", "No notice is needed then; say which below."),
            Field("reason", "Why this audit?", "The audited side reads this."),
        ),
        submit="Plan and notify",
        then="/audits/{subject}",
        done="The audit has been planned, and the audited side has been told.",
    ),
    Form(
        path=f"{AUDIT}/findings",
        command=audit.RecordFinding,
        title="Record a finding",
        fields=(
            Field("classified", "How serious is it?", choices=worded(FindingClass, CLASSES)),
            Field("area", "In which area?"),
            Field("clause", "Which clause is it about?", "Of the agreement, or of the law."),
            Field("description", "What did you find?"),
            Field("evidence", "What shows it?"),
            Field("risk", "What is the risk?"),
        ),
        submit="Record the finding",
        done="The finding has been recorded. The audited side answers with their action, and its evidence.",
        **FINDING,
    ),
    Form(
        path=f"{AUDIT}/findings/<uuid:finding_id>/close",
        command=audit.CloseFinding,
        title="Close a finding",
        action="Close this finding",
        fields=(
            Field("outcome", "What becomes of it?", choices=worded(FindingOutcome, OUTCOMES)),
            Field("note", "Why?"),
        ),
        submit="Record the outcome",
        done="The outcome has been recorded. When no finding is open, the audit can be closed.",
        **FINDING,
    ),
    Form(
        path=f"{AUDIT}/close",
        command=audit.CloseAudit,
        title="Close the audit",
        intro=("No finding may be open.",),
        fields=(
            Field("overall", "What is the overall statement?"),
            Field("risk", "What is the risk, all in all?"),
        ),
        submit="Close the audit",
        done="The audit is closed. Its findings and what became of them stay on record.",
        **FINDING,
    ),
    Form(
        path=f"{HOLDER}/query",
        command=audit.QueryCertificate,
        title="Send a certificate back",
        action="Send it back with a question",
        intro=("The deadline keeps running.",),
        fields=(Field("question", "What is missing or unclear?", "The organisation reads this."),),
        submit="Send it back",
        done="The certificate has gone back. The organisation sends another one.",
        **CERTIFICATE,
    ),
    Form(
        path=f"{HOLDER}/accept",
        command=audit.AcceptCertificate,
        title="Accept a certificate",
        action="Accept the certificate",
        intro=("You say that every copy which this organisation held is gone. When the last certificate is accepted "
               "and the workspace is destroyed, the project is closed.",),
        fields=(Field("note", "Note"),),
        submit="Accept it",
        done="The certificate has been accepted. With the last one, once the workspace is gone, the project closes.",
        **CERTIFICATE,
    ),
)  # fmt: skip
