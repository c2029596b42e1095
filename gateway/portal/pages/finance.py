"""Finance: every invoice, and that it was paid."""

from services.contracts import agreements
from services.contracts.message import Role

from ...api.route import STAFF_ONLY
from ..row import Column, Field, Filter, Form, Listing
from ..words import humanised, money
from .requests import ONE

READERS = frozenset({Role.FINANCE, Role.AUDITOR, Role.SIRO, Role.CASE_OFFICER})
STATES = (("issued", "Open"), ("paid", "Paid"))

PAGES = (
    Listing(
        path="/staff/invoices",
        who=READERS,
        title="Invoices",
        nav="Invoices",
        under="/staff/agreements",
        query=agreements.ListInvoices,
        columns=(
            Column("Number", lambda row: row.number, lambda row: f"/requests/{row.application_id}", "number"),
            Column("Request", lambda row: row.reference),
            Column("For", lambda row: humanised(row.occasion)),
            Column("Purchase order", lambda row: row.purchase_order),
            Column("Without VAT", lambda row: money(row.net_pence), numeric=True),
            Column("With VAT", lambda row: money(row.gross_pence), numeric=True),
            Column("Issued", lambda row: row.issued_on, sort="issued_on"),
            Column("Due", lambda row: row.due_on),
            Column("State", lambda row: "Paid" if row.paid_on else "Overdue" if row.overdue else "Open"),
            Column("Paid", lambda row: row.paid_on or "Mark as paid",
                   lambda row: "" if row.paid_on else f"/requests/{row.application_id}/invoices/{row.number}/paid"),
        ),
        filters=(Filter("state", "State", STATES),),
        empty="No invoice has been issued yet.",
    ),
    Form(
        path=f"{ONE}/invoices/<number>/paid",
        who=STAFF_ONLY,
        command=agreements.MarkInvoicePaid,
        title="Mark an invoice as paid",
        action="Mark as paid",
        asks=lambda visit: {"agreement": agreements.ReadAgreement(application_id=visit.path["application_id"])},
        needs="agreement",
        fields=(Field("paid_on", "On which day did the money arrive?"),),
        submit="Mark as paid",
        then="/staff/invoices",
        done="The invoice is marked as paid. It stays in this list under Paid.",
    ),
)  # fmt: skip
