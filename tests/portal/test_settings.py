"""Proposing and approving a setting: the questions are as the setting is, and who may is what the answer says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.contracts import intake
from services.contracts.message import Done
from services.contracts.settings import Kind
from tests.contracts.examples import ID, example

from .conftest import Willing

KEY = "review.quorum.members.dars"
ONE = f"/staff/settings/{KEY}"
ROW: intake.SettingRow = replace(example(intake.SettingRow), setting=KEY, title="Members besides the chair")
NUMBER: intake.SettingView = replace(
    example(intake.SettingView), row=ROW, kind=Kind.NUMBER, least=2, most=30, unit="members", may=("ProposeSetting",)
)
CHOICE = replace(NUMBER, kind=Kind.CHOICE, choices={"yes": "Yes, always", "no": "No"})


@pytest.fixture
def given(bus: Willing) -> list[Any]:
    kept: list[Any] = []
    bus.answers[intake.ReadSetting] = NUMBER
    for command in (intake.ProposeSetting, intake.ApproveSetting, intake.WithdrawSetting):
        bus.answers[command] = lambda m, _: kept.append(m) or Done(subject=ID)
    return kept


def test_a_number_is_asked_for_with_its_range_and_a_choice_in_words(browse: Any, bus: Willing, given: Any) -> None:
    page = browse("administrator").get(f"{ONE}/propose").text
    assert "A whole number from 2 to 30: members." in page
    assert 'type="radio"' not in page
    bus.answers[intake.ReadSetting] = CHOICE
    page = browse("administrator").get(f"{ONE}/propose").text
    assert page.count('type="radio"') == 2
    assert "Yes, always" in page


def test_a_proposal_is_sent_as_it_was_typed(browse: Any, given: list[Any]) -> None:
    typed = {
        "value": "7", "holds_from.day": "1", "holds_from.month": "9", "holds_from.year": "2026",
        "reason": "The committee has grown",
    }  # fmt: skip
    answer = browse("administrator").post(f"{ONE}/propose", **typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, ONE)
    (command,) = given
    assert (command.setting, command.value, command.holds_from) == (KEY, "7", date(2026, 9, 1))


def test_a_second_administrator_approves_on_the_page_of_the_setting(browse: Any, bus: Willing, given: Any) -> None:
    proposal = replace(example(intake.SettingProposal), proposal_id=ID, may=("ApproveSetting", "WithdrawSetting"))
    bus.answers[intake.ReadSetting] = replace(NUMBER, row=replace(ROW, proposal=proposal), may=proposal.may)
    page = browse("administrator").get(ONE).text
    assert f'href="{ONE}/proposals/{ID}/approve"' in page
    assert f"{ONE}/propose" not in page
    assert browse("administrator").post(f"{ONE}/proposals/{ID}/approve", note="").status_code == 303
    assert (given[0].setting, given[0].proposal_id) == (KEY, ID)


def test_whoever_proposed_it_is_not_offered_to_approve_it(browse: Any, bus: Willing, given: Any) -> None:
    proposal = replace(example(intake.SettingProposal), proposal_id=ID, may=("WithdrawSetting",))
    bus.answers[intake.ReadSetting] = replace(NUMBER, row=replace(ROW, proposal=proposal), may=proposal.may)
    assert "/approve" not in browse("administrator").get(ONE).text
    assert browse("administrator").get(f"{ONE}/proposals/{ID}/approve").status_code == 403
