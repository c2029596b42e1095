"""What is said about service-level clocks and performance (domain 4; S1-42 to S1-44, S2-35 to S2-37, S2-49 to S2-60).

Days are working days or calendar days as `unit` says. Every figure names the moment it is as of, and the version of
the list of bank holidays it was computed with.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ..message import Listing, Query, View


class ClockCondition(StrEnum):
    """How a clock stands. `void` says nothing about the service: excluded from attainment, reported apart."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    VOID = "void"


@dataclass(frozen=True, kw_only=True)
class PauseView(View):
    """Time that does not count: APPLICANT_DETAIL or EXTERNAL_BODY, and nothing else (S1-43). `by` is who paused it."""

    reason: str
    external_body: str = ""
    since: datetime
    until: datetime | None = None
    by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ClockView(View):
    """One clock. `days_left` is negative once `breached`. `due_on`, while paused, is as if the pause ended now;
    `provisional` when bank holidays of that year are not yet in the list."""

    subject: UUID
    target: str
    title: str
    days: int
    unit: str
    condition: ClockCondition
    started_at: datetime
    elapsed: int
    due_on: date
    days_left: int
    breached: bool
    provisional: bool = False
    paused_since: datetime | None = None
    waiting_for: str = ""
    pauses: tuple[PauseView, ...] = ()
    stopped_at: datetime | None = None
    stop_reason: str = ""
    calendar_version: str = ""
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class ClocksView(View):
    """`audits`: whoever asks may list the audits of this request too (ListAudits)."""

    rows: tuple[ClockView, ...] = ()
    as_of: datetime
    calendar_version: str
    audits: bool = False


@dataclass(frozen=True, kw_only=True)
class ReadClocks(Query):
    """The clocks of one request (or enquiry), for its people and for staff."""

    answers: ClassVar[type[View]] = ClocksView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClocksPage(View):
    rows: tuple[ClockView, ...] = ()
    next: str = ""
    as_of: datetime
    calendar_version: str


@dataclass(frozen=True, kw_only=True)
class ListClocks(Listing):
    """Staff: clocks by due date, soonest first. `show`: open, breached, due-soon (`within_days` calendar days),
    paused, stopped or all. `sort`: due_on, with a leading minus for descending."""

    answers: ClassVar[type[View]] = ClocksPage
    target: str = field(default="", metadata={"max": 10})
    show: str = field(default="open", metadata={"pattern": r"^(open|breached|due-soon|paused|stopped|all)$"})
    within_days: int = field(default=3, metadata={"min": 0, "max": 90})
    sort: str = field(default="due_on", metadata={"pattern": r"^-?(due_on)$"})


@dataclass(frozen=True, kw_only=True)
class ServiceLevelRow(View):
    """A published promise (S2-49 to S2-58), since `valid_from`. `aim_by`: by when it was meant to be kept (S2-67)."""

    target: str
    title: str
    days: int
    unit: str
    valid_from: date
    aim_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceLevelsView(View):
    rows: tuple[ServiceLevelRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceLevels(Query):
    """Public: what is promised today."""

    answers: ClassVar[type[View]] = ServiceLevelsView


@dataclass(frozen=True, kw_only=True)
class StageFigure(View):
    """Requests in a macro-stage; `share`, 0 to 1, is of those in Application, Approval and Access (S2-36)."""

    stage: str
    count: int
    share: float | None = None


@dataclass(frozen=True, kw_only=True)
class LevelFigure(View):
    """How one service level was kept. `share` is within ÷ stopped, 0 to 1. Times are elapsed days of `answered`
    clocks, without pauses and, for the customer, with them; withheld (null) below five."""

    target: str
    title: str
    days: int
    unit: str
    stopped: int = 0
    within: int = 0
    share: float | None = None
    excluded: int = 0
    open: int = 0
    open_and_breached: int = 0
    answered: int = 0
    median: float | None = None
    mean: float | None = None
    p90: int | None = None
    customer_median: float | None = None
    customer_mean: float | None = None


@dataclass(frozen=True, kw_only=True)
class MonthFigure(View):
    """What happened in one month of London time, "2026-07"."""

    month: str
    submitted: int = 0
    accepted: int = 0
    decided: int = 0
    released: int = 0
    withdrawn: int = 0
    lapsed: int = 0


@dataclass(frozen=True, kw_only=True)
class DashboardView(View):
    """Published performance (S2-35 to S2-37, S2-59). `managed`: requests in any stage now."""

    as_of: datetime
    calendar_version: str
    managed: int
    stages: tuple[StageFigure, ...] = ()
    levels: tuple[LevelFigure, ...] = ()
    months: tuple[MonthFigure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dashboard(Query):
    """Public: the figures now."""

    answers: ClassVar[type[View]] = DashboardView
