"""The fields of a dataset are ticked from the catalogue, with a reason where one is needed, and stay with their row."""

import dataclasses
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.settings import ROOT
from services.contracts import intake
from services.contracts.message import Conflict, Done, Malformed, Problem
from services.intake.views.catalogue import DATASETS

from .conftest import Browser, Willing
from .test_drafting import DRAFT, HERE, KEY
from .test_pages import LARGEST, VALIDATOR

Browse = Callable[..., Browser]
HES = {"dataset": "HES_APC", "year_from": 2020, "year_to": 2024, "frequency": "one-off", "reason": "Outcome",
       "fields": ["SEX", "ETHNOS"], "field_reasons": {"ETHNOS": "Outcomes are compared between groups."}}
DEATHS = {"dataset": "CIV_DEATH", "year_from": 2020}
FIELDS = f"{HERE}/draft/datasets/1/HES_APC"
FORM = f"{HERE}/draft/F"
ASKED = ("datasets", "access", "lay_summary")


@pytest.fixture(autouse=True)
def saved(bus: Willing) -> list[intake.SaveDraft]:
    """The drafts that were saved, of a request for two datasets."""
    kept: list[intake.SaveDraft] = []
    mine = dataclasses.replace(DRAFT, answers={"datasets": [HES, DEATHS]}, asked=ASKED, required=("datasets",))
    bus.answers |= {
        intake.ReadApplication: mine,
        intake.ReadDataset: lambda message, _: DATASETS[message.dataset],
        intake.SaveDraft: lambda message, _: kept.append(message) or Done(subject=KEY, version=8),
    }
    return kept


def reason_of(name: str, dataset: str = "HES_APC") -> str:
    """The question of why a field is needed."""
    return f"reason-{[one.name for one in DATASETS[dataset].fields].index(name)}"


def held(page: str, name: str) -> list[str]:
    """What is ticked of a question."""
    boxes = re.findall(r"<input[^>]*>", page)
    return [re.search('value="([^"]*)"', box)[1] for box in boxes if f'name="{name}"' in box and " checked" in box]  # type: ignore[index]


def typed_of(page: str, number: int = 0) -> dict[str, str]:
    """What the page of the datasets carries of one row besides what is typed there."""
    found = re.findall(r'<input type="hidden" name="(datasets\.\d\.\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name.startswith(f"datasets.{number}.")}


def test_the_fields_of_the_catalogue_are_offered_by_class_with_how_they_are_given(browse: Browse) -> None:
    page = browse("person").get(FIELDS).text
    assert [held(page, name) for name in ("ordinary", "sensitive")] == [["SEX"], ["ETHNOS"]]
    for words in ("Sensitive fields", "Ordinary fields", "Dates shifted", "Only with a reason", "version 2026.1"):
        assert words in page
    assert "Outcomes are compared between groups." in page
    every = {one.name for one in DATASETS["HES_APC"].fields if one.treatment != "drop"}
    assert set(re.findall(r'type="checkbox" value="([^"]*)"', page)) >= every
    never = {one.name for one in DATASETS["HES_APC"].fields if one.treatment == "drop"}
    assert never
    assert not [name for name in never if f'value="{name}"' in page], "what is never given is not to be ticked"


def test_numbered_fields_can_be_ticked_at_once_and_are_saved_one_by_one(
    browse: Browse, saved: list[intake.SaveDraft]
) -> None:
    page = browse("person").get(FIELDS).text
    assert "DIAG_01 to DIAG_20" in page
    assert page.index('value="DIAG_01..20"') < page.index('value="DIAG_01"')
    answer = browse("person").post(FIELDS, ordinary=["SEX", "DIAG_01..20", "DIAG_03"])
    assert answer.status_code == 303, answer.text
    (row, _) = saved[0].answers["datasets"]
    assert sorted(row["fields"]) == ["DIAG_01", *(f"DIAG_{number:02}" for number in range(2, 21)), "SEX"]


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_dataset_of_the_catalogue_makes_a_page_that_is_valid_and_not_too_large(
    browse: Browse, bus: Willing, dataset: str, tmp_path: Path
) -> None:
    rows = {"datasets": [{"dataset": dataset}]}
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, answers=rows, asked=ASKED)
    page = browse("person").get(f"{HERE}/draft/datasets/1/{dataset}").text
    assert len(page.encode()) < LARGEST
    for one in DATASETS[dataset].fields:
        assert one.name in page
    if dataset in ("HES_APC", "HOSP_OMOP"):
        (tmp_path / "page.html").write_text(page)
        config = Path(__file__).parent / "html-validate.json"
        command = [str(VALIDATOR), "--config", str(config), "--formatter", "json", str(tmp_path / "page.html")]
        said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout
        assert [one["messages"] for one in json.loads(said)] in ([], [[]])


def test_what_is_ticked_is_saved_with_its_row_and_nothing_else_of_the_request_is_touched(
    browse: Browse, saved: list[Any]
) -> None:
    why = "To adjust for deprivation, by tenths only."
    sent = {"ordinary": ["SEX", "DIAG_01"], "quasi": "STARTAGE", "expected_version": "7", reason_of("ETHNOS"): why}
    answer = browse("person").post(FIELDS, **sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, FORM)
    (command,) = saved
    first, second = command.answers["datasets"]
    assert set(command.answers) == {"datasets"}
    order = [one.name for one in DATASETS["HES_APC"].fields if one.name in ("SEX", "DIAG_01", "STARTAGE")]
    without_reasons = {key: value for key, value in HES.items() if key != "field_reasons"}
    assert first == {**without_reasons, "fields": order}, "a reason for what is not asked for is none"
    assert (second, command.expected_version) == (DEATHS, 7)


def test_a_sensitive_field_demands_its_reason_there_and_nothing_typed_is_lost(
    browse: Browse, saved: list[Any]
) -> None:
    sent = {"sensitive": "ETHNOS", "ordinary": "SEX", reason_of("ETHNOS"): "too short"}
    answer = browse("person").post(FIELDS, **sent)
    assert answer.status_code == 422
    assert "ETHNOS: say why it is needed, in 30 characters or more" in answer.text
    assert f'href="#{reason_of("ETHNOS")}"' in answer.text
    assert ([*held(answer.text, "sensitive"), *held(answer.text, "ordinary")], saved) == (["ETHNOS", "SEX"], [])
    assert "too short" in answer.text


def test_what_the_catalogue_does_not_have_is_for_its_owner_to_refuse(browse: Browse, bus: Willing) -> None:
    told = Problem(code="X-DATA2", message="Not in the catalogue of HES_APC: SHOE_SIZE", field="datasets.0.fields")
    refused = Malformed("Some answers cannot be kept", problems=(told,))
    asked: list[Any] = []

    def refuse(message: Any, _: Any) -> Any:
        asked.append(message)
        raise refused

    bus.answers[intake.SaveDraft] = refuse
    answer = browse("person").post(FIELDS, ordinary="SHOE_SIZE")
    assert asked[0].answers["datasets"][0]["fields"] == ["SHOE_SIZE"]
    assert (answer.status_code, "Not in the catalogue of HES_APC: SHOE_SIZE" in answer.text) == (422, True)


def test_a_row_that_is_not_there_or_of_another_dataset_has_no_page(browse: Browse) -> None:
    for where in ("1/CIV_DEATH", "3/HES_APC", "0/HES_APC"):
        assert browse("person").get(f"{HERE}/draft/datasets/{where}").status_code == 404


def test_somebody_else_saved_the_section_meanwhile(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.SaveDraft] = Conflict("Somebody was first")
    answer = browse("person").post(FIELDS, ordinary="SEX", expected_version="6")
    assert answer.status_code == 409
    assert held(answer.text, "ordinary") == ["SEX"]


def test_in_the_section_the_fields_are_shown_carried_and_led_to(browse: Browse, saved: list[Any]) -> None:
    page = browse("person").get(FORM).text
    assert "SEX, ETHNOS" in page
    assert f'<a href="{FIELDS}">Change the fields of HES_APC' in page
    assert 'Choose the fields of CIV_DEATH' in page
    assert '<textarea' not in page.split("datasets.0.fields", 1)[1].split("datasets.0.frequency")[0]
    carried = typed_of(page)
    browse("person").post(FORM, **carried, **{"datasets.0.dataset": "HES_APC", "datasets.0.year_from": "2021"})
    (row,) = saved[0].answers["datasets"]
    assert row == {"dataset": "HES_APC", "year_from": 2021, "fields": HES["fields"],
                   "field_reasons": HES["field_reasons"]}


def test_the_fields_of_one_dataset_do_not_stay_when_another_is_chosen_or_none(
    browse: Browse, saved: list[Any]
) -> None:
    carried = typed_of(browse("person").get(FORM).text)
    browse("person").post(FORM, **carried, **{"datasets.0.dataset": "MHSDS", "datasets.0.year_from": "2021"})
    browse("person").post(FORM, **carried, **{"datasets.0.dataset": ""})
    assert [one.answers["datasets"] for one in saved] == [[{"dataset": "MHSDS", "year_from": 2021}], None]


def test_after_the_section_comes_the_dataset_of_which_no_field_is_chosen(browse: Browse, bus: Willing) -> None:
    carried = typed_of(browse("person").get(FORM).text)
    row = {"datasets.0.dataset": "HES_APC"}
    answer = browse("person").post(FORM, **carried, **row, go="next")
    assert answer.headers["Location"] == f"{HERE}/draft/datasets/2/CIV_DEATH"
    mine = dataclasses.replace(bus.answers[intake.ReadApplication], answers={"datasets": [HES]})
    bus.answers[intake.ReadApplication] = mine
    assert browse("person").post(FORM, **carried, **row, go="next").headers["Location"] == f"{HERE}/draft/G"


def test_numbered_fields_saved_as_one_line_are_all_ticked(browse: Browse, bus: Willing) -> None:
    rows = {"datasets": [{"dataset": "HES_APC", "fields": ["DIAG_01..20"]}]}
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, answers=rows, asked=ASKED)
    ticked = held(browse("person").get(FIELDS).text, "ordinary")
    assert ticked == [f"DIAG_{number:02d}" for number in range(1, 21)]


def test_what_is_missing_of_the_fields_leads_to_their_page_and_is_asked_for_once(
    browse: Browse, bus: Willing
) -> None:
    wants = tuple(
        Problem(code=code, message=words, field=field) for code, words, field in (
            ("G-COMPLETE", "Datasets, number 2: give fields", "datasets.1.fields"),
            ("X-DATA2", "Choose some", "datasets.1.fields"), ("X-DATA1", "ETHNOS: say why", "datasets.0.field_reasons"),
            ("X-DATA2", "The data begin in 1998", "datasets.1.year_from"),
        )
    )  # fmt: skip
    bus.answers[intake.ReadApplication] = dataclasses.replace(bus.answers[intake.ReadApplication], missing=wants)
    page = browse("person").get(f"{HERE}/missing").text
    assert f'<a href="{HERE}/draft/datasets/2/CIV_DEATH">Datasets, number 2: give fields</a>' in page
    assert f'<a href="{FIELDS}">ETHNOS: say why</a>' in page
    assert f'<a href="{FORM}#datasets-1-year_from">' in page
    assert "Choose some" not in page
    by_section = browse("person").get(f"{HERE}/draft").text
    assert f'<a href="{FORM}">' in by_section.split('id="missing"', 1)[1]
