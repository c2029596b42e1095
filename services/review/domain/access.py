"""Who may ask review for what (domain 9.2). When, and with which separation of duties: `may.py`, `separation.py`."""

from services.contracts import review as r
from services.contracts.access import MINE, PUBLIC, Access, Party, grants
from services.contracts.message import Role

APPLICANT, TEAM = Party.APPLICANT, Party.TEAM
OFFICES = (Role.CALDICOTT_GUARDIAN, Role.SIRO)
SECRETARIES = (Role.SECRETARIAT, Role.CHAIR)
READERS = (Role.CASE_OFFICER, Role.IG_LEAD, *SECRETARIES, *OFFICES, Role.AUDITOR)
# An IG lead may be asked for the review of the IG discipline (9.1: RV-IG).
REVIEWERS = (Role.REVIEWER, Role.IG_LEAD)

_BY_OFFICER = grants(all=(Role.CASE_OFFICER,))
_BY_SECRETARIES = grants(all=SECRETARIES)
_ANSWERS = grants(own=(APPLICANT, TEAM))
ACCESS: Access = {
    r.AssignReviewers: grants(all=(*SECRETARIES, Role.CASE_OFFICER)),
    r.DeclareInterest: grants(assigned=REVIEWERS, all=(Role.CHAIR, *OFFICES)),
    r.RecordInterests: _BY_SECRETARIES,
    r.AcceptInterest: grants(all=(Role.CHAIR,)),
    r.RecordReview: grants(assigned=REVIEWERS),
    r.WaiveReview: grants(all=(Role.CHAIR,)),
    r.WaitForExternalBody: _BY_OFFICER,
    r.EndExternalWait: _BY_OFFICER,
    r.RequestFeedback: grants(all=(Role.SECRETARIAT,)),
    r.AnswerFeedback: _ANSWERS,
    r.AnswerDeferral: _ANSWERS,
    r.ReturnToReview: _BY_OFFICER,
    r.ScheduleCase: grants(all=(Role.SECRETARIAT,)),
    r.RecordAdvice: _BY_SECRETARIES,
    r.PassForDecision: _BY_OFFICER,
    r.SignDecision: grants(own=(Party.DELEGATE,), all=(*OFFICES, Role.CASE_OFFICER)),
    r.LodgeAppeal: grants(own=(APPLICANT,)),
    r.DecideAppeal: grants(all=(Role.CHAIR, Role.IG_LEAD, *OFFICES)),
    r.SubmitConditionEvidence: grants(own=(APPLICANT,)),
    r.VerifyCondition: grants(all=(Role.CASE_OFFICER, Role.IG_LEAD, Role.CALDICOTT_GUARDIAN)),
    r.ScheduleMeeting: _BY_SECRETARIES,
    r.RecordAttendance: _BY_SECRETARIES,
    r.WriteMinutes: _BY_SECRETARIES,
    r.PublishMinutes: grants(all=(Role.CHAIR,)),
    r.DelegateOffice: grants(all=OFFICES),
    r.ReadCase: grants(own=(APPLICANT, TEAM, Party.DELEGATE), assigned=(Role.REVIEWER,), all=READERS),
    r.ListCases: grants(assigned=(Role.REVIEWER,), all=READERS),
    r.ReadMeeting: grants(all=(*READERS, Role.REVIEWER)),
    r.ListMeetings: grants(all=(*READERS, Role.REVIEWER)),
    r.PublicMeetings: PUBLIC,
    r.PublicMinutes: PUBLIC,
    r.MyReviewTasks: MINE,
}
# Separation of duties (9.3): the rule, and what in this domain keeps it.
SEPARATION: dict[str, tuple[str, ...]] = {
    "SoD-01": ("may.parts", "separation.automatic_conflict"),
    "SoD-02": ("separation.automatic_conflict", "meeting.may_advise"),
    "SoD-03": ("separation.refuse_decision", "separation.refuse_preparation"),
    "SoD-04": ("separation.refuse_review", "separation.refuse_decision", "meeting.may_advise"),
    "SoD-16": ("separation.refuse_appeal", "separation.refuse_review", "separation.refuse_decision"),
    "SoD-18": ("able._verify", "aftermath.verify"),
}
