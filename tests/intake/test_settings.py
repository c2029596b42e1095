"""Settings: one administrator proposes, another approves, all is kept and said, and nothing is set to what it cannot
be."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.intake import settings as say
from services.contracts.message import Conflict, Malformed, NotFound, NotPermitted, Refused, Role
from services.contracts.request import Profile
from services.contracts.settings import TABLE
from services.intake.domain.people.day import day_of
from services.intake.handlers import settings as handlers
from services.intake.views import settings as views
from tests import examples
from tests.support import Ground, actor

ADMIN = actor(Role.PERSON, Role.ADMINISTRATOR, id=examples.id_of("admin"), name="Abe Admin")
OTHER = actor(Role.PERSON, Role.ADMINISTRATOR, id=examples.id_of("other"), name="Bea Admin")
OPERATOR = actor(Role.PERSON, Role.OPERATOR, id=examples.id_of("operator"))
KEY = "review.days.feedback.dars"
LAY = "review.quorum.lay.dars"  # holds from the day after its approval at the earliest
REASON = "The committee asked for it in May"


@pytest.fixture
def ground(lite_intake: Ground) -> Ground:
    return lite_intake


def proposing(ground: Ground, value: str = "20", ahead: int = 0, key: str = KEY) -> say.ProposeSetting:
    day = day_of(ground.at) + timedelta(days=ahead)
    return say.ProposeSetting(setting=key, value=value, holds_from=day, reason=REASON)


def propose(ground: Ground, value: str = "20", ahead: int = 0, key: str = KEY, by: Any = ADMIN) -> say.ApproveSetting:
    """The command that approves what is proposed here."""
    command = proposing(ground, value, ahead, key)
    ground.do(handlers.propose, command, by)
    return say.ApproveSetting(setting=key, proposal_id=command.id)


def settle(ground: Ground, value: str = "20", ahead: int = 0, key: str = KEY) -> None:
    ground.do(handlers.decide, propose(ground, value, ahead, key), OTHER)


def read(ground: Ground, key: str = KEY, by: Any = ADMIN) -> say.SettingView:
    return ground.ask(views.one, say.ReadSetting(setting=key), by)


def test_two_administrators_change_a_setting_and_its_history_says_who(ground: Ground) -> None:
    approval = propose(ground)
    waiting = read(ground, by=OTHER)
    assert (waiting.row.words, waiting.row.proposal and waiting.row.proposal.words) == ("14 days", "20 days")
    assert waiting.may == ("ApproveSetting", "WithdrawSetting")
    ground.do(handlers.decide, approval, OTHER)
    (told,) = [event for event in ground.said() if isinstance(event, say.SettingChanged)]
    assert (told.setting, told.number, told.value, told.before, told.by) == (KEY, 1, "20", "14", OTHER.id)
    assert (told.holds_from, told.proposed_by) == (day_of(ground.at), ADMIN.id)
    seen = read(ground)
    assert (seen.row.words, seen.row.changed, seen.row.proposal) == ("20 days", True, None)
    assert [(one.number, one.words, one.reason) for one in seen.changes] == [(1, "20 days", REASON)]
    assert ground.names() == ["SettingProposed", "SettingChanged"]


def test_whoever_proposed_it_does_not_approve_it(ground: Ground) -> None:
    approval = propose(ground)
    assert read(ground).may == ("WithdrawSetting",)
    with pytest.raises(NotPermitted, match="second administrator"):
        ground.do(handlers.decide, approval, ADMIN)
    assert read(ground).row.value == "14"


def test_a_program_with_somebodys_token_is_no_second_person(ground: Ground) -> None:
    approval = propose(ground)
    with pytest.raises(NotPermitted) as refused:
        ground.do(handlers.decide, approval, replace(OTHER, by_token=True))
    assert refused.value.code == "in-person"
    assert read(ground).row.value == "14"


@pytest.mark.parametrize(
    ("value", "ahead", "field", "told"),
    [
        ("31", 0, "value", "Give a whole number from 5 to 30"),
        ("4", 0, "value", "Give a whole number from 5 to 30"),
        ("soon", 0, "value", "Give a whole number from 5 to 30"),
        ("14", 0, "value", "This value holds on that day already"),
        ("20", -1, "holds_from", "Give today, {today}, or a later day"),
        ("20", 800, "holds_from", "within two years"),
    ],
)
def test_what_it_cannot_be_is_refused_with_what_to_do(
    ground: Ground, value: str, ahead: int, field: str, told: str
) -> None:
    with pytest.raises(Malformed) as refused:
        ground.do(handlers.propose, proposing(ground, value, ahead), ADMIN)
    (problem,) = refused.value.problems
    assert problem.field == field
    today = day_of(ground.at)
    assert told.format(today=f"{today.day} {today:%B %Y}") in problem.message
    assert ground.names() == []


def test_it_holds_from_its_day_on_and_what_held_before_stays_in_the_history(ground: Ground) -> None:
    settle(ground, "20", 10)
    now = read(ground).row
    assert (now.value, now.changed, now.following and now.following.words) == ("14", False, "20 days")
    ground.at += timedelta(days=10)
    assert (read(ground).row.value, read(ground).row.following) == ("20", None)
    settle(ground, "14")
    assert (read(ground).row.value, read(ground).row.changed) == ("14", False)
    assert [one.number for one in read(ground).changes] == [2, 1]


def test_it_never_holds_from_a_day_that_has_gone_by(ground: Ground) -> None:
    approval = propose(ground)
    ground.at += timedelta(days=3)
    ground.do(handlers.decide, approval, OTHER)
    assert read(ground).changes[0].holds_from == day_of(ground.at)


def test_a_quorum_is_changed_from_the_next_day_on_at_the_earliest(ground: Ground) -> None:
    settle(ground, "3", key=LAY)
    assert read(ground, LAY).row.value == "2"
    assert read(ground, LAY).changes[0].holds_from == day_of(ground.at) + timedelta(days=1)


def test_of_one_day_the_later_change_holds(ground: Ground) -> None:
    settle(ground, "20", 10)
    settle(ground, "10", 10)
    following = read(ground).row.following
    assert following is not None
    assert following.words == "10 days"
    ground.at += timedelta(days=10)
    assert read(ground).row.value == "10"


def test_one_proposal_waits_at_a_time_and_may_be_withdrawn_by_either(ground: Ground) -> None:
    for by in (ADMIN, OTHER):
        approval = propose(ground)
        with pytest.raises(Conflict, match="approved or withdrawn first"):
            ground.do(handlers.propose, proposing(ground, "25"), OTHER)
        told = {"setting": KEY, "proposal_id": approval.proposal_id, "reason": "Not needed"}
        ground.do(handlers.decide, say.WithdrawSetting(**told), by)
        with pytest.raises(NotFound):
            ground.do(handlers.decide, approval, OTHER)
    assert ground.names() == ["SettingProposed", "SettingWithdrawn"] * 2
    assert read(ground).changes == ()


@pytest.mark.parametrize("key", ["review.days.feedback", "review.days.nothing.dars", "tariff.vat.dars"])
def test_there_is_nothing_else_to_set(ground: Ground, key: str) -> None:
    with pytest.raises(NotFound):
        ground.do(handlers.propose, proposing(ground, key=key), ADMIN)
    with pytest.raises(NotFound):
        read(ground, key)


def test_the_list_is_filtered_and_paged_in_its_order(ground: Ground) -> None:
    settle(ground)
    propose(ground, "3", key=LAY)

    def listed(**filters: Any) -> list[str]:
        return [row.setting for row in ground.ask(views.listed, say.ListSettings(**filters), ADMIN).rows]

    every = [key for one in TABLE for key in one.keys]
    assert listed(limit=200) == every
    assert listed(limit=5) == every[:5]
    assert ground.ask(views.listed, say.ListSettings(limit=5), ADMIN).next == every[4]
    assert listed(limit=5, after=every[4]) == every[5:10]
    assert (listed(show="waiting"), listed(show="changed")) == ([LAY], [KEY])
    assert listed(q="lay members", profile=Profile.DARS) == [LAY]
    deadlines = [key for key in every if key.startswith("review.days.")]
    assert listed(area="Deadlines of the review", limit=200) == deadlines
    with pytest.raises(Refused):
        listed(after="nothing.of.ours")


def test_who_only_reads_is_offered_nothing(ground: Ground) -> None:
    propose(ground)
    seen = read(ground, by=OPERATOR)
    assert (seen.may, seen.row.proposal and seen.row.proposal.may) == ((), ())
