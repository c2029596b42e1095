"""The six applications, and how far each is taken. Days are counted from the day of loading."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from deploy.cast import Cast
from deploy.cast.data import load
from deploy.journey import (
    AGREEMENT,
    TO_ACTIVE,
    Step,
    agreeing,
    applying,
    cohort,
    deciding,
    enquiry,
    producing,
    reviewing,
    to_the_meeting,
    validating,
)
from deploy.journey.story import Printer, Story

INELIGIBLE = ["Solely commercial", "An insurance purpose", "No benefit to health or care", "No security assurance"]
ASK: Mapping[str, tuple[Step, ...]] = {
    "hospital": (applying.begin, applying.complete, applying.submit, validating.take_on),
    "dars": (
        enquiry.enquire,
        enquiry.assess,
        applying.begin,
        applying.complete,
        applying.submit,
        validating.take_on,
    ),
}
REVIEW: tuple[Step, ...] = (reviewing.review, reviewing.respond_to_comments)
IN_PRINCIPLE: dict[str, Any] = {
    "outcome": "APPROVED_WITH_CONDITIONS",
    "outstanding": ["Funding letter", "Review of the first consent", "Data protection impact assessment"],
    "concerns": ["The first version of the consent does not mention GP records."],
}

# Up to the meeting, and from it on; what needs no meeting is all in the first.
FIRST: Mapping[str, tuple[Step, ...]] = {
    "rejected at validation": (partial(validating.refuse_as_ineligible, reasons=INELIGIBLE),),
    "under review": (validating.check_and_accept, partial(reviewing.assign, conflicted="")),
    "agreement for signature": (
        validating.check_and_accept,
        partial(reviewing.assign, reviewers={"hari.bose": "ig"}),
        reviewing.review,
        deciding.pass_on,
        partial(deciding.decide, outcome="APPROVED"),
        agreeing.issue,
        agreeing.sign_for_custodian,
    ),
    "approved provisionally": (
        validating.check_and_accept,
        partial(reviewing.assign, reviewers={**reviewing.REVIEWERS, "mo.sands": "pag"}),
        *REVIEW,
        deciding.schedule,
    ),
    "active": (validating.check_and_accept, reviewing.assign, *REVIEW, deciding.schedule),
    "scheduled": (
        validating.check_and_accept,
        partial(reviewing.assign, reviewers={**reviewing.REVIEWERS, "ned.ash": "deidentification"}, conflicted=""),
        *REVIEW,
    ),
}
THEN: Mapping[str, tuple[Step, ...]] = {
    "approved provisionally": (
        deciding.advise,
        partial(deciding.minute, published=False),
        partial(deciding.decide, **IN_PRINCIPLE),
    ),
    "active": (
        deciding.advise,
        deciding.minute,
        deciding.decide,
        deciding.meet_conditions,
        *AGREEMENT,
        cohort.supply,
        producing.verify_users,
        *TO_ACTIVE,
    ),
    "scheduled": (partial(deciding.schedule, ahead=timedelta(days=8)),),
}


def load_all(cast: Cast, printer: Printer) -> list[Story]:
    """Each application brought to its stage. The demo clock moves once, to the day of a meeting that has advised."""
    told = load("applications")
    stories = [_story(cast, one, printer) for one in told]
    for story, one in zip(stories, told, strict=True):
        for step in (*ASK[story.profile], *FIRST[one["until"]]):
            step(story)
    to_the_meeting(cast, printer, deciding.AHEAD)
    for story, one in zip(stories, told, strict=True):
        for step in THEN.get(one["until"], ()):
            step(story)
    return stories


def _story(cast: Cast, one: dict[str, Any], printer: Printer) -> Story:
    people = {part: cast[key] for part, key in one["people"].items()}
    signing = {part: people[part].account.organisation for part in one.get("signing", ())}
    return Story(
        cast=cast, profile=one["profile"], people=people, printer=printer, request=one["key"], controllers=signing
    )
