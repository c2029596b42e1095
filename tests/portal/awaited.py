"""Commands that have no page yet, by the area of the API. Whoever makes the page takes the name out."""

AWAITED = frozenset({
    # Accounts
    "CheckProfileEvidence", "EndSessions", "ProposeTotpReset", "ResetTotp",
    "DisableAccount", "EnableAccount", "ProposeRole", "RevokeRole", "ApproveRole", "DeclineRole",
    # Organisations and catalogue
    # Enquiries
    # Applications
    # Review
    # Agreements
    "MarkInvoicePaid",
    # Provisioning
    "VerifyUser", "RefuseUser", "StartProduction", "BuildRelease", "CheckQuality",
    "ApproveRelease", "CreateWorkspace", "AddWorkspaceMember", "RemoveWorkspaceMember", "ActivateProject",
    # Audit
    "QueryCertificate", "AcceptCertificate", "PlanAudit", "RecordFinding",
    "CloseFinding", "CloseAudit",
    # Operations
    "RetryMail", "ReplayParked", "DiscardParked",
})  # fmt: skip
# Addresses that every page names already.
AWAITED_ADDRESSES: frozenset[str] = frozenset()
