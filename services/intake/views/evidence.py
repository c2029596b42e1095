"""The evidence of an application for one reader: each document with what it is worth today, and what people and
organisations have on file, which is not attached again to each request (domain 2.7)."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.intake import application as say

from ..domain.application import Application, evidence
from ..domain.draft import Draft, OrganisationKnown, PersonKnown
from ..models.people import Person


def documents(
    session: Session, application: Application, shown: tuple[say.Document, ...], draft: Draft, *, staff: bool
) -> tuple[say.DocumentEvidence, ...]:
    """Each of `shown`, with its check. Staff read who made it, the applicant's side does not."""
    checks = {one.document_id: one for one in application.document_checks}
    names = _names(session, {one.by for one in checks.values()}) if staff else {}
    found = []
    for one in shown:
        check, kind = checks.get(one.document_id), draft.form.documents.get(one.kind)
        until = kind.valid_until(one, draft) if kind else one.valid_to
        found.append(
            say.DocumentEvidence(
                document=one,
                label=kind.label if kind else one.kind,
                status=evidence.status(check, until, draft.known.today),
                valid_until=until,
                reason=check.reason if check else "",
                checked_at=check.at if check else None,
                checked_by=names.get(check.by, "") if check else "",
            )
        )
    return tuple(found)


def _names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all()) if ids else {}


def held(draft: Draft) -> tuple[say.HeldEvidence, ...]:
    """What the people and organisations of a request have on file, each once: CV and training of whoever sees data,
    registration and security of whoever decides or works on them."""
    members = (draft.person(row.get("person")) for row in draft.rows("team"))
    people = {one.id: one for one in (draft.known.lead, *members) if one}
    refs = [row.get("organisation") for key in ("controllers", "processors", "locations") for row in draft.rows(key)]
    parties = {one.id: one for ref in refs if (one := draft.organisation(ref))}
    told = [line for person in people.values() for line in _person(person, draft)]
    return (*told, *(line for one in parties.values() for line in _organisation(one, draft)))


def _person(person: PersonKnown, draft: Draft) -> Iterator[say.HeldEvidence]:
    ends = person.training_expires
    yield say.HeldEvidence(of=person.name, what="CV", there=person.cv, in_date=person.cv)
    yield say.HeldEvidence(
        of=person.name,
        what="Information governance training",
        there=ends is not None,
        until=ends,
        in_date=ends is not None and ends >= draft.known.today,
    )


def _organisation(one: OrganisationKnown, draft: Draft) -> Iterator[say.HeldEvidence]:
    today = draft.known.today
    registered = one.ico_expiry is not None and one.ico_expiry >= today
    yield say.HeldEvidence(
        of=one.name, what="Data-protection registration", there=bool(one.ico_expiry), until=one.ico_expiry,
        in_date=registered,
    )  # fmt: skip
    if not one.host:
        yield say.HeldEvidence(
            of=one.name,
            what="Security: toolkit or ISO 27001",
            there=bool(one.security_until or one.iso27001_expiry),
            until=one.security_until or one.iso27001_expiry,
            in_date=one.secure(today),
        )
