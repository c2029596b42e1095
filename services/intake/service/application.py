"""What the bus may ask about applications, and what they follow by themselves."""

from sqlalchemy.orm import Session

from services.chassis.service import command, periodic, query, reaction
from services.contracts.intake import application as say
from services.contracts.message import Call, Done, Envelope, Event

from ..handlers import application as handlers
from ..handlers import elsewhere, stage
from ..views import application as views
from ..views import duplicates, form, requests, use, versions, work


class Applications:
    """Drafting and submission, validation, the stage of each request."""

    @command
    def start_application(self, session: Session, command: say.StartApplication, call: Call) -> Done:
        return handlers.start(session, command, call)

    @command
    def save_draft(self, session: Session, command: say.SaveDraft, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def take_up_form(self, session: Session, command: say.TakeUpForm, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def confirm_answers(self, session: Session, command: say.ConfirmAnswers, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def confirm_checklist(self, session: Session, command: say.ConfirmChecklist, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def attach_document(self, session: Session, command: say.AttachDocument, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def remove_document(self, session: Session, command: say.RemoveDocument, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def check_document(self, session: Session, command: say.CheckDocument, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def renew_document(self, session: Session, command: say.RenewDocument, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def submit_application(self, session: Session, command: say.SubmitApplication, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def answer_query(self, session: Session, command: say.AnswerQuery, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def withdraw_application(self, session: Session, command: say.WithdrawApplication, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def reopen_application(self, session: Session, command: say.ReopenApplication, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def assign_case_officer(self, session: Session, command: say.AssignCaseOfficer, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def record_check(self, session: Session, command: say.RecordCheck, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def return_application(self, session: Session, command: say.ReturnApplication, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def arrange_appointment(self, session: Session, command: say.ArrangeAppointment, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def cancel_appointment(self, session: Session, command: say.CancelAppointment, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def confirm_route(self, session: Session, command: say.ConfirmRoute, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def override_route(self, session: Session, command: say.OverrideRoute, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def accept_application(self, session: Session, command: say.AcceptApplication, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def propose_ineligible(self, session: Session, command: say.ProposeIneligible, call: Call) -> Done:
        return handlers.act(session, command, call)

    @command
    def confirm_ineligible(self, session: Session, command: say.ConfirmIneligible, call: Call) -> Done:
        return handlers.act(session, command, call)

    @query
    def read_application(self, session: Session, query: say.ReadApplication, call: Call) -> say.ApplicationView:
        return views.one(session, query, call)

    @query
    def read_version(self, session: Session, query: say.ReadVersion, call: Call) -> say.VersionView:
        return versions.version(session, query, call)

    @query
    def match_use(self, session: Session, query: say.MatchUse, call: Call) -> say.UseMatchView:
        return use.matched(session, query, call)

    @query
    def read_comparison(self, session: Session, query: say.ReadComparison, call: Call) -> say.ComparisonView:
        return versions.comparison(session, query, call)

    @query
    def export_version(self, session: Session, query: say.ExportVersion, call: Call) -> say.VersionExportView:
        return versions.export(session, query, call)

    @query
    def read_export_schema(self, session: Session, query: say.ReadExportSchema, call: Call) -> say.ExportSchemaView:
        return versions.schema(session)

    @query
    def read_duplicates(self, session: Session, query: say.ReadDuplicates, call: Call) -> say.DuplicatesView:
        return duplicates.duplicates(session, query, call)

    @query
    def read_form(self, session: Session, query: say.ReadForm, call: Call) -> say.FormView:
        return form.form(session, query, call)

    @query
    def read_example(self, session: Session, query: say.ReadExample, call: Call) -> say.ExampleView:
        return form.example(session, query, call)

    @query
    def my_requests(self, session: Session, query: say.MyRequests, call: Call) -> say.MyRequestsView:
        return requests.mine(session, query, call)

    @query
    def list_applications(self, session: Session, query: say.ListApplications, call: Call) -> say.ApplicationList:
        return requests.listed(session, query, call)

    @query
    def read_workload(self, session: Session, query: say.ReadWorkload, call: Call) -> say.WorkloadView:
        return work.workload(session, query, call)

    @query
    def list_appointments(self, session: Session, query: say.ListAppointments, call: Call) -> say.AppointmentsView:
        return work.appointments(session, query, call)

    @query
    def my_tasks(self, session: Session, query: say.MyTasks, call: Call) -> say.TaskList:
        return requests.tasks(session, query, call)

    @reaction(every=True)
    def follow_stage(self, session: Session, event: Event, call: Call, envelope: Envelope) -> None:
        stage.hear(session, event, call, envelope)
        elsewhere.hear(session, event)

    @periodic(seconds=60)
    def lapse_silent_applications(self, session: Session, call: Call) -> None:
        handlers.lapse_silent(session, call)

    @periodic(seconds=60)
    def remind_of_documents(self, session: Session, call: Call) -> None:
        handlers.remind_of_documents(session, call)
