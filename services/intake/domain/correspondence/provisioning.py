"""What provisioning's events say."""

from collections.abc import Mapping

from .entry import COMMON, Entry, To, ask, history, tell

# A table: one event, one line.
# fmt: off
# ruff: noqa: E501
ENTRIES: Mapping[str, Entry] = {
    **COMMON,
    "FeasibilityAsked": history("People who meet criteria were asked to be counted."),
    "FeasibilityCounted": history("People who meet criteria were counted: {shown}."),
    "FeasibilityNotCounted": history("People who meet criteria could not be counted ({code})."),
    "ProjectOpened": ask("Set-up has begun", "The set-up of {reference} has begun: each data user is asked to accept the terms of use.", To.APPLICANT, To.TEAM, To.SDE),
    "UserTermsAccepted": ask("A data user to verify", "A data user of {reference} accepted the terms and waits to be verified.", To.SDE),
    "DataUserVerified": tell("Data user verified", "A data user of {reference} was verified.", To.PERSON, To.APPLICANT, To.SDE),
    "DataUserRefused": tell("Data user refused", "A data user of {reference} was refused. Open the request to read why.", To.PERSON, To.APPLICANT, To.SDE),
    "MembershipSuspended": tell("Access suspended", "The access of a data user of {reference} is suspended.", To.PERSON, To.APPLICANT, To.SDE),
    "MembershipRestored": tell("Access restored", "The access of a data user of {reference} is restored.", To.PERSON, To.APPLICANT, To.SDE),
    "CohortAwaited": ask("Cohort file awaited", "A cohort file is awaited for {reference} by {due_on}.", To.SUBMITTERS, To.APPLICANT),
    "CohortReminded": ask("Cohort file due soon", "The cohort file of {reference} is due on {due_on}.", To.SUBMITTERS, To.APPLICANT),
    "CohortOverdue": ask("Cohort file overdue", "The cohort file of {reference} was due on {due_on}. No data are prepared before it is there, and the term of the agreement goes on.", To.SUBMITTERS, To.APPLICANT, To.OFFICER),
    "CohortReceived": tell("Cohort file received", "A cohort file for {reference} was received and is being checked.", To.SUBMITTERS),
    "CohortAccepted": tell("Cohort file accepted", "The cohort file of {reference} was accepted.", To.SUBMITTERS, To.APPLICANT, To.ANALYSTS),
    "CohortRejected": ask("Cohort file rejected", "The cohort file of {reference} was rejected: the report says why. Please send another.", To.SUBMITTERS, To.APPLICANT),
    "ProductionStarted": tell("Data being prepared", "The data of {reference} are being prepared.", To.APPLICANT, To.ANALYSTS),
    "OptOutChecked": history("The opt-out check of {reference} was done."),
    "ReleaseBuilding": history("A release of {reference} is being built."),
    "DataProduced": ask("Quality to check", "The data of {reference} were produced and wait for a quality check.", To.QUALITY),
    "ProductionFailed": ask("Production failed", "Producing the data of {reference} failed.", To.ANALYSTS, To.OFFICER),
    "QualityChecked": tell("Quality checked", "The data of {reference} were checked for quality.", To.ANALYSTS, To.RELEASERS),
    "ReleaseApproved": tell("Release approved", "A release of {reference} was approved by one more person.", To.RELEASERS, To.ANALYSTS, To.APPLICANT, To.SUBMITTERS),
    "WorkspaceReady": tell("Workspace ready", "The workspace of {reference} is ready.", To.TEAM, To.APPLICANT, To.SDE),
    "MemberAdded": tell("Added to a workspace", "A member was added to the workspace of {reference}.", To.PERSON, To.APPLICANT, To.SDE),
    "MemberRemoved": tell("Removed from a workspace", "A member was removed from the workspace of {reference}.", To.PERSON, To.APPLICANT, To.SDE),
    "ProjectActive": tell("Project active", "The project of {reference} is active: the data can be used until the agreement ends.", To.APPLICANT, To.TEAM, To.OFFICER, To.SDE),
    "DataAccessed": history("A file of the workspace of {reference} was opened."),
    "MembershipExtended": tell("Access extended", "The access of a data user of {reference} goes on until {valid_to}.", To.PERSON, To.APPLICANT, To.SDE),
    "WorkspaceLocked": tell("Workspace locked", "The workspace of {reference} is locked.", To.APPLICANT, To.TEAM, To.SDE),
    "WorkspaceUnlocked": tell("Workspace unlocked", "The workspace of {reference} can be used again.", To.APPLICANT, To.TEAM, To.SDE),
    "IncidentRaised": ask("Incident", "An incident was raised on {reference}: {kind}.", To.IG_LEAD, To.SIRO, To.OFFICER),
    "DestructionStarted": ask("Data to destroy", "What is held for {reference} must be destroyed by {due_on}.", To.SDE, To.ANALYSTS),
    "AccessRevoked": tell("Access ended", "Access to the workspace of {reference} has ended.", To.APPLICANT, To.TEAM, To.SDE),
    "WorkspaceDestroyed": tell("Workspace destroyed", "The workspace of {reference} was destroyed; the evidence is kept.", To.APPLICANT, To.OFFICER, To.AUDITORS),
}
# fmt: on
