"""What an application holds: checks, versions, an override, invitations and collaborators."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.contracts.intake import application as say
from services.contracts.request import Assurance


@dataclass(frozen=True, kw_only=True)
class Check:
    """What the case officer found for one item of the validation checklist."""

    item: say.CheckItem
    passed: bool
    note: str = ""
    by: UUID


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """One line of the checklist before an application that somebody confirmed."""

    code: str
    at: datetime
    by: UUID


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One frozen version."""

    version: int
    sha256: str
    at: datetime
    by: UUID


@dataclass(frozen=True, kw_only=True)
class Override:
    """A lower level than the computed one, proposed by one officer (SoD-11)."""

    level: Assurance
    reason: str
    by: UUID


@dataclass(frozen=True, kw_only=True)
class Invited:
    """An open invitation. Whose address it names stands beside the application, where it can be erased."""

    invitation_id: UUID
    role: say.CollaboratorRole
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Collaborator:
    """Somebody who has accepted one."""

    person_id: UUID
    role: say.CollaboratorRole
