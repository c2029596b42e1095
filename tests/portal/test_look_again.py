"""Answers that were carried over are missing until they are confirmed or changed: where the portal says so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.contracts import intake
from services.contracts.message import Done, Problem

from .conftest import Browser, Willing
from .test_drafting import DRAFT, HERE, KEY

WAITS = Problem(code="G-CARRIED", message="Look again, it was said of the earlier request: Team", field="team")


def test_what_was_carried_over_leads_from_the_missing_list_to_why_and_is_confirmed_there(
    browse: Callable[..., Browser], bus: Willing
) -> None:
    mine = replace(DRAFT, missing=(WAITS,), look_again=("team", "aim"), may=("SaveDraft", "ConfirmAnswers"))
    bus.answers[intake.ReadApplication] = mine
    bus.answers[intake.ReadOrigin] = intake.OriginView(
        application_id=KEY, reference="DAR-2026-00002", title="Asthma", kind="renewal",
        check=(intake.CarriedOver(field="team", label="Team", letter="J", reason="People may have left"),),
    )  # fmt: skip
    given: list[Any] = []
    bus.answers[intake.ConfirmAnswers] = lambda m, _: given.append(m) or Done(subject=KEY)
    browser = browse("person")
    missing = browser.get(f"{HERE}/missing?by=section").text
    assert f'<a href="{HERE}/look-again">Carried over from the earlier request</a>' in missing
    page = browser.get(f"{HERE}/look-again").text
    team, aim = page.split('id="again-team"')[1], page.split('id="again-aim"')[1].split('id="again-team"')[0]
    assert "People may have left" in team
    assert "has come to mean something else since" in aim
    assert "People may have left" not in aim
    assert f'href="{HERE}/look-again"' in browser.get(f"{HERE}/origin").text
    browser.post(f"{HERE}/look-again", keys=["team"])
    assert given[0].keys == ("team",)
