"""Writing a request together: sections and who is in which of them now; collaborators by invitation."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ...message import Command, Event, Query, View
from ..people.parts import EMAIL

LETTER = {"pattern": r"^[A-Z]$"}


@dataclass(frozen=True, kw_only=True)
class OpenSection(Command):
    """Let the others see that somebody writes in this section now; it is over by itself after a few minutes. It is no
    event, and nothing depends on it. The answer's version is the section's."""

    remembered: ClassVar[bool] = False
    application_id: UUID
    letter: str = field(metadata=LETTER)


@dataclass(frozen=True, kw_only=True)
class SectionView(View):
    """How far one section of a draft has come: `version` is the application's version when it last changed."""

    letter: str
    version: int
    saved_at: datetime
    saved_by: UUID


@dataclass(frozen=True, kw_only=True)
class EditingView(View):
    """Somebody who writes in a section now, as far as is known."""

    person_id: UUID
    name: str
    letter: str
    until: datetime


class CollaboratorRole(StrEnum):
    """What somebody may do with a draft that they were invited to: write in it, only read it, or declare that the
    sponsor or responsible manager supports it."""

    EDIT = "edit"
    READ = "read"
    SIGN = "sign"


@dataclass(frozen=True, kw_only=True)
class InviteCollaborator(Command):
    """Invite somebody by their work e-mail address, with or without an account yet. The answer does not tell which.
    They are told by mail, for whose reader nothing opens but their own account. Another invitation of the same address
    takes this one's place."""

    application_id: UUID
    email: str = field(metadata=EMAIL)
    role: CollaboratorRole


@dataclass(frozen=True, kw_only=True)
class WithdrawInvitation(Command):
    """It cannot be accepted any more."""

    application_id: UUID
    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class AcceptInvitation(Command):
    """By the person whose confirmed address it names; nobody else can know of it."""

    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeclineInvitation(Command):
    """By the person whose confirmed address it names: it is over, and the lead is told. Nobody is told who it was."""

    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class LeaveApplication(Command):
    """A collaborator goes, or a data user who no longer wants to write: they see nothing of it any more, at once, and
    the lead is told. Whoever has worked on it never handles it for the custodian afterwards (SoD-01); whom the answers
    name as a data user they still name, until the lead changes that."""

    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChangeCollaborator(Command):
    """Another role for somebody who has accepted."""

    application_id: UUID
    person_id: UUID
    role: CollaboratorRole


@dataclass(frozen=True, kw_only=True)
class RemoveCollaborator(Command):
    """They see nothing of it any more, at once; being named in the answers does not let them in again."""

    application_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeclareSupport(Command):
    """The declaration of the sponsor or responsible manager (G-DECLARE), by the collaborator who was asked to sign.
    It is of the draft as they have read it: any change after it takes it away."""

    application_id: UUID
    expected_version: int


@dataclass(frozen=True, kw_only=True)
class CollaboratorInvited(Event):
    """Somebody was invited; whom, only the lead and they themselves are told."""

    reference: str
    invitation_id: UUID
    role: CollaboratorRole
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    """An invitation cannot be accepted any more."""

    reference: str
    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(Event):
    """Whoever it named does not want to."""

    reference: str
    invitation_id: UUID


@dataclass(frozen=True, kw_only=True)
class CollaboratorJoined(Event):
    """Somebody accepted."""

    reference: str
    invitation_id: UUID
    person_id: UUID
    role: CollaboratorRole


@dataclass(frozen=True, kw_only=True)
class CollaboratorChanged(Event):
    """A collaborator has another role."""

    reference: str
    person_id: UUID
    role: CollaboratorRole


@dataclass(frozen=True, kw_only=True)
class CollaboratorRemoved(Event):
    """A collaborator was taken off the request."""

    reference: str
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class CollaboratorLeft(Event):
    """Somebody who worked on it went."""

    reference: str
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class SupportDeclared(Event):
    """Who was asked to sign declared the sponsor's support for the draft as it stands."""

    reference: str
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class CollaboratorView(View):
    """Somebody who works on the request by invitation. `supports`: they have declared support for it as it stands."""

    person_id: UUID
    name: str
    role: CollaboratorRole
    supports: bool = False


@dataclass(frozen=True, kw_only=True)
class InvitationView(View):
    """An invitation that can still be accepted; shown to the lead, who knows the address."""

    invitation_id: UUID
    email: str
    role: CollaboratorRole
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class MyInvitation(View):
    """An invitation to me."""

    invitation_id: UUID
    application_id: UUID
    reference: str
    title: str
    lead_name: str
    role: CollaboratorRole
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class MyInvitationsView(View):
    """The requests that I am invited to work on, the next to end first."""

    rows: tuple[MyInvitation, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyInvitations(Query):
    """The open invitations to my confirmed address."""

    answers: ClassVar[type[View]] = MyInvitationsView
