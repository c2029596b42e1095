"""S4-45: a cohort file is due on a day, is asked for again before it, and when the day is over that is said."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.contracts import provisioning as p
from services.provisioning.domain import cohort_due, cohort_tasks, rules, waiting
from services.provisioning.domain.days import day_after, london
from tests.provisioning import given
from tests.provisioning.given import MEMBER, NOON
from tests.provisioning.test_project_production import EXAMINED, upload


def awaited() -> Any:
    """A project whose agreement came into force at NOON, and what is told of the file then."""
    asked = given.request(cohort=given.SUPPLIED)
    project = rules.learn(given.in_force(asked), given.opened(asked, needs_cohort=True))
    return rules.fold(rules.hear(given.in_force(asked), project, given.call()), project)


def at(day: date) -> datetime:
    return datetime.combine(day, NOON.timetz())


def told(project: Any, day: date) -> list[str]:
    return [type(event).__name__ for event in cohort_due.passed(project, given.call(at=at(day)))]


def test_the_day_is_twenty_weekdays_after_the_agreement_and_stands_in_the_task() -> None:
    project = awaited()
    due_on = project.cohort.due_on
    weekdays = [london(NOON) + timedelta(days=n) for n in range(1, (due_on - london(NOON)).days + 1)]
    assert sum(day.weekday() < 5 for day in weekdays) == 20
    (task,) = [one for one in waiting.waits(project) if one.command == "UploadCohort"]
    assert task.due_on == due_on


def test_it_is_asked_for_again_five_days_before_and_once_it_is_over_that_is_said_each_once() -> None:
    project, due_on = awaited(), awaited().cohort.due_on
    assert told(project, due_on - timedelta(days=6)) == []
    assert told(project, due_on - timedelta(days=5)) == ["CohortReminded"]
    project = rules.fold(cohort_due.passed(project, given.call(at=at(due_on - timedelta(days=5)))), project)
    assert told(project, due_on) == []
    (event,) = cohort_due.passed(project, given.call(at=at(due_on + timedelta(days=1))))
    assert isinstance(event, p.CohortOverdue)
    project = rules.fold([event], project)
    assert project.cohort.overdue
    assert told(project, due_on + timedelta(days=40)) == []


def test_time_looks_on_exactly_those_days() -> None:
    project, due_on = awaited(), awaited().cohort.due_on
    assert waiting.next_look(project) == day_after(due_on - timedelta(days=6))
    project = rules.fold(cohort_due.passed(project, given.call(at=at(due_on))), project)
    assert waiting.next_look(project) == day_after(due_on)


@pytest.mark.parametrize("days", [-5, 1])
def test_a_file_that_is_being_examined_or_was_accepted_is_not_asked_for(days: int) -> None:
    project, due_on = awaited(), awaited().cohort.due_on
    checking = given.obey(project, MEMBER, upload())
    accepted = rules.fold(cohort_tasks.examined(checking, 1, EXAMINED, given.call()), checking)
    for one in (checking, accepted):
        assert told(one, due_on + timedelta(days=days)) == []


def test_after_the_end_of_the_agreement_nobody_is_asked_for_it() -> None:
    ended = given.heard(awaited(), given.expired())
    assert told(ended, awaited().cohort.due_on + timedelta(days=1)) == []
