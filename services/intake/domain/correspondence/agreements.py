"""What agreements' events say."""

from collections.abc import Mapping

from .entry import COMMON, Entry, To, ask, history, tell

# A table: one event, one line.
# fmt: off
# ruff: noqa: E501
ENTRIES: Mapping[str, Entry] = {
    **COMMON,
    "FrameworkContractInForce": tell("Framework contract", "The framework contract {reference} is in force until {expires_on}.", To.IG_LEAD),
    "FrameworkContractTerminated": tell("Framework contract ended", "The framework contract {reference} was terminated.", To.IG_LEAD, To.SIRO),
    "FrameworkContractExpired": tell("Framework contract expired", "The framework contract {reference} expired on {ended_on}.", To.IG_LEAD, To.SIRO),
    "AgreementGenerated": tell("Agreement prepared", "The agreement for {reference} was prepared.", To.APPLICANT, To.OFFICER),
    "AgreementIssued": ask("Agreement to read and sign", "The agreement {agreement_ref} was issued: signatories are asked to read and sign it.", To.SIGNATORIES, To.APPLICANT, To.FINANCE, To.CUSTODIAN),
    "SignatoryNamed": ask("You are to sign an agreement", "You were named to sign the agreement of {reference} for your organisation.", To.PERSON),
    "AgreementRead": history("The agreement {agreement_ref} was read."),
    "SignedByCustodian": ask("Agreement: your signature", "{custodian} signed the agreement {agreement_ref}. It is in force once a purchase order is there, where needed, and every controller has signed.", To.SIGNATORIES, To.APPLICANT, To.FINANCE),
    "PurchaseOrderGiven": tell("Purchase order received", "A purchase order was given for {reference}.", To.FINANCE, To.SIGNATORIES, To.APPLICANT),
    "SignedByController": tell("Agreement signed by a controller", "A controller signed the agreement {agreement_ref}.", To.APPLICANT, To.SIGNATORIES, To.OFFICER),
    "ServiceAgreementSigned": tell("Service agreement signed", "The service agreement for {reference} was signed.", To.APPLICANT, To.OFFICER),
    "AgreementInForce": tell("Agreement in force", "The agreement {agreement_ref} is in force from {starts_on} to {ends_on}.", To.APPLICANT, To.TEAM, To.SIGNATORIES, To.OFFICER, To.FINANCE, To.ANALYSTS),
    "ReleaseLetterSigned": ask("Release letter: your signature", "One office signed the {letter} of {reference}; it waits for the other.", To.IG_LEAD, To.CALDICOTT),
    "ReleaseLetterIssued": tell("Release letter issued", "The {letter} {number} was issued.", To.APPLICANT, To.TEAM, To.SIGNATORIES, To.ANALYSTS),
    "AgreementSuspended": tell("Suspended", "The agreement {agreement_ref} is suspended: access is locked.", To.APPLICANT, To.TEAM, To.SIGNATORIES, To.PROTECTION_OFFICERS, To.SIRO, To.CALDICOTT, To.OFFICER, To.SDE),
    "ReinstatementProposed": ask("Reinstatement to approve", "Lifting the suspension of {agreement_ref} was proposed: a second person must approve.", To.SIRO, To.CALDICOTT, To.IG_LEAD),
    "AgreementReinstated": tell("Suspension lifted", "The suspension of {agreement_ref} was lifted.", To.APPLICANT, To.TEAM, To.SIGNATORIES, To.PROTECTION_OFFICERS, To.SIRO, To.CALDICOTT, To.OFFICER, To.SDE),
    "AgreementTerminated": tell("Agreement terminated", "The agreement {agreement_ref} was terminated on {ended_on}: access has ended and the data must be deleted.", To.APPLICANT, To.TEAM, To.SIGNATORIES, To.PROTECTION_OFFICERS, To.OFFICER, To.SDE),
    "AgreementExpiring": ask("Agreement will expire", "The agreement {agreement_ref} expires on {ends_on}, in {days} days: renew it in time, or prepare to delete the data.", To.APPLICANT, To.SIGNATORIES, To.OFFICER),
    "AgreementExpired": tell("Agreement expired", "The agreement {agreement_ref} expired on {ended_on}: access has ended and the data must be deleted.", To.APPLICANT, To.TEAM, To.SIGNATORIES, To.OFFICER, To.SDE),
    "AgreementLapsed": tell("Agreement lapsed", "The agreement {agreement_ref} was not signed in time and lapsed.", To.APPLICANT, To.SIGNATORIES, To.OFFICER, To.FINANCE),
    "InvoiceIssued": ask("Invoice", "Invoice {number} for {reference} was issued; it is due on {due_on}.", To.FINANCE, To.APPLICANT),
    "InvoicePaid": tell("Invoice paid", "Invoice {number} for {reference} was paid.", To.FINANCE, To.APPLICANT),
}
# fmt: on
