"""How many people meet criteria, told before anybody applies: handlers, worker and engine on both databases."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.contracts import provisioning as p
from services.contracts.intake import SettingChanged
from services.contracts.message import NotFound, Refused
from services.contracts.provisioning import FeasibilityState
from services.contracts.request import Profile
from services.contracts.settings import DEFAULTS
from services.provisioning import feasibility, handlers, worker
from services.provisioning.data_core import count
from services.provisioning.domain import feasibility as domain
from tests.provisioning.given import LEAD, NOON, STRANGER
from tests.support import Ground, call

Make = Callable[[str], Ground]
ADULTS: dict[str, Any] = {"age_from": 18, "age_to": 64}


def asked(here: Ground, by: Any = LEAD, at: Any = NOON, **criteria: Any) -> p.FeasibilityView:
    done = here.do(feasibility.ask, p.CountFeasibility(**(criteria or ADULTS)), by, at)
    worker.work(here.db, worker.COUNTS)
    return here.ask(feasibility.read, p.ReadFeasibility(count_id=done.subject), by, at)


def of_core(core: Path, **criteria: Any) -> dict[str, str]:
    nothing = {"conditions": [], "sexes": [], "age": None, "first_day": None, "last_day": None}
    return count.counted({**nothing, "threshold": 10, "core": str(core), "today": "2026-07-01", **criteria})


def test_a_count_is_asked_made_in_the_background_and_read_by_whoever_asked(ground: Make, place: Path) -> None:
    here = ground("provisioning")
    found = asked(here)
    assert (found.state, found.threshold, found.left_today) == (FeasibilityState.COUNTED, 10, 19)
    assert int(found.shown) % 5 == 0
    assert int(found.shown) > 100
    assert here.names() == ["FeasibilityAsked", "FeasibilityCounted"]
    assert [row.count_id for row in here.ask(feasibility.mine, p.MyFeasibilityCounts(), LEAD).rows] == [found.count_id]
    with pytest.raises(NotFound):
        here.ask(feasibility.read, p.ReadFeasibility(count_id=found.count_id), STRANGER)
    assert here.ask(feasibility.mine, p.MyFeasibilityCounts(), STRANGER).rows == ()


def test_the_same_question_within_a_day_is_the_same_count(ground: Make, place: Path) -> None:
    here = ground("provisioning")
    first = asked(here, conditions=("i21", "J45.0"))
    again = asked(here, conditions=("J450", "I21", "I21"))
    assert again.count_id == first.count_id
    assert again.left_today == domain.DAILY - 1
    assert asked(here, at=NOON + timedelta(hours=25), conditions=("I21", "J450")).count_id != first.count_id


def test_nobody_counts_more_often_than_differences_may_be_taken(ground: Make, place: Path) -> None:
    here = ground("provisioning")
    for age in range(domain.DAILY):
        here.do(feasibility.ask, p.CountFeasibility(age_from=age), LEAD)
    with pytest.raises(Refused) as refused:
        here.do(feasibility.ask, p.CountFeasibility(age_from=99), LEAD)
    assert refused.value.code == "too-many-counts"
    here.do(feasibility.ask, p.CountFeasibility(age_from=99), STRANGER)
    here.do(feasibility.ask, p.CountFeasibility(age_from=99), LEAD, NOON + timedelta(hours=24, seconds=1))


def test_a_restricted_code_is_not_counted_and_says_why(ground: Make, place: Path) -> None:
    here = ground("provisioning")
    found = asked(here, conditions=("F64.0",))
    assert (found.state, found.shown) == (FeasibilityState.REFUSED, "")
    assert "restricted" in found.reason
    assert here.names()[-1] == "FeasibilityNotCounted"


def test_without_a_core_it_is_refused_and_not_counted_as_nobody(
    ground: Make, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ground("provisioning")
    monkeypatch.setattr(worker, "core_folder", lambda: place / "nowhere")
    found = asked(here)
    assert (found.state, found.shown) == (FeasibilityState.REFUSED, "")


def test_a_count_that_fails_every_time_is_given_up_by_name(
    ground: Make, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = ground("provisioning")
    monkeypatch.setattr(worker, "MOST_TRIES", 1)
    monkeypatch.setattr(feasibility.offload, "run_process", lambda *_, **__: 1 / 0)
    assert asked(here).state is FeasibilityState.REFUSED


def test_small_numbers_are_hidden_and_nothing_else_leaves_the_engine(small_core: Path) -> None:
    ages = [of_core(small_core, age=(age, age)) for age in range(0, 110, 2)]
    assert all(set(said) == {"shown"} for said in ages)
    shown = [said["shown"] for said in ages]
    assert "*" in shown
    assert all(one in ("0", "*") or (int(one) >= 10 and int(one) % 5 == 0) for one in shown)
    assert of_core(small_core, sexes=["F"])["shown"] != of_core(small_core)["shown"]


@pytest.mark.parametrize(
    ("criteria", "code", "field"),
    [
        ({}, "criteria-missing", "conditions"),
        ({"age_from": 40, "age_to": 30}, "criteria-wrong", "age_to"),
        ({"first_day": date(2024, 1, 1)}, "criteria-wrong", "last_day"),
        ({"last_day": date(2024, 1, 1)}, "criteria-wrong", "first_day"),
        ({"first_day": date(2024, 1, 2), "last_day": date(2024, 1, 1)}, "criteria-wrong", "last_day"),
    ],
)
def test_criteria_that_cannot_be_counted_say_what_to_do(criteria: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        domain.ask(p.CountFeasibility(**criteria), call(LEAD), 0)
    assert refused.value.code == code
    assert [problem.field for problem in refused.value.problems] == [field]


def test_an_open_band_of_ages_is_closed_at_its_natural_end() -> None:
    assert domain.ages({"age_from": None, "age_to": None}) is None
    assert domain.ages({"age_from": None, "age_to": 0}) == (0, 0)
    assert domain.ages({"age_from": 65, "age_to": None}) == (65, domain.OLDEST)


def test_each_profile_hides_below_its_own_threshold() -> None:
    found = {profile: domain.threshold(DEFAULTS, profile, NOON.date()) for profile in Profile}
    assert found == {Profile.HOSPITAL: 10, Profile.DARS: 8}


def test_a_count_keeps_the_threshold_with_which_it_was_asked(ground: Make, place: Path) -> None:
    here = ground("provisioning")
    before = asked(here)
    told = {"setting": "provisioning.counts.threshold.hospital", "value": "40", "holds_from": NOON.date(), "number": 1}
    event = SettingChanged(
        subject=before.count_id, at=NOON, by=LEAD.id, proposed_by=LEAD.id, before="10", reason="Safer", **told
    )
    here.do(lambda session, event, call: handlers.set_value(session, event), event)
    assert asked(here).threshold == 10, "the same question within a day"
    assert asked(here, age_from=30).threshold == 40
    assert here.ask(feasibility.read, p.ReadFeasibility(count_id=before.count_id), LEAD, NOON).threshold == 10
