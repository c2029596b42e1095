"""What may be seen of people, and by whom."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.paging import order, page
from services.contracts.access import holders
from services.contracts.intake import people as say
from services.contracts.message import Call, NotFound, NotPermitted, Role

from .. import models
from ..domain import people as domain
from ..domain.people.access import PEOPLE
from ..domain.people.day import day_of
from ..models.people import OpenProposal, OpenSession, Person, ProfileDocument, RoleHeld


def profile(session: Session, query: say.ReadProfile, call: Call) -> say.ProfileView:
    """My profile, or somebody's for staff who check evidence or manage accounts."""
    wanted = query.person_id or call.actor.id
    row = session.get(Person, wanted)
    if row is None or not (wanted == call.actor.id or call.actor.has(*domain.READERS)):
        raise NotFound("There is no such person")
    today, account = day_of(call.at), models.people.account_of(row)
    kept = session.scalars(select(ProfileDocument).where(ProfileDocument.person_id == row.id))
    names = {document.id: document.filename for document in kept}
    missing = domain.training.missing(account.documents, account.state is domain.State.ACTIVE, today)
    return say.ProfileView(
        person_id=row.id,
        name=row.name,
        email=row.email,
        email_confirmed=account.state is not domain.State.UNCONFIRMED,
        version=row.version,
        organisation_id=row.organisation_id,
        organisation_name=_organisation(session, row),
        job_title=row.job_title,
        orcid=row.orcid,
        phone=row.phone,
        roles=account.roles,
        totp=account.totp,
        recovery_codes_left=account.codes_left,
        disabled=account.state is domain.State.DISABLED,
        evidence=tuple(_document(d, names.get(d.id, ""), today) for d in account.documents),
        training_expires=domain.training.training_expires(account.documents, today),
        ready=not missing,
        missing=missing,
        may=tuple(sorted(one.__name__ for one in domain.may(account, call.actor) - domain.moot(account, call.actor))),
    )


def people(session: Session, query: say.ListPeople, call: Call) -> say.PeopleView:
    """People for staff, by name."""
    if not call.actor.has(*holders(PEOPLE[say.ListPeople])):
        raise NotPermitted("Lists of people are for staff")
    wanted = select(Person).where(Person.state != domain.State.UNCONFIRMED.value)
    if query.q.strip():
        wanted = wanted.where(Person.sort_name.contains(query.q.strip().casefold(), autoescape=True))
    if query.role:
        held = select(RoleHeld.person_id).where(RoleHeld.role == query.role.value)
        wanted = wanted.where(Person.id.in_(held))
    rows, cursor = page(session, wanted, order(query.sort, {"name": Person.sort_name}, Person.id), query)
    return say.PeopleView(rows=tuple(_person(session, row) for row in rows), next=cursor)


def proposals(session: Session, query: say.ListRoleProposals, call: Call) -> say.RoleProposalsView:
    """Roles that wait for a second person, oldest first."""
    if not call.actor.has(*holders(PEOPLE[say.ListRoleProposals])):
        raise NotPermitted("Roles are granted by administrators and the SIRO")
    keys = (OpenProposal.proposed_at, OpenProposal.id)
    rows, cursor = page(session, select(OpenProposal), keys, query)
    return say.RoleProposalsView(rows=tuple(_proposal(session, row, call) for row in rows), next=cursor)


def real_now() -> datetime:
    """Sessions and tokens measure real time, not the demo clock."""
    return datetime.now(UTC)


def session_of(session: Session, query: say.ReadSession, call: Call) -> say.SessionView:
    """Who holds this token now; NotFound when nobody does."""
    hashed = hashlib.sha256(query.token.encode()).hexdigest()
    row = session.scalar(select(OpenSession).where(OpenSession.token_hash == hashed))
    return models.sessions.view(session, row, real_now())


def my_sessions(session: Session, query: say.MySessions | say.MyApiTokens, call: Call) -> say.SessionsView:
    """My open sessions, or my API tokens, newest first. Sessions measure real time."""
    by_token, now = isinstance(query, say.MyApiTokens), real_now()
    mine = (OpenSession.person_id == call.actor.id, OpenSession.by_token.is_(by_token))
    wanted = select(OpenSession).where(*mine, OpenSession.ended_at.is_(None), OpenSession.expires_at > now)
    rows, cursor = page(session, wanted, (OpenSession.started_at.desc(), OpenSession.id), query)
    return say.SessionsView(rows=tuple(map(_session, rows)), next=cursor)


def my_providers(session: Session, query: say.MyProviders, call: Call) -> say.ProvidersView:
    """The providers that know me, oldest first."""
    mine = models.providers.links(session, call.actor.id)
    rows = (say.ProviderRow(issuer=row.issuer, joined_at=row.joined_at) for row in mine)
    return say.ProvidersView(rows=tuple(rows))


def evidence_to_check(session: Session, query: say.ListEvidenceToCheck, call: Call) -> say.EvidenceListView:
    """Documents that wait for staff, oldest first; nobody's own."""
    if not call.actor.has(*domain.CHECKERS):
        raise NotPermitted("Evidence is checked by case officers and the IG lead")
    waiting = (ProfileDocument.status == domain.training.ATTACHED, ProfileDocument.person_id != call.actor.id)
    keys = (ProfileDocument.added_at, ProfileDocument.id)
    rows, cursor = page(session, select(ProfileDocument).where(*waiting), keys, query)
    return say.EvidenceListView(rows=tuple(_waiting(session, row, day_of(call.at)) for row in rows), next=cursor)


def _organisation(session: Session, row: Person) -> str:
    found = models.organisations.read(session, row.organisation_id) if row.organisation_id else None
    return found.name if found else ""


def _document(document: domain.Document, filename: str, today: date) -> say.EvidenceView:
    return say.EvidenceView(
        evidence_id=document.id,
        kind=document.kind,
        filename=filename,
        sha256=document.sha256,
        course_code=document.course_code,
        completed_on=document.completed_on,
        expires_on=document.expires_on,
        status=document.status,
        valid=domain.training.counts(document, today),
        note=document.note,
    )


def _waiting(session: Session, row: ProfileDocument, today: date) -> say.EvidenceView:
    person = session.get_one(Person, row.person_id)
    document = next(d for d in models.people.account_of(person).documents if d.id == row.id)
    return replace(_document(document, row.filename, today), person_id=person.id, person_name=person.name)


def _person(session: Session, row: Person) -> say.PersonRow:
    account = models.people.account_of(row)
    return say.PersonRow(
        person_id=row.id,
        name=row.name,
        roles=account.roles,
        organisation_id=row.organisation_id,
        organisation_name=_organisation(session, row),
        disabled=account.state is domain.State.DISABLED,
    )


def _proposal(session: Session, row: OpenProposal, call: Call) -> say.RoleProposalRow:
    granter = call.actor.has(*domain.GRANTERS) and call.actor.id != row.person_id
    may = ["DeclineRole"] if granter else []
    may += ["ApproveRole"] if granter and call.actor.id != row.proposed_by else []
    return say.RoleProposalRow(
        proposal_id=row.id,
        person_id=row.person_id,
        person_name=models.people.name_of(session, row.person_id),
        role=Role(row.role),
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        may=tuple(sorted(may)),
    )


def _session(row: OpenSession) -> say.SessionRow:
    return say.SessionRow(
        session_id=row.id,
        started_at=row.started_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        label=row.label,
        scopes=frozenset(map(say.Scope, row.scopes)),
    )
