"""How events are applied: one function per event, registered by the modules beside this one."""

from functools import singledispatch
from uuid import UUID

from services.contracts.message import Event

from ..case import Act, Case


@singledispatch
def after(event: Event, case: Case) -> Case:
    """What `event` changes; registered per event."""
    raise NotImplementedError(type(event).__name__)


def acted(case: Case, *people: UUID, act: str) -> tuple[Act, ...]:
    """The acts on this request once each of `people` has done `act`."""
    new = [Act(person_id=person, act=act, round=case.round) for person in people]
    return case.acts + tuple(a for a in new if a not in case.acts)
