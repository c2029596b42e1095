"""What the bus may ask of agreements, and what it hears."""

from sqlalchemy.orm import Session

from services.chassis.service import Service, command, periodic, query, reaction
from services.contracts import agreements as words
from services.contracts import provisioning
from services.contracts.audit import ProjectClosed
from services.contracts.intake import SettingChanged
from services.contracts.intake.organisations import OrganisationEvidenceUpdated
from services.contracts.message import Call, Done
from services.contracts.review import ApplicationApproved, ConditionMet

from . import handlers, views
from .domain.access import ACCESS


class AgreementsService(Service):
    """One method for each command, query and reaction; one timer."""

    name = "agreements"
    access = ACCESS

    @command
    def record_framework_contract(self, session: Session, command: words.RecordFrameworkContract, call: Call) -> Done:
        return handlers.obey_framework(session, command, call)

    @command
    def terminate_framework_contract(
        self, session: Session, command: words.TerminateFrameworkContract, call: Call
    ) -> Done:
        return handlers.obey_framework(session, command, call)

    @command
    def issue_agreement(self, session: Session, command: words.IssueAgreement, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def name_signatory(self, session: Session, command: words.NameSignatory, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def read_agreement_text(
        self, session: Session, command: words.ReadAgreementText, call: Call
    ) -> words.AgreementTextView:
        return handlers.read_text(session, command, call)

    @command
    def sign_agreement(self, session: Session, command: words.SignAgreement, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def give_purchase_order(self, session: Session, command: words.GivePurchaseOrder, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def sign_service_agreement(self, session: Session, command: words.SignServiceAgreement, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def sign_release_letter(self, session: Session, command: words.SignReleaseLetter, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def suspend_agreement(self, session: Session, command: words.SuspendAgreement, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def propose_reinstatement(self, session: Session, command: words.ProposeReinstatement, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def approve_reinstatement(self, session: Session, command: words.ApproveReinstatement, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def terminate_agreement(self, session: Session, command: words.TerminateAgreement, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @command
    def mark_invoice_paid(self, session: Session, command: words.MarkInvoicePaid, call: Call) -> Done:
        return handlers.obey(session, command, call)

    @query
    def read_agreement(self, session: Session, query: words.ReadAgreement, call: Call) -> words.AgreementView:
        return views.agreement(session, query, call)

    @query
    def list_agreements(self, session: Session, query: words.ListAgreements, call: Call) -> words.AgreementsPage:
        return views.agreements(session, query, call)

    @query
    def my_agreement_tasks(self, session: Session, query: words.MyAgreementTasks, call: Call) -> words.AgreementTasks:
        return views.tasks(session, query, call)

    @query
    def list_framework_contracts(
        self, session: Session, query: words.ListFrameworkContracts, call: Call
    ) -> words.FrameworkContractsPage:
        return views.frameworks(session, query, call)

    @query
    def list_invoices(self, session: Session, query: words.ListInvoices, call: Call) -> words.InvoicesPage:
        return views.invoices(session, query, call)

    @query
    def read_tariff(self, session: Session, query: words.ReadTariff, call: Call) -> words.TariffView:
        return views.tariff_of(session, query, call)

    @query
    def estimate_charges(self, session: Session, query: words.EstimateCharges, call: Call) -> words.QuoteView:
        return views.estimate(session, query, call)

    @query
    def permission_now(self, session: Session, query: words.PermissionNow, call: Call) -> words.PermissionView:
        return views.permission(session, query, call)

    @reaction
    def on_setting_changed(self, session: Session, event: SettingChanged, call: Call) -> None:
        handlers.set_value(session, event)

    @reaction
    def on_application_approved(self, session: Session, event: ApplicationApproved, call: Call) -> None:
        handlers.generate(session, event, call)

    @reaction
    def on_condition_met(self, session: Session, event: ConditionMet, call: Call) -> None:
        handlers.hear_condition(session, event, call)

    @reaction
    def on_organisation_evidence_updated(
        self, session: Session, event: OrganisationEvidenceUpdated, call: Call
    ) -> None:
        handlers.hear_evidence(session, event, call)

    @reaction
    def on_data_user_verified(self, session: Session, event: provisioning.DataUserVerified, call: Call) -> None:
        handlers.hear_user(session, event, call)

    @reaction
    def on_data_user_refused(self, session: Session, event: provisioning.DataUserRefused, call: Call) -> None:
        handlers.hear_user_stopped(session, event, call)

    @reaction
    def on_membership_suspended(self, session: Session, event: provisioning.MembershipSuspended, call: Call) -> None:
        handlers.hear_user_stopped(session, event, call)

    @reaction
    def on_member_removed(self, session: Session, event: provisioning.MemberRemoved, call: Call) -> None:
        handlers.hear_user_stopped(session, event, call)

    @reaction
    def on_membership_restored(self, session: Session, event: provisioning.MembershipRestored, call: Call) -> None:
        handlers.hear_user_renewed(session, event, call)

    @reaction
    def on_membership_extended(self, session: Session, event: provisioning.MembershipExtended, call: Call) -> None:
        handlers.hear_user_renewed(session, event, call)

    @reaction
    def on_cohort_accepted(self, session: Session, event: provisioning.CohortAccepted, call: Call) -> None:
        handlers.hear_cohort(session, event, call)

    @reaction
    def on_project_active(self, session: Session, event: provisioning.ProjectActive, call: Call) -> None:
        handlers.hear_delivery(session, event, call)

    @reaction
    def on_project_closed(self, session: Session, event: ProjectClosed, call: Call) -> None:
        handlers.hear_closed(session, event, call)

    @periodic(seconds=1)
    def pass_time(self, session: Session, call: Call) -> None:
        handlers.pass_time(session, call)
