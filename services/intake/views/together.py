"""What the applicant's side sees of each other's work on a draft, and the invitations of one person."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.message import Call

from ..domain.application import Application
from ..domain.people import State as AccountState
from ..models import application as models
from ..models import invitations, presence, sections
from ..models.people import Person


def shown(session: Session, row: models.ApplicationRow, application: Application, call: Call) -> dict[str, Any]:
    """How far each section is, who else writes where now, and who works on it; to the lead, who is invited."""
    return {
        "sections": tuple(
            say.SectionView(letter=one.letter, version=one.version, saved_at=one.saved_at, saved_by=one.saved_by)
            for one in sections.rows(session, row.id).values()
        ),
        "editing": tuple(
            say.EditingView(person_id=one.person_id, name=name, letter=one.letter, until=one.until)
            for one, name in presence.now(session, row.id, call.at)
            if one.person_id != call.actor.id
        ),
        "collaborators": _collaborators(session, application),
        "invitations": _invitations(session, row, call) if call.actor.id == application.lead_id else (),
    }


def _collaborators(session: Session, application: Application) -> tuple[say.CollaboratorView, ...]:
    ids = [one.person_id for one in application.collaborators]
    if not ids:
        return ()
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    return tuple(
        say.CollaboratorView(
            person_id=one.person_id,
            name=names.get(one.person_id, ""),
            role=one.role,
            supports=one.person_id in application.supported_by,
        )
        for one in application.collaborators
    )


def _invitations(session: Session, row: models.ApplicationRow, call: Call) -> tuple[say.InvitationView, ...]:
    return tuple(
        say.InvitationView(
            invitation_id=one.id, email=one.email, role=say.CollaboratorRole(one.role), expires_at=one.expires_at
        )
        for one in invitations.open_of(session, row.id, call.at)
    )


def my_invitations(session: Session, query: say.MyInvitations, call: Call) -> say.MyInvitationsView:
    """The open invitations to the confirmed address of whoever asks."""
    me = session.get(Person, call.actor.id)
    if me is None or me.state != AccountState.ACTIVE.value:
        return say.MyInvitationsView()
    found = {one.id: one for one in invitations.to(session, me.email, call.at)}
    ids = {one.application_id for one in found.values()}
    wanted = select(models.ApplicationRow).where(models.ApplicationRow.id.in_(ids))
    about = {row.id: row for row in session.scalars(wanted)} if ids else {}
    rows = []
    for one in found.values():
        application = models.application_of(about[one.application_id])
        rows.append(
            say.MyInvitation(
                invitation_id=one.id,
                application_id=one.application_id,
                reference=application.reference,
                title=application.title,
                lead_name=application.lead_name,
                role=say.CollaboratorRole(one.role),
                expires_at=one.expires_at,
            )
        )
    return say.MyInvitationsView(rows=tuple(rows), may=("AcceptInvitation", "DeclineInvitation") if rows else ())
