"""Who may ask provisioning for what, and which parts of a project each may see (domain 9.2, SoD-12, SoD-13)."""

from services.contracts import provisioning as p
from services.contracts.access import MINE, PUBLIC, Access, Party, Who, grants
from services.contracts.message import Role

APPLICANT, TEAM, SIGNATORY, SUBMITTER = Party.APPLICANT, Party.TEAM, Party.SIGNATORY, Party.SUBMITTER
PRODUCTION = (Role.PRODUCTION_ANALYST, Role.PRODUCTION_QA, Role.RELEASE_APPROVER)
INSIDE = (*PRODUCTION, Role.SDE_ADMIN, Role.IG_LEAD, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.AUDITOR)
OUTLINE = (Role.CASE_OFFICER, Role.FINANCE)

_BY_ANALYST = grants(all=(Role.PRODUCTION_ANALYST,))
_BY_ADMIN = grants(all=(Role.SDE_ADMIN,))
_USING = grants(own=(APPLICANT, TEAM))
ACCESS: Access = {
    p.AcceptUserTerms: _USING,
    p.VerifyUser: _BY_ADMIN,
    p.RefuseUser: _BY_ADMIN,
    p.UploadCohort: grants(own=(SUBMITTER,)),
    p.StartProduction: _BY_ANALYST,
    p.BuildRelease: _BY_ANALYST,
    p.CheckQuality: grants(all=(Role.PRODUCTION_QA,)),
    p.ApproveRelease: grants(all=(Role.RELEASE_APPROVER,)),
    p.CreateWorkspace: _BY_ADMIN,
    p.AddWorkspaceMember: _BY_ADMIN,
    p.RemoveWorkspaceMember: _BY_ADMIN,
    p.ActivateProject: _BY_ADMIN,
    p.OpenWorkspaceFile: _USING,
    p.ListWorkspaceFiles: _USING,
    p.ReadProject: grants(own=(APPLICANT, TEAM, SIGNATORY, SUBMITTER), all=INSIDE, metadata=OUTLINE),
    p.ListProjects: grants(own=(Role.PERSON,), all=INSIDE, metadata=OUTLINE),
    p.ReadCohortGuidance: PUBLIC,
    p.MyProvisioningTasks: MINE,
    p.CountFeasibility: MINE,
    p.ReadFeasibility: MINE,
    p.MyFeasibilityCounts: MINE,
}
# Parts of the view of one project, and who sees them; "Opt-out check run", "Build data", "Cohort upload" of 9.2.
SPECIFICATION: frozenset[Who] = frozenset(INSIDE)
RELEASES: frozenset[Who] = frozenset(INSIDE) - {Role.SIRO}
OPT_OUT: frozenset[Who] = frozenset({*PRODUCTION, Role.IG_LEAD, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.AUDITOR})
COHORT: frozenset[Who] = frozenset(
    {SUBMITTER, APPLICANT, Role.PRODUCTION_ANALYST, Role.PRODUCTION_QA, Role.CASE_OFFICER, Role.IG_LEAD, Role.AUDITOR}
)
COHORT_REPORT: frozenset[Who] = frozenset({SUBMITTER, Role.PRODUCTION_ANALYST})
# Separation of duties (9.3): the rule, and what in this domain keeps it.
SEPARATION: dict[str, tuple[str, ...]] = {
    "SoD-01": ("may.parts",),
    "SoD-06": ("release._not_the_builder", "release.approve"),
    "SoD-12": ("may.parts",),
    "SoD-13": ("may.seen_as",),
    "SoD-17": ("may.parts",),
}
