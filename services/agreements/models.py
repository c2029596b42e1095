"""How agreements, framework contracts and what is known of organisations are stored: one row each, its body as JSON,
with a column for everything that a list filters or sorts on, and for when time next does something to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.chassis import settled
from services.chassis.database import new_base
from services.contracts import wire
from services.contracts.agreements import FrameworkState

from .domain import framework, timers, waiting
from .domain.agreement import RUNNING, Agreement, Invoice
from .domain.framework import Framework
from .domain.guards import Evidence, Standing

Base: Any = new_base()


class SettingRow(settled.Kept, Base):
    """What administrators have settled, as it was heard."""


class AgreementRecord(Base):
    """One agreement; `due_at` is when time next does something to it."""

    __tablename__ = "agreement"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(30), index=True)
    reference: Mapped[str] = mapped_column(String(40), index=True)
    agreement_ref: Mapped[str] = mapped_column(String(40))
    title: Mapped[str]
    profile: Mapped[str] = mapped_column(String(20), index=True)
    ends_on: Mapped[date] = mapped_column(index=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    lapses_at: Mapped[datetime | None]
    lead_id: Mapped[UUID] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(String(400))
    purchase_order: Mapped[str] = mapped_column(String(40), index=True)
    body: Mapped[dict[str, Any]]


class PartyRecord(Base):
    """A controller of an agreement, with its signatory; which organisations' framework contracts it rests on."""

    __tablename__ = "agreement_party"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    needs_framework: Mapped[bool]
    signatory_id: Mapped[UUID | None] = mapped_column(index=True)


class WaitRecord(Base):
    """For whom an agreement waits: a role of staff, or a person's id, as text."""

    __tablename__ = "agreement_wait"
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    task: Mapped[str] = mapped_column(String(80), primary_key=True)


class InvoiceRecord(Base):
    __tablename__ = "invoice"
    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    application_id: Mapped[UUID] = mapped_column(index=True)
    reference: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), index=True)
    issued_on: Mapped[date] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


class FrameworkRecord(Base):
    """The framework contract of one organisation."""

    __tablename__ = "framework_contract"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(30), index=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    expires_on: Mapped[date] = mapped_column(index=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    body: Mapped[dict[str, Any]]


class EvidenceRecord(Base):
    """The newest evidence of an organisation, as intake told it."""

    __tablename__ = "organisation_evidence"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]


class Counter(Base):
    """The last number given in one series of references."""

    __tablename__ = "counter"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]


def load(session: Session, application_id: UUID, *, lock: bool = True) -> Agreement:
    """The agreement of a request; an absent one when there is none."""
    row = session.get(AgreementRecord, application_id, with_for_update=lock or None)
    return Agreement(id=application_id) if row is None else wire.load(Agreement, row.body)


def save(session: Session, agreement: Agreement) -> None:
    """Store an agreement, with the rows that lists and timers look for."""
    request = agreement.asked
    session.merge(
        AgreementRecord(
            id=agreement.id, version=agreement.version, state=agreement.state.value, reference=agreement.reference,
            agreement_ref=agreement.agreement_ref, title=request.title, profile=request.profile.value,
            ends_on=agreement.ends_on or request.end, due_at=timers.next_look(agreement),
            lapses_at=agreement.lapses_at, lead_id=request.lead.person_id, label=waiting.label(agreement)[:400],
            purchase_order=agreement.purchase_order, body=wire.dump(agreement),
        )
    )  # fmt: skip
    signatories = {slot.party: slot.person_id for slot in agreement.slots}
    session.execute(delete(PartyRecord).where(PartyRecord.application_id == agreement.id))
    session.execute(delete(WaitRecord).where(WaitRecord.application_id == agreement.id))
    session.flush()
    for wait in waiting.waits(agreement):
        session.add(WaitRecord(application_id=agreement.id, who=wait.who, task=wait.task))
    for one in {p.organisation_id for p in request.controllers}:
        needed = one in agreement.framework_needed
        row = PartyRecord(
            application_id=agreement.id, organisation_id=one, needs_framework=needed, signatory_id=signatories[str(one)]
        )
        session.add(row)
    for invoice in agreement.invoices:
        session.merge(_invoice(agreement, invoice))
    session.flush()


def _invoice(agreement: Agreement, invoice: Invoice) -> InvoiceRecord:
    state = "issued" if invoice.paid_on is None else "paid"
    return InvoiceRecord(
        number=invoice.number, application_id=agreement.id, reference=agreement.reference, state=state,
        issued_on=invoice.issued_on, body=wire.dump(invoice),
    )  # fmt: skip


def load_framework(session: Session, organisation_id: UUID, *, lock: bool = True) -> Framework:
    row = session.get(FrameworkRecord, organisation_id, with_for_update=lock or None)
    return Framework(id=organisation_id) if row is None else wire.load(Framework, row.body)


def save_framework(session: Session, contract: Framework) -> None:
    running = contract.state is FrameworkState.EFFECTIVE
    expires_on = contract.expires_on or date.max
    session.merge(
        FrameworkRecord(
            id=contract.id, version=contract.version, state=contract.state.value, reference=contract.reference,
            expires_on=expires_on, due_at=framework.ends_at(expires_on) if running else None, body=wire.dump(contract),
        )
    )  # fmt: skip
    session.flush()


def standing(session: Session, agreement: Agreement, purchase_order: str = "") -> Standing:
    """What is known now of the organisations in an agreement, and whether another one named this purchase order."""
    parties = () if agreement.request is None else (*agreement.asked.controllers, *agreement.asked.processors)
    ids = {party.organisation_id for party in parties}
    contracts = session.scalars(select(FrameworkRecord).where(FrameworkRecord.id.in_(ids)))
    shown = session.scalars(select(EvidenceRecord).where(EvidenceRecord.id.in_(ids)))
    others = select(func.count()).select_from(AgreementRecord).where(
        AgreementRecord.purchase_order == purchase_order, AgreementRecord.id != agreement.id
    )  # fmt: skip
    return Standing(
        frameworks={row.id: wire.load(Framework, row.body) for row in contracts},
        evidence={row.id: wire.load(Evidence, row.body) for row in shown},
        order_seen=bool(purchase_order and session.scalar(others)),
        settings=settled.read(session, SettingRow),
    )


def save_evidence(session: Session, organisation_id: UUID, evidence: Evidence) -> None:
    session.merge(EvidenceRecord(id=organisation_id, body=wire.dump(evidence)))


def resting_on(session: Session, organisation_id: UUID) -> list[UUID]:
    """The running agreements that need this organisation's framework contract."""
    found = (
        select(AgreementRecord.id)
        .join(PartyRecord, PartyRecord.application_id == AgreementRecord.id)
        .where(PartyRecord.organisation_id == organisation_id, PartyRecord.needs_framework)
        .where(AgreementRecord.state.in_([state.value for state in RUNNING]))
        .order_by(AgreementRecord.reference)
    )
    return list(session.scalars(found))


def due(session: Session, at: datetime, limit: int = 100) -> list[UUID]:
    """The agreements to which time has something to do, longest waiting first."""
    found = select(AgreementRecord.id).where(AgreementRecord.due_at <= at).order_by(AgreementRecord.due_at)
    return list(session.scalars(found.limit(limit)))


def due_frameworks(session: Session, at: datetime, limit: int = 100) -> list[UUID]:
    found = select(FrameworkRecord.id).where(FrameworkRecord.due_at <= at).order_by(FrameworkRecord.due_at)
    return list(session.scalars(found.limit(limit)))


def next_number(session: Session, series: str) -> int:
    """The next number of a series, from 1 and without gaps."""
    row = session.get(Counter, series, with_for_update=True)
    if row is None:
        row = Counter(name=series, value=0)
        session.add(row)
    row.value += 1
    session.flush()
    return row.value
