"""What may be asked about the public content pages."""

from sqlalchemy.orm import Session

from services.chassis.service import command, query
from services.contracts.intake import content
from services.contracts.message import Call, Done

from .. import handlers, views


class Content:
    """Words and files for the public."""

    @command
    def save_content_page(self, session: Session, command: content.SaveContentPage, call: Call) -> Done:
        return handlers.content.edit(session, command, call)

    @command
    def attach_content_file(self, session: Session, command: content.AttachContentFile, call: Call) -> Done:
        return handlers.content.edit(session, command, call)

    @command
    def remove_content_file(self, session: Session, command: content.RemoveContentFile, call: Call) -> Done:
        return handlers.content.edit(session, command, call)

    @query
    def read_content_page(
        self, session: Session, query: content.ReadContentPage, call: Call
    ) -> content.ContentPageView:
        return views.content.one(session, query, call)

    @query
    def list_content_pages(self, session: Session, query: content.ListContentPages, call: Call) -> content.ContentRows:
        return views.content.listed(session, query, call)
