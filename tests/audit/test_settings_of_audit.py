"""Service levels that administrators settle: from their day on, whenever they are heard, and never
for what began before."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from services.audit import handlers, views
from services.audit.domain.calendar import Unit
from services.audit.domain.targets import MEASURES, TARGETS, in_force, settled, targets_of
from services.audit.handlers import clocks
from services.audit.models import StaleRow
from services.contracts.audit import Dashboard, DeletionOrdered, ReadClocks, ServiceLevels
from services.contracts.intake import SettingChanged
from services.contracts.message import ANONYMOUS, new_id
from services.contracts.request import Assurance
from services.contracts.settings import Settings, Settled
from services.contracts.settings.table import LEVELS
from tests.audit.given import OFFICER, START, Line
from tests.audit.test_clocks import ROWS
from tests.support import Ground

DAY = timedelta(days=1)


@pytest.fixture
def audit(ground: Callable[[str], Ground]) -> Ground:
    return ground("audit")


def change(audit: Ground, setting: str, value: str, since: date, number: int = 1) -> None:
    """Audit hears that two administrators have settled this."""
    told = {"setting": setting, "value": value, "holds_from": since, "number": number}
    line = Line(audit, id=new_id())
    line.say(SettingChanged, **told, before="", reason="It was asked for", proposed_by=OFFICER.id)


def submitted(audit: Ground, at: datetime) -> Line:
    return Line(audit, id=new_id(), at=at).submitted()


def promised(audit: Ground, line: Line) -> list[tuple[str, int, str]]:
    clocks = audit.ask(views.read_clocks, ReadClocks(application_id=line.id), OFFICER).rows
    return [(clock.target, clock.days, clock.unit) for clock in clocks]


def days_of(settings: Settings, id: str, on: date, base: Any = TARGETS) -> tuple[int, Unit]:
    target = in_force(id, on, settled(base, settings))
    assert target is not None
    return target.days, target.unit


def test_the_settings_are_the_published_levels() -> None:
    assert list(LEVELS) == [measure.id for measure in MEASURES]
    for target in TARGETS:
        number, unit = LEVELS[target.id]
        assert (number.defaults[None], unit.defaults[None]) == (str(target.days), target.unit.value)
        assert set(unit.choices) == set(Unit)
        assert target.title in number.title


def test_value_and_unit_are_settled_each_for_itself_and_before_the_day_it_is_as_it_was() -> None:
    second, third = date(2026, 7, 2), date(2026, 7, 3)
    settings = Settings((
        Settled(key="audit.sl1.days", value="9", holds_from=second),
        Settled(key="audit.sl1.unit", value="calendar day", holds_from=third),
    ))  # fmt: skip
    told = [days_of(settings, "SL1", on) for on in (date(2026, 7, 1), second, third)]
    assert told == [(4, Unit.WORKING_DAY), (9, Unit.WORKING_DAY), (9, Unit.CALENDAR_DAY)]
    assert days_of(settings, "SL2", third) == (4, Unit.WORKING_DAY)
    first, *_ = [target for target in settled(TARGETS, settings) if target.id == "SL1"]
    assert first.aim_by == date(2014, 11, 30), "the history stays"


def test_rows_of_several_days_hold_until_something_is_settled_and_not_after() -> None:
    row = {"id": "SL1", "days": 2, "unit": "working day"}
    base = targets_of([*ROWS, {**row, "valid_from": "2026-06-03"}, {**row, "days": 3, "valid_from": "2026-09-01"}])
    settings = Settings((Settled(key="audit.sl1.days", value="9", holds_from=date(2026, 7, 2)),))
    days = [days_of(settings, "SL1", on, base)[0] for on in (date(2026, 7, 1), date(2026, 7, 2), date(2026, 9, 2))]
    assert days == [2, 9, 9]


def test_a_clock_that_began_keeps_its_promise_and_later_ones_have_the_new_one(audit: Ground) -> None:
    since = (START + 2 * DAY).date()
    before = submitted(audit, START)
    change(audit, "audit.sl1.days", "2", since)
    before.accepted(Assurance.L1)
    after = submitted(audit, START + 3 * DAY)
    assert promised(audit, before)[0] == ("SL1", 4, "working day")
    assert promised(audit, after) == [("SL1", 2, "working day")]


def test_what_is_heard_late_holds_for_the_clocks_that_began_meanwhile(audit: Ground) -> None:
    since = (START + 2 * DAY).date()
    before, after = submitted(audit, START), submitted(audit, START + 3 * DAY)
    change(audit, "audit.sl1.unit", "calendar day", since)
    assert promised(audit, before) == [("SL1", 4, "working day")]
    assert promised(audit, after) == [("SL1", 4, "calendar day")]


def test_however_many_clocks_began_meanwhile_one_transaction_counts_a_bounded_number_anew(
    audit: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others follow, round by round, and none is left out or counted for ever."""
    monkeypatch.setattr(clocks, "AT_ONCE", 2)
    lines = [submitted(audit, START + 3 * DAY) for _ in range(5)]

    def renewed() -> int:
        return sum(promised(audit, line) == [("SL1", 9, "working day")] for line in lines)

    change(audit, "audit.sl1.days", "9", (START + 2 * DAY).date())
    found = [renewed()]
    for _ in range(3):
        audit.do(lambda session, _message, call: handlers.catch_up(session, call), None)
        found.append(renewed())
    assert found == [2, 4, 5, 5]
    with audit.db.read() as session:
        assert session.scalar(select(func.count()).select_from(StaleRow)) == 0


def test_the_public_reads_what_is_promised_today_and_the_ledger_alone_gives_the_same(audit: Ground) -> None:
    since = (START + 2 * DAY).date()
    submitted(audit, START)
    change(audit, "audit.sl1.days", "1", since)
    change(audit, "audit.sl1.days", "2", since, 2)
    submitted(audit, START + 3 * DAY)
    for at, days in ((START + DAY, 4), (START + 30 * DAY, 2)):
        levels = audit.ask(views.service_levels, ServiceLevels(), by=ANONYMOUS, at=at).rows
        assert {row.target: row.days for row in levels}["SL1"] == days
        shown = audit.ask(views.dashboard, Dashboard(), by=ANONYMOUS, at=at)
        assert audit.ask(lambda session, _, call: views.recomputed(session, call), None, at=at) == shown
        assert {level.target: level.days for level in shown.levels}["SL1"] == days


def test_an_order_to_delete_has_the_days_of_the_agreement_and_of_an_older_one_those_that_are_installed(
    audit: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    def order(**facts: int) -> timedelta:
        Line(audit, id=new_id()).submitted().accepted().approved().in_force().expired(**facts)
        ordered = [event for event in audit.said() if isinstance(event, DeletionOrdered)][-1]
        return ordered.due_on - ordered.ended_on

    assert (order(), order(certify_days=14)) == (28 * DAY, 14 * DAY)
    monkeypatch.setenv("HAVEN_DELETION_DAYS", "21")
    assert (order(), order(certify_days=14)) == (21 * DAY, 14 * DAY)
