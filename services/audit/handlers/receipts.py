"""Receipts: a submission that is in the ledger gets one, signed with the ledger's key, on paper and as a note."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.audit import ledger
from services.audit.domain import merkle, receipt
from services.audit.models import LedgerBody, LedgerEntry, ReceiptRow
from services.chassis import documents, mail, typeset
from services.chassis.offload import in_thread
from services.contracts import wire
from services.contracts.audit import ReceiptIssued
from services.contracts.intake.application import ApplicationSubmitted
from services.contracts.message import Call, happened

AT_ONCE = 20  # of one run: about a second


def issue(session: Session, call: Call) -> None:
    """The receipts that are owed, in the order of the ledger: one whose body was erased is owed none."""
    last = session.scalar(select(func.max(ReceiptRow.position)))
    owed = select(LedgerEntry, LedgerBody).join(LedgerBody, LedgerBody.position == LedgerEntry.position)
    owed = owed.where(LedgerEntry.type == ApplicationSubmitted.__name__, LedgerEntry.source == "intake")
    owed = owed.where(LedgerEntry.position > (-1 if last is None else last))
    for entry, body in session.execute(owed.order_by(LedgerEntry.position).limit(AT_ONCE)).all():
        session.add(ReceiptRow(position=entry.position, issued_at=call.at))
        entered = receipt.Entered(
            event=wire.load(ApplicationSubmitted, body.body),
            event_id=str(entry.event_id),
            entry=entry.position,
            leaf_hash=merkle.leaf_hash(ledger.leaf_of(entry)).hex(),
        )
        mail.post(session, _issued(entered, call))


def _issued(entered: receipt.Entered, call: Call) -> ReceiptIssued:
    keys, event = ledger.keys(), entered.event
    note = receipt.signed(keys.name, entered, keys.public_bytes, keys.sign)
    pdf = in_thread(lambda: typeset.pdf(paper=receipt.paper(entered, note)))
    return happened(
        ReceiptIssued,
        call,
        event.subject,
        reference=event.reference,
        version=event.request.version,
        sha256=event.request.sha256,
        entry=entered.entry,
        leaf_hash=entered.leaf_hash,
        note=note,
        receipt_sha256=documents.put(pdf, "application/pdf"),
    )
