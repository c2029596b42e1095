"""The applicant's side of a review: comments answered one by one, deferral, decision letter, conditions, appeal."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.contracts import review

from ...api.route import SIGNED_IN
from .. import asking
from ..fields import Question
from ..row import Field, Form, Page
from ..visit import Visit
from .requests import CRUMBS, HERE, ONE

WRITE = 8000
REVISE = (
    "Where an answer means that the request itself must say something else, change the form too (Edit on the page of "
    "the request) and submit it again.",
)


def comments(_form: Form, visit: Visit) -> list[Question]:
    """Each comment with a box for the answer, and whether it is held to be wrong."""
    return list(_comments(visit))


def _comments(visit: Visit) -> Iterator[Question]:
    for item in visit["case"].feedback if visit["case"] else ():
        about = f"About section {item.section}." if item.section else ""
        yield Question(name=f"response-{item.id}", kind="long", label=f"{item.number}. {item.text}", hint=about,
                       limit=WRITE)  # fmt: skip
        yield Question(name=f"disputed-{item.id}", kind="tick", optional=True,
                       label=f"We hold comment {item.number} to be wrong, and have said why")  # fmt: skip


def answered_comments(visit: Visit) -> Mapping[str, Any]:
    """What was answered already."""
    found: dict[str, Any] = {}
    for item in visit["case"].feedback if visit["case"] else ():
        found |= {f"response-{item.id}": item.response, f"disputed-{item.id}": item.disputed}
    return found


def responses(visit: Visit, _asked: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    """One answer for each comment that has one."""
    items = visit["case"].feedback if visit["case"] else ()
    return {
        "responses": [
            {"item_id": str(one.id), "response": values[f"response-{one.id}"],
             "disputed": bool(values.get(f"disputed-{one.id}"))}
            for one in items
            if values.get(f"response-{one.id}")
        ]
    }  # fmt: skip


def actions(_form: Form, visit: Visit) -> list[Question]:
    """Each numbered action of the deferral letter, with a box."""
    return [
        Question(
            name=f"action-{one.number}", kind="long", label=f"{one.number}. {one.text}", limit=WRITE, optional=True
        )
        for one in (visit["case"].actions if visit["case"] else ())
    ]


def answered_actions(visit: Visit) -> Mapping[str, Any]:
    """What was answered already."""
    return {f"action-{one.number}": one.response for one in (visit["case"].actions if visit["case"] else ())}


def action_answers(visit: Visit, _asked: list[Question], values: dict[str, Any]) -> Mapping[str, Any]:
    """One answer for each action that has one."""
    numbers = [one.number for one in (visit["case"].actions if visit["case"] else ())]
    given = [(number, values.get(f"action-{number}")) for number in numbers]
    return {"responses": [{"number": number, "response": text} for number, text in given if text]}


PAGES = (
    Form(
        path=f"{ONE}/feedback/answers",
        who=SIGNED_IN,
        command=review.AnswerFeedback,
        title="Answer the comments of the review",
        action="Answer the comments",
        crumbs=CRUMBS,
        asks=asking.case,
        needs="case",
        intro=("Answer each comment. You may send some answers now and the others later; an answer that you change "
               "replaces the one before.", *REVISE),
        asked=comments,
        start=answered_comments,
        read=responses,
        submit="Send the answers",
        then=HERE,
        done="Your answers have been sent. When every comment is answered, the secretariat takes the request on.",
    ),
    Form(
        path=f"{ONE}/deferral/answers",
        who=SIGNED_IN,
        command=review.AnswerDeferral,
        title="Answer what the decision asks you to do",
        action="Answer the deferral",
        crumbs=CRUMBS,
        asks=asking.case,
        needs="case",
        intro=("The decision was put off until these are done. Say for each what you have done.", *REVISE),
        asked=actions,
        start=answered_actions,
        read=action_answers,
        submit="Send the answers",
        then=HERE,
        done="Your answers have been sent. When each action is answered, the case officer takes the request back into "
        "review.",
    ),
    Page(
        path=f"{ONE}/decision-letter",
        who=SIGNED_IN,
        title="Decision letter",
        template="outcome/letter.html",
        asks=asking.case,
        needs="case",
        crumbs=CRUMBS,
    ),
    Form(
        path=f"{ONE}/appeal",
        who=SIGNED_IN,
        command=review.LodgeAppeal,
        title="Appeal against the decision",
        action="Appeal",
        crumbs=CRUMBS,
        asks=asking.case,
        needs="case",
        intro=("People who had no part in the first decision look at it again. An appeal has to be lodged within 20 "
               "working days of the letter, and is decided within 30.",),
        fields=(
            Field("grounds", "On what ground?", choices=(
                ("process", "The process", "Something that should have been done was not, or was done wrongly."),
                ("fact", "A fact", "The decision rests on something that is not so."),
                ("reasonableness", "Reasonableness", "No reasonable person would have decided so."),
            )),
            Field("statement", "Why?", "Say what is wrong with the decision, and what follows from it. For example: "
                  "the letter says that there is no ethics approval; it was attached as REC_LETTER."),
        ),
        submit="Lodge the appeal",
        then=HERE,
        done="Your appeal is lodged. You will be told what has been decided, and why.",
    ),
    Form(
        path=f"{ONE}/conditions/<uuid:condition_id>/evidence",
        who=SIGNED_IN,
        command=review.SubmitConditionEvidence,
        title="Show that a condition is met",
        action="Show that it is met",
        template="outcome/condition.html",
        crumbs=CRUMBS,
        asks=asking.case,
        needs="case",
        fields=(
            Field("statement", "How is it met?", "For example: the transfer is encrypted with TLS 1.3 since 3 March "
                  "2027, as the attached report of the IT department shows."),
            Field("sha256", "A document that shows it", "If there is one: PDF, Word, picture or text."),
        ),
        submit="Send the evidence",
        then=HERE,
        done="Your evidence has been sent. Somebody of the custodian verifies it, or returns it with a note.",
    ),
)  # fmt: skip
