"""The access matrix, cell by cell: every role, every party and nobody at every command and question there is, over HTTP
through the real gateway and the five real services, at a moment when somebody may."""

import dataclasses
from typing import Any

import pytest

from services.contracts.access import Reach
from services.contracts.message import Role
from tests.line import Road

from .conftest import Stage
from .expected import EVERY, about, reach
from .outlines import OUTLINES, content_of
from .separation import Separation
from .trials import Trials
from .walk_beside import Beside
from .walk_people import People

pytestmark = pytest.mark.timeout(3600)  # half a minute of work; hours on a machine that does much else
# Granted, and not seen to succeed here: why, or where it is shown.
NOT_SEEN: dict[str, tuple[set[str], str]] = {
    "BootstrapAdministrator": ({"public"}, "there are two: tests/intake/test_accounts.py"),
    "ConfirmAnswers": ({"applicant", "team"}, "the form has one version here: tests/intake/test_question_bank.py"),
    "TakeUpForm": ({"applicant", "team"}, "the form has one version here: tests/intake/test_question_bank.py"),
    "SignDecision": ({"case-officer"}, "at level L0 alone: tests/review/test_case_domain.py"),
}


@dataclasses.dataclass
class Walked:
    """Everything that was tried on the way."""

    trials: Trials
    separation: Separation
    road: Road


@pytest.fixture(scope="module")
def walked(stage: Stage) -> Walked:
    """The whole walk, once."""
    trials = Trials(stage.line, stage.world, stage.people, stage.tried)
    separation = Separation(stage.world, stage.tried, trials)
    walk = Beside(stage.line, stage.world, trials, separation)
    road = walk.all(People(stage.line, stage.world, trials))
    print(f"\naccess matrix: {stage.tried.cells} cells tried, {stage.tried.over_http} of them over HTTP, ", end="")  # noqa: T201
    print(f"{len(trials.seen)} messages, {len(stage.people)} people")  # noqa: T201
    return Walked(trials, separation, road)


def test_everybody_gets_exactly_what_the_table_says(walked: Walked) -> None:
    assert not walked.trials.wrong, "\n".join(walked.trials.wrong)


def test_every_message_was_tried(walked: Walked) -> None:
    """A new route or command without a place in the walk fails here, and one without a row does not start."""
    assert {message.__name__ for message in set(EVERY) - walked.trials.seen} == set()


def test_everybody_who_may_was_seen_to_succeed_so_that_refusals_mean_something(walked: Walked) -> None:
    missing = {name: set(who) for name, who in walked.trials.never_done().items()}
    known = {name: who for name, (who, _) in NOT_SEEN.items()}
    new = {name: who - known.get(name, set()) for name, who in missing.items()}
    told = [f"{name}: {sorted(who)} of {walked.trials.got[name]}" for name, who in new.items() if who]
    assert not told, "\n".join(told)
    assert {name for name, who in known.items() if not who & missing.get(name, set())} == set(), "seen after all"


def test_who_sees_an_outline_sees_nothing_more(walked: Walked) -> None:
    """Field by field (BOPLA): for whoever has METADATA, every field that says something is empty."""
    told = 0
    for message, who, body in walked.trials.answers:
        thing = about(message)
        if type(message) in OUTLINES and reach(EVERY[type(message)], who, thing) is Reach.METADATA:
            told += 1
            assert content_of(type(message), body) == {}, f"{type(message).__name__} by {who.key}"
    assert told > 20


def test_a_list_shows_a_request_to_those_who_may_know_of_it_and_to_nobody_else(walked: Walked) -> None:
    wrong, road = [], str(walked.road.id)
    for message, who, body in walked.trials.answers:
        if (read := OUTLINES.get(type(message))) is None or not hasattr(message, "limit"):
            continue
        shown = road in str(body)
        may = reach(EVERY[read.read], who, read.read) is not None and reach(EVERY[type(message)], who, None) is not None
        if shown and not may:
            wrong.append(f"{type(message).__name__} shows it to {who.key}")
    assert wrong == []


def test_operators_and_administrators_see_no_content(walked: Walked) -> None:
    """SoD-12."""
    kept_out: set[Any] = {Role.OPERATOR, Role.ADMINISTRATOR}
    content = {
        "ReadApplication", "ReadVersion", "ReadCase", "ReadAgreement", "ReadProject", "ReadEnquiry", "ReadDeletion",
        "ReadAudit", "OpenWorkspaceFile", "ReadClocks", "ReadComparison", "ExportVersion", "MatchUse",
        "ReadOrigin", "ReadComments",
    }  # fmt: skip
    rows = {message.__name__: row for message, row in EVERY.items() if message.__name__ in content}
    assert set(rows) == content
    assert [name for name, row in rows.items() if not kept_out.isdisjoint(row)] == []


@pytest.mark.parametrize("rule", [f"SoD-{number:02}" for number in range(1, 19)])
def test_separation_of_duties(walked: Walked, rule: str) -> None:
    """Each rule against what really happened on the road: whoever did the one is refused the other."""
    if rule in Separation.OPEN:
        pytest.skip(Separation.OPEN[rule])
    assert walked.separation.tried[rule], "not tried"
    assert [what for what, held in walked.separation.tried[rule] if not held] == []
