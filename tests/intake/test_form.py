"""The form as data, and the guards that read it (S0-3 to S0-8, S0-14 to S0-16, G-PROFILE to G-DECLARE)."""

from dataclasses import replace
from datetime import date

import pytest

from services.contracts.intake.application import ReadForm
from services.contracts.request import Level, Profile, RequestType
from services.intake.domain import guards
from services.intake.domain.form import ALWAYS, DECLARATIONS, SHIPPED, shape_problems, text_problems
from tests import examples
from tests.examples import form_of as form

BOTH = ("hospital", "dars")
FIELDS, SECTIONS, EVIDENCE = SHIPPED.fields, SHIPPED.sections, SHIPPED.documents


def codes(problems):
    return {(problem.code, problem.field) for problem in problems}


def required(**choices):
    shown = form(ReadForm(**choices))
    return {f.key for s in shown.sections for f in s.fields if f.required}


@pytest.mark.parametrize("profile", BOTH)
@pytest.mark.parametrize("approval", ["full", "provisional"])
def test_the_example_answers_pass_every_guard(profile, approval):
    assert guards.failing(examples.draft(profile, approval)) == ()


def test_the_form_has_sections_a_to_n_and_each_key_once():
    assert [section.letter for section in SECTIONS] == list("ABCDEFGHIJKLMN")
    assert len(FIELDS) == sum(len(section.fields) for section in SECTIONS)


def test_a_question_says_what_form_its_answer_has_with_an_example():
    shown = {f.key: f for s in form(ReadForm()).sections for f in s.fields}
    assert shown["rec_reference"].guidance == "From the letter. A research ethics reference looks like 21/LO/0123."
    assert shown["rec_reference"].example == "21/LO/0123"
    assert shown["locations"].items["postcode"] == {
        "label": "Postcode", "type": "text", "options": (), "required": False,
        "giver": "", "example": "E1 1BB", "guidance": "A UK postcode looks like E1 1BB.",
    }  # fmt: skip


def test_every_question_is_in_the_section_of_its_number():
    assert all(field.id[0] == section.letter for section in SECTIONS for field in section.fields)


def test_request_types_offer_at_least_the_four_of_the_hospital_page():
    named = {"research", "service_evaluation", "clinical_audit", "quality_improvement"}
    assert named <= set(FIELDS["request_type"].options)
    assert set(FIELDS["request_type"].options) == {kind.value for kind in RequestType}


def test_changing_the_request_type_changes_what_is_required():
    research = required(request_type=RequestType.RESEARCH)
    audit = required(request_type=RequestType.CLINICAL_AUDIT)
    assert {"sponsor", "protocol_version"} <= research - audit
    assert {"registration_number", "directorate"} <= audit - research


def test_changing_the_request_type_changes_the_evidence_required():
    def evidence(kind):
        return {item.kind for item in form(ReadForm(request_type=kind)).evidence if item.required}

    assert "SPONSOR_LETTER" in evidence(RequestType.RESEARCH) - evidence(RequestType.SERVICE_EVALUATION)


def test_aggregates_need_no_answers_about_personal_data():
    record, aggregate = required(level=Level.PSEUDONYMISED), required(level=Level.AGGREGATE_SUPPRESSED)
    assert {"dpia_reference", "privacy_notice_url", "reidentification_risk"} <= record - aggregate


def test_a_data_protection_officer_who_judges_otherwise_says_why_and_what_is_asked_follows():
    """domain.md C1: derived from the identifiability; overridden with a note."""
    judged = examples.draft("dars", "full", personal_judged="not_personal", dpia_reference=None)
    assert codes(guards.complete(judged)) == {("G-COMPLETE", "personal_note")}
    assert not codes(guards.complete(examples.draft("dars", "full", personal_judged=None)))
    aggregate = examples.draft("dars", "full", level="aggregate_suppressed", personal_judged="personal", dpia_date=None)
    assert ("G-COMPLETE", "dpia_date") in codes(guards.complete(aggregate))


def test_software_outside_the_environment_is_asked_in_the_hospital_only():
    assert "outside_software" in required(profile=Profile.HOSPITAL) - required(profile=Profile.DARS)


ALWAYS = sorted(f.key for f in FIELDS.values() if f.when is ALWAYS and f.required and not f.planned)


@pytest.mark.parametrize("key", [k for k in ALWAYS if k not in ("request_type", "approval", "kind")])
@pytest.mark.parametrize("approval", ["full", "provisional"])
def test_a_required_answer_left_out_blocks_submission(key, approval):
    assert ("G-COMPLETE", key) in codes(guards.failing(examples.draft("hospital", approval, **{key: None})))


PLANNED = sorted(f.key for f in FIELDS.values() if f.planned)


@pytest.mark.parametrize("key", PLANNED)
def test_what_may_be_planned_needs_a_date_in_a_provisional_request_and_an_answer_in_a_full_one(key):
    profile = "dars"
    full = examples.draft(profile, "full", **{key: None})
    undated = examples.draft(profile, "provisional", planned={})
    dated = examples.draft(profile, "provisional")
    expected = ("G-COMPLETE", key)
    if FIELDS[key].when.holds(dated):
        assert expected in codes(guards.complete(undated))
        assert expected not in codes(guards.complete(dated))
    assert expected in codes(guards.complete(full))


def test_a_planned_date_does_not_relax_a_full_request():
    draft = examples.draft("dars", "full", rec_reference=None, planned={"rec_reference": "2026-12-01"})
    assert ("G-COMPLETE", "rec_reference") in codes(guards.failing(draft))


def test_a_full_request_with_missing_ethics_letter_is_refused_and_a_provisional_one_may_plan_it():
    without = [doc for doc in examples.documents("dars") if doc.kind != "REC_LETTER"]
    assert ("G-EVIDENCE", "REC_LETTER") in codes(guards.evidence(examples.draft("dars", attached=tuple(without))))
    assert guards.evidence(examples.draft("dars", "provisional")) == ()


@pytest.mark.parametrize("kind", ["PROTOCOL", "DATAFLOW", "SPONSOR_LETTER"])
def test_evidence_that_may_not_be_planned_is_needed_in_a_provisional_request_too(kind):
    kept = tuple(doc for doc in examples.documents("hospital", "provisional") if doc.kind != kind)
    assert ("G-EVIDENCE", kind) in codes(guards.evidence(examples.draft("hospital", "provisional", attached=kept)))


def test_evidence_out_of_date_counts_as_missing():
    old = tuple(replace(doc, valid_to=date(2026, 6, 30)) for doc in examples.documents("hospital"))
    found = guards.evidence(examples.draft("hospital", attached=old))
    assert {problem.field for problem in found} == set(examples.example("hospital")["documents"])
    today = tuple(replace(doc, valid_to=date(2026, 7, 1)) for doc in examples.documents("hospital"))
    assert guards.evidence(examples.draft("hospital", attached=today)) == ()


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("CONSENT_FORM", {"confidentiality": "consent"}),
        ("CAG_LETTER", {"confidentiality": "s251_reg5"}),
        ("MODEL_CARD", {"ai": "train_or_test"}),
        ("DATA_SPEC", {"access": "extract"}),
        ("LEGAL_NOTE", {"statutory_regulation": "Medicines for Human Use (Clinical Trials) Regulations 2004"}),
        ("OPT_OUT_EVIDENCE", {"opt_out": "not_applied_cag_exemption"}),
    ],
)
def test_an_answer_brings_its_evidence(kind, answers):
    assert ("G-EVIDENCE", kind) in codes(guards.evidence(examples.draft("hospital", **answers)))
    assert kind in EVIDENCE


def test_sub_licensing_needs_four_documents():
    found = [p for p in guards.evidence(examples.draft("hospital", sublicence=True)) if p.code == "X-SUB"]
    assert len(found) == 4


def test_a_controller_without_current_registration_blocks_a_full_request():
    lapsed = replace(examples.ORGANISATIONS["university"], ico_expiry=date(2026, 6, 30))
    known = {str(one.id): one for one in examples.ORGANISATIONS.values()} | {str(lapsed.id): lapsed}
    found = guards.evidence(examples.draft("hospital", world=examples.known(organisations=known)))
    assert ("G-ICO", "controllers.0.organisation") in codes(found)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"confirmed": False}, "profile.email"),
        ({"cv": False}, "profile.cv"),
        ({"training_expires": None}, "profile.training"),
        ({"training_expires": date(2026, 6, 30)}, "profile.training"),
    ],
)
def test_the_profile_must_be_complete_before_submission(change, field):
    world = examples.known(lead=replace(examples.LEAD, **change))
    assert ("G-PROFILE", field) in codes(guards.failing(examples.draft(world=world)))


def test_training_that_ends_today_still_counts():
    world = examples.known(lead=replace(examples.LEAD, training_expires=examples.TODAY))
    assert guards.profile(examples.draft(world=world)) == ()


@pytest.mark.parametrize("code", sorted(DECLARATIONS))
def test_each_declaration_must_be_ticked(code):
    draft = examples.draft(declared=set(DECLARATIONS) - {code})
    assert codes(guards.failing(draft)) == {("G-DECLARE", code)}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("title", 5), ("under_16", "yes"), ("cohort_size", True), ("start", "next week"), ("level", "secret"),
        ("cohort_identifiers", ["SHOE_SIZE"]), ("datasets", [{"dataset": 5}]), ("team", "everybody"),
        ("team", [{"nickname": "x"}]), ("lead_organisation", "Northbridge"), ("planned", {"DPIA": 5}),
        ("cohort_submitter", "somebody@gmail.com"),
    ],
)  # fmt: skip
def test_an_answer_of_the_wrong_shape_is_not_kept(key, value):
    assert list(shape_problems(FIELDS[key], value))


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_an_empty_answer_is_always_kept(value):
    assert all(not list(shape_problems(field, value)) for field in FIELDS.values())


def test_an_nhs_number_in_free_text_is_found_wherever_it_is_and_never_repeated():
    text = "for example patient 943 476 5919"
    answers = {"aim": text, "team": [{"orcid": text}], "planned": {"x": text}, "questions": ["fine", text]}
    found = list(text_problems(answers))
    assert {problem.field for problem in found} == {"aim", "team.0.orcid", "planned.x", "questions.1"}
    assert not any("943" in problem.message for problem in found)
