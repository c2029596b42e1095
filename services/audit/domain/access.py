"""Who may ask audit for what (domain 9.2 "Audit log", "Audit, findings", "Destruction certificate", "Performance")."""

from services.contracts import audit as a
from services.contracts.access import MINE, PUBLIC, Access, Party, grants
from services.contracts.message import Role

APPLICANT, TEAM, SIGNATORY = Party.APPLICANT, Party.TEAM, Party.SIGNATORY
SEE_ALL = (Role.AUDITOR, Role.SIRO, Role.CALDICOTT_GUARDIAN, Role.IG_LEAD)
CHECKERS = (Role.IG_LEAD, Role.AUDITOR)
CERTIFYING = (Role.CASE_OFFICER, Role.SDE_ADMIN, *CHECKERS)
AUDITING = (Role.AUDITOR, Role.CASE_OFFICER, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.IG_LEAD)
# Everybody in 9.2 "Performance report" with R; clocks name requests, so operators and administrators see none.
CLOCKS = (
    *SEE_ALL, Role.CASE_OFFICER, Role.CHAIR, Role.SECRETARIAT, Role.PRODUCTION_ANALYST, Role.PRODUCTION_QA,
    Role.RELEASE_APPROVER, Role.SDE_ADMIN, Role.OUTPUT_CHECKER, Role.FINANCE,
)  # fmt: skip

_CHECKING = grants(all=CHECKERS)
_BY_AUDITOR = grants(all=(Role.AUDITOR,))
ACCESS: Access = {
    a.SubmitCertificate: grants(own=(APPLICANT, SIGNATORY)),
    a.QueryCertificate: _CHECKING,
    a.AcceptCertificate: _CHECKING,
    a.ReadDeletion: grants(own=(APPLICANT, SIGNATORY), all=CERTIFYING),
    a.ListDeletions: grants(all=CERTIFYING),
    a.PlanAudit: _BY_AUDITOR,
    a.RecordFinding: _BY_AUDITOR,
    a.CloseFinding: _BY_AUDITOR,
    a.CloseAudit: _BY_AUDITOR,
    a.AnswerFinding: grants(own=(APPLICANT,)),
    a.ReadAudit: grants(own=(APPLICANT, SIGNATORY), all=AUDITING),
    a.ListAudits: grants(own=(APPLICANT, SIGNATORY), all=AUDITING),
    a.ListLedger: grants(own=(Role.PERSON,), assigned=(Role.CASE_OFFICER,), all=SEE_ALL),
    a.ReadLedgerEntry: grants(own=(Role.PERSON,), assigned=(Role.CASE_OFFICER,), all=SEE_ALL),
    a.VerifyLedger: grants(all=SEE_ALL, metadata=(Role.OPERATOR,)),
    a.ReadCheckpoint: PUBLIC,
    a.ReadConsistency: PUBLIC,
    a.ReadClocks: grants(own=(APPLICANT, TEAM, SIGNATORY), all=CLOCKS),
    a.ListClocks: grants(all=CLOCKS),
    a.ServiceLevels: PUBLIC,
    a.Dashboard: PUBLIC,
    a.Register: PUBLIC,
    a.MyAuditTasks: MINE,
}
# Separation of duties (9.3): the rule, and what in this domain keeps it.
SEPARATION: dict[str, tuple[str, ...]] = {
    "SoD-01": ("audits.part_of", "deletion.part_of"),
    "SoD-03": ("deletion._biased",),
    "SoD-15": ("audits._independent",),
}
