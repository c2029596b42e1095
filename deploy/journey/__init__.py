"""One request from enquiry to certified deletion, in both profiles, through the gateway's HTTP API and nothing else.

The two requests take turns, since the demo clock moves for everybody: once to the day of the meetings, and once to the
moment after the agreements' last second.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from secrets import token_hex

from deploy.cast import LONDON, Cast

from . import agreeing, applying, cohort, deciding, ending, enquiry, producing, reviewing, validating
from .story import Printer, Story

__all__ = [
    "AGREEMENT",
    "TO_ACTIVE",
    "Step",
    "agreeing",
    "applying",
    "cohort",
    "deciding",
    "enquiry",
    "producing",
    "reviewing",
    "to_the_meeting",
    "travel",
    "validating",
]

Step = Callable[[Story], object]

TO_THE_AGENDA: tuple[Step, ...] = (
    enquiry.enquire,
    enquiry.assess,
    applying.begin,
    applying.try_too_early,
    applying.complete,
    applying.submit,
    validating.take_on,
    validating.return_and_resubmit,
    validating.check_and_accept,
    reviewing.assign,
    reviewing.keep_out_the_conflicted,
    reviewing.review,
    reviewing.respond_to_comments,
)
TO_THE_DECISION: tuple[Step, ...] = (
    deciding.advise,
    deciding.keep_advice_and_decision_apart,
    deciding.decide,
    deciding.meet_conditions,
)
AGREEMENT: tuple[Step, ...] = (
    agreeing.issue,
    agreeing.sign_for_custodian,
    agreeing.give_order,
    agreeing.sign_for_controllers,
)
SET_UP: dict[str, tuple[Step, ...]] = {
    "hospital": (producing.verify_users, *AGREEMENT, agreeing.release_letter),
    "dars": (*AGREEMENT, producing.verify_users),
}
TO_ACTIVE: tuple[Step, ...] = (
    producing.produce,
    producing.check_and_approve,
    producing.open_workspace,
    producing.use,
)
TO_THE_END: tuple[Step, ...] = (ending.destroy, ending.certify)

NAMES = {
    "lead": "Prof Rhona Adair",
    "analyst": "Cato Nyman",
    "signatory": "Petra Quill",
    "second_signatory": "Amos Thrale",
    "collaborator": "Dr Lorne Bask",
    "outsider": "Sigrid Vane",
}
EMPLOYERS = {"second_signatory": "surgery", "collaborator": "eastmere", "outsider": "ashcombe"}


def travel(cast: Cast, profiles: Sequence[str], printer: Printer) -> list[Story]:
    """Take one request of each profile to its end; what became of each."""
    stories = [new_story(cast, profile, printer) for profile in profiles]
    printer.head()
    for story in stories:
        take(story, TO_THE_AGENDA)
    for story in stories:
        deciding.schedule(story)
    to_the_meeting(cast, printer, deciding.AHEAD)
    for story in stories:
        take(story, (*TO_THE_DECISION, *SET_UP[story.profile], *TO_ACTIVE))
    _forward(cast, printer, max(datetime.fromisoformat(story.facts["ends_at"]) for story in stories))
    for story in stories:
        ending.lose_access(story)
    for story in stories:
        take(story, TO_THE_END)
    return stories


def new_story(cast: Cast, profile: str, printer: Printer) -> Story:
    """A request of this profile with people of its own, whom nobody has seen before."""
    run = token_hex(3)
    keys = [key for key in NAMES if key != ("second_signatory" if profile == "hospital" else "collaborator")]
    newcomers = [(f"{key}.{run}", NAMES[key], EMPLOYERS.get(key, "northbridge")) for key in keys]
    people = dict(zip(keys, cast.welcome_all(newcomers), strict=True))
    signing = {"signatory": "northbridge", "second_signatory": "surgery"}
    controllers = {key: cast.organisations[where] for key, where in signing.items() if key in people}
    return Story(cast=cast, profile=profile, people=people, printer=printer, controllers=controllers)


def take(story: Story, steps: Sequence[Step]) -> None:
    """One step after the other."""
    for step in steps:
        step(story)


def to_the_meeting(cast: Cast, printer: Printer, ahead: timedelta) -> None:
    """To noon of the day that is so far ahead."""
    day = datetime.combine(cast.today() + ahead, time(12), LONDON)
    _forward(cast, printer, day)


def _forward(cast: Cast, printer: Printer, to: datetime) -> None:
    """Move the demo clock to the moment after `to`, never back."""
    left = (to - cast.now()).total_seconds()
    now = cast.move_clock(max(0, int(left) + 2))
    printer.note(f"the demo clock moves forward to {now:%d %B %Y %H:%M} UTC")
