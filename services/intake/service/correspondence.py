"""What may be asked about notices and mail, and how every event is heard."""

from typing import Any

from sqlalchemy.orm import Session

from services.chassis.service import background, command, query, reaction
from services.contracts.intake import correspondence
from services.contracts.message import Call, Done, Envelope, Event

from .. import handlers, views


class Correspondence:
    """Notices in the portal, and mail."""

    @reaction(every=True)
    def tell(self, session: Session, event: Event, call: Call, envelope: Envelope) -> None:
        handlers.correspondence.tell(session, event, call, envelope)

    @background(seconds=1)
    def send_mail(self: Any, call: Call) -> None:
        handlers.delivery.send_waiting(self.db, call)

    @command
    def mark_notice_read(self, session: Session, command: correspondence.MarkNoticeRead, call: Call) -> Done:
        return handlers.correspondence.mark_read(session, command, call)

    @command
    def choose_notices(self, session: Session, command: correspondence.ChooseNotices, call: Call) -> Done:
        return handlers.correspondence.choose(session, command, call)

    @command
    def retry_mail(self, session: Session, command: correspondence.RetryMail, call: Call) -> Done:
        return handlers.correspondence.retry_mail(session, command, call)

    @query
    def my_notices(self, session: Session, query: correspondence.MyNotices, call: Call) -> correspondence.NoticesView:
        return views.correspondence.notices(session, query, call)

    @query
    def list_mail(self, session: Session, query: correspondence.ListMail, call: Call) -> correspondence.MailView:
        return views.correspondence.mail(session, query, call)
