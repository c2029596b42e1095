"""Requests that look like this one again, for the case officer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.access import Reach, holders
from services.contracts.intake import application as say
from services.contracts.message import Call, NotPermitted
from services.contracts.request import Profile

from ..domain.access import APPLICATIONS
from ..domain.duplicates import Likeness, likeness
from ..domain.stage import label
from ..models import traits
from ..models.stage import StageRow
from .application import found

SHOWN = 20
LOOK = holders(APPLICATIONS[say.ReadDuplicates])


def duplicates(session: Session, query: say.ReadDuplicates, call: Call) -> say.DuplicatesView:
    """The likely ones, the most alike first. The request that this one follows on is none."""
    _, application, reach = found(session, query.application_id, call.actor)
    if not call.actor.has(*LOOK) or reach is not Reach.ALL:
        raise NotPermitted("Staff who validate look for duplicates")
    mine = traits.of(session, application.id)
    alike = {id_: likeness(mine, theirs) for id_, theirs in traits.sharing(session, application.id, mine).items()}
    likely = [id_ for id_, one in alike.items() if one.likely and id_ != application.provisional_id]
    likely.sort(key=lambda id_: (-alike[id_].score, id_))
    rows = {row.application_id: row for row in session.scalars(
        select(StageRow).where(StageRow.application_id.in_(likely[:SHOWN]))
    )}  # fmt: skip
    return say.DuplicatesView(
        application_id=application.id,
        reference=application.reference,
        rows=tuple(_row(rows[id_], alike[id_]) for id_ in likely[:SHOWN] if id_ in rows),
    )


def _row(row: StageRow, one: Likeness) -> say.DuplicateRow:
    return say.DuplicateRow(
        application_id=row.application_id,
        reference=row.reference,
        title=row.title,
        lead_name=row.lead_name,
        label=label(row.stage, Profile(row.profile)),
        score=one.score,
        reasons=one.reasons,
    )
