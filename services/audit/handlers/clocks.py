"""The clocks of each request, kept beside the ledger: counted anew with each event of the request, and where what is
promised was heard late, for every request whose clocks began meanwhile."""

from dataclasses import replace
from datetime import datetime, time
from functools import cache
from uuid import UUID, uuid5

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.audit import calendar_data, ledger, models, promises
from services.audit.domain import performance
from services.audit.domain.calendar import LONDON, BankHolidays
from services.audit.domain.clock import VOID, Clock, state_of
from services.audit.domain.clocks import Happening, replay
from services.audit.models import ClockRow, HappeningRow, LedgerEntry, StaleRow, StandingRow
from services.chassis import settled
from services.contracts import wire
from services.contracts.audit import ClockCondition
from services.contracts.intake import SettingChanged
from services.contracts.message import Call
from services.contracts.settings.table import LEVELS

NAMESPACE = UUID("8c1d52c6-6c0e-5f5e-9b66-0d4f5a0f7e21")  # for the ids of clocks: a subject's first, second, …
AT_ONCE = 100  # requests counted anew in one transaction: some 0.3 s, in which nobody else can write


@cache
def calendar() -> BankHolidays:
    """The bank holidays that this process knows."""
    return calendar_data.load()


def promise(session: Session, event: SettingChanged, call: Call) -> None:
    """What administrators have settled, kept. Where it is heard late, the requests whose clocks began since it holds
    are noted, and the first of them counted anew; `catch_up` does the others."""
    settled.keep(session, models.SettingRow, event)
    since = datetime.combine(event.holds_from, time(), LONDON)
    begun = [id for id, pair in LEVELS.items() if event.setting in {one.id for one in pair}]
    late = select(ClockRow.subject).where(ClockRow.target.in_(begun), ClockRow.started_at >= since)
    session.execute(insert(StaleRow).from_select(["subject"], late.except_(select(StaleRow.subject))))
    catch_up(session, call)


def catch_up(session: Session, call: Call) -> None:
    """Count the clocks of some requests anew that were noted, as many as one transaction may take. Nobody takes in
    another event of theirs meanwhile."""
    noted = select(StaleRow).order_by(StaleRow.subject).limit(AT_ONCE)
    if session.scalar(noted.limit(1)) is None:
        return
    ledger.hold(session)
    for row in session.scalars(noted).all():
        refresh(session, row.subject, call)
        session.delete(row)


def refresh(session: Session, subject: UUID, call: Call) -> None:
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
