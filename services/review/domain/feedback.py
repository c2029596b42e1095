"""The comment sheet and the applicant's answers, item by item; and the way back to review."""

from datetime import timedelta
from uuid import UUID, uuid5

from services.contracts.message import Call, Event, Refused, happened
from services.contracts.review import (
    ActionAnswer,
    AnswerDeferral,
    AnswerFeedback,
    CaseState,
    Comment,
    DeferralAnswered,
    FeedbackAnswered,
    FeedbackItem,
    FeedbackRequested,
    RequestFeedback,
    ReturnToReview,
)

from .case import Case, Facts
from .completeness import late_reviews, reopened
from .door import Known, decide
from .history import evolve
from .policy import today


@decide.register
def request(command: RequestFeedback, case: Case, call: Call, known: Known) -> list[Event]:
    refuse_late(case)
    comments = command.items or collated(case)
    if not comments:
        raise Refused("no reviewer has a comment for the applicant: go on without feedback", code="no-comments")
    days, day = known.days(case, call), today(call.at)
    return [
        happened(
            FeedbackRequested,
            call,
            case.id,
            reference=case.reference,
            items=tuple(_item(case, number, comment) for number, comment in enumerate(comments, 1)),
            due_on=day + timedelta(days=days.feedback),
            lapses_on=day + timedelta(days=days.feedback_lapse),
        )
    ]


@decide.register
def answer(command: AnswerFeedback, case: Case, call: Call, known: Known) -> list[Event]:
    asked = {item.id for item in case.feedback}
    if not command.responses or not {r.item_id for r in command.responses} <= asked:
        raise Refused("answer comments of the present sheet", code="unknown-comment")
    facts: Facts = {"reference": case.reference, "responses": command.responses}
    event = happened(FeedbackAnswered, call, case.id, **facts, complete=False)
    complete = all(item.response for item in evolve(event, case).feedback)
    return [happened(FeedbackAnswered, call, case.id, **facts, complete=complete)]


@decide.register
def answer_deferral(command: AnswerDeferral, case: Case, call: Call, known: Known) -> list[Event]:
    known_numbers = {action.number for action in case.actions}
    if not command.responses or not {r.number for r in command.responses} <= known_numbers:
        raise Refused("answer actions of the letter, by their number", code="unknown-action")
    complete = known_numbers <= _answered(case, command.responses)
    facts: Facts = {"reference": case.reference, "responses": command.responses}
    return [happened(DeferralAnswered, call, case.id, **facts, complete=complete)]


@decide.register
def send_back(command: ReturnToReview, case: Case, call: Call, known: Known) -> list[Event]:
    if case.state == CaseState.DEFERRED and any(not action.response for action in case.actions):
        raise Refused("every action of the deferral must be answered first", code="actions-open")
    return [reopened(case, call, command.reason)]


def collated(case: Case) -> tuple[Comment, ...]:
    """Every comment meant for the applicant, in the order of the reviews: no name, nothing confidential."""
    return tuple(comment for review in case.current_reviews() for comment in review.comments)


def refuse_late(case: Case) -> None:
    """Reviews that are not mandatory are recorded or waived before the case goes on (domain 1.4.6)."""
    late = late_reviews(case)
    if late:
        raise Refused(f"{len(late)} review(s) are late: wait for them, or the chair waives them", code="reviews-late")


def refuse_open_comments(case: Case) -> None:
    """The applicant answers every comment before anybody advises or decides (T14, S0-29)."""
    if case.state == CaseState.APPLICANT_FEEDBACK and any(not item.response for item in case.feedback):
        raise Refused("the applicant has not answered every comment", code="feedback-open")


def _answered(case: Case, responses: tuple[ActionAnswer, ...]) -> set[int]:
    return {action.number for action in case.actions if action.response} | {r.number for r in responses}


def _item(case: Case, number: int, comment: Comment) -> FeedbackItem:
    return FeedbackItem(id=_id(case, f"comment {number}"), number=number, text=comment.text, section=comment.section)


def _id(case: Case, what: str) -> UUID:
    """Made from what it names, so that deciding twice gives the same event."""
    return uuid5(case.id, f"{what} of round {case.round}")
