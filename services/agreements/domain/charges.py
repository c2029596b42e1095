"""Invoices: which lines of the agreed quote fall due on which occasion (8.3). Pure."""

from dataclasses import replace
from datetime import timedelta

from services.contracts.agreements import ChargeLine, InvoiceIssued
from services.contracts.message import Call, Event, happened

from . import policy, tariff, terms
from .agreement import Agreement

PAY_WITHIN_DAYS = 30
IN_FORCE, DELIVERY = "agreement-in-force", "first-delivery"
DUE: dict[str, frozenset[str]] = {
    IN_FORCE: frozenset({"APPLICATION", "AMENDMENT", "SDE_SETUP"}),
    DELIVERY: frozenset(
        {"PROVISION_SIMPLE", "PROVISION_COMPLEX", "PERIOD", "COHORT", "PERIOD_EXTRACT", "DISSEMINATION", "TABLE"}
    ),
}


def invoice(agreement: Agreement, occasion: str, call: Call) -> list[Event]:
    """The invoice for an occasion: none when nothing falls due, when it was sent before, or when the route of payment
    is one without invoices."""
    lines = tuple(_first(line) for line in agreement.quote.lines if line.code in DUE[occasion])
    sent = any(i.occasion == occasion for i in agreement.invoices)
    if not lines or sent or policy.order_exempt(agreement.asked.payment_route):
        return []
    today = terms.london(call.at)
    vat = next(t.vat_basis_points for t in tariff.tariffs() if t.id == agreement.quote.tariff)
    total = tariff.priced(agreement.quote.tariff, vat, lines)
    number = f"INV-{agreement.reference.removeprefix('DAR-')}-{len(agreement.invoices) + 1:02d}"
    return [
        happened(
            InvoiceIssued, call, agreement.id, reference=agreement.reference, agreement_ref=agreement.agreement_ref,
            number=number, occasion=occasion, issued_on=today, due_on=today + timedelta(days=PAY_WITHIN_DAYS),
            purchase_order=agreement.purchase_order, lines=lines, net_pence=total.net_pence,
            vat_pence=total.vat_pence, gross_pence=total.gross_pence,
        )
    ]  # fmt: skip


def _first(line: ChargeLine) -> ChargeLine:
    """Of several disseminations, the first: each is invoiced when it is made."""
    if line.code != "DISSEMINATION":
        return line
    return replace(line, quantity=1, amount_pence=line.unit_pence)
