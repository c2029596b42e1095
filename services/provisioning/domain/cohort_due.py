"""By when a cohort file must be there, the reminder, and what follows when it is not (S4-45; 1.4.14, 6.1).

Our reading: the sources ask for a time scale and give none. The release clock waits for the applicant all the while,
and nothing is prepared without the file (G-COHORT); the end of the agreement does not wait."""

from datetime import date, datetime, timedelta

from services.contracts import provisioning as p
from services.contracts.message import Call, Event, happened
from services.contracts.provisioning import CohortState, ProjectState

from .days import day_after, london, weekdays_after
from .project import OPEN, Project

WITHIN = 20  # weekdays from the agreement in force
REMIND = timedelta(days=5)  # before the day


def day_for(call: Call) -> date:
    """The last day for a file that is awaited from now on."""
    return weekdays_after(london(call.at), WITHIN)


def passed(project: Project, call: Call) -> list[Event]:
    """The reminder, once, and once that it is overdue: at most one of them."""
    due_on, today = _awaited(project), london(call.at)
    if due_on is None or project.state is ProjectState.SUSPENDED:
        return []
    facts = {"reference": project.reference, "due_on": due_on}
    if today > due_on:
        return [] if project.cohort.overdue else [happened(p.CohortOverdue, call, project.id, **facts)]
    if today >= due_on - REMIND and not project.cohort.reminded:
        return [happened(p.CohortReminded, call, project.id, **facts)]
    return []


def next_look(project: Project) -> datetime | None:
    """When one of them is due; None when neither will be."""
    due_on = _awaited(project)
    if due_on is None or project.cohort.overdue:
        return None
    return day_after(due_on if project.cohort.reminded else due_on - REMIND - timedelta(days=1))


def _awaited(project: Project) -> date | None:
    waited_for = project.cohort.state in (CohortState.AWAITED, CohortState.REJECTED)
    return project.cohort.due_on if waited_for and project.state in OPEN else None
