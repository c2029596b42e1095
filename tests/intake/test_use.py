"""Conditions of use of the datasets (GA4GH DUO) and the use that a request declares."""

from typing import Any

import pytest

from services.contracts.intake import application as say
from services.contracts.intake.application import MatchResult
from services.contracts.message import NotFound, NotPermitted, Role
from services.intake.domain import use
from services.intake.domain.draft import Draft
from services.intake.domain.rules import blocking
from services.intake.views.catalogue import DATASETS
from services.intake.views.use import matched
from tests import examples
from tests.intake.test_application_handlers import ALL, LEAD, OFFICER, World
from tests.support import actor

YES, NO, CHECK, OPEN = (
    MatchResult.COMPATIBLE, MatchResult.NOT_COMPATIBLE, MatchResult.CHECK, MatchResult.NOT_DECLARED,
)  # fmt: skip
ASTHMA, COPD = "MONDO:0004979", "MONDO:0005002"
COMPANY = [{"organisation": str(examples.id_of("company"))}]
NOTHING: dict[str, Any] = {"commercial_funder": False, "commercial_gain": False}

# condition, its parameter, answers, and what is said of them
MATCHES = [
    ("DUO:0000004", "", {}, YES),
    ("DUO:0000042", "", {"request_type": "research"}, YES),
    ("DUO:0000042", "", {"request_type": "clinical_audit"}, CHECK),
    ("DUO:0000042", "", {"request_type": None}, OPEN),
    ("DUO:0000006", "", {}, YES),
    ("DUO:0000006", "", {"use_kinds": ["ancestry"]}, NO),
    ("DUO:0000007", ASTHMA, {"diseases": [ASTHMA]}, YES),
    ("DUO:0000007", ASTHMA, {"diseases": [ASTHMA, COPD]}, CHECK),
    ("DUO:0000007", ASTHMA, {"diseases": None}, OPEN),
    ("DUO:0000011", "", {}, NO),
    ("DUO:0000011", "", {"use_kinds": ["ancestry"]}, YES),
    ("DUO:0000012", "cohort studies", {}, CHECK),
    ("DUO:0000015", "", {"ai": "none"}, YES),
    ("DUO:0000015", "", {"ai": "train_or_test"}, CHECK),
    ("DUO:0000015", "", {"use_kinds": ["methods"]}, NO),
    ("DUO:0000016", "", {}, NO),
    ("DUO:0000016", "", {"use_kinds": ["genetics"]}, YES),
    ("DUO:0000018", "", NOTHING, YES),
    ("DUO:0000018", "", {**NOTHING, "commercial_gain": True}, NO),
    ("DUO:0000018", "", {"commercial_funder": None}, OPEN),
    ("DUO:0000019", "", {"dissemination": "In a journal"}, YES),
    ("DUO:0000019", "", {"dissemination": ""}, OPEN),
    ("DUO:0000020", "a consultant", {}, CHECK),
    ("DUO:0000021", "", {"rec_reference": "21/LO/0123"}, YES),
    ("DUO:0000021", "", {"rec_reference": None, "rec_required": False}, CHECK),
    ("DUO:0000021", "", {"rec_reference": None, "rec_required": True}, OPEN),
    ("DUO:0000022", "United Kingdom", {"territory": "england_wales"}, YES),
    ("DUO:0000022", "United Kingdom", {"territory": "uk_eea"}, NO),
    ("DUO:0000022", "United Kingdom", {"territory": None}, OPEN),
    ("DUO:0000022", "The county", {"territory": "uk"}, CHECK),
    ("DUO:0000024", "2027-01-01", {"outputs": [{"type": "paper", "date": "2027-01-01"}]}, YES),
    ("DUO:0000024", "2027-01-01", {"outputs": [{"date": "2028-01-01"}, {"date": "2026-12-31"}]}, NO),
    ("DUO:0000024", "2027-01-01", {"outputs": [{"type": "paper"}]}, OPEN),
    ("DUO:0000025", "12", {"start": "2026-09-01", "end": "2027-08-31"}, YES),
    ("DUO:0000025", "12", {"start": "2026-09-01", "end": "2027-09-30"}, NO),
    ("DUO:0000025", "12", {"start": None}, OPEN),
    ("DUO:0000026", "two people", {}, CHECK),
    ("DUO:0000027", "the project", {}, CHECK),
    ("DUO:0000028", "the trust", {}, CHECK),
    ("DUO:0000029", "", {}, CHECK),
    ("DUO:0000043", "", {}, YES),
    ("DUO:0000044", "", {}, YES),
    ("DUO:0000044", "", {"use_kinds": ["ancestry"]}, NO),
    ("DUO:0000045", "", {}, YES),
    ("DUO:0000045", "", {"controllers": COMPANY}, NO),
    ("DUO:0000045", "", {"lead_organisation": None, "controllers": [], "processors": []}, CHECK),
    ("DUO:0000046", "", NOTHING, YES),
    ("DUO:0000046", "", {"commercial_funder": True}, NO),
    ("DUO:0000046", "", {"commercial_gain": None}, OPEN),
]


def drafted(**answers: Any) -> Draft:
    companies = {"company": examples.ORGANISATIONS["university"].__class__(
        id=examples.id_of("company"), name="A company", kind="commercial")}  # fmt: skip
    known = {str(one.id): one for one in (*examples.ORGANISATIONS.values(), *companies.values())}
    return examples.draft("hospital", world=examples.known(organisations=known), **answers)


@pytest.mark.parametrize(("code", "parameter", "answers", "result"), MATCHES)
def test_a_condition_is_met_or_not_or_a_person_looks(
    code: str, parameter: str, answers: dict[str, Any], result: MatchResult
) -> None:
    found, reason, field = use.match(drafted(**answers), code, parameter)
    assert (found, bool(reason)) == (result, True)
    assert field or code in ("DUO:0000004", "DUO:0000043")


def test_every_term_has_a_rule_and_a_case_here() -> None:
    assert set(use.RULES) == set(use.TERMS) == {code for code, *_ in MATCHES}


def test_every_condition_of_the_catalogue_is_a_term_with_the_parameter_that_it_needs() -> None:
    for dataset in DATASETS.values():
        assert dataset.use_conditions, dataset.dataset
        for one in dataset.use_conditions:
            assert bool(one.parameter) == bool(use.TERMS[one.code].parameter), f"{dataset.dataset} {one.code}"


def test_the_answers_declare_their_use_in_terms_that_machines_read() -> None:
    said = {term.code: term.parameter for term in use.declared(drafted(**NOTHING, rec_reference="21/LO/0123"))}
    assert {"DUO:0000006", "DUO:0000019", "DUO:0000021", "DUO:0000022", "DUO:0000025", "DUO:0000046"} == set(said)
    assert said["DUO:0000021"] == "21/LO/0123"
    special = use.declared(drafted(diseases=[ASTHMA, COPD], use_kinds=["genetics"], commercial_gain=True))
    assert [term.parameter for term in special if term.code == "DUO:0000007"] == [ASTHMA, COPD]
    assert "DUO:0000016" in {term.code for term in special}
    assert {"DUO:0000006", "DUO:0000046"}.isdisjoint(term.code for term in special)
    assert "DUO:0000011" in {term.code for term in use.declared(drafted(use_kinds=["ancestry"]))}


def test_a_disease_is_named_by_its_identifier() -> None:
    wrong = blocking(drafted(diseases=[ASTHMA, "asthma"]))
    assert [(one.code, one.field) for one in wrong] == [("V-FORMAT", "diseases.1")]


@pytest.fixture
def world(lite: Any) -> World:
    return World(lite("intake")).start().fill()


def asked(world: World, by: Any, **version: int) -> say.UseMatchView:
    return world.ground.ask(matched, say.MatchUse(application_id=world.id, **version), by)


def test_the_lead_sees_the_draft_matched_and_staff_the_last_version(world: World) -> None:
    assert asked(world, LEAD).version == 0
    world.give(say.SubmitApplication, declarations=ALL)
    shown = asked(world, OFFICER)
    assert (shown.version, {row.dataset for row in shown.rows}) == (1, {"HES_APC", "HOSP_PATH"})
    assert {row.result for row in shown.rows} == {YES}
    assert asked(world, LEAD).rows == shown.rows
    assert asked(world, LEAD, version=1).declared == shown.declared
    with pytest.raises(NotFound):
        asked(world, OFFICER, version=2)
    with pytest.raises(NotFound):
        asked(world, OFFICER, version=0)
    with pytest.raises((NotFound, NotPermitted)):
        asked(world, actor(Role.OPERATOR))
