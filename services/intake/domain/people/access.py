"""Who may ask what about people, their sign-in and their roles (domain 9.1, 9.2 "Roles & accounts", SoD-10)."""

from services.contracts.access import MINE, PUBLIC, Access, grants
from services.contracts.intake import people as p
from services.contracts.message import STAFF, Role

GRANTERS = (Role.ADMINISTRATOR, Role.SIRO)
CHECKERS = (Role.CASE_OFFICER, Role.IG_LEAD)

_OWN_OR_ANY = grants(own=(Role.PERSON,), all=(Role.ADMINISTRATOR,))
_BY_ADMINISTRATOR = grants(all=(Role.ADMINISTRATOR,))
_BY_GRANTERS = grants(all=GRANTERS)
_BY_CHECKERS = grants(all=CHECKERS)
PEOPLE: Access = {
    # the doors: whoever comes through them is nobody yet
    p.SignUp: PUBLIC,
    p.ConfirmAddress: PUBLIC,
    p.AskPasswordReset: PUBLIC,
    p.ResetPassword: PUBLIC,
    p.SignIn: PUBLIC,
    p.SignInWithProvider: PUBLIC,
    p.ConfirmProvider: PUBLIC,
    p.ReadSession: PUBLIC,
    p.BootstrapAdministrator: PUBLIC,
    # one's own
    p.SignOut: MINE,
    p.TouchSession: MINE,
    p.ChangePassword: MINE,
    p.StartTotp: MINE,
    p.ConfirmTotp: MINE,
    p.MakeRecoveryCodes: MINE,
    p.IssueApiToken: MINE,
    p.SaveProfile: MINE,
    p.AddProfileEvidence: MINE,
    p.MySessions: MINE,
    p.MyApiTokens: MINE,
    p.EndSession: MINE,
    p.MyProviders: MINE,
    p.RemoveProvider: MINE,
    p.RevokeApiToken: _OWN_OR_ANY,
    p.EndSessions: _OWN_OR_ANY,
    # other people's
    p.ReadProfile: grants(own=(Role.PERSON,), all=(*GRANTERS, *CHECKERS, Role.AUDITOR)),
    p.ListPeople: grants(metadata=STAFF),  # who there is: for naming officers, reviewers, members, delegates
    p.ListEvidenceToCheck: _BY_CHECKERS,
    p.CheckProfileEvidence: _BY_CHECKERS,
    p.DisableAccount: _BY_ADMINISTRATOR,
    p.EnableAccount: _BY_ADMINISTRATOR,
    p.ProposeTotpReset: _BY_ADMINISTRATOR,
    p.ResetTotp: _BY_GRANTERS,
    p.ListRoleProposals: grants(all=(*GRANTERS, Role.AUDITOR)),
    p.ProposeRole: _BY_GRANTERS,
    p.ApproveRole: _BY_GRANTERS,
    p.DeclineRole: _BY_GRANTERS,
    p.RevokeRole: _BY_GRANTERS,
}
