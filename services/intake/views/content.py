"""Content pages, open to everybody."""

from sqlalchemy.orm import Session

from services.contracts.intake import content as say
from services.contracts.message import Call

from .. import models
from ..domain import content as domain


def one(session: Session, query: say.ReadContentPage, call: Call) -> say.ContentPageView:
    """One page; NotFound when there is none of this name."""
    page = models.content.load(session, query.page)
    return say.ContentPageView(
        page=page.page,
        title=page.title,
        text=page.text,
        version=page.version,
        edited_at=page.edited_at,
        edited_by=models.people.name_of(session, page.edited_by),
        files=page.files,
        may=tuple(sorted(cls.__name__ for cls in domain.may(call.actor))),
    )


def listed(session: Session, query: say.ListContentPages, _call: Call) -> say.ContentRows:
    """A page of those that hold the words; the cursor is the last name seen."""
    hits = [page for page in domain.found(models.content.every(session), query.q) if page.page > query.after]
    rows, more = hits[: query.limit], len(hits) > query.limit
    return say.ContentRows(
        rows=tuple(
            say.ContentRow(
                page=page.page,
                title=page.title,
                version=page.version,
                edited_at=page.edited_at,
                edited_by=models.people.name_of(session, page.edited_by),
                excerpt=domain.excerpt(page, query.q),
            )
            for page in rows
        ),
        next=rows[-1].page if more else "",
    )
