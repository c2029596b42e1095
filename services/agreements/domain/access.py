"""Who may ask agreements for what, and which parts of an agreement each may see (domain 9.2)."""

from services.contracts import agreements as a
from services.contracts.access import MINE, PUBLIC, Access, Party, Who, grants
from services.contracts.message import Role

APPLICANT, TEAM, SIGNATORY, SUBMITTER = Party.APPLICANT, Party.TEAM, Party.SIGNATORY, Party.SUBMITTER
LIFTERS = (Role.SIRO, Role.CALDICOTT_GUARDIAN, Role.IG_LEAD)
WHOLE = (
    *LIFTERS, Role.CASE_OFFICER, Role.CUSTODIAN_SIGNATORY, Role.PRODUCTION_ANALYST, Role.PRODUCTION_QA,
    Role.RELEASE_APPROVER, Role.AUDITOR,
)  # fmt: skip
OUTLINE = (Role.SDE_ADMIN, Role.FINANCE)

_LIFTING = grants(all=LIFTERS)
_BY_OFFICER = grants(all=(Role.CASE_OFFICER,))
ACCESS: Access = {
    a.IssueAgreement: _BY_OFFICER,
    a.NameSignatory: _BY_OFFICER,
    a.ReadAgreementText: grants(own=(APPLICANT, SIGNATORY), all=(Role.CUSTODIAN_SIGNATORY,)),
    a.SignAgreement: grants(own=(SIGNATORY,), all=(Role.CUSTODIAN_SIGNATORY,)),
    a.SignServiceAgreement: grants(own=(SIGNATORY,)),
    a.GivePurchaseOrder: grants(own=(APPLICANT,), all=(Role.FINANCE,)),
    a.MarkInvoicePaid: grants(all=(Role.FINANCE,)),
    a.SignReleaseLetter: grants(all=(Role.IG_LEAD, Role.CALDICOTT_GUARDIAN)),
    a.SuspendAgreement: _LIFTING,
    a.ProposeReinstatement: _LIFTING,
    a.ApproveReinstatement: _LIFTING,
    a.TerminateAgreement: grants(all=(Role.SIRO,)),
    a.RecordFrameworkContract: grants(all=(Role.CASE_OFFICER, Role.IG_LEAD)),
    a.TerminateFrameworkContract: grants(all=(Role.IG_LEAD, Role.SIRO)),
    a.ReadAgreement: grants(own=(APPLICANT, SIGNATORY), all=WHOLE, metadata=(TEAM, SUBMITTER, *OUTLINE)),
    a.ListAgreements: grants(own=(Role.PERSON,), all=WHOLE, metadata=OUTLINE),
    a.ListFrameworkContracts: grants(all=WHOLE, metadata=OUTLINE),
    a.ListInvoices: grants(all=(Role.FINANCE, Role.AUDITOR, Role.SIRO, Role.CASE_OFFICER)),
    a.PermissionNow: grants(own=(APPLICANT, TEAM), all=(*WHOLE, *OUTLINE)),
    a.MyAgreementTasks: MINE,
    a.ReadTariff: PUBLIC,
    a.EstimateCharges: PUBLIC,
}
# Parts of the view of one agreement, and who sees them: rows "DSFC/DSA", "DRCL" and "PO / quote / invoice" of 9.2.
TEXT: frozenset[Who] = frozenset({*WHOLE, APPLICANT, SIGNATORY})
LETTER: frozenset[Who] = TEXT | {Role.SDE_ADMIN}
CHARGES: frozenset[Who] = frozenset(
    {APPLICANT, SIGNATORY, Role.CASE_OFFICER, Role.SIRO, Role.AUDITOR, Role.FINANCE}
)
# Separation of duties (9.3): the rule, and what in this domain keeps it.
SEPARATION: dict[str, tuple[str, ...]] = {
    "SoD-01": ("permissions.involved", "commands.handle"),
    "SoD-05": ("signing.sign", "commands.name_signatory"),
    "SoD-08": ("commands.approve",),
    "SoD-14": ("commands.mark_paid",),
}
