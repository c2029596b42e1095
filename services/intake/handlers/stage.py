"""The stage of each request follows what the other services say; intake's own events move it where they happen."""

from sqlalchemy.orm import Session

from services.contracts.audit import ProjectClosed, ReceiptIssued
from services.contracts.message import Call, Envelope, Event

from ..domain import stage
from ..models import stage as models
from ..models.application import keep_receipt
from . import application


def hear(session: Session, event: Event, call: Call, envelope: Envelope) -> None:
    """Move the stage, and the application itself where review opens or ends it. Other subjects are not ours."""
    if envelope.source == "intake":
        return
    row = session.get(models.StageRow, event.subject, with_for_update=True)
    if row is None:
        return
    standing = models.standing_of(row)
    after = stage.hear(standing, envelope.source, event)
    if after != standing:
        models.show(row, after, event.at)
    level = getattr(event, "level", None)
    if envelope.source == "review":
        row.level = level.value if level else row.level
        application.react(session, event)
    if isinstance(event, ProjectClosed):
        application.react(session, event)
    if isinstance(event, ReceiptIssued):
        keep_receipt(session, event)
