"""Every event of every service: into the ledger, and from it what is kept beside the ledger, in one transaction."""

from dataclasses import replace
from datetime import datetime, time
from functools import cache
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.audit import calendar_data, ledger, models, promises
from services.audit.domain import closing, ending, facts, performance, register
from services.audit.domain.calendar import LONDON, BankHolidays
from services.audit.domain.clock import VOID, Clock, state_of
from services.audit.domain.clocks import Happening, replay
from services.audit.models import ClockRow, HappeningRow, InvolvementRow, LedgerEntry, RegisterRow, StandingRow
from services.chassis import settled
from services.contracts import wire
from services.contracts.agreements import AgreementExpired, AgreementTerminated
from services.contracts.audit import ClockCondition, RegisterEntryView
from services.contracts.intake import SettingChanged
from services.contracts.message import ANONYMOUS, SYSTEM, Call, CommandRefused, Envelope, Event
from services.contracts.settings.table import LEVELS

from .asked import deadline_days, keep

ENDS = (AgreementExpired, AgreementTerminated)
NAMESPACE = UUID("8c1d52c6-6c0e-5f5e-9b66-0d4f5a0f7e21")  # for the ids of clocks: a subject's first, second, …


def enter(session: Session, event: Event, call: Call, envelope: Envelope) -> None:
    """Take one event into the ledger, once, and draw what follows from it."""
    entry = ledger.append(session, event, envelope)
    if entry is None:
        return
    _note_happening(session, event, entry, call)
    if envelope.source != "audit":
        _note_involvement(session, event)
        _follow(session, event, call)
    _publish(session, event)
    if isinstance(event, SettingChanged):
        _set(session, event, call)


@cache
def calendar() -> BankHolidays:
    """The bank holidays that this process knows."""
    return calendar_data.load()


def _set(session: Session, event: SettingChanged, call: Call) -> None:
    """What administrators have settled, kept; and the clocks that began since it holds, where it is heard late."""
    settled.keep(session, models.SettingRow, event)
    since = datetime.combine(event.holds_from, time(), LONDON)
    begun = [id for id, pair in LEVELS.items() if event.setting in {one.id for one in pair}]
    rows = select(ClockRow.subject).where(ClockRow.target.in_(begun), ClockRow.started_at >= since).distinct()
    for subject in session.scalars(rows).all():
        _refresh(session, subject, call)


def _note_happening(session: Session, event: Event, entry: LedgerEntry, call: Call) -> None:
    happening = facts.happening_of(event)
    if happening is None:
        return
    row = HappeningRow(
        position=entry.position,
        subject=entry.subject,
        type=happening.type,
        at=happening.at,
        facts=dict(happening.facts),
        month=performance.month_of(happening.at),
        counts=performance.counted(happening) or "",
    )
    session.add(row)
    session.flush()
    _refresh(session, entry.subject, call)


def _refresh(session: Session, subject: UUID, call: Call) -> None:
    """The clocks and the stage of one request from all that happened to it: events of different services may arrive in
    another order than they happened in, and then the earlier one counts first."""
    rows = session.execute(
        select(HappeningRow, LedgerEntry.actor_id)
        .join(LedgerEntry, LedgerEntry.position == HappeningRow.position)
        .where(HappeningRow.subject == subject)
        .order_by(HappeningRow.position)
    )
    history = [Happening(row.type, str(row.subject), row.at, row.facts, by) for row, by in rows]
    stage = performance.stage_of(history)
    standing = session.get(StandingRow, subject)
    if standing is None:
        standing = StandingRow(subject=subject)
        session.add(standing)
    standing.stage = stage.value if stage else ""
    clocks = replay(history, promises.held(session))
    known = {row.number: row for row in session.scalars(select(ClockRow).where(ClockRow.subject == subject))}
    for number, clock in enumerate(clocks):
        _keep_clock(session, known.pop(number, None), number, subject, clock, call)
    for left_over in known.values():
        session.delete(left_over)
    session.flush()


def _keep_clock(
    session: Session, row: ClockRow | None, number: int, subject: UUID, clock: Clock, call: Call
) -> None:
    body = wire.dump(clock)
    if row is not None and row.stopped_at is not None and row.body == body:
        return  # it stays as it stopped, under the bank holidays known then (rule 9)
    if row is None:
        row = ClockRow(id=uuid5(NAMESPACE, f"{subject}/{number}"), subject=subject, number=number)
        session.add(row)
    holidays = calendar().days
    state = state_of(clock, call.at, holidays)
    row.target, row.body, row.calendar_version = clock.target, body, calendar().version
    row.started_at, row.stopped_at = clock.started_at, clock.stopped_at
    row.condition = _condition(clock).value
    row.outcome = _outcome(clock, state.breached)
    row.due_on, row.late, row.elapsed = state.due_on, state.breached, state.elapsed
    row.breaches_on = state_of(replace(clock, target_days=clock.target_days + 1), call.at, holidays).due_on
    row.answered = performance.is_answered(clock)
    row.elapsed_customer = performance.taken(clock, holidays, with_pauses=True)


def _condition(clock: Clock) -> ClockCondition:
    if not clock.open:
        return ClockCondition.VOID if clock.stop_reason in VOID else ClockCondition.STOPPED
    paused = any(pause.until is None for pause in clock.pauses)
    return ClockCondition.PAUSED if paused else ClockCondition.RUNNING


def _outcome(clock: Clock, late: bool) -> str:
    if clock.open:
        return "open"
    if performance.excluded(clock, late):
        return "excluded"
    return "late" if late else "within"


def _note_involvement(session: Session, event: Event) -> None:
    """Remember who acted in a request; an attempt that was refused is not a part in it."""
    if event.by in (SYSTEM.id, ANONYMOUS.id) or isinstance(event, CommandRefused):
        return
    row = session.get(InvolvementRow, (event.subject, event.by))
    if row is None:
        session.add(InvolvementRow(application_id=event.subject, person_id=event.by, last_at=event.at))
    else:
        row.last_at = max(row.last_at, event.at)


def _follow(session: Session, event: Event, call: Call) -> None:
    """What the end of a project makes of an event of another service, and what is to be said because of it."""
    kind = type(event).__name__
    if kind not in closing.HEARD and not isinstance(event, ENDS):
        return
    before = models.closing(session, event.subject, lock=True)
    now = closing.heard(event, before)
    if isinstance(event, ENDS):
        keep(session, now, ending.order(event, now, call, deadline_days(event)))
    elif kind == "WorkspaceDestroyed":
        keep(session, now, ending.custodian(event, now, call))
    elif now != before:
        keep(session, now, [])


def _publish(session: Session, event: Event) -> None:
    """The register of data uses after the event."""
    kind = type(event).__name__
    if kind != "AgreementInForce" and kind not in register.HEARD:
        return
    row = session.get(RegisterRow, event.subject, with_for_update=True)
    before = wire.load(RegisterEntryView, row.body) if row else None
    after = register.heard(event, before, models.closing(session, event.subject).approved_on)
    if after is None or after == before:
        return
    if row is None:
        row = RegisterRow(id=event.subject)
        session.add(row)
    names = " ".join(one.name for one in after.organisations)
    row.state, row.reference = after.state.value, after.reference
    row.searched, row.body = f"{after.reference} {after.title} {names}".lower(), wire.dump(after)
    session.flush()
