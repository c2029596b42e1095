"""What is true after somebody was invited, joined, was changed or removed or left, or declared their support."""

from dataclasses import replace
from uuid import UUID

from services.contracts.intake import application as say

from .evolve import evolve, touched
from .state import Application, Collaborator, Invited


@evolve.register
def _invited(event: say.CollaboratorInvited, application: Application) -> Application:
    made = Invited(invitation_id=event.invitation_id, role=event.role, expires_at=event.expires_at)
    return replace(application, invitations=(*application.invitations, made))


@evolve.register(say.InvitationDeclined)
@evolve.register(say.InvitationWithdrawn)
def _invitation_over(event: say.InvitationDeclined | say.InvitationWithdrawn, application: Application) -> Application:
    return _without(application, event.invitation_id)


def _without(application: Application, invitation_id: UUID) -> Application:
    kept = tuple(one for one in application.invitations if one.invitation_id != invitation_id)
    return replace(application, invitations=kept)


@evolve.register
def _joined(event: say.CollaboratorJoined, application: Application) -> Application:
    removed = tuple(one for one in application.removed if one != event.person_id)
    return _as(replace(_without(application, event.invitation_id), removed=removed), event.person_id, event.role)


@evolve.register
def _changed(event: say.CollaboratorChanged, application: Application) -> Application:
    return _as(application, event.person_id, event.role)


def _as(application: Application, person_id: UUID, role: say.CollaboratorRole) -> Application:
    others = tuple(one for one in application.collaborators if one.person_id != person_id)
    supported = tuple(one for one in application.supported_by if one != person_id)
    made = Collaborator(person_id=person_id, role=role)
    return replace(application, collaborators=(*others, made), supported_by=supported)


@evolve.register(say.CollaboratorLeft)
@evolve.register(say.CollaboratorRemoved)
def _out(event: say.CollaboratorLeft | say.CollaboratorRemoved, application: Application) -> Application:
    kept = tuple(one for one in application.collaborators if one.person_id != event.person_id)
    supported = tuple(one for one in application.supported_by if one != event.person_id)
    removed = (*application.removed, event.person_id)
    return replace(application, collaborators=kept, removed=removed, supported_by=supported)


@evolve.register
def _supported(event: say.SupportDeclared, application: Application) -> Application:
    return replace(touched(event, application), supported_by=(*application.supported_by, event.person_id))
