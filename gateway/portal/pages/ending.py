"""The applicant's side of audits and of the end of a project: findings answered, certificates of destruction."""

from services.contracts import audit

from ...api.route import SIGNED_IN
from .. import asking, certificate
from ..row import Column, Field, Form, Listing, Page
from .auditing import AUDITS
from .requests import CRUMBS, HERE, ONE

PAGES = (
    Listing(
        path=f"{ONE}/audits",
        who=SIGNED_IN,
        title="Audits of this request",
        crumbs=CRUMBS,
        query=audit.ListAudits,
        columns=(
            Column("Begins", lambda row: row.starts_on, lambda row: f"/audits/{row.audit_id}", "starts_on"),
            Column("Kind", lambda row: row.kind.value.replace("-", " ").capitalize()),
            Column("State", lambda row: dict(AUDITS).get(row.state, "")),
            Column("Findings", lambda row: row.findings, numeric=True),
            Column("Of them open", lambda row: row.open_findings, numeric=True),
        ),
        empty="There has been no audit.",
        actions=(("PlanAudit", "Plan an audit"),),
    ),
    Page(
        path="/audits/<uuid:audit_id>",
        who=SIGNED_IN,
        title="Audit",
        template="certificates/audit.html",
        asks=asking.inspection,
        needs="inspection",
        crumbs=CRUMBS,
    ),
    Form(
        path=f"{ONE}/audits/<uuid:audit_id>/findings/<uuid:finding_id>/answer",
        who=SIGNED_IN,
        command=audit.AnswerFinding,
        title="Answer a finding",
        action="Answer",
        template="certificates/finding.html",
        crumbs=CRUMBS,
        asks=asking.inspection,
        needs="inspection",
        fields=(
            Field("action", "What do you do about it?", "What was or will be done, and by when. Answer again with "
                  "evidence when it is done.", kind="long"),
            Field("owner", "Who sees to it?", "Name and role, for example: Ines Marlowe, data manager."),
            Field("evidence_sha256", "Evidence", "Documents that show it, if there are any yet."),
        ),
        submit="Send the answer",
        then="/audits/{audit_id}",
        done="Your answer has been sent to the auditor.",
    ),
    Form(
        path=f"{ONE}/certificates/<uuid:organisation_id>",
        who=SIGNED_IN,
        command=audit.SubmitCertificate,
        title="Certificate of destruction",
        action="Give the certificate of destruction",
        template="certificates/certificate.html",
        crumbs=CRUMBS,
        asks=asking.deletion,
        needs="deletion",
        asked=certificate.questions,
        start=certificate.begun,
        read=certificate.certified,
        more=lambda visit: {"holder": certificate.holder(visit)},
        submit="Send the certificate",
        then=HERE,
        done="The certificate has been sent. It is checked against what was agreed; you are told when it is accepted, "
        "or what is still open.",
    ),
)  # fmt: skip
