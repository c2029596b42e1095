"""What review's events say."""

from collections.abc import Mapping

from .entry import COMMON, Entry, To, ask, history, tell

# A table: one event, one line.
# fmt: off
# ruff: noqa: E501
ENTRIES: Mapping[str, Entry] = {
    **COMMON,
    "CaseOpened": ask("Reviewers to assign", "The case of {reference} was opened: reviewers must be assigned.", To.SECRETARIAT, To.OFFICER),
    "ReviewersAssigned": ask("A review is asked of you", "You are asked to review {reference} by {due_on}. Please declare your interests first.", To.REVIEWERS),
    "ConflictDeclared": tell("Interest declared", "A declaration of interest was made on {reference}.", To.SECRETARIAT),
    "InterestAccepted": tell("Interest accepted", "The chair accepted a declared interest on {reference}.", To.SECRETARIAT, To.PERSON),
    "ReviewRecorded": tell("Review received", "A review of {reference} was received.", To.SECRETARIAT, To.OFFICER),
    "ReviewWaived": tell("Review waived", "A review of {reference} is not needed any more.", To.SECRETARIAT, To.PERSON),
    "ReviewCompleted": ask("Reviews complete", "All reviews of {reference} have arrived.", To.SECRETARIAT, To.OFFICER),
    "ExternalWaitStarted": tell("Waiting for an external approval", "The {request} {reference} waits for an external approval: {body}.", To.APPLICANT, To.OFFICER),
    "ExternalWaitEnded": tell("External approval", "The wait of {reference} for an external approval is over: {body}.", To.APPLICANT, To.OFFICER),
    "FeedbackRequested": ask("Feedback to answer", "Reviewers commented on {reference}: please answer each comment by {due_on}.", To.APPLICANT, To.TEAM),
    "FeedbackAnswered": tell("Feedback answered", "The comments on {reference} were answered.", To.SECRETARIAT, To.OFFICER, To.APPLICANT),
    "CaseRevised": tell("A new version is under review", "A new version of {reference} is {under_review}.", To.SECRETARIAT, To.OFFICER, To.REVIEWERS),
    "CaseReopened": tell("Back to review", "The {request} {reference} went back to review.", To.APPLICANT, To.SECRETARIAT, To.OFFICER, To.REVIEWERS),
    "MeetingScheduled": tell("Meeting of the committee", "The {committee} meets on {held_on}.", To.MEMBERS, To.SECRETARIAT, To.CHAIR),
    "AttendanceRecorded": history("The attendance of a meeting was recorded."),
    "MinutesWritten": ask("Minutes to approve", "The minutes of the {committee} on {held_on} are written and wait for the chair.", To.CHAIR),
    "MinutesPublished": tell("Minutes published", "The minutes of the {committee} on {held_on} are public.", To.MEMBERS, To.SECRETARIAT),
    "CaseScheduled": tell("On the agenda", "The {request} {reference} is on the agenda of the {committee} on {held_on}.", To.APPLICANT, To.OFFICER, To.REVIEWERS, To.CHAIR),
    "AdviceRecorded": ask("Decision to sign", "The {committee} gave its advice on {reference}: the decision waits for a signature.", To.CALDICOTT, To.SIRO, To.OFFICER),
    "DecisionPrepared": ask("Decision to sign", "The decision on {reference} waits for a signature.", To.CALDICOTT, To.SIRO, To.OFFICER),
    "DecisionSigned": tell("Decision signed", "A decision on {reference} was signed by one office.", To.SECRETARIAT, To.OFFICER, To.CALDICOTT, To.SIRO),
    "OfficeDelegated": tell("Office delegated", "An office was delegated until {valid_to}.", To.SECRETARIAT, To.CALDICOTT, To.SIRO),
    "ApplicationApproved": tell("Approved", "Your {request} {reference} was approved. The decision letter names any conditions; data may not be used before the agreement is in force.", To.APPLICANT, To.TEAM, To.OFFICER, To.SECRETARIAT, To.CALDICOTT),
    "ApplicationApprovedProvisionally": tell("Approved in principle", "Your {request} {reference} was approved in principle until {valid_until}. This is not a permission to process data: a full application is needed.", To.APPLICANT, To.TEAM, To.OFFICER, To.SECRETARIAT),
    "ApplicationDeferred": ask("Deferred: action needed", "The decision on {reference} was deferred: please answer the actions by {respond_by}.", To.APPLICANT, To.TEAM, To.OFFICER, To.SECRETARIAT),
    "ApplicationRejected": tell("Not approved", "Your {request} {reference} was not approved. The letter gives the reasons; you may appeal until {appeal_by}.", To.APPLICANT, To.TEAM, To.OFFICER, To.SECRETARIAT),
    "DeferralAnswered": tell("Actions answered", "The actions on {reference} were answered.", To.OFFICER, To.SECRETARIAT, To.APPLICANT),
    "AppealLodged": ask("Appeal lodged", "An appeal was lodged on {reference}; it is to be decided by {decide_by}.", To.SECRETARIAT, To.IG_LEAD, To.APPLICANT),
    "AppealUpheld": tell("Appeal upheld", "The appeal on {reference} was upheld: it is reviewed again by others.", To.APPLICANT, To.OFFICER, To.SECRETARIAT),
    "AppealDismissed": tell("Appeal dismissed", "The appeal on {reference} was dismissed.", To.APPLICANT, To.OFFICER, To.SECRETARIAT),
    "ConditionEvidenceSubmitted": ask("Condition to verify", "Evidence for a condition of {reference} waits to be verified.", To.OFFICER, To.SECRETARIAT),
    "ConditionReturned": ask("Condition: more evidence needed", "The evidence for condition {number} of {reference} was returned.", To.APPLICANT),
    "ConditionMet": tell("Condition met", "Condition {number} of {reference} is met.", To.APPLICANT, To.OFFICER, To.SECRETARIAT),
    "CaseLapsing": ask("Will lapse", "We have not heard from you: {reference} lapses on {lapses_on}.", To.APPLICANT, To.OFFICER),
    "CaseResumed": tell("Goes on", "The {request} {reference} goes on where it was.", To.APPLICANT, To.OFFICER, To.SECRETARIAT),
    "CaseClosed": history("The case of {reference} was closed."),
}
# fmt: on
