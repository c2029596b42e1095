"""Who has how much work, and what takes place on which day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from services.contracts import intake, review
from services.contracts.message import Role

from .. import demo, planning
from ..row import Page
from ..visit import Visit

SHARING = frozenset({
    Role.CASE_OFFICER, Role.IG_LEAD, Role.SECRETARIAT, Role.CHAIR, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.AUDITOR,
})  # fmt: skip
PLANNING = frozenset({Role.CASE_OFFICER, Role.IG_LEAD, Role.AUDITOR})
WEEK = timedelta(days=7)


def first(visit: Visit) -> date:
    """The Monday of the week that is looked at."""
    return planning.monday(visit.arg("week"), demo.now().date())


def taking_place(visit: Visit) -> Mapping[str, Any]:
    """Meetings for everybody who may see them; appointments for those who have any: one's own, or with `everybody`
    in the address all of them."""
    monday = first(visit)
    asked: dict[str, Any] = {"meetings": review.ListMeetings(from_day=monday, limit=50)}
    if visit.caller.actor.has(*PLANNING):
        mine = None if visit.arg("everybody") or not visit.caller.actor.has(Role.CASE_OFFICER) else visit.me
        asked["appointments"] = intake.ListAppointments(from_day=monday, to_day=monday + WEEK, officer_id=mine)
    return asked


def laid_out(visit: Visit) -> Mapping[str, Any]:
    """The days of the week, and the weeks beside it."""
    monday, everybody = first(visit), "1" if visit.arg("everybody") else ""
    days = planning.week(
        monday, planning.meetings(visit["meetings"]), planning.appointments(visit["appointments"])
    )
    return {"days": days, "before": monday - WEEK, "after": monday + WEEK, "monday": monday, "everybody": everybody,
            "has_mine": visit.caller.actor.has(Role.CASE_OFFICER),
            "coming": planning.coming(visit["meetings"], monday + WEEK)}  # fmt: skip


PAGES = (
    Page(
        path="/staff/workload",
        who=SHARING,
        title="Workload",
        nav="Workload",
        template="workload/officers.html",
        asks=lambda visit: {"workload": intake.ReadWorkload()},
        needs="workload",
        more=lambda visit: {"loads": planning.loads(visit["workload"])},
    ),
    Page(
        path="/staff/calendar",
        who=SHARING,
        title="Calendar",
        nav="Calendar",
        under="/staff/workload",
        template="workload/calendar.html",
        asks=taking_place,
        more=laid_out,
    ),
)  # fmt: skip
