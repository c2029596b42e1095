"""Who else works on a request: invited by the lead, joined or declined by whoever the invitation names, changed and
removed by the lead, left by whoever wants to. Not the same as its data users, whom the answers name (section J): these
may be people who never see any data."""

from datetime import timedelta
from uuid import uuid5

from services.contracts.intake import application as say
from services.contracts.message import Conflict, Event, NotFound, NotPermitted, Refused, happened

from .door import Facts, decide
from .state import Application

LASTS = timedelta(days=14)
AT_MOST = 50  # who works on it and who is invited, together
SUPPORT = "sponsor"  # the declaration that whoever signs makes


@decide.register
def _invite(command: say.InviteCollaborator, application: Application, facts: Facts) -> list[Event]:
    if len(application.collaborators) + len(application.invitations) >= AT_MOST:
        raise Refused(f"At most {AT_MOST} people work on one request: remove somebody first", code="too-many")
    events: list[Event] = []
    if facts.replaces is not None:
        events.append(_event(say.InvitationWithdrawn, application, facts, invitation_id=facts.replaces))
    made = {"invitation_id": uuid5(command.id, "invitation"), "role": command.role}
    expires = facts.call.at + LASTS
    return [*events, _event(say.CollaboratorInvited, application, facts, **made, expires_at=expires)]


@decide.register
def _withdraw(command: say.WithdrawInvitation, application: Application, facts: Facts) -> list[Event]:
    if all(one.invitation_id != command.invitation_id for one in application.invitations):
        raise NotFound("There is no such invitation")
    return [_event(say.InvitationWithdrawn, application, facts, invitation_id=command.invitation_id)]


@decide.register
def _decline(command: say.DeclineInvitation, application: Application, facts: Facts) -> list[Event]:
    if all(one.invitation_id != facts.invited for one in application.invitations):
        raise NotFound("There is no such invitation to you")
    return [_event(say.InvitationDeclined, application, facts, invitation_id=facts.invited)]


@decide.register
def _leave(command: say.LeaveApplication, application: Application, facts: Facts) -> list[Event]:
    return [_event(say.CollaboratorLeft, application, facts, person_id=facts.call.actor.id)]


@decide.register
def _accept(command: say.AcceptInvitation, application: Application, facts: Facts) -> list[Event]:
    """By whom the address is, is looked up before: here it is somebody whom the invitation names."""
    found = next((one for one in application.invitations if one.invitation_id == facts.invited), None)
    if found is None:
        raise NotFound("There is no such invitation to you")
    if found.expires_at <= facts.call.at:
        raise Refused("This invitation is over: ask for another", code="expired")
    me = facts.call.actor.id
    if me == application.lead_id:
        raise Refused("It is your own request", code="own-request")
    if me in {application.officer_id, *application.validators, *application.declared, *application.conflicted}:
        raise NotPermitted("Whoever works on a request for the custodian does not write it (SoD-01)")
    told = {"invitation_id": found.invitation_id, "person_id": me, "role": found.role}
    return [_event(say.CollaboratorJoined, application, facts, **told)]


@decide.register
def _change(command: say.ChangeCollaborator, application: Application, facts: Facts) -> list[Event]:
    if application.role_of(command.person_id) is None:
        raise NotFound("There is no such collaborator")
    told = {"person_id": command.person_id, "role": command.role}
    return [_event(say.CollaboratorChanged, application, facts, **told)]


@decide.register
def _remove(command: say.RemoveCollaborator, application: Application, facts: Facts) -> list[Event]:
    if application.role_of(command.person_id) is None:
        raise NotFound("There is no such collaborator")
    return [_event(say.CollaboratorRemoved, application, facts, person_id=command.person_id)]


@decide.register
def _support(command: say.DeclareSupport, application: Application, facts: Facts) -> list[Event]:
    me = facts.call.actor.id
    if me in application.supported_by:
        raise Conflict("You have declared it for the draft as it stands", code="declared")
    return [_event(say.SupportDeclared, application, facts, person_id=me)]


def _event(cls: type[Event], application: Application, facts: Facts, **told: object) -> Event:
    return happened(cls, facts.call, application.id, reference=application.reference, **told)
