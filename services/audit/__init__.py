"""audit: is every promise kept?

Owns: the ledger of every event, an RFC 6962 Merkle log with signed checkpoints; service-level clocks and performance
figures, computed from the ledger alone; the register of data uses; data sharing audits and findings; orders to delete,
certificates of destruction, closure.

Says: DeletionOrdered, DeletionOverdue, CertificateReceived, CertificateQueried, CertificateAccepted, ProjectClosed;
AuditPlanned, FindingRecorded, FindingAnswered, FindingClosed, AuditClosed; ReceiptIssued, for each submission.

Hears: every event of every service, its own too, each entered into the ledger once. It acts on AgreementExpired and
AgreementTerminated (orders deletion) and on WorkspaceDestroyed (the custodian's own certificate).
"""
