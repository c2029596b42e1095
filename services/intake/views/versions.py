"""Frozen versions, each for one reader, and any two of them compared."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.contracts.access import Reach
from services.contracts.intake import application as say
from services.contracts.message import Call, NotFound, NotPermitted

from ..domain import application as domain
from ..domain.application import Application
from ..domain.application.schema import ADDRESS
from ..domain.application.schema import schema as json_schema
from ..models import application as models
from ..models import forms, knowledge, sections
from .application import EDITABLE, found

Side = tuple[say.Compared, Mapping[str, Any], tuple[say.Document, ...]]


def version(session: Session, query: say.ReadVersion, call: Call) -> say.VersionView:
    """One frozen version with its differences from the one before, or from `against`."""
    _, application, _ = readable(session, query, call)
    row = models.version(session, application.id, query.version)
    against = models.version(session, application.id, query.against) if query.against else None
    if row is None or (query.against and against is None):
        raise NotFound("There is no such version")
    form = forms.read(session, application.form_version)
    changed = domain.changes(form, against.answers, row.answers) if against else models.changes_of(row)
    return say.VersionView(
        application_id=application.id,
        reference=application.reference,
        version=row.number,
        sha256=row.sha256,
        form_version=form.number,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        answers=row.answers,
        changes=changed,
        documents=models.documents_of(row),
        named=knowledge.names(session, form, row.answers),
        receipt=models.receipt_of(row),
    )


def export(session: Session, query: say.ExportVersion, call: Call) -> say.VersionExportView:
    """One frozen version with exactly the bytes' content that its hash stands for."""
    _, application, _ = readable(session, query, call)
    row = models.version(session, application.id, query.version)
    if row is None:
        raise NotFound("There is no such version")
    documents, form = models.documents_of(row), forms.read(session, application.form_version)
    return say.VersionExportView(
        schema=ADDRESS,
        application_id=application.id,
        profile=application.profile,
        title=models.request_of(row).title,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        sha256=row.sha256,
        content=domain.content(application.reference, row.number, row.answers, documents, form.number),
        documents=documents,
        named=knowledge.names(session, form, row.answers),
        receipt=models.receipt_of(row),
    )


def schema(session: Session) -> say.ExportSchemaView:
    """The published schema of an export, by the form in force."""
    return say.ExportSchemaView(schema=json_schema(forms.in_force(session)))


def comparison(session: Session, query: say.ReadComparison, call: Call) -> say.ComparisonView:
    """Any two versions, or a version and the draft, with everything that differs."""
    row, application, reach = readable(session, query, call)
    stamps = models.stamps(session, application.id)
    drafted = reach is Reach.OWN and application.state in EDITABLE
    number = query.after if query.after is not None else 0 if drafted else application.version
    if number == 0 and not drafted:
        raise NotFound("There is no draft that you may read")
    after = _draft(session, row, application, call) if number == 0 else _version(session, application, number)
    earlier = query.before or (number or application.version + 1) - 1
    before = _version(session, application, earlier) if earlier else None
    old, old_documents = (before[1], before[2]) if before else ({}, ())
    form = forms.read(session, application.form_version)
    changes = domain.compare(form, old, after[1])
    return say.ComparisonView(
        application_id=application.id,
        reference=application.reference,
        title=application.title,
        before=before[0] if before else None,
        after=after[0],
        changes=changes,
        documents=domain.documents_changed(old_documents, after[2]),
        unchanged=domain.unchanged(old, after[1]),
        material=any(change.material for change in changes),
        versions=tuple(say.Compared(version=n, sha256=sha256, submitted_at=at) for n, sha256, at in stamps),
        draft=drafted,
        named=knowledge.names(session, form, old) | knowledge.names(session, form, after[1]),
    )


def readable(session: Session, query: Any, call: Call) -> tuple[models.ApplicationRow, Application, Reach]:
    """The application of somebody who may read what it says, and not only that it exists."""
    row, application, reach = found(session, query.application_id, call.actor)
    if reach is Reach.METADATA:
        raise NotPermitted("You may see that there is such an application, and not what it says")
    return row, application, reach


def _draft(session: Session, row: models.ApplicationRow, application: Application, call: Call) -> Side:
    """The draft as it would be frozen now: without what its answers hide."""
    draft = knowledge.draft(session, application, sections.answers(session, row), call.at)
    return say.Compared(version=0), draft.answers, application.documents


def _version(session: Session, application: Application, number: int) -> Side:
    row = models.version(session, application.id, number)
    if row is None:
        raise NotFound("There is no such version")
    stamp = say.Compared(version=row.number, sha256=row.sha256, submitted_at=row.submitted_at)
    return stamp, row.answers, models.documents_of(row)
