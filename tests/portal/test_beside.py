"""What helps beside a section of the form: an estimate for its datasets, a count for its cohort."""

import dataclasses
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gateway.portal import beside
from services.contracts import intake

from .conftest import Browser, Willing
from .test_drafting import DRAFT, HERE

Browse = Callable[..., Browser]
ROW = {"dataset": "HES_APC", "year_from": 2019, "year_to": 2023, "frequency": "annual", "disseminations": 3}


def drafted(**answers: Any) -> intake.ApplicationView:
    return dataclasses.replace(DRAFT, answers={**DRAFT.answers, **answers})


def asked(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def test_the_estimate_asks_for_what_the_answers_say() -> None:
    found = asked(beside.estimate(drafted(datasets=[ROW, {}], start="2026-09-01", end="2028-08-31", access="extract",
                                          cohort_source="applicant_supplied")))  # fmt: skip
    assert found == {
        "profile": ["hospital"], "kind": ["new"], "access": ["extract"], "level": ["pseudonymised"], "months": ["24"],
        "datasets": ["HES_APC"], "periods_each": ["5"], "refreshes_each": ["2"], "users": ["1"], "cohort_files": ["1"],
        "disseminations": ["3"],
    }  # fmt: skip


def test_without_a_dataset_there_is_nothing_to_estimate() -> None:
    assert beside.estimate(drafted()) == beside.estimate(drafted(datasets=[{}])) == beside.estimate(None) == ""


@pytest.mark.parametrize("wrong", ["", None, "soon"])
def test_half_an_answer_is_estimated_all_the_same(wrong: Any) -> None:
    row = {"dataset": "HES_APC", "year_from": wrong, "disseminations": wrong}
    found = asked(beside.estimate(drafted(datasets=[row], start=wrong, end="2028-08-31")))
    assert (found["months"], found["periods_each"], found["disseminations"]) == (["12"], ["1"], ["1"])


def test_the_count_begins_with_the_cohort_of_the_draft() -> None:
    found = asked(beside.count(drafted(cohort_conditions=["I21", "J45"], cohort_age_from=0, cohort_age_to=17)))
    assert found == {"profile": ["hospital"], "conditions": ["I21", "J45"], "age_from": ["0"], "age_to": ["17"]}
    assert beside.count(drafted(cohort_source="applicant_supplied")) == ""


def test_the_section_of_data_offers_the_estimate_and_the_count_begins_filled(bus: Willing, browse: Browse) -> None:
    bus.answers[intake.ReadApplication] = drafted(datasets=[ROW], cohort_conditions=["I21"], cohort_age_from=40)
    assert "data-estimate=\"/charges?" in browse("person").get(f"{HERE}/draft/F").text
    page = browse("person").get(f"{HERE}/draft/G").text
    assert "Count the people who meet these criteria" in page
    form = browse("person").get("/my/feasibility/new?conditions=I21&age_from=40&age_to=x").text
    assert ">I21</textarea>" in form
    assert 'value="40"' in form
