"""What the rules need to know about the people, organisations and datasets that a draft names."""

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.intake.application import Document
from services.contracts.intake.people import Evidence
from services.contracts.request import Profile

from ..domain import catalogue, organisation
from ..domain.application import Application, State, evidence
from ..domain.draft import DatasetKnown, Draft, Known, OrganisationKnown, PersonKnown
from ..domain.form import Form
from ..domain.people import State as AccountState
from ..domain.people import training
from ..domain.people.day import day_of
from ..domain.policy import POLICIES
from . import adoption, elsewhere, forms, organisations
from . import people as accounts
from .application import ApplicationRow, VersionRow, version
from .elsewhere import Kind

EPOCH = date(1970, 1, 1)
__all__ = ["EPOCH", "catalogue_known", "draft", "person"]


def draft(
    session: Session,
    application: Application,
    answers: Mapping[str, Any],
    at: datetime,
    declarations: Iterable[str] = (),
    documents: tuple[Document, ...] | None = None,
) -> Draft:
    """The draft with all it names resolved and without what its answers hide, for rules, guards and routing."""
    form = forms.read(session, application.form_version)
    day, named = day_of(at), _named(form, answers)
    earlier = _earlier(session, str(answers.get("previous_reference", "")))
    if application.lead_id is None:
        raise LookupError(f"application {application.id} has no lead")
    lead = str(application.lead_id)
    people = persons(session, named["person"] | {lead}, day)
    known = Known(
        today=day,
        lead=people.get(lead) or PersonKnown(id=application.lead_id, name=application.lead_name),
        people={ref.lower(): one for ref, one in people.items() if ref in named["person"]},
        organisations=_organisations(session, named["organisation"], application.profile, day),
        datasets=catalogue_known(),
        precedents=adoption.active(session, application.profile, day),
        previous=_answers(session, earlier) if earlier else None,
        overdue=_overdue(session, earlier, day) if earlier and earlier.lead_id == application.lead_id else frozenset(),
    )
    whole = Draft(
        form=form,
        profile=application.profile,
        answers=answers,
        known=known,
        documents=application.documents if documents is None else documents,
        rejected=evidence.rejected(application),
        declarations=frozenset(declarations),
        look_again=application.look_again,
        carried=frozenset(application.carried),
        newest=forms.newest(session) if application.state is State.DRAFT else 0,
    )
    return form.settled(whole)


def person(session: Session, ref: str, day: date) -> PersonKnown | None:
    """An active account by id or e-mail address."""
    return persons(session, {ref}, day).get(ref)


def persons(session: Session, refs: Set[str], day: date) -> dict[str, PersonKnown]:
    """The active accounts among these ids and addresses, read at once: a team may be large."""
    found = accounts.find_all(session, refs)
    return {ref: _person(row, day) for ref, row in found.items() if row.state == AccountState.ACTIVE.value}


def _person(row: accounts.Person, day: date) -> PersonKnown:
    account = accounts.account_of(row)
    cvs = [doc for doc in account.documents if doc.kind is Evidence.CV and doc.status != training.REJECTED]
    return PersonKnown(
        id=row.id,
        name=row.name,
        organisation_id=row.organisation_id,
        confirmed=True,
        cv=bool(cvs),
        training_expires=training.training_expires(account.documents, day),
        roles=frozenset(str(role) for role in account.roles),
    )


def _named(form: Form, answers: Mapping[str, Any]) -> dict[str, set[str]]:
    """Every person and organisation that the answers name."""
    named: dict[str, set[str]] = {"person": set(), "organisation": set()}
    for key, field in form.fields.items():
        value = answers.get(key)
        if field.type in named and value:
            named[field.type].add(str(value))
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        for item in field.items:
            if item.type in named:
                named[item.type] |= {str(row[item.key]) for row in rows if row.get(item.key)}
    return named


def names(session: Session, form: Form, answers: Mapping[str, Any]) -> dict[str, str]:
    """The name of each person and organisation that the answers name by id. Not of those named by an address: whether
    there is an account with it is for nobody to find out."""
    named, found = _named(form, answers), dict[str, str]()
    for kind, table in (("person", accounts.Person), ("organisation", organisations.OrganisationRow)):
        ids = {ref: UUID(ref) for ref in named[kind] if _is_id(ref)}
        known = dict(session.execute(select(table.id, table.name).where(table.id.in_(ids.values()))).all())
        found |= {ref: known[id] for ref, id in ids.items() if id in known}
    return found


def _organisations(session: Session, refs: set[str], profile: Profile, day: date) -> dict[str, OrganisationKnown]:
    ids = {ref: UUID(ref) for ref in refs if _is_id(ref)}
    found = organisations.read_all(session, ids.values())
    custodians = POLICIES[profile].custodians
    said = elsewhere.of(session, found)
    known = {
        id: replace(_organisation(one, one.ods_code in custodians), **_standing(said.get(id, ()), day))
        for id, one in found.items()
    }
    return {ref: known[id] for ref, id in ids.items() if id in known}


def _standing(said: Iterable[tuple[Kind, date]], day: date) -> dict[str, Any]:
    """What other services' words make of an organisation today."""
    told = list(said)
    late = any(kind is Kind.CERTIFICATE and due < day for kind, due in told)
    kinds = {kind for kind, _ in told}
    return {
        "sanctioned": late or Kind.HIGH_RISK in kinds,
        "audited": Kind.AUDITED in kinds,
        "framework_until": max((until for kind, until in told if kind is Kind.FRAMEWORK), default=None),
    }


def _is_id(ref: str) -> bool:
    try:
        UUID(ref)
    except ValueError:
        return False
    return True


def _organisation(one: organisation.Organisation, host: bool) -> OrganisationKnown:
    copied = ("id", "name", "country", "ods_code", "ico_number", "ico_expiry", "iso27001_expiry")
    return OrganisationKnown(
        **{name: getattr(one, name) for name in copied},
        kind=one.kind.value,
        dspt_status=one.dspt_status.value,
        security_until=organisation.security_until(one),
        host=host,
    )


@cache
def catalogue_known() -> Mapping[str, DatasetKnown]:
    """The catalogue, which is a data file of this version of Haven."""
    records = json.loads(files("services.intake").joinpath("data/catalogue.json").read_text("utf-8"))
    return {record["dataset"]: _dataset(record) for record in records}


def _dataset(record: Mapping[str, Any]) -> DatasetKnown:
    one = catalogue.dataset(record)
    numbered = {entry["name"] for entry in record["fields"]}  # DIAG_01..20 stands for all twenty
    return DatasetKnown(
        id=one.dataset,
        name=one.name,
        year_from=one.year_from,
        fields=frozenset({field.name for field in one.fields} | numbered),
        justify=frozenset(field.name for field in one.fields if field.reason),
        direct=frozenset(field.name for field in one.fields if field.sensitivity == "direct"),
        sensitive=one.sensitive,
        held=one.held,
        not_held=frozenset(one.not_held),
        access=tuple(one.access),
        gates=frozenset(rule for gate in one.gates for rule in ("R11", "R16", "R17") if rule in gate),
    )


def _earlier(session: Session, reference: str) -> ApplicationRow | None:
    """The application of the agreement that is extended or renewed, when it is ours: DSA-2026-00042-v1.0 is the
    agreement of DAR-2026-00042."""
    number = "-".join(reference.split("-")[1:3])
    wanted = select(ApplicationRow).where(ApplicationRow.reference == f"DAR-{number}")
    return session.scalar(wanted) if number else None


def _answers(session: Session, row: ApplicationRow) -> Mapping[str, Any] | None:
    frozen: VersionRow | None = version(session, row.id, len(row.body["submissions"]))
    return frozen.answers if frozen else None


def _overdue(session: Session, row: ApplicationRow, day: date) -> frozenset[str]:
    said = elsewhere.of(session, (row.id,)).get(row.id, ())
    return frozenset(kind.value for kind, due in said if kind in elsewhere.OWED and due < day)
