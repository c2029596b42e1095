"""The work around the reviews: who reviews, bodies outside, comments to the applicant, and on to the decision."""

from collections.abc import Mapping
from typing import Any

from services.contracts import intake, review
from services.contracts.intake import Discipline
from services.contracts.message import Role

from ...api.route import STAFF_ONLY
from .. import asking, choices
from ..row import Field, Form
from ..visit import Visit
from ..words import humanised
from .requests import HERE, ONE
from .validation import REQUESTS


def with_reviewers(visit: Visit) -> Mapping[str, Any]:
    """The case, and whoever may review."""
    return {**asking.case(visit), "people": choices.holding(Role.REVIEWER), "leads": choices.holding(Role.IG_LEAD)}


def with_form(visit: Visit) -> Mapping[str, Any]:
    """The case, and the sections that a comment can be about."""
    return {**asking.case(visit), "form": intake.ReadForm(application_id=visit.path["application_id"])}


def reviewers(visit: Visit) -> list[tuple[str, str]]:
    """Reviewers and IG leads, each once."""
    return list(dict.fromkeys([*choices.people(visit), *choices.people(visit, "leads")]))


def disciplines(visit: Visit) -> list[tuple[str, str]]:
    """What the route asks for first, then all others."""
    case = visit["case"]
    asked = list(case.disciplines) if case else []
    others = [one.value for one in Discipline if one.value not in asked]
    return [(one, f"{humanised(one)}: asked for by the route") for one in asked] + [
        (one, humanised(one)) for one in others
    ]


def collated(visit: Visit) -> Mapping[str, Any]:
    """Every reviewer's comments, as they would be sent."""
    case = visit["case"]
    found = [vars(one) for made in (case.reviews if case else ()) for one in made.comments
             if made.request_sha256 == case.request_sha256]  # fmt: skip
    return {"items": found}


PAGES = (
    Form(
        path=f"{ONE}/reviewers",
        who=STAFF_ONLY,
        command=review.AssignReviewers,
        title="Ask people to review",
        template="review/assign.html",
        crumbs=REQUESTS,
        asks=with_reviewers,
        needs="case",
        fields=(
            Field("reviewers", "Reviewers", "They are asked at once, and see the papers when they have declared their "
                  "interest. Who is on the team, or works for an applicant, cannot review: Haven enters that itself.",
                  rows=5),
            Field("reviewers.person_id", "Who?", kind="one", choices=reviewers, none=choices.NOBODY_HOLDS),
            Field("reviewers.name", kind="hidden"),
            Field("reviewers.discipline", "For which discipline?", kind="one", choices=disciplines),
            Field("reviewers.organisation_id", kind="hidden"),
            Field("reviewers.mandatory", "Can the case not go on without this review?", "Leave empty: yes when the "
                  "route asks for the discipline."),
            Field("due_on", "By when?", "Leave empty for the usual time, such as 27 3 2027."),
        ),
        read=choices.naming("reviewers", names=("people", "leads")),
        submit="Ask them to review",
        then=HERE,
        done="The reviewers have been asked. They declare their interest first, and then read the papers.",
    ),
    Form(
        path=f"{ONE}/interests/<uuid:person_id>/accept",
        who=STAFF_ONLY,
        command=review.AcceptInterest,
        title="Accept an interest",
        action="Accept the interest",
        template="review/about_person.html",
        crumbs=REQUESTS,
        intro=("Somebody who works for the same organisation as an applicant may still review, when you record that it "
               "does not matter here. Somebody of the team itself never may.",),
        asks=asking.case,
        needs="case",
        fields=(Field("reason", "Why is it not material?", kind="long"),),
        submit="Accept the interest",
        then=HERE,
        done="The interest is accepted: they may read the papers and review.",
    ),
    Form(
        path=f"{ONE}/reviews/<uuid:person_id>/waive",
        who=STAFF_ONLY,
        command=review.WaiveReview,
        title="Go on without a review",
        action="Go on without this review",
        template="review/about_person.html",
        crumbs=REQUESTS,
        intro=("A review that the route does not ask for may be left out when it is late.",),
        asks=asking.case,
        needs="case",
        fields=(Field("reason", "Why?", kind="long"),),
        submit="Go on without it",
        danger=True,
        then=HERE,
        done="The case goes on without this review. The record says who left it out, and why.",
    ),
    Form(
        path=f"{ONE}/external-waits",
        who=STAFF_ONLY,
        command=review.WaitForExternalBody,
        title="Wait for a body outside",
        crumbs=REQUESTS,
        intro=("The clock of the decision stands still until that body has answered.",),
        asks=asking.case,
        needs="case",
        fields=(
            Field("body", "Who is being waited for?", "For example: Confidentiality Advisory Group."),
            Field("reference", "Under which reference?", "The one that they gave to the application there."),
        ),
        submit="Wait for them",
        then=HERE,
        done="The clock stands still. The applicant can see for whom we wait.",
    ),
    Form(
        path=f"{ONE}/external-waits/end",
        who=STAFF_ONLY,
        command=review.EndExternalWait,
        title="A body outside has answered",
        crumbs=REQUESTS,
        intro=("The clock runs again.",),
        asks=asking.case,
        needs="case",
        fields=(
            Field("body", "Who has answered?", kind="one",
                  choices=lambda visit: [(one.body, f"{one.body} ({one.reference})") for one in visit["case"].waits
                                         if one.until is None] if visit["case"] else [],
                  none="Nothing is awaited from outside any more."),
            Field("outcome", "What did they answer?", kind="long"),
        ),
        submit="Record the answer",
        then=HERE,
        done="The answer is recorded, and the clock runs again.",
    ),
    Form(
        path=f"{ONE}/feedback",
        who=STAFF_ONLY,
        command=review.RequestFeedback,
        title="Send the comments to the applicant",
        crumbs=REQUESTS,
        intro=("These are the reviewers' comments, without their names. Change the words where they are not clear, and "
               "take out what is said twice by emptying it.",),
        asks=with_form,
        needs="case",
        fields=(
            Field("items", "Comment sheet"),
            Field("items.section", "About which part?", "Leave empty when it is about the whole.", kind="one",
                  choices=choices.sections),
            Field("items.text", "Comment", kind="long"),
        ),
        start=collated,
        submit="Send the comments",
        then=HERE,
        done="The comments are with the applicant, who answers them one by one.",
    ),
    Form(
        path=f"{ONE}/return-to-review",
        who=STAFF_ONLY,
        command=review.ReturnToReview,
        title="Send it back to review",
        crumbs=REQUESTS,
        intro=("When the answers change what was reviewed, or a deferral has been answered.",),
        asks=asking.case,
        needs="case",
        fields=(Field("reason", "Why must it be reviewed again?", "The reviewers read this.", kind="long"),),
        submit="Send it back",
        then=HERE,
        done="The request is under review again, in its newest version.",
    ),
    Form(
        path=f"{ONE}/pass-for-decision",
        who=STAFF_ONLY,
        command=review.PassForDecision,
        title="Pass it for decision",
        crumbs=REQUESTS,
        intro=("This route has no committee: whoever holds the office decides on your summary and the reviews.",),
        asks=asking.case,
        needs="case",
        fields=(Field("summary", "Your summary", "What is asked for, what the reviews found, and what you advise."),),
        submit="Pass it for decision",
        then=HERE,
        done="The request is with the office-holder, who decides.",
    ),
)  # fmt: skip
