"""The one door: permission first, then the detail of each command (registered by the modules that `rules` names)."""

from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from services.contracts.message import Call, Command, Event, NotPermitted
from services.contracts.provisioning import ReleaseFile

from . import may
from .project import Project


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a decision needs besides the project. `training`: until when the person that the command names is trained,
    by the evidence that nobody rejected. `size`: bytes of the file it names. `files`: what is on disk now."""

    training: date | None = None
    size: int = 0
    sequence: int = 1
    files: tuple[ReleaseFile, ...] = ()


NOTHING = Known()


def handle(command: Command, project: Project, call: Call, known: Known = NOTHING) -> list[Event]:
    """The events that follow from `command`; NotPermitted or Refused when none may."""
    parts = may.parts(project, call.actor)
    if type(command) not in may.allowed(project.state, parts):
        code = may.refusal_code(type(command), parts)
        raise NotPermitted(f"you may not give {type(command).__name__} while the project is {project.state}", code=code)
    return decide(command, project, call, known)


@singledispatch
def decide(command: Command, project: Project, call: Call, known: Known) -> list[Event]:
    """The events that follow; registered per command."""
    raise NotImplementedError(type(command).__name__)
