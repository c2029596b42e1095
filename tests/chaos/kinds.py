"""What each kind of command leaves behind, so that the checker can count it: the event that it says once, and the place
where the text that it brought along is kept."""

from typing import NamedTuple


class Place(NamedTuple):
    """A column of a service's own table."""

    service: str
    table: str
    column: str


ENQUIRY, APPLICATION = Place("intake", "enquiry", "body"), Place("intake", "application", "body")
ORGANISATION, CASE = Place("intake", "organisation", "body"), Place("review", "review_case", "body")

# Command -> where the value of each is found exactly once.
KEPT = {
    "RegisterOrganisation": ORGANISATION,
    "SendEnquiry": ENQUIRY,
    "AskEnquirer": ENQUIRY,
    "AnswerEnquirer": ENQUIRY,
    "NoteConversation": ENQUIRY,
    "CloseEnquiry": ENQUIRY,
    "StartApplication": APPLICATION,
    "RecordCheck": APPLICATION,
    "RecordReview": CASE,
}
PLACES = {
    service: sorted({place for place in KEPT.values() if place.service == service})
    for service in ("intake", "review", "agreements", "provisioning", "audit")
}

# Command -> the event that each says exactly once, about its subject.
SAYS = {
    "RegisterOrganisation": "OrganisationRegistered",
    "SendEnquiry": "EnquiryReceived",
    "AskEnquirer": "EnquiryInformationRequested",
    "AnswerEnquirer": "EnquiryInformationGiven",
    "NoteConversation": "ConversationNoted",
    "CloseEnquiry": "EnquiryAnswered",
    "WithdrawEnquiry": "EnquiryWithdrawn",  # the reason is in the event only
    "StartApplication": "ApplicationStarted",
    "SaveDraft": "DraftSaved",
    "SubmitApplication": "ApplicationSubmitted",
    "AssignCaseOfficer": "CaseOfficerAssigned",
    "RecordCheck": "CheckRecorded",
    "ReturnApplication": "ApplicationReturned",
    "AnswerQuery": "QueryAnswered",
    "ConfirmRoute": "RouteConfirmed",
    "AcceptApplication": "ApplicationAccepted",
    "AssignReviewers": "ReviewersAssigned",
    "DeclareInterest": "ConflictDeclared",
    "RecordReview": "ReviewRecorded",
}

# Event -> what follows from it exactly once, in another service, by a reaction.
FOLLOWS = {"ApplicationAccepted": ("review", "CaseOpened")}
