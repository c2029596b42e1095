"""The whole line, step by step, as both profiles walk it."""

from collections.abc import Callable, Mapping

from ..hands import Window
from . import Request, agreeing, applying, deciding, ending, enquiring, producing, reviewing, validating

Step = Callable[[Window, Request], None]

BEFORE: Mapping[str, tuple[Step, ...]] = {
    "hospital": (),
    "dars": (enquiring.ask_before_applying, enquiring.be_assessed_and_invited),
}
ASKING: tuple[Step, ...] = (
    applying.begin,
    applying.try_too_early,
    applying.fill_in,
    applying.attach_documents,
    applying.submit,
)
DECIDING: tuple[Step, ...] = (
    validating.take_on,
    validating.return_with_a_query,
    validating.answer_the_query,
    validating.check_and_accept,
    reviewing.assign,
    reviewing.keep_out_the_conflicted,
    reviewing.review,
    reviewing.respond_to_comments,
    deciding.schedule,
    deciding.move_the_clock_to_the_meeting,
    deciding.advise,
    deciding.decide,
    deciding.meet_conditions,
)
AGREEMENT: tuple[Step, ...] = (
    agreeing.issue,
    agreeing.sign_for_custodian,
    agreeing.give_order,
    agreeing.sign_for_controllers,
)
SET_UP: Mapping[str, tuple[Step, ...]] = {
    "hospital": (producing.verify_users, *AGREEMENT, agreeing.release_letter),
    "dars": (*AGREEMENT, producing.verify_users),
}
USING: tuple[Step, ...] = (
    producing.produce,
    producing.check_and_approve,
    producing.open_workspace,
    producing.use,
)
ENDING: tuple[Step, ...] = (ending.run_out, ending.certify, ending.be_closed)


def steps(profile: str) -> tuple[Step, ...]:
    """Every step of this profile, from the first word to the last."""
    return (*BEFORE[profile], *ASKING, *DECIDING, *SET_UP[profile], *USING, *ENDING)
