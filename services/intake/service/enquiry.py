"""What may be asked about enquiries."""

from sqlalchemy.orm import Session

from services.chassis.service import command, periodic, query
from services.contracts.intake import enquiry
from services.contracts.message import Call, Done

from .. import handlers, views


class Enquiries:
    """Enquiries and preliminary assessments."""

    @command
    def send_enquiry(self, session: Session, command: enquiry.SendEnquiry, call: Call) -> Done:
        return handlers.enquiry.send_enquiry(session, command, call)

    @command
    def register_enquiry(self, session: Session, command: enquiry.RegisterEnquiry, call: Call) -> Done:
        return handlers.enquiry.register_enquiry(session, command, call)

    @command
    def ask_enquirer(self, session: Session, command: enquiry.AskEnquirer, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def answer_enquirer(self, session: Session, command: enquiry.AnswerEnquirer, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def register_answers(self, session: Session, command: enquiry.RegisterAnswers, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def note_conversation(self, session: Session, command: enquiry.NoteConversation, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def redirect_enquiry(self, session: Session, command: enquiry.RedirectEnquiry, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def close_enquiry(self, session: Session, command: enquiry.CloseEnquiry, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def proceed_to_assessment(self, session: Session, command: enquiry.ProceedToAssessment, call: Call) -> Done:
        return handlers.enquiry.proceed_to_assessment(session, command, call)

    @command
    def withdraw_enquiry(self, session: Session, command: enquiry.WithdrawEnquiry, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def reopen_enquiry(self, session: Session, command: enquiry.ReopenEnquiry, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def seek_early_advice(self, session: Session, command: enquiry.SeekEarlyAdvice, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def record_early_advice(self, session: Session, command: enquiry.RecordEarlyAdvice, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def complete_assessment(self, session: Session, command: enquiry.CompleteAssessment, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def confirm_funding(self, session: Session, command: enquiry.ConfirmFunding, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def invite_to_apply(self, session: Session, command: enquiry.InviteToApply, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @command
    def close_assessment(self, session: Session, command: enquiry.CloseAssessment, call: Call) -> Done:
        return handlers.enquiry.handle(session, command, call)

    @query
    def read_enquiry(self, session: Session, query: enquiry.ReadEnquiry, call: Call) -> enquiry.EnquiryView:
        return views.enquiry.one(session, query, call)

    @query
    def list_enquiries(self, session: Session, query: enquiry.ListEnquiries, call: Call) -> enquiry.EnquiriesView:
        return views.enquiry.listed(session, query, call)

    @periodic(seconds=5)
    def lapse_enquiries(self, session: Session, call: Call) -> None:
        handlers.enquiry.time_passes(session, call)
