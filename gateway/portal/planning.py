"""The work of a service laid out in tables: requests by officer and stage, and what happens on which day of a week."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from services.contracts import intake, review
from services.contracts.request import Profile
from services.contracts.stages import BESIDE, LABELS, LINE

from .words import LONDON

# Where the applicant has to do something before anybody else can.
WITH_APPLICANT = frozenset({"VALIDATION_QUERY", "APPLICANT_FEEDBACK", "DEFERRED"})


@dataclass(frozen=True)
class Load:
    """One officer's requests: how many in all, how many of them the applicant has to answer first, and, along the line,
    (label, count, stage code)."""

    officer_id: str
    name: str
    total: int
    away: int
    stages: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Entry:
    """Something that takes place: its time (empty for a whole day), what it is, where, and the page about it."""

    time: str
    what: str
    place: str
    href: str
    words: str


@dataclass
class Day:
    """One day and what takes place on it."""

    on: date
    entries: list[Entry] = field(default_factory=list)


def loads(view: intake.WorkloadView | None) -> list[Load]:
    """Officer by officer; requests that nobody has taken on come first, then whoever has most."""
    rows = sorted(view.rows if view else (), key=lambda row: str(row.officer_id or ""))
    found = [_load(list(of)) for _, of in groupby(rows, key=lambda row: row.officer_id)]
    return sorted(found, key=lambda one: (bool(one.officer_id), -one.total, one.name))


def _load(rows: list[intake.WorkloadRow]) -> Load:
    first = rows[0]
    often = Counter(row.label for row in rows)
    labels = LABELS[Profile.DARS]  # tells apart what a hospital calls by one name
    stages = tuple(
        (f"{row.label} ({labels[row.stage].lower()})" if often[row.label] > 1 else row.label, row.count, row.stage)
        for row in sorted(rows, key=_place)
    )
    name = first.officer_name if first.officer_id else "Nobody yet"
    away = sum(row.count for row in rows if row.stage in WITH_APPLICANT)
    return Load(str(first.officer_id or ""), name, sum(row.count for row in rows), away, stages)


def _place(row: intake.WorkloadRow) -> tuple[int, str]:
    code = BESIDE.get(row.stage, row.stage)
    return (LINE.index(code) if code in LINE else len(LINE), row.label)


def monday(text: str, today: date) -> date:
    """The Monday of the week that the address names by one of its days; of this week when it names none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today
    day = max(date(2000, 1, 3), min(day, date(2999, 12, 30)))
    return day - timedelta(days=day.weekday())


def week(first: date, *entries: Iterable[tuple[date, Entry]]) -> list[Day]:
    """Seven days from a Monday on; Saturday and Sunday only when something takes place."""
    days = [Day(first + timedelta(days=number)) for number in range(7)]
    for on, entry in (one for several in entries for one in several):
        if 0 <= (on - first).days < len(days):
            days[(on - first).days].entries.append(entry)
    for day in days:
        day.entries.sort(key=lambda one: one.time)
    return [day for day in days if day.on.weekday() < 5 or day.entries]


def meetings(view: review.MeetingPage | None) -> Iterator[tuple[date, Entry]]:
    """The meetings of the committee."""
    for row in view.rows if view else ():
        words = f"{row.items} on the agenda"
        yield row.held_on, Entry("", "Committee meeting", row.place, f"/staff/meetings/{row.meeting_id}", words)


def coming(view: review.MeetingPage | None, after: date) -> review.MeetingRowView | None:
    """The first meeting from this day on."""
    later = [row for row in view.rows if row.held_on >= after] if view else []
    return min(later, key=lambda row: row.held_on, default=None)


def appointments(view: intake.AppointmentsView | None) -> Iterator[tuple[date, Entry]]:
    """Appointments with applicants, in London time."""
    for row in view.rows if view else ():
        one: Any = row.appointment
        starts = one.starts_at.astimezone(LONDON)
        ends = starts + timedelta(minutes=one.minutes)
        what = f"Appointment with {row.lead_name}" if row.lead_name else "Appointment"
        words = f"{row.reference}: {one.purpose}"
        at, href = f"{starts:%H:%M} to {ends:%H:%M}", f"/requests/{row.application_id}"
        yield starts.date(), Entry(at, f"{what} ({row.officer_name})", one.place, href, words)
