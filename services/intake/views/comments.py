"""The comments on a request, for one reader."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.access import Reach, holders
from services.contracts.intake import application as say
from services.contracts.message import Call, NotPermitted

from ..domain import application as domain
from ..domain.access import APPLICATIONS
from ..domain.form import Form
from ..models import comments as models
from ..models import forms
from ..models.people import Person
from .application import found

READERS = holders(APPLICATIONS[say.ReadComments])


def read(session: Session, query: say.ReadComments, call: Call) -> say.CommentsView:
    """The threads that somebody may read: the applicant's side all, case officers those with them."""
    _, application, reach = found(session, query.application_id, call.actor)
    if reach is not Reach.OWN and (reach is not Reach.ALL or not call.actor.has(*READERS)):
        raise NotPermitted("You may see that there is such an application, and not what is said about it")
    rows = models.threads(session, application.id)
    shown = [one for one in rows if reach is Reach.OWN or one[0].audience == say.Audience.OFFICER.value]
    names = _names(session, shown)
    form = forms.read(session, application.form_version)
    order = {key: number for number, key in enumerate((say.WHOLE, *form.fields))}
    threads = sorted(
        (_thread(form, row, said, names) for row, said in shown),
        key=lambda one: (one.resolved, order.get(one.field, len(order))),
    )
    allowed = domain.may(application, call.actor)
    open_to = domain.comments.audiences(application, domain.parts(application, call.actor))
    return say.CommentsView(
        application_id=application.id,
        reference=application.reference,
        title=application.title,
        threads=tuple(threads),
        audiences=open_to if say.AddComment in allowed else (),
        may=tuple(sorted(one.__name__ for one in allowed & {say.AddComment, say.ResolveThread})),
    )


def _names(session: Session, rows: Iterable[tuple[models.ThreadRow, list[models.CommentRow]]]) -> Mapping[UUID, str]:
    ids = {one.by for _, said in rows for one in said} | {row.resolved_by for row, _ in rows if row.resolved_by}
    if not ids:
        return {}
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def _thread(
    form: Form, row: models.ThreadRow, said: list[models.CommentRow], names: Mapping[UUID, str]
) -> say.ThreadView:
    field = form.fields.get(row.field)
    return say.ThreadView(
        thread_id=row.id,
        field=row.field,
        label=field.label if field else "The request as a whole",
        letter=field.letter if field else "",
        audience=say.Audience(row.audience),
        comments=tuple(
            say.CommentView(comment_id=one.id, at=one.at, by=one.by, name=names.get(one.by, ""), text=one.text)
            for one in said
        ),
        resolved=row.resolved_at is not None,
        resolved_at=row.resolved_at,
        resolved_by=names.get(row.resolved_by, "") if row.resolved_by else "",
    )
