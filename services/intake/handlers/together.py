"""Writing a request together: who is where now, who is invited, and who joins."""

from datetime import timedelta

from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.message import Call, Done, NotFound, Refused

from ..domain import application as domain
from ..domain.application import Application, Facts
from ..domain.formats import is_work_email
from ..domain.people import State as AccountState
from ..models import application as models
from ..models import invitations, people, presence, sections
from ..models.invitations import InvitationRow
from . import application as applications
from . import letters

A_DAY = timedelta(days=1)
A_DAY_AT_MOST = 20  # invitations to one request: nobody's mailbox is flooded by way of us


def open_section(session: Session, command: say.OpenSection, call: Call) -> Done:
    """Somebody writes in a section now: a row with an end, and no event."""
    row, application = applications.known(session, command.application_id, call.actor)
    domain.handle(command, application, Facts(call=call))
    presence.note(session, row.id, call.actor.id, command.letter, call.at)
    version = sections.versions(session, row).get(command.letter, 0)
    return Done(subject=row.id, reference=application.reference, version=version, state=application.state.value)


def invite(session: Session, command: say.InviteCollaborator, call: Call) -> Done:
    """One more invitation, and a mail to its address. Nothing here depends on whether there is an account."""
    row, application = applications.known(session, command.application_id, call.actor)
    domain.permit(command, application, call.actor)
    email = people.normal(command.email)
    _check_address(session, application, email)
    if invitations.made_since(session, row.id, call.at - A_DAY) >= A_DAY_AT_MOST:
        raise Refused("These are many invitations for one day: go on tomorrow", code="too-many")
    before = next((one for one in invitations.open_of(session, row.id, call.at) if one.email == email), None)
    facts = Facts(call=call, replaces=before.id if before else None)
    events = domain.handle(command, application, facts)
    if before is not None:
        invitations.close(session, before.id)
    (made,) = [event for event in events if isinstance(event, say.CollaboratorInvited)]
    invited = InvitationRow(id=made.invitation_id, application_id=row.id, email=email, role=made.role.value,
                            invited_at=call.at, expires_at=made.expires_at)  # fmt: skip
    session.add(invited)
    session.flush()
    letters.invitation(session, invited, application.reference)
    return applications.keep(session, application, row, events)


def _check_address(session: Session, application: Application, email: str) -> None:
    if not is_work_email(email):
        raise Refused("Give a work e-mail address", code="not-a-work-address")
    lead = session.get(people.Person, application.lead_id)
    if lead is not None and lead.email == email:
        raise Refused("It is your own request", code="own-request")


def withdraw(session: Session, command: say.WithdrawInvitation, call: Call) -> Done:
    """It can no longer be accepted, and its mail, if it still waits, finds no address."""
    done = applications.act(session, command, call)
    invitations.close(session, command.invitation_id)
    return done


def accept(session: Session, command: say.AcceptInvitation, call: Call) -> Done:
    """By whoever has confirmed the address. NotFound for everybody else, as if there were none."""
    return _answer(session, command, call)


def decline(session: Session, command: say.DeclineInvitation, call: Call) -> Done:
    """By the same person, and found by nobody else."""
    return _answer(session, command, call)


def _answer(session: Session, command: say.AcceptInvitation | say.DeclineInvitation, call: Call) -> Done:
    me = session.get(people.Person, call.actor.id)
    invited = session.get(InvitationRow, command.invitation_id, with_for_update=True)
    confirmed = me is not None and me.state == AccountState.ACTIVE.value
    if me is None or invited is None or not confirmed or not invited.email or invited.email != me.email:
        raise NotFound("There is no such invitation to you")
    found = models.load(session, invited.application_id)
    if found is None:
        raise NotFound("There is no such invitation to you")
    row, application = found
    events = domain.handle(command, application, Facts(call=call, invited=invited.id))
    invitations.close(session, invited.id)
    return applications.keep(session, application, row, events)


def leave(session: Session, command: say.LeaveApplication, call: Call) -> Done:
    """Out at once, also of the list of who writes now."""
    done = applications.act(session, command, call)
    presence.forget(session, command.application_id, call.actor.id)
    return done


def remove(session: Session, command: say.RemoveCollaborator, call: Call) -> Done:
    """Somebody is out, at once: also of the list of who writes now."""
    done = applications.act(session, command, call)
    presence.forget(session, command.application_id, command.person_id)
    return done


def erase_ended_invitations(session: Session, call: Call) -> None:
    """The addresses of invitations that are over are kept no longer."""
    invitations.erase_ended(session, call.at)
