"""What may be asked about settings."""

from sqlalchemy.orm import Session

from services.chassis.service import command, query
from services.contracts.intake import settings as say
from services.contracts.message import Call, Done

from ..handlers import settings
from ..views import settings as views


class SettingsOfAll:
    """Values that administrators set for all services."""

    @command
    def propose_setting(self, session: Session, command: say.ProposeSetting, call: Call) -> Done:
        return settings.propose(session, command, call)

    @command
    def approve_setting(self, session: Session, command: say.ApproveSetting, call: Call) -> Done:
        return settings.decide(session, command, call)

    @command
    def withdraw_setting(self, session: Session, command: say.WithdrawSetting, call: Call) -> Done:
        return settings.decide(session, command, call)

    @query
    def list_settings(self, session: Session, query: say.ListSettings, call: Call) -> say.SettingRows:
        return views.listed(session, query, call)

    @query
    def read_setting(self, session: Session, query: say.ReadSetting, call: Call) -> say.SettingView:
        return views.one(session, query, call)
