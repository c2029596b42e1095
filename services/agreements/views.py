"""What may be shown of agreements, to whom, and what they may do next."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from services.chassis.paging import order, page
from services.contracts import wire
from services.contracts.access import holders
from services.contracts.agreements import (
    AgreementRow,
    AgreementsPage,
    AgreementState,
    AgreementTask,
    AgreementTasks,
    AgreementView,
    EstimateCharges,
    FrameworkContractsPage,
    FrameworkContractView,
    FrameworkState,
    GuardView,
    InvoicesPage,
    InvoiceView,
    LetterView,
    ListAgreements,
    ListFrameworkContracts,
    ListInvoices,
    MyAgreementTasks,
    PermissionNow,
    PermissionView,
    QuoteView,
    ReadAgreement,
    ReadTariff,
    TariffLine,
    TariffView,
)
from services.contracts.message import Actor, Call, NotFound, NotPermitted
from services.contracts.request import Profile

from . import models
from .domain import access, framework, guards, permissions, tariff, terms, timers, waiting
from .domain.agreement import OFFERED, RUNNING, Agreement, Invoice, State
from .domain.framework import Framework

MONEY = holders(access.ACCESS[ListInvoices])


def agreement(session: Session, query: ReadAgreement, call: Call) -> AgreementView:
    """One agreement: a team member, an SDE administrator and finance see that it is there and until when, not its text
    (9.2)."""
    found = _known(session, query.application_id, call.actor)
    who = permissions.seen_as(found, call.actor)
    whole, money = not access.TEXT.isdisjoint(who), not access.CHARGES.isdisjoint(who)
    return AgreementView(
        application_id=found.id, reference=found.reference, agreement_ref=found.agreement_ref,
        profile=found.asked.profile, title=found.asked.title, state=found.state, label=waiting.label(found),
        version=found.version, text_sha256=found.text_sha256 if whole else "", sha256=found.sha256 if whole else "",
        starts_on=found.starts_on, ends_on=found.ends_on, starts_at=found.starts_at, ends_at=found.ends_at,
        lapses_at=found.lapses_at, signing_order=found.signing_order, signatories=found.slots if whole else (),
        signatures=found.signatures if whole else (), read_by_me=_read(found, call.actor),
        signs_for=permissions.signs_for(found, call.actor) if whole else (),
        purchase_order=found.purchase_order if money else "", needs_purchase_order=found.needs_purchase_order,
        needs_service_agreement=found.needs_service_agreement,
        service_agreement_signed=found.service_agreement is not None, needs_letter=found.needs_letter,
        letter=_letter(found) if not access.LETTER.isdisjoint(who) else None, quote=found.quote if money else None,
        conditions=found.conditions if whole else (), organisations=found.organisations,
        guards=_guards(session, found, call.at) if whole else (),
        invoices=tuple(_invoice(found.id, found.reference, i, call.at) for i in found.invoices) if money else (),
        earlier_versions=found.earlier, permitted=timers.permits(found, call.at).permitted,
        may=permissions.now(found, call.actor),
    )  # fmt: skip


def agreements(session: Session, query: ListAgreements, call: Call) -> AgreementsPage:
    """Staff who read agreements see all of them; anyone else those they lead or are to sign."""
    wanted: Select[tuple[models.AgreementRecord]] = select(models.AgreementRecord)
    if permissions.READERS.isdisjoint(call.actor.roles):
        signing = select(models.PartyRecord.application_id).where(models.PartyRecord.signatory_id == call.actor.id)
        mine = or_(models.AgreementRecord.lead_id == call.actor.id, models.AgreementRecord.id.in_(signing))
        wanted = wanted.where(mine)
    if query.state is not None:
        wanted = wanted.where(models.AgreementRecord.state == query.state.value)
    if query.profile is not None:
        wanted = wanted.where(models.AgreementRecord.profile == query.profile.value)
    if query.q:
        columns = (models.AgreementRecord.title, models.AgreementRecord.reference)
        wanted = wanted.where(or_(*(column.icontains(query.q, autoescape=True) for column in columns)))
    column = getattr(models.AgreementRecord, query.sort.removeprefix("-"))
    keys = [column.desc() if query.sort.startswith("-") else column, models.AgreementRecord.id]
    rows, following = page(session, wanted, keys, query)
    return AgreementsPage(rows=tuple(_row(row) for row in rows), next=following)


def tasks(session: Session, query: MyAgreementTasks, call: Call) -> AgreementTasks:
    """What waits for this person, by the offer's end."""
    who = [str(call.actor.id), *(role.value for role in call.actor.roles)]
    wanted = (
        select(models.WaitRecord, models.AgreementRecord)
        .join(models.AgreementRecord, models.AgreementRecord.id == models.WaitRecord.application_id)
        .where(models.WaitRecord.who.in_(who))
        .order_by(models.AgreementRecord.lapses_at, models.AgreementRecord.reference, models.WaitRecord.task)
        .limit(200)
    )
    found = (_task(wait.task, row) for wait, row in session.execute(wanted))
    return AgreementTasks(rows=tuple(dict.fromkeys(found)))


def frameworks(session: Session, query: ListFrameworkContracts, call: Call) -> FrameworkContractsPage:
    if permissions.READERS.isdisjoint(call.actor.roles):
        raise NotPermitted("The list of framework contracts is for staff")
    wanted = select(models.FrameworkRecord)
    if query.state is not None:
        wanted = wanted.where(models.FrameworkRecord.state == query.state.value)
    if query.organisation_id is not None:
        wanted = wanted.where(models.FrameworkRecord.id == query.organisation_id)
    columns = {"expires_on": models.FrameworkRecord.expires_on, "reference": models.FrameworkRecord.reference}
    keys = order(query.sort, columns, models.FrameworkRecord.id)
    rows, following = page(session, wanted, keys, query)
    return FrameworkContractsPage(rows=tuple(_framework(row, call.actor) for row in rows), next=following)


def invoices(session: Session, query: ListInvoices, call: Call) -> InvoicesPage:
    if MONEY.isdisjoint(call.actor.roles):
        raise NotPermitted("The list of invoices is for finance")
    wanted = select(models.InvoiceRecord)
    if query.state:
        wanted = wanted.where(models.InvoiceRecord.state == query.state)
    one = models.InvoiceRecord
    keys = order(query.sort, {"issued_on": one.issued_on, "number": one.number}, one.number)
    rows, following = page(session, wanted, keys, query)
    found = (_invoice(row.application_id, row.reference, wire.load(Invoice, row.body), call.at) for row in rows)
    return InvoicesPage(rows=tuple(found), next=following)


def tariff_of(session: Session, query: ReadTariff, call: Call) -> TariffView:
    found = tariff.tariff_on(query.profile, query.on or terms.london(call.at))
    lines = tuple(TariffLine(code=p.code, label=p.label, unit=p.unit, pence=p.pence) for p in found.prices)
    return TariffView(
        id=found.id, profile=found.profile, valid_from=found.valid_from, valid_to=found.valid_to,
        vat_basis_points=found.vat_basis_points, lines=lines,
    )  # fmt: skip


def estimate(session: Session, query: EstimateCharges, call: Call) -> QuoteView:
    found = tariff.tariff_on(query.profile, terms.london(call.at))
    return QuoteView(quote=tariff.quote(found, tariff.size_asked(query)))


def permission(session: Session, query: PermissionNow, call: Call) -> PermissionView:
    """May this person use the data now? Asked by themselves or by staff who may read the agreement."""
    found = _known(session, query.application_id, call.actor)
    staff = not permissions.READERS.isdisjoint(permissions.seen_as(found, call.actor))
    if not staff and call.actor.id != query.person_id:
        raise NotPermitted("You may ask this of yourself")
    granted = timers.permits_person(found, query.person_id, call.at)
    return PermissionView(permitted=granted.permitted, reason=granted.reason, until=granted.until)


def _known(session: Session, application_id: UUID, actor: Actor) -> Agreement:
    found = models.load(session, application_id, lock=False)
    if found.request is None or not permissions.may_know(found, actor):
        raise NotFound("There is no such agreement")
    return found


def _guards(session: Session, found: Agreement, at: datetime) -> tuple[GuardView, ...]:
    """The checklist of the step it is at; the same predicates refuse the command."""
    if found.state in OFFERED | {State.GENERATED}:
        signing = guards.signing(found, models.standing(session, found), terms.london(at))
        return guards.owned((*signing, guards.order(found)))
    return guards.owned(guards.letter(found, at)) if found.state in RUNNING and found.needs_letter else ()


def _read(found: Agreement, actor: Actor) -> bool:
    return any(r.person_id == actor.id and r.text_sha256 == found.text_sha256 for r in found.readings)


def _letter(found: Agreement) -> LetterView | None:
    if not found.letter.signatures:
        return None
    signed = tuple(s.name for s in found.letter.signatures)
    state = "issued" if found.letter.issued else "signed-1"
    letter = found.letter
    return LetterView(number=letter.number, state=state, sha256=letter.sha256, signed_by=signed, users=letter.users)


def _task(task: str, row: models.AgreementRecord) -> AgreementTask:
    return AgreementTask(
        application_id=row.id, reference=row.reference, title=row.title, task=task, due=row.lapses_at,
        command=waiting.COMMANDS.get(task, ""),
    )  # fmt: skip


def _row(row: models.AgreementRecord) -> AgreementRow:
    return AgreementRow(
        application_id=row.id, reference=row.reference, agreement_ref=row.agreement_ref, title=row.title,
        profile=Profile(row.profile), state=AgreementState(row.state), label=row.label, ends_on=row.ends_on,
        lapses_at=row.lapses_at,
    )  # fmt: skip


def _framework(row: models.FrameworkRecord, actor: Actor) -> FrameworkContractView:
    found, state = wire.load(Framework, row.body), FrameworkState(row.state)
    return FrameworkContractView(
        organisation_id=found.id, reference=found.reference, name=found.name, version=found.edition,
        state=state, signed_on=found.signed_on or row.expires_on, expires_on=row.expires_on,
        external_reference=found.external_reference,
        may=tuple(sorted(command.__name__ for command in framework.allowed(state, actor))),
    )  # fmt: skip


def _invoice(application_id: UUID, reference: str, invoice: Invoice, at: datetime) -> InvoiceView:
    paid = invoice.paid_on is not None
    return InvoiceView(
        application_id=application_id, reference=reference, number=invoice.number, occasion=invoice.occasion,
        state="paid" if paid else "issued", issued_on=invoice.issued_on, due_on=invoice.due_on,
        paid_on=invoice.paid_on, purchase_order=invoice.purchase_order, lines=invoice.lines,
        net_pence=invoice.net_pence, vat_pence=invoice.vat_pence, gross_pence=invoice.gross_pence,
        overdue=not paid and terms.london(at) > invoice.due_on,
    )  # fmt: skip
