"""The one door: who may give a command, then what follows from it (drafting.py, validation.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.contracts.message import Actor, Call, Command, Conflict, Event, NotPermitted
from services.contracts.request import Profile, Request

from ..draft import Draft, PersonKnown
from ..form import SHIPPED, Form
from .state import Application, may


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What the preliminary assessment of an enquiry came to."""

    enquiry_id: UUID
    contact_id: UUID | None
    profile: Profile
    open: bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a decision needs from outside: the call, the form that the application is written with and the one in force,
    the draft as it will
    be, the last version, and whom it names.

    `previous` are the answers of the last frozen version, `request` is the request inside it. `invited`: the open
    invitation that names the caller; `replaces`: the one that an invitation takes the place of. Only what the command
    needs is given.
    """

    call: Call
    form: Form = SHIPPED
    newest: Form = SHIPPED
    look_again: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    draft: Draft | None = None
    previous: Mapping[str, Any] | None = None
    request: Request | None = None
    reference: str = ""
    officer: PersonKnown | None = None
    invitation: Invitation | None = None
    provisional: Application | None = None
    invited: UUID | None = None
    replaces: UUID | None = None
    thread: Any = None  # comments.Thread, when the command is about one
    threads: int = 0
    new_id: UUID | None = None  # of the request that a copy or a renewal begins

    @property
    def known(self) -> Draft:
        if self.draft is None:
            raise ValueError("this decision reads the draft, and was given none")
        return self.draft


def handle(command: Command, application: Application, facts: Facts) -> list[Event]:
    """What follows from `command`. NotPermitted when MAY does not say so; Refused with problems when a guard fails."""
    permit(command, application, facts.call.actor, invited=facts.invited is not None)
    return decide(command, application, facts)


def permit(command: Command, application: Application, actor: Actor, *, invited: bool = False) -> None:
    """NotPermitted unless MAY lets this person give this command now."""
    if type(command) not in may(application, actor, invited=invited):
        name, state = type(command).__name__, application.state
        raise NotPermitted(f"{name} is not yours to give while the application is {state}")


@singledispatch
def decide(command: Command, application: Application, facts: Facts) -> list[Event]:
    """One function for each command, registered by drafting.py and validation.py."""
    raise TypeError(f"{type(command).__name__} is not decided here")


def check_version(expected: int | None, actual: int) -> None:
    """Conflict when somebody else changed it since the caller looked (If-Match)."""
    if expected is not None and expected != actual:
        raise Conflict(f"Changed meanwhile: you saw version {expected}, now it is {actual}", code="conflict")
