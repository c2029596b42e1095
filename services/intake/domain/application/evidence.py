"""Documents as evidence: checked by the case officer, renewed after submission, watched until the project is closed
(domain 2.1, 2.7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from services.contracts import audit
from services.contracts.intake import application as say
from services.contracts.intake.application import EvidenceStatus
from services.contracts.message import Call, Event, NotFound, Refused, happened

from .. import expiry
from ..draft import Draft
from ..form import Form
from .checks import DocumentCheck, Renewal
from .door import Facts, decide
from .evolve import acted, evolve
from .state import Application, State

Documents = tuple[say.Document, ...]
ENDED = frozenset({State.ABSENT, State.WITHDRAWN, State.REJECTED, State.INELIGIBLE, State.LAPSED})


def current(documents: Documents, renewals: tuple[Renewal, ...]) -> Documents:
    """Documents as they were frozen, with what has taken the place of some of them since."""
    found = {one.document_id: one for one in documents}
    for renewal in renewals:  # in the order in which they were given, so that a second one follows the first
        standing = next((key for key, one in found.items() if one.document_id == renewal.replaces), None)
        if standing is not None:
            found[standing] = renewal.document
    return tuple(found.values())


def rejected(application: Application) -> frozenset[UUID]:
    """The documents that no longer count."""
    return frozenset(one.document_id for one in application.document_checks if not one.verified)


def status(check: DocumentCheck | None, valid_until: date | None, today: date) -> EvidenceStatus:
    """What a document is worth on a day. Whoever verified it did not make it last longer."""
    if check is not None and not check.verified:
        return EvidenceStatus.REJECTED
    if valid_until is not None and valid_until < today:
        return EvidenceStatus.EXPIRED
    return EvidenceStatus.VERIFIED if check is not None else EvidenceStatus.ATTACHED


def dated(documents: Documents, draft: Draft) -> Documents:
    """The documents, each with the last day on which it counts, so that it can be watched without the answers."""
    kinds = draft.form.documents
    return tuple(
        replace(one, valid_to=kinds[one.kind].valid_until(one, draft)) if one.kind in kinds else one
        for one in documents
    )


@decide.register
def _check(command: say.CheckDocument, application: Application, facts: Facts) -> list[Event]:
    document = _document(application, command.document_id)
    reason = command.reason.strip()
    if not command.verified and not reason:
        raise Refused("Say what is wrong with it: the applicant reads it", code="reason-needed")
    told = {"reference": application.reference, "document_id": document.document_id, "kind": document.kind}
    return [happened(say.DocumentChecked, facts.call, application.id, verified=command.verified, reason=reason, **told)]


@decide.register
def _renew(command: say.RenewDocument, application: Application, facts: Facts) -> list[Event]:
    before = _document(application, command.document_id)
    if application.closed:
        raise Refused("The project is closed: nothing is renewed any more", code="closed")
    copied = ("sha256", "filename", "media_type", "reference", "version", "dated", "valid_from", "valid_to")
    given = {name: getattr(command, name) for name in copied}
    made = say.Document(document_id=uuid5(command.id, "document"), kind=before.kind, **given)
    if made.valid_to is not None and made.valid_to < facts.call.at.date():
        raise Refused("This one has run out too: give one that is in date", code="expired")
    told = {"reference": application.reference, "replaces": before.document_id}
    return [happened(say.DocumentRenewed, facts.call, application.id, document=made, **told)]


def _document(application: Application, document_id: UUID) -> say.Document:
    found = next((one for one in application.documents if one.document_id == document_id), None)
    if found is None and any(one.replaces == document_id for one in application.renewals):
        raise Refused("Another document has taken its place already", code="replaced")
    if found is None:
        raise NotFound("There is no such document on this application")
    return found


@evolve.register
def _checked(event: say.DocumentChecked, application: Application) -> Application:
    found = DocumentCheck(
        document_id=event.document_id, verified=event.verified, reason=event.reason, by=event.by, at=event.at
    )
    others = tuple(one for one in application.document_checks if one.document_id != event.document_id)
    return replace(acted(event, application), document_checks=(*others, found))


@evolve.register
def _renewed(event: say.DocumentRenewed, application: Application) -> Application:
    documents = tuple(
        event.document if one.document_id == event.replaces else one for one in application.documents
    )
    made = Renewal(replaces=event.replaces, document=event.document)
    return replace(application, documents=documents, renewals=(*application.renewals, made))


@evolve.register
def _reminded(event: say.DocumentExpiring, application: Application) -> Application:
    warned = {**application.evidence_warned, str(event.document_id): event.days}
    return replace(application, evidence_warned=warned)


@evolve.register
def _project_closed(event: audit.ProjectClosed, application: Application) -> Application:
    return replace(application, closed=True)


def watched(application: Application) -> Mapping[str, date]:
    """The last day of each document that is watched, by its id: none once the request has ended or was closed."""
    if application.state in ENDED or application.closed:
        return {}
    return {str(one.document_id): one.valid_to for one in application.documents if one.valid_to}


def evidence_due(application: Application) -> date | None:
    """When the next reminder is due."""
    return expiry.next_day(application.evidence_warned, watched(application))


def evidence_passed(application: Application, form: Form, call: Call, today: date) -> list[Event]:
    """The reminders that are due, one for each document, which is called what the request's own form calls it."""
    kinds = {str(one.document_id): one.kind for one in application.documents}
    found: list[Event] = []
    for id_, last_day, days in expiry.due(application.evidence_warned, watched(application), today):
        kind = kinds[id_]
        label = form.documents[kind].label if kind in form.documents else kind
        facts = {"reference": application.reference, "document_id": UUID(id_), "kind": kind, "label": label}
        found.append(
            happened(say.DocumentExpiring, call, application.id, **facts, expires_on=last_day, days=days)
        )
    return found
