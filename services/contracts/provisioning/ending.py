"""Suspension, the end of access, and the destruction of what is held (1.4.20 to 1.4.22)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ..message import Event
from .parts import DestroyedFile, ProjectState


@dataclass(frozen=True, kw_only=True)
class WorkspaceLocked(Event):
    """The agreement is suspended: nobody has access (T31)."""

    reference: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkspaceUnlocked(Event):
    """The suspension is over: its members can reach it again."""

    reference: str
    state: ProjectState


@dataclass(frozen=True, kw_only=True)
class AccessRevoked(Event):
    """The agreement ended: nobody has access any more, and destruction is due (T32)."""

    reference: str
    reason: str
    members: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class DestructionStarted(Event):
    """The deletion order was heard; what is held is being destroyed."""

    reference: str
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class WorkspaceDestroyed(Event):
    """Workspace, produced files, cohort files and the key of the pseudonyms are gone. `files` is what there was;
    without the key (`key_id`; empty when none was ever made) nobody can compute a pseudonym again (1.4.22, 5.3)."""

    reference: str
    files: tuple[DestroyedFile, ...] = field(metadata={"items": 100_000})
    releases: tuple[str, ...]
    key_id: str
    destroyed_at: datetime
    method: str
    performer: str
