"""Invoices."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ..message import Command, Event
from .parts import ChargeLine


@dataclass(frozen=True, kw_only=True)
class MarkInvoicePaid(Command):
    """Finance only (SoD-14)."""

    application_id: UUID
    number: str = field(metadata={"min": 1, "max": 40, "free": False})
    paid_on: date


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    """An invoice was made for an `occasion` of the agreement, in pence; `sha256` is its PDF."""

    reference: str
    agreement_ref: str
    number: str
    occasion: str
    issued_on: date
    due_on: date
    purchase_order: str
    lines: tuple[ChargeLine, ...]
    net_pence: int
    vat_pence: int
    gross_pence: int
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoicePaid(Event):
    """Finance saw the whole sum of an invoice, in pence, on this day."""

    reference: str
    number: str
    paid_on: date
    gross_pence: int
