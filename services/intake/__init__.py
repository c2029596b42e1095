"""Intake: who asks for data, and is the request complete enough to be reviewed?

Owns people and their accounts, organisations, the dataset catalogue, the public content pages, the settings of all
services, enquiries, applications (drafts, frozen versions, documents, validation), where each request publicly stands,
and the correspondence.
Says EnquiryReceived … AssessmentCompleted, ApplicationStarted, ApplicationSubmitted, ApplicationReturned,
ApplicationAccepted, ApplicationIneligible, ApplicationWithdrawn, ApplicationLapsed.
Hears everything: review's feedback, deferrals and decisions reopen or end an application; every event of the line
moves the public stage and is told to the people concerned.
"""
