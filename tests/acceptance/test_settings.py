"""Two administrators change a setting, and the service concerned decides otherwise from its day on, across the line."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.contracts import intake
from services.contracts import review as r
from services.contracts.audit import ServiceLevels
from services.contracts.message import ANONYMOUS, NotPermitted, Refused
from tests.line import Road

At = Callable[..., Road]


def settle(one: Road, setting: str, value: str, ahead: int) -> None:
    """One administrator proposes it, and may not approve it; another does."""
    day = one.bus.at.date() + timedelta(days=ahead)
    propose = intake.ProposeSetting(setting=setting, value=value, holds_from=day, reason="The charter says so")
    one.bus.do(propose, one.who("first.admin"))
    told = {"setting": setting, "proposal_id": propose.id}
    with pytest.raises(NotPermitted):
        one.bus.do(intake.ApproveSetting(**told), one.who("first.admin"))
    one.bus.do(intake.ApproveSetting(**told), one.who("second.admin"))


def test_a_quorum_that_two_administrators_raise_is_missing_at_the_next_meeting(at: At) -> None:
    one = at("answered")
    settle(one, f"review.quorum.lay.{one.profile}", "9", 1)
    with pytest.raises(Refused) as refused:
        one.schedule()
    assert [(said.code, said.message) for said in refused.value.problems] == [
        ("quorum", "the quorum lacks 9 lay member(s); there are 2")
    ]
    other = "dars" if one.profile == "hospital" else "hospital"
    settle(one, f"review.quorum.lay.{other}", "1", 1)
    settle(one, f"review.quorum.lay.{one.profile}", "2", 3)
    assert one.schedule().case("bea.stone").state == r.CaseState.SCHEDULED, "the day of the meeting counts"


def test_a_service_level_is_published_from_its_day_on(at: At) -> None:
    one = at("accepted")
    settle(one, "audit.sl4.days", "12", 2)

    def promised() -> int:
        return {row.target: row.days for row in one.bus.ask(ServiceLevels(), ANONYMOUS).rows}["SL4"]

    assert promised() == 15
    one.bus.forward(timedelta(days=2))
    assert promised() == 12
