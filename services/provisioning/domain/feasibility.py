"""What may be counted before anybody applies, how often, and what is told of it (domain G5, 5.4).

Each figure alone discloses nobody; the difference of two may. So figures are rounded, the same question gets the same
figure, and nobody asks more than DAILY questions a day.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.contracts.message import Call, Event, Problem, Refused, happened
from services.contracts.provisioning import CountFeasibility, FeasibilityAsked, FeasibilityCounted
from services.contracts.request import Profile
from services.contracts.settings import Settings
from services.contracts.settings.table import COUNT_THRESHOLD

DAILY = 20
CRITERIA = ("conditions", "age_from", "age_to", "sexes", "first_day", "last_day")
OLDEST = 120


def ask(command: CountFeasibility, call: Call, today: int) -> list[Event]:
    """The question, put; `today` is how many this person has asked within a day."""
    if problems := tuple(_problems(command)):
        raise Refused("These criteria cannot be counted", problems=problems, code=problems[0].code)
    if today >= DAILY:
        raise Refused(f"You can count {DAILY} times a day: come again tomorrow", code="too-many-counts")
    return [happened(FeasibilityAsked, call, command.id, profile=command.profile, **normal(command))]


def normal(command: CountFeasibility) -> dict[str, Any]:
    """The criteria in one form, so that the same question is known as the same."""
    said = {name: getattr(command, name) for name in CRITERIA}
    codes = {code.upper().replace(".", "") for code in command.conditions}
    return {**said, "conditions": tuple(sorted(codes)), "sexes": tuple(sorted(set(command.sexes)))}


def ages(criteria: Mapping[str, Any]) -> tuple[int, int] | None:
    """The band of ages asked for, open ends closed; None when age does not matter."""
    youngest, oldest = criteria["age_from"], criteria["age_to"]
    if youngest is None and oldest is None:
        return None
    return youngest or 0, OLDEST if oldest is None else oldest


def threshold(settings: Settings, profile: Profile, day: date) -> int:
    """Below how many people a count that is asked for on this day shows no number."""
    return settings.number(COUNT_THRESHOLD, day, profile)


def counted(shown: str, threshold: int, call: Call, count_id: Any) -> list[Event]:
    """The figure, told."""
    return [happened(FeasibilityCounted, call, count_id, shown=shown, threshold=threshold)]


def _problems(command: CountFeasibility) -> Iterator[Problem]:
    if not any(getattr(command, name) not in (None, ()) for name in CRITERIA):
        yield Problem(code="criteria-missing", message="Give at least one criterion", field="conditions")
    youngest, oldest = command.age_from, command.age_to
    if youngest is not None and oldest is not None and oldest < youngest:
        yield Problem(code="criteria-wrong", message="The upper age must not be below the lower one", field="age_to")
    first, last = command.first_day, command.last_day
    if (first is None) != (last is None):
        place = "first_day" if first is None else "last_day"
        yield Problem(code="criteria-wrong", message="Give the first and the last day, or neither", field=place)
    elif first is not None and last is not None and last < first:
        yield Problem(code="criteria-wrong", message="The last day must not be before the first", field="last_day")
