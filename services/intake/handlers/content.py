"""Commands to content pages."""

from sqlalchemy.orm import Session

from services.chassis import documents, mail
from services.contracts.intake import content as say
from services.contracts.message import Call, Done

from .. import models
from ..domain import content as domain


def edit(session: Session, command: domain.Edit, call: Call) -> Done:
    """Other words or files for a page. NotFound for a page that is not shipped, or a file that was not uploaded."""
    page = models.content.load(session, command.page, lock=True)
    size = int(documents.about(command.sha256)["size"]) if isinstance(command, say.AttachContentFile) else 0
    changed, events = domain.edit(command, page, call, size)
    models.content.save(session, changed)
    for event in events:
        mail.post(session, event)
    return Done(subject=changed.subject, reference=changed.page, version=changed.version)
