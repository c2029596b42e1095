"""The one door: permission first, then the detail of each command (registered by the modules beside this one)."""

from dataclasses import dataclass
from functools import singledispatch

from services.contracts.message import Actor, Call, Command, Conflict, Event, NotPermitted
from services.contracts.settings import DEFAULTS, Settings

from . import may
from .case import Case
from .delegation import Delegation
from .meeting import Meeting
from .policy import Days, days, today


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a decision needs besides the case: the meeting that the command is about, the caller's delegations, and
    what administrators have settled."""

    meeting: Meeting | None = None
    delegations: tuple[Delegation, ...] = ()
    settings: Settings = DEFAULTS

    def days(self, case: Case, call: Call) -> Days:
        """The deadlines that are given out now."""
        return days(self.settings, case.profile, today(call.at))


NOTHING = Known()


def handle(command: Command, case: Case, call: Call, known: Known = NOTHING) -> list[Event]:
    """The events that follow from `command`; NotPermitted, Conflict or Refused when none may."""
    if type(command) not in may.allowed(case.state, parts(case, call, known)):
        raise NotPermitted(f"you may not give {type(command).__name__} while the case is {case.state}")
    expected = getattr(command, "expected_version", None)
    if expected is not None and expected != case.version:
        raise Conflict(f"the case is at version {case.version}, not {expected}: somebody changed it, look again")
    return decide(command, case, call, known)


def parts(case: Case, call: Call, known: Known = NOTHING) -> set[may.Part]:
    """The caller's parts in this case today."""
    actor: Actor = call.actor
    delegate = any(d.delegate_id == actor.id and d.holds(today(call.at)) for d in known.delegations)
    return may.parts(case, actor, delegate=delegate)


@singledispatch
def decide(command: Command, case: Case, call: Call, known: Known) -> list[Event]:
    """The events that follow; registered per command."""
    raise NotImplementedError(type(command).__name__)
