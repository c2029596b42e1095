"""The reviewer declares, then reads the papers, then writes."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake, review
from services.contracts.review import Advice, Criterion, Interest, InterestOutcome, Rating

from ...api.route import SIGNED_IN, STAFF_ONLY
from .. import asking, choices
from ..row import Field, Form, Page
from ..visit import Visit
from ..words_of_review import ADVICE, CRITERIA, INTERESTS, MY_OUTCOMES, RATINGS, WANTED
from .requests import HERE, ONE
from .review import with_form
from .validation import REQUESTS


def with_papers(visit: Visit) -> Mapping[str, Any]:
    """The case, and the application as its reviewers may read it."""
    about = visit.path["application_id"]
    return {
        **asking.case(visit), "application": intake.ReadApplication(application_id=about),
        "form": intake.ReadForm(application_id=about),
    }  # fmt: skip


PAGES = (
    Form(
        path=f"{ONE}/interests",
        who=STAFF_ONLY,
        command=review.DeclareInterest,
        title="Declare your interest",
        template="review/declare.html",
        crumbs=REQUESTS,
        intro=("Before you may read the papers, say whether you have an interest in this request.",),
        asks=asking.case,
        needs="case",
        fields=(
            Field("kind", "What interest do you have?", choices=choices.worded(Interest, INTERESTS)),
            Field("outcome", "What follows from it?", choices=choices.worded(InterestOutcome, MY_OUTCOMES),
                  optional=False),
            Field("detail", "What is it?", "Needed when you have one. Staff read this; the applicant does not.",
                  kind="long"),
        ),
        start=lambda visit: {"outcome": InterestOutcome.NONE.value},
        submit="Declare it",
        then="/requests/{application_id}/papers",
        done="Your declaration is on the record.",
    ),
    Page(
        path=f"{ONE}/papers",
        who=SIGNED_IN,
        title="Papers",
        template="review/papers.html",
        crumbs=REQUESTS,
        asks=with_papers,
        needs="case",
    ),
    Form(
        path=f"{ONE}/review",
        who=STAFF_ONLY,
        command=review.RecordReview,
        title="Your review",
        action="Write your review",
        template="review/review.html",
        crumbs=REQUESTS,
        intro=("Your ratings and recommendation are for the committee. Your comments go to the applicant, without your "
               "name.",),
        asks=with_form,
        needs="case",
        fields=(
            Field("ratings", "Ratings", kind="map", choices=choices.worded(Rating, RATINGS),
                  keys=choices.worded(Criterion, CRITERIA)),
            Field("comments", "Comments for the applicant", "One for each thing that they should answer."),
            Field("comments.section", "About which part?", "Leave empty when it is about the whole.", kind="one",
                  choices=choices.sections),
            Field("comments.text", "Your comment", kind="long"),
            Field("confidential", "For the chair only", "Neither the applicant nor other reviewers see this."),
            *WANTED,
            Field("recommendation", "What do you recommend?", choices=choices.worded(Advice, ADVICE)),
        ),
        submit="Record your review",
        then=HERE,
        done="Your review is recorded. Thank you. When all are there, the secretariat sends the comments on.",
    ),
)  # fmt: skip
