"""Commands that have no page yet, by the area of the API. Whoever makes the page takes the name out."""

AWAITED = frozenset({
    # Accounts
    "ChangePassword", "RemoveProvider", "ConfirmProvider", "EndSession", "IssueApiToken", "RevokeApiToken",
    "SaveProfile", "AddProfileEvidence", "CheckProfileEvidence", "EndSessions", "ProposeTotpReset", "ResetTotp",
    "DisableAccount", "EnableAccount", "ProposeRole", "RevokeRole", "ApproveRole", "DeclineRole", "MarkNoticeRead",
    # Organisations and catalogue
    "RegisterOrganisation", "UpdateOrganisationEvidence",
    # Enquiries
    "SendEnquiry", "AskEnquirer", "AnswerEnquirer", "NoteConversation", "RedirectEnquiry", "CloseEnquiry",
    "ProceedToAssessment", "WithdrawEnquiry", "ReopenEnquiry", "SeekEarlyAdvice", "RecordEarlyAdvice",
    "CompleteAssessment", "CloseAssessment", "ConfirmFunding", "InviteToApply",
    # Applications
    "AssignCaseOfficer", "RecordCheck",
    "ReturnApplication", "ArrangeAppointment", "CancelAppointment", "ConfirmRoute", "OverrideRoute",
    "AcceptApplication", "ProposeIneligible", "ConfirmIneligible",
    # Review
    "AssignReviewers", "DeclareInterest", "AcceptInterest", "RecordInterests", "RecordReview", "WaiveReview",
    "WaitForExternalBody", "EndExternalWait", "RequestFeedback", "AnswerFeedback", "ReturnToReview", "ScheduleCase",
    "RecordAdvice", "PassForDecision", "SignDecision", "AnswerDeferral", "LodgeAppeal", "DecideAppeal",
    "SubmitConditionEvidence", "VerifyCondition", "ScheduleMeeting", "RecordAttendance", "DelegateOffice",
    # Agreements
    "ReadAgreementText", "IssueAgreement", "NameSignatory", "SignAgreement", "GivePurchaseOrder",
    "SignServiceAgreement", "SignReleaseLetter", "SuspendAgreement", "ProposeReinstatement", "ApproveReinstatement",
    "TerminateAgreement", "RecordFrameworkContract", "TerminateFrameworkContract", "MarkInvoicePaid",
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
AWAITED_ADDRESSES = frozenset({"/accessibility", "/privacy", "/cookies", "/help"})
