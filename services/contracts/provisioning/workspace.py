"""The workspace, its members, and each opening of a file (1.4.16, 1.4.17)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from ..message import Command, Event, View
from .parts import REASON, Delivery, ReleaseFile


@dataclass(frozen=True, kw_only=True)
class CreateWorkspace(Command):
    """SDE administrator: a place of its own for this project, the release in it read-only, verified users as its
    members: a workspace, or the transfer area of an extract. Refused with `no-verified-user`, `files-differ`,
    `no-route`."""

    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkspaceReady(Event):
    """The place of the data was made and holds the release, read only."""

    reference: str
    workspace: str
    release_ref: str
    files: tuple[ReleaseFile, ...]
    delivery: Delivery = Delivery.SDE


@dataclass(frozen=True, kw_only=True)
class AddWorkspaceMember(Command):
    """SDE administrator: a person named in the agreement and verified joins. Refused with `not-verified`."""

    application_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Event):
    """A verified user has access until the end of this day."""

    reference: str
    person_id: UUID
    name: str
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class RemoveWorkspaceMember(Command):
    """SDE administrator: a person leaves, at once. The lead leaves only when `successor_id` names another member
    (1.9). Refused with `successor-needed`, `successor-not-a-member`."""

    application_id: UUID
    person_id: UUID
    reason: str = field(metadata=REASON)
    successor_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    """Somebody has no access any more; `successor_id` leads the project from now on, where
    it was the lead."""

    reference: str
    person_id: UUID
    name: str
    reason: str
    successor_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ActivateProject(Command):
    """SDE administrator: access goes live, with the record of a smoke test (T30). The files are looked at as well.
    Refused with `no-member` (G-USER), `files-differ`, `agreement-not-in-force`, and with `guards-unmet` while somebody
    listed is neither verified, refused nor removed (G-USER) or the letter is missing (G-DRCL) (S0-41)."""

    application_id: UUID
    smoke_test: str = field(metadata={"min": 10, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class ProjectActive(Event):
    """The release clock stops; the register publishes. `members` have access until their own end or the agreement's."""

    reference: str
    release_ref: str
    workspace: str
    smoke_test: str
    members: tuple[UUID, ...]
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FileView(View):
    """Where the gateway finds an opened file: `path` is relative to HAVEN_WORKSPACES."""

    application_id: UUID
    name: str
    path: str
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class OpenWorkspaceFile(Command):
    """A member opens one file, once for each command. Permission is checked there and then, and recorded before it is
    answered. NotPermitted with `project-not-active`, `agreement-ended`, `not-a-member`,
    `membership-ended`; NotFound for a file that is not in the release."""

    answers: ClassVar[type[View]] = FileView
    remembered: ClassVar[bool] = False
    application_id: UUID
    name: str = field(metadata={"pattern": r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,199}$"})


@dataclass(frozen=True, kw_only=True)
class DataAccessed(Event):
    """A member opened a file."""

    reference: str
    person_id: UUID
    file: str
    sha256: str
    release_ref: str
