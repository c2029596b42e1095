"""What may be asked about precedents."""

from sqlalchemy.orm import Session

from services.chassis.service import command, query
from services.contracts.intake import precedents as say
from services.contracts.message import Call, Done

from ..handlers import precedents
from ..views import precedents as views


class Precedents:
    """Which precedents are in force."""

    @command
    def adopt_precedent(self, session: Session, command: say.AdoptPrecedent, call: Call) -> Done:
        return precedents.adopt(session, command, call)

    @command
    def suspend_precedent(self, session: Session, command: say.SuspendPrecedent, call: Call) -> Done:
        return precedents.suspend(session, command, call)

    @command
    def record_look_back(self, session: Session, command: say.RecordLookBack, call: Call) -> Done:
        return precedents.look_back(session, command, call)

    @query
    def list_look_backs(self, session: Session, query: say.ListLookBacks, call: Call) -> say.LookBacksView:
        return views.look_backs(session, query, call)

    @query
    def read_precedents(self, session: Session, query: say.ReadPrecedents, call: Call) -> say.PrecedentsView:
        return views.read(session, query, call)
