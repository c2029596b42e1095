"""Commands that have no page yet, by the area of the API. Whoever makes the page takes the name out."""

AWAITED = frozenset({
    # Accounts
    "ChangePassword", "RemoveProvider", "ConfirmProvider", "EndSession", "IssueApiToken", "RevokeApiToken",
    "SaveProfile", "AddProfileEvidence", "CheckProfileEvidence", "EndSessions", "ProposeTotpReset", "ResetTotp",
    "DisableAccount", "EnableAccount", "ProposeRole", "RevokeRole", "ApproveRole", "DeclineRole", "MarkNoticeRead",
    # Organisations and catalogue
    "RegisterOrganisation", "UpdateOrganisationEvidence",
    # Enquiries
    # Applications
    # Review
    "AnswerFeedback",
    "AnswerDeferral", "LodgeAppeal",
    "SubmitConditionEvidence",
    # Agreements
    "GivePurchaseOrder",
    "SignServiceAgreement",
    "MarkInvoicePaid",
    # Provisioning
    "AcceptUserTerms", "VerifyUser", "RefuseUser", "UploadCohort", "StartProduction", "BuildRelease", "CheckQuality",
    "ApproveRelease", "CreateWorkspace", "AddWorkspaceMember", "RemoveWorkspaceMember", "ActivateProject",
    "OpenWorkspaceFile",
    # Audit
    "SubmitCertificate", "QueryCertificate", "AcceptCertificate", "PlanAudit", "RecordFinding", "AnswerFinding",
    "CloseFinding", "CloseAudit",
    # Operations
    "RetryMail", "ReplayParked", "DiscardParked",
})  # fmt: skip
# Addresses that every page names already.
AWAITED_ADDRESSES: frozenset[str] = frozenset()
