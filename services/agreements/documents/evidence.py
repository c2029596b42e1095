"""What is printed after a text: where it stands, the purchase order, and each signature."""

from typing import Any

from services.contracts.agreements import LetterOffice, Signature

from ..domain.agreement import Agreement, Invoice
from ..domain.terms import LONDON
from ..domain.text import Text, pounds

OFFICES = {LetterOffice.IG_LEAD: "the IG lead", LetterOffice.CALDICOTT_GUARDIAN: "the Caldicott Guardian"}
STANDS = {
    "generated": "Draft, made from the approved request and not yet offered for signature.",
    "issued": "Offered for signature.",
    "custodian-signed": "Signed by the custodian; offered to each controller.",
    "partially-signed": "Signed in part; not in force until everyone has signed.",
    "effective": "In force.",
}


def of_agreement(agreement: Agreement) -> dict[str, Any]:
    """Annex E of an agreement, as it stands."""
    pairs = [["Purchase order", agreement.purchase_order or ("awaited" if agreement.needs_purchase_order else "none")]]
    pairs += [["Awaits the signature for", ", ".join(slot.name for slot in agreement.unsigned()) or "nobody"]]
    if agreement.starts_at and agreement.ends_at:
        pairs += [["In force from", _when(agreement.starts_at)], ["In force until", _when(agreement.ends_at)]]
    signed = [_signature(one) for one in agreement.signatures]
    if agreement.service_agreement is not None:
        signed.append({**_signature(agreement.service_agreement), "party": "the service agreement"})
    return {
        "status": STANDS.get(agreement.state.value, ""),
        "text_sha256": agreement.text_sha256,
        "heading": "Annex E Signatures",
        "pairs": pairs,
        "signatures": signed,
    }


def of_letter(agreement: Agreement) -> dict[str, Any]:
    """The two signatures of a release letter."""
    signed = [
        {
            "party": OFFICES[one.office], "name": one.name, "at": _when(one.at),
            "method": "signed-in account", "statement": "The release of the data named above is confirmed.",
            "text_sha256": agreement.letter.text_sha256,
        }
        for one in agreement.letter.signatures
    ]  # fmt: skip
    return {
        "status": "Issued.", "text_sha256": agreement.letter.text_sha256, "heading": "Signatures", "pairs": [],
        "signatures": signed,
    }  # fmt: skip


def invoice_text(agreement: Agreement, invoice: Invoice, custodian: str) -> Text:
    """An invoice, in the form of an agreement's text."""
    head = ["Charge", "Quantity", "Each", "Amount"]
    rows = [[one.label, str(one.quantity), pounds(one.unit_pence), pounds(one.amount_pence)] for one in invoice.lines]
    facts = [
        ["Agreement", agreement.agreement_ref],
        ["Purchase order", invoice.purchase_order or "none"],
        ["Issued", invoice.issued_on.isoformat()],
        ["Pay by", invoice.due_on.isoformat()],
    ]
    totals = (("Net", invoice.net_pence), ("VAT", invoice.vat_pence), ("Total", invoice.gross_pence))
    return {
        "kind": "Invoice", "reference": invoice.number, "title": agreement.asked.title, "custodian": custodian,
        "application": agreement.reference, "language": "en-GB",
        "sections": [
            {"heading": "Invoice", "parts": [{"pairs": facts}]},
            {
                "heading": "Charges",
                "parts": [
                    {"table": {"head": head, "rows": rows}},
                    {"pairs": [[label, pounds(pence)] for label, pence in totals]},
                ],
            },
        ],
    }  # fmt: skip


def _signature(one: Signature) -> dict[str, str]:
    return {
        "party": one.party_name, "name": one.person_name, "at": _when(one.at), "method": one.method,
        "statement": one.statement, "text_sha256": one.text_sha256,
    }  # fmt: skip


def _when(at: Any) -> str:
    return at.astimezone(LONDON).strftime("%-d %B %Y, %H:%M:%S %Z")
