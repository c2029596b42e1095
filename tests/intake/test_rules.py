"""Each cross-field rule of domain section 2.5: it holds back what it should, says where, and lets the example pass."""

from dataclasses import replace
from datetime import date

import pytest

from services.intake.domain import rules
from services.intake.domain.draft import years_after
from services.intake.domain.rules import RULES, Severity
from tests import examples


def ids(*names):
    return [str(examples.id_of(name)) for name in names]


UNIVERSITY, CUSTODIAN, PARTNER = ids("university", "custodian", "partner")
LEAD, ANALYST, SIGNATORY, CLINICIAN = ids("lead", "analyst", "signatory", "clinician")
SOLE = {"organisation": UNIVERSITY, "article6": ["6(1)(e)"], "article9": ["9(2)(j)"], "signatory": SIGNATORY}
HES = examples.example("hospital")["answers"]["datasets"][0]

# rule, profile, the answers that break it, where it points
BROKEN = [
    ("X-ELIG", "hospital", {"not_for_marketing": False}, "not_for_marketing"),
    ("X-ELIG-TEXT", "hospital", {"aim": "To refine insurance pricing."}, "aim"),
    ("X-LEGAL1", "hospital", {"controllers": [{**SOLE, "article6": []}]}, "controllers.0.article6"),
    ("X-LEGAL1", "hospital", {"controllers": [SOLE, {**SOLE, "article9": []}]}, "controllers.1.article9"),
    ("X-LEGAL2", "hospital", {"controllers": [{**SOLE, "article6": ["6(1)(f)"]}]}, "controllers.0.article6"),
    ("X-DPO1", "dars", {"level": "identifiable", "personal_judged": "not_personal"}, "personal_judged"),
    ("X-DPO2", "hospital", {"personal_judged": "personal", "personal_note": "J. Marsh"}, "personal_judged"),
    ("X-LEGAL3", "hospital", {"request_type": "clinical_audit"}, "request_type"),
    ("X-LEGAL3", "hospital", {"controllers": [{**SOLE, "article9": ["9(2)(h)"]}]}, "request_type"),
    ("X-LEGAL4", "hospital", {"level": "identifiable"}, "confidentiality"),
    ("X-LEGAL5", "dars", {"cag_status": "pending"}, "cag_status"),
    ("X-LEGAL5", "dars", {"cag_reference": None}, "cag_reference"),
    ("X-LEGAL5", "dars", {"rec_date": None}, "rec_reference"),
    ("X-LEGAL5", "dars", {"cag_end": "2027-01-01"}, "end"),
    ("X-LEGAL6", "hospital", {"confidentiality": "consent", "consent_reviewed": True}, "consents"),
    ("X-LEGAL6", "hospital", {"confidentiality": "consent", "consents": [{"version": "1"}]}, "consent_reviewed"),
    ("X-LEGAL7", "hospital", {"schedule1": ["part2"]}, "schedule1"),
    ("X-LEGAL7", "hospital", {"controllers": [{**SOLE, "article9": ["9(2)(h)"]}]}, "schedule1"),
    ("X-LEGAL8", "hospital", {"confidentiality": "public_interest"}, "confidentiality_detail"),
    ("X-LEGAL8", "hospital", {"confidentiality": "court_order"}, "confidentiality_detail"),
    ("X-LEGAL9", "hospital", {"confidentiality": "direct_care_team", "level": "identifiable"}, "level"),
    ("X-CONTACT", "hospital", {"recontact": "contact"}, "recontact"),
    ("X-CONTACT", "hospital", {"recontact": "reidentify", "confidentiality": "reg3"}, "recontact"),
    ("X-DPIA", "hospital", {"dpia_date": "2025-06-30"}, "dpia_date"),
    ("X-DPIA", "hospital", {"dpia_risk": "high"}, "dpia_risk"),
    ("X-PUB", "hospital", {"privacy_notice_checked": "2025-06-30"}, "privacy_notice_checked"),
    ("X-PUB", "hospital", {"privacy_notice_checked": "2026-07-02"}, "privacy_notice_checked"),
    ("X-TERR", "hospital", {"locations": [{"organisation": CUSTODIAN, "country": "FR"}]}, "locations.0.country"),
    ("X-TERR", "hospital", {"team": [{"person": LEAD, "organisation": UNIVERSITY, "country": "us"}]},
     "team.0.country"),
    ("X-OPT1", "dars", {"opt_out": "not_applied_cag_exemption"}, "opt_out"),
    ("X-OPT1", "dars", {"opt_out": "not_applied_not_CPI"}, "opt_out"),
    ("X-OPT2", "hospital", {"opt_out": "not_applied_consent"}, "opt_out"),
    ("X-OPT2", "hospital", {"opt_out": "not_applied_reg3"}, "opt_out"),
    ("X-OPT2", "hospital", {"opt_out": "not_applied_law"}, "opt_out"),
    ("X-OPT2", "hospital", {"opt_out": "not_applied_public_interest"}, "opt_out"),
    ("X-OPT2", "dars", {"opt_out": "not_applied_not_CPI"}, "opt_out"),
    ("X-OPT3", "hospital", {"opt_out": "mixed"}, "opt_out_flows"),
    ("X-SEC2", "hospital", {"removable_media": True}, "removable_media"),
    ("X-DATE1", "hospital", {"start": "2027-07-02"}, "start"),
    ("X-DATE1", "hospital", {"end": "2026-07-31"}, "end"),
    ("X-DATE1", "hospital", {"start": "2026-08-01", "end": "2029-08-02"}, "end"),
    ("X-DATE1", "hospital", {"start": "2026-08-01", "end": "2027-08-02", "commercial_gain": True}, "end"),
    ("X-DATE1", "hospital", {"start": "2026-08-01", "end": "2027-08-02", "sublicence": True}, "end"),
    ("X-DATE2", "hospital", {"funding_end": "2027-01-01"}, "end"),
    ("X-DATA1", "hospital", {"datasets": [{**HES, "field_reasons": {"ETHNOS": "because"}}]},
     "datasets.0.field_reasons"),
    ("X-DATA2", "hospital", {"datasets": [{**HES, "dataset": "MADE_UP"}]}, "datasets.0.dataset"),
    ("X-DATA2", "hospital", {"datasets": [{**HES, "fields": ["SHOE_SIZE"]}]}, "datasets.0.fields"),
    ("X-DATA2", "hospital", {"datasets": [{**HES, "year_from": 1996}]}, "datasets.0.year_from"),
    ("X-DATA2", "hospital", {"datasets": [{**HES, "year_to": 2020}]}, "datasets.0.year_to"),
    ("X-DATA2", "hospital", {"datasets": [{**HES, "year_to": 2040}]}, "datasets.0.year_to"),
    ("X-DATA6", "hospital", {"datasets": [{**HES, "frequency": "monthly"}]}, "datasets.0.disseminations"),
    ("X-DATA6", "dars", {"datasets": [{**HES, "frequency": "ad hoc", "disseminations": 0}]},
     "datasets.0.disseminations"),
    ("X-DATA6", "hospital", {"datasets": [{**HES, "frequency": "one-off", "disseminations": 2}]},
     "datasets.0.disseminations"),
    ("X-DATA7", "dars", {"access": "query_service", "datasets": [{**HES, "dataset": "CIV_DEATH", "fields": []}]},
     "access"),
    ("X-HELD", "hospital", {"datasets": [{**HES, "dataset": "MHSDS"}]}, "datasets.0.dataset"),
    ("X-HELD", "hospital", {"datasets": [{**HES, "fields": ["FYEAR", "SUSHRG"]}]}, "datasets.0.fields"),
    ("X-DATA3", "hospital", {"level": "aggregate_suppressed", "datasets": [{**HES, "fields": ["DOB"]}]},
     "datasets.0.fields"),
    ("X-DATA4", "hospital", {"under_16": True, "under_16_reason": "growth"}, "under_16_reason"),
    ("X-COH1", "dars", {"cohort_identifiers": ["NHS_NO", "DOB"]}, "cohort_identifiers"),
    ("X-COH1", "dars", {"cohort_identifiers": ["UNIQUE_REFERENCE", "NHS_NO"]}, "cohort_identifiers"),
    ("X-COH3", "hospital", {"cohort_age_from": None, "cohort_age_to": None, "cohort_conditions": []},
     "cohort_conditions"),
    ("X-COH2", "hospital", {"rare_disease": True, "cohort_size": 99}, "disclosure_note"),
    ("X-PPL1", "hospital", {"team": [{"person": ANALYST, "organisation": PARTNER}]}, "team.0.organisation"),
    ("X-PPL2", "hospital", {"team": [{"person": ANALYST, "organisation": UNIVERSITY}]}, "team"),
    ("X-SIGN", "hospital", {"controllers": [{**SOLE, "signatory": None}]}, "controllers.0.signatory"),
    ("X-SIGN", "hospital", {"controllers": [{**SOLE, "signatory": CLINICIAN}]}, "controllers.0.signatory"),
    ("X-SIGN", "hospital", {"controllers": [{**SOLE, "signatory": LEAD}]}, "controllers.0.signatory"),
    ("X-SIGN", "hospital", {"controllers": [{**SOLE, "signatory": ANALYST}]}, "controllers.0.signatory"),
    ("X-EXT", "hospital", {"kind": "extension", "unchanged": False}, "kind"),
    ("V-REF", "hospital", {"local_collaborator": "nobody@eastmere.example"}, "local_collaborator"),
    ("V-REF", "hospital", {"sponsor": str(examples.id_of("unknown"))}, "sponsor"),
    ("V-FORMAT", "hospital", {"rec_reference": "21/LO/123"}, "rec_reference"),
    ("V-FORMAT", "hospital", {"title": "Too short"}, "title"),
    ("V-FORMAT", "hospital", {"staff_trained": 101}, "staff_trained"),
    ("V-FORMAT", "hospital", {"cohort_size": -1}, "cohort_size"),
    ("V-CODE", "hospital", {"rec_reference": "21/XX/0123"}, "rec_reference"),
    ("V-CODE", "hospital", {"rec_reference": "08/H0703/112"}, "rec_reference"),
    ("V-PLAIN", "hospital", {"lay_summary": "people with diabetes go home from hospital and come back and " * 8},
     "lay_summary"),
    ("V-PLAIN", "hospital", {"lay_summary": "Retrospective multivariable regression estimates heterogeneity."},
     "lay_summary"),
    ("V-FORMAT", "hospital", {"lay_summary": "x" * 3001}, "lay_summary"),
    ("V-FORMAT", "hospital", {"locations": [{"organisation": CUSTODIAN, "postcode": "QQ1 1AA"}]},
     "locations.0.postcode"),
]  # fmt: skip


def found(code, draft):
    return [problem.field for problem in RULES[code][1](draft)]


@pytest.mark.parametrize(("code", "profile", "answers", "where"), BROKEN)
def test_a_broken_rule_says_where_to_look(code, profile, answers, where):
    assert where in found(code, examples.draft(profile, **answers))


@pytest.mark.parametrize("code", RULES)
@pytest.mark.parametrize("profile", ["hospital", "dars"])
def test_the_example_breaks_no_rule(code, profile):
    assert found(code, examples.draft(profile)) == []


def test_every_rule_has_a_case_here():
    apart = {"X-SEC1", "X-RENEW", "X-DATE2-DSFC"}  # which need another world: below, and in test_elsewhere.py
    assert {code for code, *_ in BROKEN} | apart == set(RULES)


@pytest.mark.parametrize("kind", ["renewal", "extension"])
def test_what_is_owed_for_the_agreement_before_stops_a_renewal_and_nothing_else(kind):
    owes = examples.known(overdue=frozenset({"action", "certificate", "invoice"}))
    again = {"kind": kind, "previous_reference": "DSA-2026-00042-v1.0", "yielded_benefits": "Two papers"}
    assert found("X-RENEW", examples.draft(world=owes, **again)) == ["previous_reference"] * 3
    assert RULES["X-RENEW"][0] is Severity.BLOCK
    assert found("X-RENEW", examples.draft(**again)) == []
    assert found("X-RENEW", examples.draft(world=owes)) == []


def test_an_end_after_the_framework_contract_is_said_and_stops_nothing():
    ends = replace(examples.ORGANISATIONS["university"], framework_until=date(2027, 1, 1))
    world = examples.known(organisations={**examples.known().organisations, UNIVERSITY: ends})
    assert found("X-DATE2-DSFC", examples.draft(world=world)) == ["controllers.0.organisation"]
    assert found("X-DATE2-DSFC", examples.draft(world=world, end="2027-01-01")) == []
    assert RULES["X-DATE2-DSFC"][0] is Severity.WARN


@pytest.mark.parametrize(("code", "profile", "answers", "where"), BROKEN)
def test_only_blocking_rules_block(code, profile, answers, where):
    draft = examples.draft(profile, **answers)
    severity, listed = RULES[code][0], {problem.code for problem in rules.blocking(draft)}
    assert (code in listed) is (severity is not Severity.WARN)
    assert (code in {problem.code for problem in rules.warnings(draft)}) is (severity is Severity.WARN)


def test_a_location_without_assurance_blocks_a_full_request_and_warns_in_a_provisional_one():
    weak = replace(examples.ORGANISATIONS["university"], security_until=date(2026, 6, 30))
    world = examples.known(organisations={str(weak.id): weak} | {CUSTODIAN: examples.ORGANISATIONS["custodian"]})
    locations = [{"organisation": UNIVERSITY, "purpose": "processing"}]
    full = examples.draft(world=world, locations=locations)
    provisional = examples.draft("hospital", "provisional", world=world, locations=locations)
    assert "X-SEC1" in {problem.code for problem in rules.blocking(full)}
    assert "X-SEC1" not in {problem.code for problem in rules.blocking(provisional)}
    assert "X-SEC1" in {problem.code for problem in rules.warnings(provisional)}


def test_the_host_environment_and_iso_27001_are_accepted_assurance():
    bare = replace(examples.ORGANISATIONS["custodian"], security_until=None, iso27001_expiry=None)
    assert bare.secure(examples.TODAY)
    assert not replace(bare, host=False).secure(examples.TODAY)
    assert replace(bare, host=False, iso27001_expiry=examples.TODAY).secure(examples.TODAY)


def test_exactly_three_years_are_allowed_and_a_leap_day_does_not_shorten_them():
    assert found("X-DATE1", examples.draft(start="2026-08-01", end="2029-08-01", funding_end=None)) == []
    assert years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)


def test_consented_research_that_must_be_archived_may_run_for_fifteen_years():
    long = {"start": "2026-08-01", "end": "2041-08-01", "funding_end": None}
    kept = {"confidentiality": "consent", "archive": "The trial regulations: fifteen years"}
    assert found("X-DATE1", examples.draft(**long, **kept)) == []
    assert found("X-DATE1", examples.draft(**long)) == ["end"]
    assert found("X-DATE1", examples.draft(**long, **kept, commercial_gain=True)) == ["end"]


def test_an_unknown_committee_is_looked_at_and_not_refused():
    assert found("V-FORMAT", examples.draft(rec_reference="21/XX/0123")) == []


def test_a_signatory_in_the_team_is_accepted_with_a_reason():
    draft = examples.draft(controllers=[{**SOLE, "signatory": ANALYST, "signatory_reason": "The only officer"}])
    assert found("X-SIGN", draft) == []


def test_an_exemption_letter_lets_section_251_go_without_opt_outs():
    attached = examples.documents("dars", "full", "OPT_OUT_EVIDENCE")
    assert found("X-OPT1", examples.draft("dars", opt_out="not_applied_cag_exemption", attached=attached)) == []


def test_rules_do_not_fail_on_an_empty_draft():
    empty = replace(examples.draft(), answers={})
    assert rules.warnings(empty) is not None
    assert rules.blocking(empty) == ()
