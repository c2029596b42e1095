"""What the bus may ask of review, what it hears from intake, and what it does by the clock."""

from sqlalchemy.orm import Session

from services.chassis.service import Service, command, periodic, query, reaction
from services.contracts import review as r
from services.contracts.intake import SettingChanged
from services.contracts.intake import application as intake
from services.contracts.message import Call, Done

from . import handlers, views
from .domain.access import ACCESS


class ReviewService(Service):
    """Is it approved?"""

    name = "review"
    access = ACCESS

    @command
    def assign_reviewers(self, session: Session, command: r.AssignReviewers, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def declare_interest(self, session: Session, command: r.DeclareInterest, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def record_interests(self, session: Session, command: r.RecordInterests, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def accept_interest(self, session: Session, command: r.AcceptInterest, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def record_review(self, session: Session, command: r.RecordReview, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def waive_review(self, session: Session, command: r.WaiveReview, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def wait_for_external_body(self, session: Session, command: r.WaitForExternalBody, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def end_external_wait(self, session: Session, command: r.EndExternalWait, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def request_feedback(self, session: Session, command: r.RequestFeedback, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def answer_feedback(self, session: Session, command: r.AnswerFeedback, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def return_to_review(self, session: Session, command: r.ReturnToReview, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def schedule_case(self, session: Session, command: r.ScheduleCase, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def record_advice(self, session: Session, command: r.RecordAdvice, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def pass_for_decision(self, session: Session, command: r.PassForDecision, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def sign_decision(self, session: Session, command: r.SignDecision, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def answer_deferral(self, session: Session, command: r.AnswerDeferral, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def lodge_appeal(self, session: Session, command: r.LodgeAppeal, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def decide_appeal(self, session: Session, command: r.DecideAppeal, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def submit_condition_evidence(self, session: Session, command: r.SubmitConditionEvidence, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def verify_condition(self, session: Session, command: r.VerifyCondition, call: Call) -> Done:
        return handlers.handle(session, command, call)

    @command
    def schedule_meeting(self, session: Session, command: r.ScheduleMeeting, call: Call) -> Done:
        return handlers.meet(session, command, call)

    @command
    def record_attendance(self, session: Session, command: r.RecordAttendance, call: Call) -> Done:
        return handlers.meet(session, command, call)

    @command
    def write_minutes(self, session: Session, command: r.WriteMinutes, call: Call) -> Done:
        return handlers.meet(session, command, call)

    @command
    def publish_minutes(self, session: Session, command: r.PublishMinutes, call: Call) -> Done:
        return handlers.meet(session, command, call)

    @command
    def delegate_office(self, session: Session, command: r.DelegateOffice, call: Call) -> Done:
        return handlers.delegate(session, command, call)

    @query
    def read_case(self, session: Session, query: r.ReadCase, call: Call) -> r.CaseView:
        return views.case(session, query, call)

    @query
    def list_cases(self, session: Session, query: r.ListCases, call: Call) -> r.CasePage:
        return views.cases(session, query, call)

    @query
    def read_meeting(self, session: Session, query: r.ReadMeeting, call: Call) -> r.MeetingView:
        return views.meeting(session, query, call)

    @query
    def list_meetings(self, session: Session, query: r.ListMeetings, call: Call) -> r.MeetingPage:
        return views.meetings(session, query, call)

    @query
    def public_meetings(self, session: Session, query: r.PublicMeetings, call: Call) -> r.PublicMeetingsView:
        return views.public_meetings(session, query)

    @query
    def public_minutes(self, session: Session, query: r.PublicMinutes, call: Call) -> r.PublicMinutesView:
        return views.public_minutes(session, query)

    @query
    def my_review_tasks(self, session: Session, query: r.MyReviewTasks, call: Call) -> r.ReviewTasks:
        return views.tasks(session, query, call)

    @reaction
    def on_application_accepted(self, session: Session, event: intake.ApplicationAccepted, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_application_submitted(self, session: Session, event: intake.ApplicationSubmitted, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_application_withdrawn(self, session: Session, event: intake.ApplicationWithdrawn, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_application_lapsed(self, session: Session, event: intake.ApplicationLapsed, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_application_reopened(self, session: Session, event: intake.ApplicationReopened, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_application_ineligible(self, session: Session, event: intake.ApplicationIneligible, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_setting_changed(self, session: Session, event: SettingChanged, call: Call) -> None:
        handlers.set_value(session, event)

    @periodic(seconds=5)
    def look_for_silence(self, session: Session, call: Call) -> None:
        handlers.look_for_silence(session, call)
