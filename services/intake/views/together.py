"""What the applicant's side sees of each other's work on a draft."""

from typing import Any

from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.message import Call

from ..models import application as models
from ..models import presence, sections


def shown(session: Session, row: models.ApplicationRow, call: Call) -> dict[str, Any]:
    """How far each section is, and who else writes where now."""
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
    }
