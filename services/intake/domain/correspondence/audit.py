"""What audit's events say."""

from collections.abc import Mapping

from .entry import COMMON, Entry, To, ask, tell

# A table: one event, one line.
# fmt: off
# ruff: noqa: E501
ENTRIES: Mapping[str, Entry] = {
    **COMMON,
    "DeletionOrdered": ask("Data must be deleted", "The data of {reference} must be deleted; certificates of destruction are due by {due_on}.", To.APPLICANT, To.SIGNATORIES, To.PROTECTION_OFFICERS, To.OFFICER),
    "CertificateReceived": tell("Certificate received", "A certificate of destruction for {reference} was received and is being checked.", To.APPLICANT, To.SIGNATORIES, To.IG_LEAD),
    "CertificateQueried": ask("Certificate queried", "The certificate of destruction for {reference} cannot be accepted as it is: open it to read why.", To.APPLICANT, To.SIGNATORIES),
    "CertificateAccepted": tell("Certificate accepted", "A certificate of destruction for {reference} was accepted.", To.APPLICANT, To.SIGNATORIES, To.PROTECTION_OFFICERS, To.OFFICER),
    "DeletionOverdue": ask("Deletion overdue", "Certificates of destruction for {reference} are overdue since {due_on}.", To.APPLICANT, To.SIGNATORIES, To.PROTECTION_OFFICERS, To.OFFICER, To.SIRO),
    "ProjectClosed": tell("Closed", "The project of {reference} is closed: everything is deleted and certified.", To.APPLICANT, To.TEAM, To.SIGNATORIES, To.OFFICER),
    "ReceiptIssued": tell("Receipt", "The signed receipt of version {version} of {reference} is there to download, on the page of that version.", To.APPLICANT),
    "AuditPlanned": tell("Audit planned", "A data sharing audit of {reference} is planned.", To.APPLICANT, To.SIGNATORIES, To.AUDITORS),
    "FindingRecorded": ask("Audit finding", "A finding was recorded in the audit of {reference}: please answer it.", To.APPLICANT, To.SIGNATORIES, To.AUDITORS),
    "FindingAnswered": tell("Finding answered", "A finding in the audit of {reference} was answered.", To.AUDITORS),
    "FindingClosed": tell("Finding closed", "A finding in the audit of {reference} was closed.", To.APPLICANT, To.SIGNATORIES, To.AUDITORS),
    "AuditClosed": tell("Audit closed", "The audit of {reference} is closed.", To.APPLICANT, To.SIGNATORIES, To.AUDITORS),
}
# fmt: on
