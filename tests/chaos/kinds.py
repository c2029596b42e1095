"""What each kind of command leaves behind, so that the checker can count it: the event that it says once, and the place
where the text that it brought along is kept."""

from typing import NamedTuple


class Place(NamedTuple):
    """A column of a service's own table, and which part of the aggregate in it: an open question, say, is also among
    those still to be answered, so that the whole body would show one twice."""

    service: str
    table: str
    column: str
    field: str


CONVERSATION = Place("intake", "enquiry", "body", "conversation")
TITLE = Place("intake", "application", "body", "title")

# Command -> where the value of each is found exactly once.
KEPT = {
    "RegisterOrganisation": Place("intake", "organisation", "body", "name"),
    "SendEnquiry": Place("intake", "enquiry", "body", "purpose_summary"),
    "AskEnquirer": CONVERSATION,
    "AnswerEnquirer": CONVERSATION,
    "NoteConversation": CONVERSATION,
    "CloseEnquiry": Place("intake", "enquiry", "body", "reasons"),
    "StartApplication": TITLE,
    "RecordCheck": Place("intake", "application", "body", "checks"),
    "RecordReview": Place("review", "review_case", "body", "reviews"),
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
