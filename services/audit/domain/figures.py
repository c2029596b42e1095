"""The published figures put together, from whatever they were counted in: the tables kept as events come in, or the
events told again."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from services.contracts.audit import DashboardView, LevelFigure, MonthFigure, ServiceLevelRow, StageFigure

from .calendar import BankHolidays, local_date
from .clocks import Happening, replay
from .performance import (
    Attainment,
    Stage,
    Times,
    Volumes,
    attainment,
    is_answered,
    loads,
    stages,
    taken,
    times_of,
    volumes,
)
from .targets import Target, in_force

NO_TIMES = Times(0, None, None, None)


def promised(now: datetime, targets: Collection[Target]) -> list[Target]:
    """Those of the targets that are in force today, in their published order."""
    listed = (in_force(id, local_date(now), targets) for id in dict.fromkeys(target.id for target in targets))
    return [target for target in listed if target]


def service_level(target: Target) -> ServiceLevelRow:
    """A promise as it is published."""
    return ServiceLevelRow(
        target=target.id,
        title=target.title,
        days=target.days,
        unit=target.unit.value,
        valid_from=target.valid_from,
        aim_by=target.aim_by,
    )


def dashboard(
    now: datetime,
    calendar: BankHolidays,
    stage_counts: Mapping[Stage, int],
    kept: Mapping[str, Attainment],
    service: Mapping[str, Times],
    customer: Mapping[str, Times],
    months: Mapping[str, Volumes],
    targets: Collection[Target],
) -> DashboardView:
    """The figures as they are published, as of `now`."""
    levels = [
        _level(
            target,
            kept.get(target.id, Attainment()),
            service.get(target.id, NO_TIMES),
            customer.get(target.id, NO_TIMES),
        )
        for target in promised(now, targets)
    ]
    return DashboardView(
        as_of=now,
        calendar_version=calendar.version,
        managed=sum(stage_counts.values()),
        stages=tuple(
            StageFigure(stage=stage.value, count=load.count, share=load.share)
            for stage, load in loads(stage_counts).items()
        ),
        levels=tuple(levels),
        months=tuple(MonthFigure(month=name, **asdict(counts)) for name, counts in months.items()),
    )


def recomputed(
    happenings: Collection[Happening], now: datetime, calendar: BankHolidays, targets: Collection[Target]
) -> DashboardView:
    """The same figures from the events alone."""
    clocks = replay(happenings, targets)
    answered = [clock for clock in clocks if is_answered(clock)]
    names = {clock.target for clock in answered}

    def days(target: str, with_pauses: bool) -> Times:
        ours = [clock for clock in answered if clock.target == target]
        return times_of(taken(clock, calendar.days, with_pauses=with_pauses) for clock in ours)

    return dashboard(
        now,
        calendar,
        Counter({stage: load.count for stage, load in stages(happenings).items()}),
        attainment(clocks, now, calendar.days),
        {name: days(name, False) for name in names},
        {name: days(name, True) for name in names},
        volumes(happenings),
        targets,
    )


def _level(target: Target, kept: Attainment, service: Times, customer: Times) -> LevelFigure:
    return LevelFigure(
        target=target.id,
        title=target.title,
        days=target.days,
        unit=target.unit.value,
        stopped=kept.stopped,
        within=kept.within,
        share=kept.share,
        excluded=kept.excluded,
        open=kept.open,
        open_and_breached=kept.open_and_breached,
        answered=service.count,
        median=service.median,
        mean=service.mean,
        p90=service.p90,
        customer_median=customer.median,
        customer_mean=customer.mean,
    )
