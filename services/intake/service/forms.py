"""What may be asked about the question bank."""

from sqlalchemy.orm import Session

from services.chassis.service import command, query
from services.contracts.intake import question_bank as say
from services.contracts.intake import question_views as shown
from services.contracts.intake.application import FormView
from services.contracts.message import Call, Done

from .. import handlers, views


class QuestionBank:
    """Changes of the form, and its versions."""

    @command
    def propose_form_change(self, session: Session, command: say.ProposeFormChange, call: Call) -> Done:
        return handlers.forms.propose(session, command, call)

    @command
    def approve_form_change(self, session: Session, command: say.ApproveFormChange, call: Call) -> Done:
        return handlers.forms.decide(session, command, call)

    @command
    def decline_form_change(self, session: Session, command: say.DeclineFormChange, call: Call) -> Done:
        return handlers.forms.decide(session, command, call)

    @command
    def publish_form(self, session: Session, command: say.PublishForm, call: Call) -> Done:
        return handlers.forms.publish(session, command, call)

    @query
    def read_question_bank(
        self, session: Session, query: shown.ReadQuestionBank, call: Call
    ) -> shown.QuestionBankView:
        return views.forms.whole(session, query, call)

    @query
    def read_question(self, session: Session, query: shown.ReadQuestion, call: Call) -> shown.QuestionView:
        return views.forms.one(session, query, call)

    @query
    def read_form_change(self, session: Session, query: shown.ReadFormChange, call: Call) -> shown.FormChangeView:
        return views.forms.change(session, query, call)

    @query
    def preview_form(self, session: Session, query: shown.PreviewForm, call: Call) -> FormView:
        return views.forms.preview(session, query, call)
