"""What may be asked about people, organisations and the catalogue."""

from sqlalchemy.orm import Session

from services.chassis.service import command, periodic, query
from services.contracts.intake import catalogue, organisations, people
from services.contracts.message import Call, Done

from .. import handlers, views


class People:
    """Accounts, sessions, profiles, roles, organisations, datasets."""

    @command
    def sign_up(self, session: Session, command: people.SignUp, call: Call) -> people.Told:
        return handlers.accounts.sign_up(session, command, call)

    @command
    def confirm_address(self, session: Session, command: people.ConfirmAddress, call: Call) -> Done:
        return handlers.accounts.confirm_address(session, command, call)

    @command
    def ask_password_reset(self, session: Session, command: people.AskPasswordReset, call: Call) -> people.Told:
        return handlers.accounts.ask_password_reset(session, command, call)

    @command
    def reset_password(self, session: Session, command: people.ResetPassword, call: Call) -> Done:
        return handlers.accounts.reset_password(session, command, call)

    @command
    def change_password(self, session: Session, command: people.ChangePassword, call: Call) -> Done:
        return handlers.accounts.change_password(session, command, call)

    @command
    def bootstrap_administrator(self, session: Session, command: people.BootstrapAdministrator, call: Call) -> Done:
        return handlers.accounts.bootstrap_administrator(session, command, call)

    @command
    def sign_in(self, session: Session, command: people.SignIn, call: Call) -> people.SessionView:
        return handlers.sign_in.sign_in(session, command, call)

    @command
    def sign_in_with_provider(
        self, session: Session, command: people.SignInWithProvider, call: Call
    ) -> people.SessionView:
        return handlers.provider.sign_in_with_provider(session, command, call)

    @command
    def confirm_provider(self, session: Session, command: people.ConfirmProvider, call: Call) -> Done:
        return handlers.provider.confirm_provider(session, command, call)

    @command
    def remove_provider(self, session: Session, command: people.RemoveProvider, call: Call) -> Done:
        return handlers.provider.remove_provider(session, command, call)

    @query
    def my_providers(self, session: Session, query: people.MyProviders, call: Call) -> people.ProvidersView:
        return views.people.my_providers(session, query, call)

    @command
    def touch_session(self, session: Session, command: people.TouchSession, call: Call) -> people.SessionView:
        return handlers.sign_in.touch_session(session, command, call)

    @command
    def sign_out(self, session: Session, command: people.SignOut, call: Call) -> Done:
        return handlers.sign_in.sign_out(session, command, call)

    @command
    def end_session(self, session: Session, command: people.EndSession, call: Call) -> Done:
        return handlers.people.end_session(session, command, call)

    @command
    def end_sessions(self, session: Session, command: people.EndSessions, call: Call) -> Done:
        return handlers.people.handle(session, command, call)

    @command
    def start_totp(self, session: Session, command: people.StartTotp, call: Call) -> people.TotpSecretView:
        return handlers.people.start_totp(session, command, call)

    @command
    def confirm_totp(self, session: Session, command: people.ConfirmTotp, call: Call) -> people.RecoveryCodesView:
        return handlers.people.confirm_totp(session, command, call)

    @command
    def propose_totp_reset(self, session: Session, command: people.ProposeTotpReset, call: Call) -> Done:
        return handlers.people.handle(session, command, call)

    @command
    def reset_totp(self, session: Session, command: people.ResetTotp, call: Call) -> Done:
        return handlers.people.reset_totp(session, command, call)

    @command
    def make_recovery_codes(
        self, session: Session, command: people.MakeRecoveryCodes, call: Call
    ) -> people.RecoveryCodesView:
        return handlers.people.make_recovery_codes(session, command, call)

    @command
    def issue_api_token(self, session: Session, command: people.IssueApiToken, call: Call) -> people.ApiTokenView:
        return handlers.people.issue_api_token(session, command, call)

    @command
    def revoke_api_token(self, session: Session, command: people.RevokeApiToken, call: Call) -> Done:
        return handlers.people.revoke_api_token(session, command, call)

    @command
    def disable_account(self, session: Session, command: people.DisableAccount, call: Call) -> Done:
        return handlers.people.handle(session, command, call)

    @command
    def enable_account(self, session: Session, command: people.EnableAccount, call: Call) -> Done:
        return handlers.people.handle(session, command, call)

    @command
    def save_profile(self, session: Session, command: people.SaveProfile, call: Call) -> Done:
        return handlers.people.save_profile(session, command, call)

    @command
    def add_profile_evidence(self, session: Session, command: people.AddProfileEvidence, call: Call) -> Done:
        return handlers.people.add_profile_evidence(session, command, call)

    @command
    def check_profile_evidence(self, session: Session, command: people.CheckProfileEvidence, call: Call) -> Done:
        return handlers.people.check_profile_evidence(session, command, call)

    @command
    def propose_role(self, session: Session, command: people.ProposeRole, call: Call) -> Done:
        return handlers.people.propose_role(session, command, call)

    @command
    def approve_role(self, session: Session, command: people.ApproveRole, call: Call) -> Done:
        return handlers.people.approve_role(session, command, call)

    @command
    def decline_role(self, session: Session, command: people.DeclineRole, call: Call) -> Done:
        return handlers.people.decline_role(session, command, call)

    @command
    def revoke_role(self, session: Session, command: people.RevokeRole, call: Call) -> Done:
        return handlers.people.handle(session, command, call)

    @command
    def register_organisation(self, session: Session, command: organisations.RegisterOrganisation, call: Call) -> Done:
        return handlers.organisations.register_organisation(session, command, call)

    @command
    def update_organisation_evidence(
        self, session: Session, command: organisations.UpdateOrganisationEvidence, call: Call
    ) -> Done:
        return handlers.organisations.update_organisation_evidence(session, command, call)

    @query
    def read_session(self, session: Session, query: people.ReadSession, call: Call) -> people.SessionView:
        return views.people.session_of(session, query, call)

    @query
    def read_profile(self, session: Session, query: people.ReadProfile, call: Call) -> people.ProfileView:
        return views.people.profile(session, query, call)

    @query
    def list_people(self, session: Session, query: people.ListPeople, call: Call) -> people.PeopleView:
        return views.people.people(session, query, call)

    @query
    def list_role_proposals(
        self, session: Session, query: people.ListRoleProposals, call: Call
    ) -> people.RoleProposalsView:
        return views.people.proposals(session, query, call)

    @query
    def my_sessions(self, session: Session, query: people.MySessions, call: Call) -> people.SessionsView:
        return views.people.my_sessions(session, query, call)

    @query
    def my_api_tokens(self, session: Session, query: people.MyApiTokens, call: Call) -> people.SessionsView:
        return views.people.my_sessions(session, query, call)

    @query
    def list_evidence_to_check(
        self, session: Session, query: people.ListEvidenceToCheck, call: Call
    ) -> people.EvidenceListView:
        return views.people.evidence_to_check(session, query, call)

    @query
    def read_organisation(
        self, session: Session, query: organisations.ReadOrganisation, call: Call
    ) -> organisations.OrganisationView:
        return views.organisations.one(session, query, call)

    @query
    def list_organisations(
        self, session: Session, query: organisations.ListOrganisations, call: Call
    ) -> organisations.OrganisationsView:
        return views.organisations.listed(session, query, call)

    @query
    def list_datasets(self, session: Session, query: catalogue.ListDatasets, call: Call) -> catalogue.DatasetsView:
        return views.catalogue.datasets(query)

    @query
    def read_dataset(self, session: Session, query: catalogue.ReadDataset, call: Call) -> catalogue.DatasetView:
        return views.catalogue.one(query.dataset)

    @periodic(seconds=5)
    def remind_of_evidence(self, session: Session, call: Call) -> None:
        handlers.people.remind(session, call)
        handlers.organisations.remind(session, call)
