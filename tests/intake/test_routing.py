"""Rules R01 to R25 of domain section 3.3, the novelty screen 3.5, and the routes of the worked applications 10.4."""

from dataclasses import replace

import pytest

from services.contracts.request import Assurance
from services.intake.domain import novelty, routing
from services.intake.domain.routing import RULES, route
from tests import examples

UNIVERSITY, CUSTODIAN = str(examples.id_of("university")), str(examples.id_of("custodian"))
HES = examples.example("hospital")["answers"]["datasets"][0]
OWN = {"organisation": CUSTODIAN, "article6": ["6(1)(e)"], "article9": ["9(2)(h)"], "signatory": "x"}
EVALUATION = {
    "request_type": "service_evaluation", "confidentiality": "direct_care_team", "controllers": [OWN],
}  # fmt: skip


def dataset(name):
    return {"datasets": [{**HES, "dataset": name, "fields": []}]}


# rule, profile, answers under which it holds, the level then
FIRES = [
    ("R01", "hospital", {"kind": "extension", "unchanged": True}, "L1"),
    ("R02", "hospital", {"kind": "amendment", "amendment_kind": "administrative"}, "L0"),
    ("R03", "hospital", {"level": "aggregate_suppressed"}, "L1"),
    ("R04", "hospital", {}, "L3"),
    ("R04", "hospital", {"level": "aggregate_unsuppressed"}, "L3"),
    ("R05", "dars", {"level": "identifiable"}, "L3"),
    ("R07", "dars", dataset("GP_DATA"), "L3"),
    ("R08", "dars", {}, "L3"),
    ("R09", "dars", {"confidentiality": "public_interest"}, "L4"),
    ("R10", "dars", {"confidentiality": "reg3"}, "L3"),
    ("R11", "dars", {}, "L3"),
    ("R12", "hospital", {"commercial_funder": True}, "L4"),
    ("R12", "hospital", {"commercial_gain": True}, "L4"),
    ("R13", "hospital", {"sublicence": True}, "L4"),
    ("R14", "hospital", {"territory": "worldwide"}, "L4"),
    ("R15", "hospital", {"ai": "automated_decisions"}, "L4"),
    ("R16", "hospital", {"special_content": ["free_text"]}, "L3"),
    ("R16", "hospital", dataset("HOSP_IMG"), "L3"),
    ("R17", "hospital", {"sensitive": ["mental_health"]}, "L3"),
    ("R17", "hospital", {"under_16": True}, "L3"),
    ("R17", "dars", dataset("MHSDS"), "L3"),
    ("R18", "hospital", {"cohort_size": 1_000_001}, "L3"),
    ("R19", "hospital", {"contentious": ["first_use", "media_sensitive", "surprise"]}, "L4"),
    ("R21", "hospital", {}, "L3"),
    ("R22", "hospital", {"outside_software": True}, "L3"),
    ("R23", "hospital", {"recontact": "contact"}, "L4"),
    ("R24", "hospital", {"approval": "provisional"}, "L3"),
    ("R25", "dars", {"level": "identifiable"}, "L3"),
]


@pytest.mark.parametrize(("rule", "profile", "answers", "level"), FIRES)
def test_a_rule_fires_and_the_highest_floor_is_the_level(rule, profile, answers, level):
    made = route(examples.draft(profile, **answers))
    assert rule in made.rules
    assert made.level == Assurance(level)
    assert made.committee is (level in ("L3", "L4"))


def test_every_rule_has_a_case_here():
    assert {rule for rule, *_ in FIRES} | {"R06", "R20"} == {rule.id for rule in RULES}
    assert [rule.id for rule in RULES] == list(dict.fromkeys(rule.id for rule in RULES))


def test_a_precedent_takes_the_place_of_the_committee_floor_only_while_it_is_active():
    active = examples.known(precedents=frozenset({"P8"}))
    assert route(examples.draft("hospital", world=active, **EVALUATION)).level == Assurance.L2
    assert route(examples.draft("hospital", **EVALUATION)).level == Assurance.L3


@pytest.mark.parametrize(
    "answers",
    [
        {"special_content": ["free_text"]}, {"commercial_gain": True}, {"under_16": True}, {"access": "extract"},
        {"level": "identifiable"}, {"request_type": "research"}, {"controllers": [{**OWN, "organisation": UNIVERSITY}]},
        dataset("HOSP_OMOP"),
    ],
)  # fmt: skip
def test_the_care_team_precedent_fails_when_one_of_its_tests_does(answers):
    active = examples.known(precedents=frozenset({"P8"}))
    assert "R06" not in route(examples.draft("hospital", world=active, **{**EVALUATION, **answers})).rules


def test_a_party_under_sanction_leads_to_enhanced_review_even_in_an_extension():
    bad = replace(examples.ORGANISATIONS["university"], sanctioned=True)
    world = examples.known(organisations={UNIVERSITY: bad, CUSTODIAN: examples.ORGANISATIONS["custodian"]})
    made = route(examples.draft("hospital", world=world, kind="extension", unchanged=True))
    assert made.level == Assurance.L4
    assert "R01" not in made.rules
    assert "siro-pre-check" in made.gates


def test_an_extension_is_not_asked_again_what_has_not_changed():
    made = route(examples.draft("dars", kind="extension", unchanged=True, opt_out="not_applied_cag_exemption"))
    assert made.level == Assurance.L1
    assert set(made.rules) == {"R01", "R11"}


def test_gp_advice_is_asked_again_even_in_an_extension():
    made = route(examples.draft("dars", kind="extension", unchanged=True, **dataset("GP_DATA")))
    assert made.level == Assurance.L1
    assert "pag" in made.disciplines


def test_adding_a_dataset_flips_an_extension_to_the_committee():
    before = examples.answers("dars")
    same = examples.draft("dars", world=examples.known(previous=before), kind="extension", unchanged=True)
    assert route(same).level == Assurance.L1
    more = [*before["datasets"], {**HES, "dataset": "CANC_REG", "fields": []}]
    changed = examples.draft(
        "dars", world=examples.known(previous=before), kind="extension", unchanged=True, datasets=more
    )
    assert route(changed).level == Assurance.L3


@pytest.mark.parametrize(
    ("profile", "answers", "offices"),
    [
        ("hospital", {}, {"caldicott-guardian"}),
        ("hospital", {"level": "aggregate_suppressed"}, {"caldicott-guardian"}),
        ("dars", {}, {"siro"}),
        ("dars", {"sensitive": ["mental_health"]}, {"siro", "caldicott-guardian"}),
        ("hospital", {"commercial_gain": True}, {"siro", "caldicott-guardian"}),
        ("dars", {"territory": "worldwide"}, {"siro", "caldicott-guardian"}),
    ],
)
def test_who_decides_follows_profile_level_and_rules(profile, answers, offices):
    assert set(route(examples.draft(profile, **answers)).offices) == offices


def test_commercial_ai_imaging_needs_each_kind_of_reviewer():
    made = route(examples.draft("hospital", commercial_gain=True, ai="model_export", **dataset("HOSP_IMG")))
    assert {"ig", "technical", "clinical", "lay", "ethics", "commercial", "ai", "deidentification"} <= set(
        made.disciplines
    )


def test_the_worked_applications_get_their_routes():
    hospital = examples.known(precedents=frozenset({"P8"}))
    breathe = examples.draft("dars")
    triage = examples.draft("hospital", commercial_funder=True, ai="model_export", **dataset("HOSP_IMG"))
    frailty = examples.draft("hospital", world=hospital, **EVALUATION, special_content=["free_text"])
    audit = examples.draft("dars", kind="extension", unchanged=True, opt_out="not_applied_cag_exemption")
    heart = examples.draft(
        "dars", "provisional", confidentiality="consent", opt_out="not_applied_consent", **dataset("GP_DATA")
    )
    levels = [route(draft).level.value for draft in (breathe, triage, frailty, audit, heart)]
    assert levels == ["L3", "L4", "L3", "L1", "L3"]


@pytest.mark.parametrize("sign", [sign.name for sign in novelty.SIGNS if sign.star])
def test_each_star_asks_for_enhanced_review_alone(sign):
    answers = {
        "new technology": {"ai": "model_export"},
        "commercial exclusivity": {"contentious": ["exclusivity"]},
        "re-contact of patients": {"recontact": "contact"},
        "police, immigration, insurance or employers": {"contentious": ["law_enforcement"]},
        "high residual risk": {"dpia_risk": "high"},
        "opt-out not applied without consent": {"opt_out": "not_applied_public_interest"},
    }
    if sign == "overseas controller":
        abroad = replace(examples.ORGANISATIONS["university"], country="FR")
        draft = examples.draft(world=examples.known(organisations={UNIVERSITY: abroad}))
    else:
        draft = examples.draft(**answers[sign])
    assert novelty.score(draft) == (1, True)


def test_two_signs_without_a_star_are_not_yet_novel_and_three_are():
    assert novelty.score(examples.draft(contentious=["first_use", "surprise"])) == (2, False)
    assert novelty.score(examples.draft(contentious=["first_use", "surprise", "group_harm"])) == (3, True)


def test_material_fields_are_questions_of_the_form():
    from services.intake.domain.form import SHIPPED

    assert set(SHIPPED.fields) >= routing.MATERIAL
