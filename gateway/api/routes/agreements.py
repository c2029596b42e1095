"""Framework contracts, agreements, signatures, the release letter, charges."""

from collections.abc import Mapping
from typing import Any

from services.contracts import agreements

from ..route import PUBLIC, STAFF_ONLY, FileRef, act, ask, file


def text(view: Any, _path: Mapping[str, Any]) -> FileRef | None:
    """The agreement as a PDF."""
    return FileRef(sha256=view.sha256, filename=f"{view.agreement_ref}.pdf", media_type="application/pdf")


def letter(view: Any, _path: Mapping[str, Any]) -> FileRef | None:
    """The data release confirmation letter as a PDF, once issued."""
    number = getattr(view.letter, "number", "") or view.reference
    return view.letter and FileRef(sha256=view.letter.sha256, filename=f"{number}.pdf", media_type="application/pdf")


ONE = "/agreements/<uuid:application_id>"
FRAMEWORK = "/organisations/<uuid:organisation_id>/framework-contract"
ROUTES = (
    ask("/agreements", agreements.ListAgreements),
    ask(ONE, agreements.ReadAgreement),
    act(f"{ONE}/text", agreements.ReadAgreementText),
    file(
        f"{ONE}/text.pdf",
        agreements.ReadAgreementText,
        text,
        summary="The agreement as a PDF; that this person opened it is recorded.",
    ),
    file(f"{ONE}/release-letter", agreements.ReadAgreement, letter, summary="The data release confirmation letter."),
    act(f"{ONE}/issue", agreements.IssueAgreement, STAFF_ONLY),
    act(f"{ONE}/signatories", agreements.NameSignatory, STAFF_ONLY),
    act(f"{ONE}/signatures", agreements.SignAgreement),
    act(f"{ONE}/purchase-order", agreements.GivePurchaseOrder),
    act(f"{ONE}/service-agreement", agreements.SignServiceAgreement),
    act(f"{ONE}/release-letter/signatures", agreements.SignReleaseLetter, STAFF_ONLY),
    act(f"{ONE}/suspend", agreements.SuspendAgreement, STAFF_ONLY),
    act(f"{ONE}/reinstatement", agreements.ProposeReinstatement, STAFF_ONLY),
    act(f"{ONE}/reinstatement/approve", agreements.ApproveReinstatement, STAFF_ONLY),
    act(f"{ONE}/terminate", agreements.TerminateAgreement, STAFF_ONLY),
    ask(f"{ONE}/permissions/<uuid:person_id>", agreements.PermissionNow),
    ask("/framework-contracts", agreements.ListFrameworkContracts, STAFF_ONLY),
    act(FRAMEWORK, agreements.RecordFrameworkContract, STAFF_ONLY),
    act(f"{FRAMEWORK}/terminate", agreements.TerminateFrameworkContract, STAFF_ONLY),
    ask("/tariff", agreements.ReadTariff, PUBLIC),
    ask("/tariff/estimate", agreements.EstimateCharges, PUBLIC),
    ask("/invoices", agreements.ListInvoices, STAFF_ONLY),
    act(f"{ONE}/invoices/<number>/paid", agreements.MarkInvoicePaid, STAFF_ONLY),
)
