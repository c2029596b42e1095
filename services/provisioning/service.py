"""What the bus may ask of provisioning, what it hears, and what it does by itself."""

from sqlalchemy.orm import Session

from services.chassis.service import Service, background, command, periodic, query, reaction
from services.contracts import agreements
from services.contracts import provisioning as words
from services.contracts.audit import DeletionOrdered
from services.contracts.intake import SettingChanged
from services.contracts.intake.people import ProfileEvidenceAdded, ProfileEvidenceChecked
from services.contracts.message import Call, Done
from services.contracts.review import ConditionMet

from . import feasibility, handlers, views, worker
from .domain.access import ACCESS


class ProvisioningService(Service):
    """One method for each command, query and reaction; one timer; one worker."""

    name = "provisioning"
    access = ACCESS

    @command
    def accept_user_terms(self, session: Session, command: words.AcceptUserTerms, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def verify_user(self, session: Session, command: words.VerifyUser, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def refuse_user(self, session: Session, command: words.RefuseUser, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def upload_cohort(self, session: Session, command: words.UploadCohort, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def start_production(self, session: Session, command: words.StartProduction, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def build_release(self, session: Session, command: words.BuildRelease, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def check_quality(self, session: Session, command: words.CheckQuality, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def approve_release(self, session: Session, command: words.ApproveRelease, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def create_workspace(self, session: Session, command: words.CreateWorkspace, call: Call) -> Done:
        return handlers.create_workspace(session, command, call)

    @command
    def add_workspace_member(self, session: Session, command: words.AddWorkspaceMember, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def remove_workspace_member(self, session: Session, command: words.RemoveWorkspaceMember, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def activate_project(self, session: Session, command: words.ActivateProject, call: Call) -> Done:
        return handlers.activate(session, command, call)

    @command
    def open_workspace_file(self, session: Session, command: words.OpenWorkspaceFile, call: Call) -> words.FileView:
        return handlers.open_file(session, command, call)

    @command
    def count_feasibility(self, session: Session, command: words.CountFeasibility, call: Call) -> Done:
        return feasibility.ask(session, command, call)

    @query
    def read_feasibility(self, session: Session, query: words.ReadFeasibility, call: Call) -> words.FeasibilityView:
        return feasibility.read(session, query, call)

    @query
    def my_feasibility_counts(
        self, session: Session, query: words.MyFeasibilityCounts, call: Call
    ) -> words.FeasibilityPage:
        return feasibility.mine(session, query, call)

    @query
    def list_workspace_files(
        self, session: Session, query: words.ListWorkspaceFiles, call: Call
    ) -> words.WorkspaceFilesView:
        return views.files(session, query, call)

    @query
    def read_cohort_guidance(
        self, session: Session, query: words.ReadCohortGuidance, call: Call
    ) -> words.CohortGuidanceView:
        return views.guidance(session, query, call)

    @query
    def read_project(self, session: Session, query: words.ReadProject, call: Call) -> words.ProjectView:
        return views.project(session, query, call)

    @query
    def list_projects(self, session: Session, query: words.ListProjects, call: Call) -> words.ProjectsPage:
        return views.projects(session, query, call)

    @query
    def my_provisioning_tasks(
        self, session: Session, query: words.MyProvisioningTasks, call: Call
    ) -> words.ProvisioningTasks:
        return views.tasks(session, query, call)

    @reaction
    def on_setting_changed(self, session: Session, event: SettingChanged, call: Call) -> None:
        handlers.set_value(session, event)

    @reaction
    def on_agreement_generated(self, session: Session, event: agreements.AgreementGenerated, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_service_agreement_signed(
        self, session: Session, event: agreements.ServiceAgreementSigned, call: Call
    ) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_agreement_in_force(self, session: Session, event: agreements.AgreementInForce, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_release_letter_issued(self, session: Session, event: agreements.ReleaseLetterIssued, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_agreement_suspended(self, session: Session, event: agreements.AgreementSuspended, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_agreement_reinstated(self, session: Session, event: agreements.AgreementReinstated, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_agreement_expired(self, session: Session, event: agreements.AgreementExpired, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_agreement_terminated(self, session: Session, event: agreements.AgreementTerminated, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_condition_met(self, session: Session, event: ConditionMet, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_deletion_ordered(self, session: Session, event: DeletionOrdered, call: Call) -> None:
        handlers.hear(session, event, call)

    @reaction
    def on_profile_evidence_added(self, session: Session, event: ProfileEvidenceAdded, call: Call) -> None:
        handlers.hear_training(session, event, call)

    @reaction
    def on_profile_evidence_checked(self, session: Session, event: ProfileEvidenceChecked, call: Call) -> None:
        handlers.hear_judgement(session, event, call)

    @periodic(seconds=1)
    def pass_time(self, session: Session, call: Call) -> None:
        handlers.pass_time(session, call)

    @background(seconds=1)
    def work(self, call: Call) -> None:
        if worker.work(self.db, worker.PROJECTS):
            self.relay.bell.ring()

    @background(seconds=1)
    def count(self, call: Call) -> None:
        if worker.work(self.db, worker.COUNTS):
            self.relay.bell.ring()
