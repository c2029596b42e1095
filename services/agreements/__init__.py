"""Agreements: is there permission today?

Owns framework contracts, data sharing agreements and their versions, signatures, purchase orders, service agreements,
the data release confirmation letter, the tariff, quotes and invoices, expiry and termination.
Says AgreementGenerated, AgreementIssued, SignedByCustodian, PurchaseOrderGiven, SignedByController, AgreementInForce,
ReleaseLetterIssued, AgreementSuspended, AgreementReinstated, AgreementExpiring, AgreementExpired, AgreementTerminated,
AgreementLapsed, InvoiceIssued, InvoicePaid, FrameworkContractInForce, FrameworkContractExpired and the steps between.
Hears review (ApplicationApproved, ConditionMet), intake (OrganisationEvidenceUpdated, SettingChanged), provisioning
(DataUserVerified, CohortAccepted, ProjectActive) and audit (ProjectClosed).
Beyond the six rooms: documents/, which shows a text as a tagged PDF.
"""
