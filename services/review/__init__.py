"""Review: is it approved?

Owns the case of each accepted request: its route and assurance level, assignments, interests, reviews, the comment
sheet and the applicant's responses, meetings, the committee's advice, the office-holders' decision, conditions, appeal.

Says CaseOpened, ReviewersAssigned, ConflictDeclared, ReviewRecorded, ReviewCompleted, FeedbackRequested,
FeedbackAnswered, CaseScheduled, AdviceRecorded, DecisionSigned, ApplicationApproved, ApplicationApprovedProvisionally,
ApplicationDeferred, ApplicationRejected, ConditionMet and what lies between (services/contracts/review/events.py).

Hears from intake ApplicationAccepted, ApplicationSubmitted (a new version during review), ApplicationWithdrawn,
ApplicationLapsed, ApplicationReopened, ApplicationIneligible, and SettingChanged, by which administrators change the
quorum and the deadlines that are given out from its day on.
"""
