"""What intake's own events say."""

from collections.abc import Mapping

from .entry import COMMON, Also, Entry, To, ask, history, tell

# S2-54: what the service level SL5 promises.
EXCEPTIONAL = Also(
    field="level",
    value="L4",
    says="It is a complex case, and such cases are exceptions: the decision takes {custodian} at most {decided_within}, "
    "and the time that external bodies need comes on top of them.",
)

# A table: one event, one line.
# fmt: off
# ruff: noqa: E501
ENTRIES: Mapping[str, Entry] = {
    **COMMON,
    # people
    "PersonRegistered": history("An account was made."),
    "AddressConfirmed": tell("Welcome to Haven", "Your address is confirmed: you can sign in and complete your profile.", To.PERSON),
    "SignedIn": history("A session began."),
    "ProviderJoined": tell("Another way to sign in", "Your account can be signed in to with {issuer} from now on. If it was not you, tell us at once.", To.PERSON),
    "ProviderRemoved": tell("A way to sign in was removed", "Your account can be signed in to with {issuer} no more.", To.PERSON),
    "SignInFailed": history("An attempt to sign in failed."),
    "SignInThrottled": tell("Attempts to sign in", "There were too many failed attempts to sign in to your account: it takes no attempt until {until}. If it was not you, choose another password.", To.PERSON),
    "SignedOut": history("A session was ended."),
    "SessionsEnded": history("All sessions of a person were ended: {reason}."),
    "PasswordResetAsked": history("A new password was asked for."),
    "PasswordChanged": tell("Your password was changed", "The password of your account was changed. If it was not you, tell us at once.", To.PERSON),
    "TotpEnrolled": tell("Second factor enrolled", "Your account has a second factor now: sign in again with a code.", To.PERSON),
    "TotpResetProposed": ask("A second factor to take away", "A second factor was lost, and an administrator proposed to take it away: a second person must agree, within a day. If it is yours and you did not ask for this, tell us at once.", To.GRANTERS, To.PERSON),
    "TotpRemoved": tell("Second factor removed", "Two administrators removed the second factor of your account. If you did not ask for it, tell us at once.", To.PERSON),
    "RecoveryCodesMade": history("New recovery codes were made."),
    "RecoveryCodeUsed": tell("Recovery code used", "A recovery code was used to sign in to your account; {left} are left.", To.PERSON),
    "ApiTokenIssued": tell("API token issued", "A token for programs was issued for your account; it ends on {expires_at}.", To.PERSON),
    "ApiTokenRevoked": tell("API token revoked", "A token of your account was revoked.", To.PERSON),
    "AccountDisabled": tell("Account disabled", "Your account was disabled. Ask the service desk if this is a mistake.", To.PERSON),
    "AccountEnabled": tell("Account enabled", "Your account can be used again.", To.PERSON),
    "ProfileSaved": history("A profile was saved."),
    "ProfileEvidenceAdded": ask("Profile evidence to check", "A document was added to a profile and waits for a check.", To.OFFICERS),
    "ProfileEvidenceChecked": tell("Your profile evidence was checked", "Staff checked a document of your profile: open your profile to see the result.", To.PERSON),
    "TrainingExpiring": ask("Your training certificate", "Your training {course_code} ends on {expires_on}. Without a certificate in date, access is suspended.", To.PERSON),
    "RoleProposed": ask("A role waits for approval", "A role was proposed and waits for a second person.", To.GRANTERS),
    "RoleGranted": tell("A role was granted", "You hold the role {role} now. It can be used after you have signed in with a second factor.", To.PERSON),
    "RoleDeclined": history("A proposed role was turned down."),
    "RoleRevoked": tell("A role was taken away", "You do not hold the role {role} any more.", To.PERSON),
    # organisations
    "OrganisationRegistered": ask("Organisation to check", "An organisation was registered and its evidence waits for a check.", To.OFFICERS),
    "OrganisationEvidenceUpdated": history("The evidence of an organisation was updated."),
    "OrganisationEvidenceExpiring": ask("Evidence of an organisation", "The {evidence} evidence of an organisation ends on {expires_on}.", To.OFFICERS, To.IG_LEAD),
    # content pages
    "ContentPageSaved": history("The page {page} was edited."),
    "ContentFileAttached": history("A file was put on the page {page}."),
    "ContentFileRemoved": history("A file was taken off the page {page}."),
    # the form
    "FormChangeProposed": ask("A change of the form to approve", "A change of the form was proposed: a second person approves or declines it. Open the question bank to see the page that it makes.", To.FORM_KEEPERS),
    "FormChangeApproved": tell("A change of the form was approved", "A change of the form was approved. It is part of the form once the next version is published.", To.FORM_KEEPERS),
    "FormChangeDeclined": tell("A change of the form was declined", "A change of the form will not be made. Open the question bank to read why.", To.FORM_KEEPERS),
    "FormPublished": tell("The form has a new version", "Version {number} of the form is in force. New requests are written with it; drafts go on with it when their people choose to, at the latest before they submit.", To.FORM_KEEPERS, To.OFFICERS),
    # settings
    "SettingProposed": ask("A setting to approve", "Another value of the setting {setting} was proposed: a second administrator approves it, or declines it. Open the settings to see it.", To.ADMINISTRATORS),
    "SettingChanged": tell("A setting was changed", "The setting {setting} has another value from {holds_from} on. What was promised before stays as it was.", To.ADMINISTRATORS),
    "SettingWithdrawn": tell("A proposal was withdrawn", "The setting {setting} stays as it is. Open the settings to see it.", To.ADMINISTRATORS),
    # precedents
    "PrecedentAdopted": tell("A precedent is in force", "The committee has adopted precedent {precedent}: requests that fit it in every test take its route, until {review_on}.", To.OFFICERS, To.SECRETARIAT),
    "PrecedentSuspended": tell("A precedent is suspended", "Precedent {precedent} is in force no more: nothing takes its route until the committee adopts it anew.", To.OFFICERS, To.SECRETARIAT),
    "LookBackRecorded": tell("The committee looked back at a request", "The committee looked back at {reference}, which precedent {precedent} had decided: {found}.", To.OFFICERS, To.SECRETARIAT, To.SIRO),
    # enquiries
    "EnquiryReceived": tell("Enquiry received", "Your enquiry {reference} was received. We answer within {answered_within}.", To.ENQUIRER, To.OFFICERS),
    "EnquiryInformationRequested": ask("More information needed", "We need more information on your enquiry {reference}: please answer our questions.", To.ENQUIRER),
    "EnquiryInformationGiven": ask("Questions answered", "The questions on enquiry {reference} were answered.", To.OFFICER),
    "AnswersRegistered": tell("Your answers are registered", "Answers to our questions on enquiry {reference} came another way and were registered for you: open it to see whether they are right.", To.ENQUIRER),
    "ConversationNoted": tell("New message", "There is a new message on enquiry {reference}.", To.ENQUIRER, To.OFFICER),
    "EnquiryAnswered": tell("Answer to your enquiry", "Your enquiry {reference} was answered: {outcome}. Open it to read the letter and our advice.", To.ENQUIRER, To.OFFICER),
    "EnquiryWithdrawn": tell("Enquiry withdrawn", "Enquiry {reference} was withdrawn.", To.ENQUIRER, To.OFFICER),
    "EnquiryLapsing": ask("Enquiry will lapse", "We have not heard from you: enquiry {reference} lapses in {days} days.", To.ENQUIRER, To.OFFICER),
    "EnquiryLapsed": tell("Enquiry lapsed", "Enquiry {reference} lapsed. It can be reopened once, within 30 days.", To.ENQUIRER, To.OFFICER),
    "EnquiryReopened": tell("Enquiry reopened", "Enquiry {reference} goes on where it was.", To.ENQUIRER, To.OFFICER),
    "EarlyAdviceSought": ask("Early advice sought", "Early advice is asked for on enquiry {reference}.", To.CHAIR, To.SECRETARIAT, To.ENQUIRER),
    "EarlyAdviceRecorded": tell("Early advice given", "Early advice was given on enquiry {reference}. It binds nobody.", To.ENQUIRER, To.OFFICER),
    "AssessmentCompleted": tell("Preliminary assessment", "The preliminary assessment of {reference} is complete: requirements, time and costs are there to read. Please confirm your funding if it is needed.", To.ENQUIRER),
    "FundingConfirmed": tell("Funding confirmed", "The source of funding was confirmed for enquiry {reference}.", To.OFFICER, To.ENQUIRER),
    "ApplicantInvited": ask("You are invited to apply", "You are invited to apply on the ground of enquiry {reference}: the form is open to you.", To.ENQUIRER),
    "AssessmentClosed": tell("Assessment closed", "The preliminary assessment of {reference} was closed without an invitation. Open it to read why.", To.ENQUIRER, To.OFFICER),
    # applications
    "ApplicationStarted": tell("Draft started", "Your {request} {reference} was started as a draft. Fill it in completely: missing information delays a request.", To.APPLICANT),
    "DraftSaved": history("The draft of {reference} was saved."),
    "FormTakenUp": history("The draft of {reference} goes on with version {form_version} of the form."),
    "ChecklistConfirmed": history("The checklist before the application {reference} was gone through."),
    "AnswersConfirmed": history("Answers of {reference} were looked at again."),
    "DocumentAttached": history("A document was attached to {reference}."),
    "DocumentRemoved": history("A document was removed from {reference}."),
    "CollaboratorInvited": history("Somebody was invited to work on {reference}."),
    "InvitationWithdrawn": history("An invitation to work on {reference} was withdrawn."),
    "CollaboratorJoined": tell("Somebody works with you", "An invitation to work on {reference} was accepted.", To.APPLICANT, To.PERSON),
    "CollaboratorChanged": tell("Your role was changed", "What a collaborator may do with {reference} was changed.", To.PERSON, To.APPLICANT),
    "CollaboratorRemoved": tell("You were removed", "A collaborator was removed from {reference}, and does not see it any more.", To.PERSON, To.APPLICANT),
    "InvitationDeclined": tell("An invitation was declined", "An invitation to work on {reference} was declined. You can invite somebody else.", To.APPLICANT),
    "CollaboratorLeft": tell("Somebody left", "A collaborator left {reference}, and does not see it any more.", To.APPLICANT, To.PERSON),
    "SupportDeclared": tell("Support declared", "The sponsor's support for {reference} was declared, for the draft as it stands. A change to the draft takes it away.", To.APPLICANT, To.PERSON),
    "CommentAdded": history("A question of {reference} was commented on."),
    "CommentExchanged": tell("New comment", "There is a new comment on {reference}, between the applicant's side and the case officer. Open it to read and to answer.", To.APPLICANT, To.OFFICER),
    "ThreadResolved": history("A comment on {reference} was settled, or opened again."),
    "DocumentChecked": tell("A document was checked", "A document of {reference} was checked: open the request to read the result.", To.APPLICANT),
    "DocumentRenewed": ask("A document to check", "A current document was handed in for {reference}, in the place of one that ran out or soon will: please check it.", To.OFFICER),
    "DocumentExpiring": ask("A document runs out", "{label} of {reference} is valid until {expires_on}. Please hand in a current one: what has run out does not count.", To.APPLICANT, To.OFFICER),
    "ApplicationSubmitted": tell("Submission received", "Your {request} {reference} was submitted. This is your receipt. Information that is missing delays a request: we return it to you and ask.", To.APPLICANT, To.TEAM, To.OFFICER),
    "CaseOfficerAssigned": tell("Case officer assigned", "A case officer was assigned to {reference}.", To.APPLICANT, To.OFFICER),
    "CheckRecorded": history("A check of {reference} was recorded."),
    "ApplicationReturned": ask("Returned for information", "Your {request} {reference} was returned: please answer the queries and submit it again. Until then it waits: missing information delays the decision.", To.APPLICANT, To.TEAM),
    "QueryAnswered": tell("Query answered", "A query on {reference} was answered.", To.OFFICER, To.APPLICANT),
    "AppointmentArranged": ask("Appointment", "An appointment over {reference} was arranged: {starts_at} London time, {minutes} minutes. Open the request to read where, and what it is about.", To.APPLICANT, To.OFFICER),
    "AppointmentCancelled": tell("Appointment called off", "The appointment over {reference} of {starts_at} London time was called off. Open the request to read why.", To.APPLICANT, To.OFFICER),
    "RouteOverrideProposed": ask("Route override to confirm", "Another route was proposed for {reference}: a second officer must confirm a lower one.", To.OFFICERS, To.IG_LEAD),
    "RouteConfirmed": history("The route of {reference} was confirmed."),
    "ApplicationAccepted": tell("Accepted", "Your {request} {reference} was accepted and is {under_review} now.", To.APPLICANT, To.TEAM, To.OFFICER, To.SECRETARIAT, also=(EXCEPTIONAL,)),
    "IneligibilityProposed": ask("Ineligibility to confirm", "It was proposed that {reference} is not eligible: the IG lead must confirm.", To.IG_LEAD),
    "ApplicationIneligible": tell("Not eligible", "Your {request} {reference} is not eligible. Open it to read the reasons and how to appeal.", To.APPLICANT, To.TEAM, To.OFFICER),
    "ApplicationWithdrawn": tell("Withdrawn", "The {request} {reference} was withdrawn.", To.APPLICANT, To.TEAM, To.OFFICER, To.REVIEWERS),
    "LapseWarned": ask("Will lapse", "We have not heard from you: {reference} lapses on {lapses_on}.", To.APPLICANT, To.OFFICER),
    "ApplicationLapsed": tell("Lapsed", "The {request} {reference} lapsed. It can be reopened once, within 30 days.", To.APPLICANT, To.TEAM, To.OFFICER),
    "ApplicationReopened": tell("Reopened", "The {request} {reference} goes on where it was.", To.APPLICANT, To.TEAM, To.OFFICER),
    # correspondence
    "MailParked": ask("A mail could not be delivered", "A mail could not be delivered and waits for an operator.", To.OPERATORS),
}
# fmt: on
