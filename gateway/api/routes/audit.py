"""The ledger and its proofs, clocks and performance, the register of data uses, deletion, data sharing audits."""

from collections.abc import Mapping
from typing import Any

from services.contracts import audit

from ..route import PUBLIC, SIGNED_IN, STAFF_ONLY, FileRef, act, ask, file


def evidence(view: Any, path: Mapping[str, Any]) -> FileRef | None:
    """A file that was given as evidence for a finding."""
    given = {one for finding in view.findings for one in finding.evidence_sha256}
    return FileRef(sha256=path["sha256"], filename=path["sha256"][:16]) if path["sha256"] in given else None


CLOSING = "/deletions/<uuid:application_id>"
CERTIFICATE = f"{CLOSING}/certificates/<uuid:organisation_id>"
AUDIT = "/audits/<uuid:application_id>/<uuid:audit_id>"
ROUTES = (
    ask("/ledger", audit.ListLedger),
    ask("/ledger/entry", audit.ReadLedgerEntry),
    ask("/ledger/checkpoint", audit.ReadCheckpoint, PUBLIC),
    ask("/ledger/consistency", audit.ReadConsistency, PUBLIC),
    ask("/ledger/verification", audit.VerifyLedger, STAFF_ONLY),
    ask("/dashboard", audit.Dashboard, PUBLIC),
    ask("/service-levels", audit.ServiceLevels, PUBLIC),
    ask("/register", audit.Register, PUBLIC),
    ask("/clocks", audit.ListClocks, STAFF_ONLY),
    ask("/requests/<uuid:application_id>/clocks", audit.ReadClocks),
    ask("/deletions", audit.ListDeletions, STAFF_ONLY),
    ask(CLOSING, audit.ReadDeletion),
    act(f"{CLOSING}/certificates", audit.SubmitCertificate),
    act(f"{CERTIFICATE}/query", audit.QueryCertificate, STAFF_ONLY),
    act(f"{CERTIFICATE}/accept", audit.AcceptCertificate, STAFF_ONLY),
    ask("/audits", audit.ListAudits, SIGNED_IN),
    ask("/audits/<uuid:audit_id>", audit.ReadAudit),
    act("/applications/<uuid:application_id>/audits", audit.PlanAudit, STAFF_ONLY, status=201),
    file(
        "/audits/<uuid:audit_id>/evidence/<sha256>",
        audit.ReadAudit,
        evidence,
        summary="A file that was given as evidence for a finding.",
    ),
    act(f"{AUDIT}/findings", audit.RecordFinding, STAFF_ONLY),
    act(f"{AUDIT}/findings/<uuid:finding_id>/answer", audit.AnswerFinding),
    act(f"{AUDIT}/findings/<uuid:finding_id>/close", audit.CloseFinding, STAFF_ONLY),
    act(f"{AUDIT}/close", audit.CloseAudit, STAFF_ONLY),
)
