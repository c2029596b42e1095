"""Who may ask intake for what: enquiries, applications, correspondence, organisations and the catalogue (domain 9.2).

The rows for people and their accounts are in `people/access.py`. What the sources leave open: decision 0012.
"""

from services.contracts.access import MINE, PUBLIC, Access, Party, grants
from services.contracts.intake import application as a
from services.contracts.intake import catalogue as c
from services.contracts.intake import content as t
from services.contracts.intake import correspondence as m
from services.contracts.intake import enquiry as e
from services.contracts.intake import organisations as o
from services.contracts.intake import precedents as p
from services.contracts.intake import question_bank as q
from services.contracts.intake import question_views as v
from services.contracts.intake import settings as s
from services.contracts.message import Role

from .people.access import PEOPLE

APPLICANT, TEAM, SIGNATORY, SUBMITTER = Party.APPLICANT, Party.TEAM, Party.SIGNATORY, Party.SUBMITTER
OFFICERS = (Role.CASE_OFFICER, Role.IG_LEAD)
OVERSIGHT = (Role.CHAIR, Role.SECRETARIAT, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.AUDITOR)
# They work on what was agreed, and read that in provisioning and agreements: here they see that a request is there.
LATER = (
    Role.FINANCE, Role.CUSTODIAN_SIGNATORY, Role.PRODUCTION_ANALYST, Role.PRODUCTION_QA, Role.RELEASE_APPROVER,
    Role.SDE_ADMIN,
)  # fmt: skip
KEEPERS = (Role.OPERATOR, Role.ADMINISTRATOR)
FORM_KEEPERS = (Role.ADMINISTRATOR, Role.IG_LEAD)  # what is asked: one proposes, another approves

_BY_OFFICERS = grants(all=OFFICERS)
_BY_ENQUIRER = grants(own=(APPLICANT,))
ENQUIRIES: Access = {
    e.SendEnquiry: MINE,
    e.RegisterEnquiry: _BY_OFFICERS,
    e.ReadEnquiry: grants(
        own=(APPLICANT,), all=(*OFFICERS, Role.CHAIR, Role.AUDITOR), metadata=(Role.FINANCE,),
        assigned=(Role.SECRETARIAT, Role.CALDICOTT_GUARDIAN),  # when early advice was sought of them (T04)
    ),
    e.ListEnquiries: grants(
        own=(Role.PERSON,), all=(*OFFICERS, Role.CHAIR, Role.AUDITOR), metadata=(Role.FINANCE,),
        assigned=(Role.SECRETARIAT, Role.CALDICOTT_GUARDIAN),
    ),
    e.NoteConversation: grants(own=(APPLICANT,), all=OFFICERS),
    e.AnswerEnquirer: _BY_ENQUIRER,
    e.RegisterAnswers: _BY_OFFICERS,
    e.ConfirmFunding: _BY_ENQUIRER,
    e.WithdrawEnquiry: _BY_ENQUIRER,
    e.ReopenEnquiry: grants(own=(APPLICANT,), all=OFFICERS),
    e.AskEnquirer: _BY_OFFICERS,
    e.RedirectEnquiry: _BY_OFFICERS,
    e.CloseEnquiry: _BY_OFFICERS,
    e.ProceedToAssessment: _BY_OFFICERS,
    e.SeekEarlyAdvice: _BY_OFFICERS,
    e.CompleteAssessment: _BY_OFFICERS,
    e.CloseAssessment: _BY_OFFICERS,
    e.InviteToApply: _BY_OFFICERS,
    e.RecordEarlyAdvice: grants(all=(Role.CHAIR, Role.IG_LEAD, Role.SECRETARIAT, Role.CALDICOTT_GUARDIAN)),
}  # fmt: skip

_DRAFTING = grants(own=(APPLICANT, TEAM))
_BY_APPLICANT = grants(own=(APPLICANT,))
_VALIDATING = grants(assigned=(Role.CASE_OFFICER,))
APPLICATIONS: Access = {
    a.StartApplication: MINE,
    a.SaveDraft: _DRAFTING,
    a.OpenSection: _DRAFTING,
    a.TakeUpForm: _DRAFTING,
    a.ConfirmAnswers: _DRAFTING,
    a.ConfirmChecklist: _DRAFTING,
    a.AttachDocument: _DRAFTING,
    a.RemoveDocument: _DRAFTING,
    a.RenewDocument: grants(own=(APPLICANT, TEAM)),
    a.CheckDocument: _VALIDATING,
    a.AnswerQuery: _DRAFTING,
    a.SubmitApplication: _BY_APPLICANT,
    a.InviteCollaborator: _BY_APPLICANT,
    a.WithdrawInvitation: _BY_APPLICANT,
    a.ChangeCollaborator: _BY_APPLICANT,
    a.RemoveCollaborator: _BY_APPLICANT,
    a.AcceptInvitation: MINE,
    a.DeclineInvitation: MINE,
    a.LeaveApplication: grants(own=(TEAM, SIGNATORY)),
    a.MyInvitations: MINE,
    a.CopyApplication: _BY_APPLICANT,
    a.RenewApplication: _BY_APPLICANT,
    a.ReadOrigin: grants(
        own=(APPLICANT, TEAM, SIGNATORY), assigned=(Role.REVIEWER,), all=(*OFFICERS, *OVERSIGHT)
    ),
    a.AddComment: grants(own=(APPLICANT, TEAM, SIGNATORY), assigned=(Role.CASE_OFFICER,)),
    a.ResolveThread: grants(own=(APPLICANT, TEAM, SIGNATORY), assigned=(Role.CASE_OFFICER,)),
    a.ReadComments: grants(own=(APPLICANT, TEAM, SIGNATORY), all=OFFICERS),
    a.DeclareSupport: grants(own=(SIGNATORY,)),
    a.WithdrawApplication: _BY_APPLICANT,
    a.ReopenApplication: _BY_APPLICANT,
    a.AssignCaseOfficer: grants(all=(Role.CASE_OFFICER,)),
    a.RecordCheck: _VALIDATING,
    a.ReturnApplication: _VALIDATING,
    a.AcceptApplication: _VALIDATING,
    a.ProposeIneligible: _VALIDATING,
    a.ConfirmIneligible: grants(all=(Role.IG_LEAD,)),
    a.ArrangeAppointment: _VALIDATING,
    a.CancelAppointment: _VALIDATING,
    a.ConfirmRoute: grants(all=(Role.CASE_OFFICER,)),
    a.OverrideRoute: grants(all=(Role.CASE_OFFICER, Role.CHAIR)),
    a.ReadApplication: grants(
        own=(APPLICANT, TEAM, SIGNATORY), assigned=(Role.REVIEWER,), all=(*OFFICERS, *OVERSIGHT),
        metadata=(SUBMITTER, *LATER),
    ),
    a.ReadVersion: grants(
        own=(APPLICANT, TEAM, SIGNATORY), assigned=(Role.REVIEWER,), all=(*OFFICERS, *OVERSIGHT)
    ),
    a.ReadComparison: grants(
        own=(APPLICANT, TEAM, SIGNATORY), assigned=(Role.REVIEWER,), all=(*OFFICERS, *OVERSIGHT)
    ),
    a.ExportVersion: grants(
        own=(APPLICANT, TEAM, SIGNATORY), assigned=(Role.REVIEWER,), all=(*OFFICERS, *OVERSIGHT)
    ),
    a.ReadDuplicates: grants(all=OFFICERS),
    a.ReadExportSchema: PUBLIC,
    a.MatchUse: grants(
        own=(APPLICANT, TEAM, SIGNATORY), assigned=(Role.REVIEWER,), all=(*OFFICERS, *OVERSIGHT)
    ),
    a.ReadForm: PUBLIC,
    a.ReadExample: PUBLIC,
    a.MyRequests: MINE,
    a.MyTasks: MINE,
    a.ListApplications: grants(all=(*OFFICERS, *OVERSIGHT), metadata=LATER),
    a.ReadWorkload: grants(all=(*OFFICERS, *OVERSIGHT)),
    a.ListAppointments: grants(all=(*OFFICERS, Role.AUDITOR)),
}  # fmt: skip
DRAFTS = frozenset(OFFICERS)  # staff who may know, not read, what was never submitted (9.2 "Draft application")

OTHERS: Access = {
    m.MyNotices: MINE,
    m.MarkNoticeRead: MINE,
    m.ChooseNotices: MINE,
    m.ListMail: grants(metadata=KEEPERS),
    m.RetryMail: grants(all=KEEPERS),
    o.RegisterOrganisation: MINE,
    o.UpdateOrganisationEvidence: grants(all=(*OFFICERS, Role.ADMINISTRATOR)),
    o.ReadOrganisation: grants(all=(Role.PERSON,)),
    o.ListOrganisations: grants(all=(Role.PERSON,)),
    c.ListDatasets: PUBLIC,
    c.ReadDataset: PUBLIC,
    t.ReadContentPage: PUBLIC,
    t.ListContentPages: PUBLIC,
    t.SaveContentPage: grants(all=(Role.ADMINISTRATOR,)),
    t.AttachContentFile: grants(all=(Role.ADMINISTRATOR,)),
    t.RemoveContentFile: grants(all=(Role.ADMINISTRATOR,)),
    s.ProposeSetting: grants(all=(Role.ADMINISTRATOR,)),
    s.ApproveSetting: grants(all=(Role.ADMINISTRATOR,)),
    s.WithdrawSetting: grants(all=(Role.ADMINISTRATOR,)),
    s.ListSettings: grants(all=(*KEEPERS, Role.AUDITOR)),
    s.ReadSetting: grants(all=(*KEEPERS, Role.AUDITOR)),
    p.AdoptPrecedent: grants(all=(Role.CHAIR,)),
    p.SuspendPrecedent: grants(all=(Role.CHAIR,)),
    p.RecordLookBack: grants(all=(Role.CHAIR,)),
    p.ListLookBacks: grants(all=(*OFFICERS, *OVERSIGHT)),
    p.ReadPrecedents: grants(all=(*OFFICERS, *OVERSIGHT)),
    **dict.fromkeys(
        (
            q.ProposeFormChange, q.ApproveFormChange, q.DeclineFormChange, q.PublishForm, v.ReadQuestionBank,
            v.ReadQuestion, v.ReadFormChange, v.PreviewForm,
        ),
        grants(all=FORM_KEEPERS),
    ),
}
ACCESS: Access = {**PEOPLE, **ENQUIRIES, **APPLICATIONS, **OTHERS}
# Separation of duties (9.3): the rule, and what in this domain keeps it.
SEPARATION: dict[str, tuple[str, ...]] = {
    "SoD-01": ("application.state.parts", "enquiry.state.parts", "application.validation._assign", "lookback.may"),
    "SoD-10": ("people.account.parts", "people.decide._approve"),
    "SoD-11": ("application.validation._confirm_route", "application.validation._confirm_ineligible"),
    "SoD-12": ("application.state.reads",),
    "SoD-17": ("people.account.parts",),
}
