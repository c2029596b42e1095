"""Provisioning: is the data there, and for whom?

Owns the verification of data users, cohort files, opt-out checks, data production and its two-person release,
workspaces and memberships, every access to a file, and the destruction of what it holds.
Says ProjectOpened, UserTermsAccepted, DataUserVerified, DataUserRefused, MembershipSuspended, MembershipRestored,
MembershipExtended, CohortAwaited, CohortReminded, CohortOverdue, CohortReceived, CohortAccepted, CohortRejected,
IncidentRaised, ProductionStarted, ReleaseBuilding, OptOutChecked, DataProduced, ProductionFailed, QualityChecked,
ReleaseApproved, WorkspaceReady, MemberAdded, MemberRemoved, ProjectActive, DataAccessed, WorkspaceLocked,
WorkspaceUnlocked, AccessRevoked, DestructionStarted and WorkspaceDestroyed.
Hears agreements (AgreementGenerated, ServiceAgreementSigned, AgreementInForce, ReleaseLetterIssued, AgreementSuspended,
AgreementReinstated, AgreementExpired, AgreementTerminated), review (ConditionMet), intake (ProfileEvidenceAdded,
ProfileEvidenceChecked, SettingChanged) and audit (DeletionOrdered).
Beyond the six rooms: data_core/, the engine that builds a release, a process of its own; workspace, the files that
people work with; keys, the keys of the pseudonyms; worker, which does in the background what takes long.
"""
