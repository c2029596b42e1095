"""Clocks and published figures. What is published is counted in the tables that are kept as events come in;
`recomputed` gives the same from the ledger alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from services.audit import calendar_data, models, promises
from services.audit.domain import facts, figures, performance
from services.audit.domain.access import CLOCKS
from services.audit.domain.calendar import normalise
from services.audit.domain.clock import Clock, state_of
from services.audit.domain.clocks import Happening
from services.audit.domain.performance import Attainment, Stage
from services.audit.domain.targets import settled
from services.audit.models import ClockRow, HappeningRow, LedgerBody, LedgerEntry, StandingRow
from services.chassis.paging import order, page
from services.contracts import wire
from services.contracts.audit import (
    ClockCondition,
    ClocksPage,
    ClocksView,
    ClockView,
    Dashboard,
    DashboardView,
    ListClocks,
    PauseView,
    ReadClocks,
    ServiceLevels,
    ServiceLevelsView,
)
from services.contracts.intake import SettingChanged
from services.contracts.message import Call, NotFound, NotPermitted
from services.contracts.settings import Settings, Settled

from .audits import may_list
from .ledger import is_own

MOST_CLOCKS = 200  # beside a task list
RUNNING, PAUSED = ClockCondition.RUNNING.value, ClockCondition.PAUSED.value
STOPPED = (ClockCondition.STOPPED.value, ClockCondition.VOID.value)


def read_clocks(session: Session, query: ReadClocks, call: Call) -> ClocksView:
    """The clocks of one request, in the order they started."""
    project = models.closing(session, query.application_id)
    if not (call.actor.has(*CLOCKS) or is_own(project, call.actor.id)):
        raise NotFound("There is no such request.")
    rows = session.scalars(select(ClockRow).where(ClockRow.subject == query.application_id).order_by(ClockRow.number))
    version = calendar_data.load().version
    shown = tuple(_clock(row, project.reference, call) for row in rows)
    audits = may_list(project, call.actor)
    return ClocksView(rows=shown, as_of=call.at, calendar_version=version, audits=audits)


def list_clocks(session: Session, query: ListClocks, call: Call) -> ClocksPage:
    """Clocks for staff, soonest due first."""
    if not call.actor.has(*CLOCKS):
        raise NotPermitted("Only staff see the clocks of all requests.")
    calendar = calendar_data.load()
    today = normalise(call.at, calendar.days)
    wanted = select(ClockRow).where(SHOWN[query.show](today, query.within_days))
    if query.target:
        wanted = wanted.where(ClockRow.target == query.target)
    rows, following = page(session, wanted, order(query.sort, {"due_on": ClockRow.due_on}, ClockRow.id), query)
    names = models.references(session, {row.subject for row in rows})
    shown = tuple(_clock(row, names.get(row.subject, ""), call) for row in rows)
    return ClocksPage(rows=shown, next=following, as_of=call.at, calendar_version=calendar.version)


def soonest(session: Session, call: Call) -> tuple[ClockView, ...]:
    """The open clocks that are due first, for those who may list them; else none."""
    return list_clocks(session, ListClocks(limit=MOST_CLOCKS), call).rows if call.actor.has(*CLOCKS) else ()


def service_levels(session: Session, query: ServiceLevels, call: Call) -> ServiceLevelsView:
    """Public."""
    promised = figures.promised(call.at, promises.held(session))
    return ServiceLevelsView(rows=tuple(figures.service_level(target) for target in promised))


def dashboard(session: Session, query: Dashboard, call: Call) -> DashboardView:
    """Public: the figures, from what is kept beside the ledger."""
    calendar = calendar_data.load()
    staged = session.execute(
        select(StandingRow.stage, func.count()).where(StandingRow.stage != "").group_by(StandingRow.stage)
    )
    months: defaultdict[str, Counter[str]] = defaultdict(Counter)
    counted = select(HappeningRow.month, HappeningRow.counts, func.count()).where(HappeningRow.counts != "")
    for month, column, number in session.execute(counted.group_by(HappeningRow.month, HappeningRow.counts)):
        months[month][column] = number
    taken = select(ClockRow.target, ClockRow.elapsed, ClockRow.elapsed_customer).where(ClockRow.answered)
    service: defaultdict[str, list[int]] = defaultdict(list)
    customer: defaultdict[str, list[int]] = defaultdict(list)
    for target, ours, theirs in session.execute(taken):
        service[target].append(ours)
        customer[target].append(theirs)
    return figures.dashboard(
        call.at,
        calendar,
        {Stage(stage): number for stage, number in staged},
        _attainment(session, normalise(call.at, calendar.days)),
        {target: performance.times_of(days) for target, days in service.items()},
        {target: performance.times_of(days) for target, days in customer.items()},
        performance.by_month(months),
        promises.held(session),
    )


def recomputed(session: Session, call: Call) -> DashboardView:
    """The same figures from the ledger alone: its entries in order, and their bodies."""
    promised = settled(promises.current(), _settings(session))
    return figures.recomputed(tuple(_happenings(session)), call.at, calendar_data.load(), promised)


def _settings(session: Session) -> Settings:
    """What administrators have settled, read again from the ledger."""
    rows = session.scalars(
        select(LedgerBody.body)
        .join(LedgerEntry, LedgerEntry.position == LedgerBody.position)
        .where(LedgerEntry.type == SettingChanged.__name__)
        .order_by(LedgerEntry.position)
    )
    told = sorted((wire.load(SettingChanged, body) for body in rows), key=lambda event: event.number)
    return Settings(tuple(Settled(key=one.setting, value=one.value, holds_from=one.holds_from) for one in told))


def _happenings(session: Session) -> Iterator[Happening]:
    """What moves clocks, read again from the bodies; for an erased body, the facts that were read when it came."""
    moving = (*facts.MOVING, "CaseClosed")
    rows = session.execute(
        select(LedgerEntry, LedgerBody, HappeningRow)
        .outerjoin(LedgerBody, LedgerBody.position == LedgerEntry.position)
        .outerjoin(HappeningRow, HappeningRow.position == LedgerEntry.position)
        .where(LedgerEntry.type.in_(moving))
        .order_by(LedgerEntry.position)
        .execution_options(yield_per=500)
    )
    for entry, body, kept in rows:
        if body is not None:
            event = wire.load(wire.events_of(entry.source)[entry.type], body.body)
            if (happening := facts.happening_of(event)) is not None:
                yield happening
        elif kept is not None:
            yield Happening(kept.type, str(kept.subject), kept.at, kept.facts, entry.actor_id)


def _attainment(session: Session, today: date) -> dict[str, Attainment]:
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    by_outcome = select(ClockRow.target, ClockRow.outcome, func.count()).group_by(ClockRow.target, ClockRow.outcome)
    for target, outcome, number in session.execute(by_outcome):
        counted[target][outcome] = number
    late = select(ClockRow.target, func.count()).where(_breached(today, 0)).group_by(ClockRow.target)
    overdue = dict(session.execute(late).all())
    return {
        target: Attainment(
            stopped=tally["within"] + tally["late"],
            within=tally["within"],
            excluded=tally["excluded"],
            open=tally["open"],
            open_and_breached=overdue.get(target, 0),
        )
        for target, tally in counted.items()
    }


def _open(today: date, within: int) -> ColumnElement[bool]:
    return ClockRow.condition.in_((RUNNING, PAUSED))


def _breached(today: date, within: int) -> ColumnElement[bool]:
    """Late now: a running clock from the day on which it breaks its promise, a paused one as it stood."""
    running = and_(ClockRow.condition == RUNNING, ClockRow.breaches_on <= today)
    return or_(running, and_(ClockRow.condition == PAUSED, ClockRow.late))


def _due_soon(today: date, within: int) -> ColumnElement[bool]:
    until = today + timedelta(days=within)
    return and_(ClockRow.condition == RUNNING, ClockRow.breaches_on > today, ClockRow.due_on <= until)


def _paused(today: date, within: int) -> ColumnElement[bool]:
    return ClockRow.condition == PAUSED


def _stopped(today: date, within: int) -> ColumnElement[bool]:
    return ClockRow.condition.in_(STOPPED)


def _all(today: date, within: int) -> ColumnElement[bool]:
    return ClockRow.condition != ""


SHOWN: dict[str, Callable[[date, int], ColumnElement[bool]]] = {
    "open": _open,
    "breached": _breached,
    "due-soon": _due_soon,
    "paused": _paused,
    "stopped": _stopped,
    "all": _all,
}


def _clock(row: ClockRow, reference: str, call: Call) -> ClockView:
    """A clock now; a stopped one as it was kept."""
    clock: Clock = wire.load(Clock, row.body)
    calendar = calendar_data.load()
    titles = {target.id: target.title for target in figures.promised(call.at, promises.current())}
    state = state_of(clock, call.at, calendar.days)
    told: dict[str, Any] = {"elapsed": state.elapsed, "due_on": state.due_on, "breached": state.breached}
    if not clock.open:
        told = {"elapsed": row.elapsed, "due_on": row.due_on, "breached": row.late}
    return ClockView(
        subject=row.subject,
        reference=reference,
        target=clock.target,
        title=titles.get(clock.target, clock.target),
        days=clock.target_days,
        unit=clock.unit.value,
        condition=ClockCondition(row.condition),
        started_at=clock.started_at,
        days_left=clock.target_days - told["elapsed"],
        **told,
        provisional=clock.open and not calendar.covers(state.due_on),
        paused_since=state.paused_since,
        waiting_for=state.waiting_for or "",
        pauses=tuple(
            PauseView(
                reason=pause.reason.value,
                external_body=pause.external_body,
                since=pause.since,
                until=pause.until,
                by=pause.by,
            )
            for pause in clock.pauses
        ),
        stopped_at=clock.stopped_at,
        stop_reason=clock.stop_reason or "",
        calendar_version=calendar.version if clock.open else row.calendar_version,
    )
