"""From a frozen specification to what may leave (S3-7, S3-8, S3-14)."""

from datetime import date

import pytest

from services.provisioning.domain.catalogue import CATALOGUE, FieldClass, Treatment
from services.provisioning.domain.failed_closed import FailedClosed
from services.provisioning.domain.minimise import Criteria, criteria, permitted_fields, plan, spec_match


def spec(dataset="HES_APC", fields=("SEX",), level="pseudonymised", **more):
    return {"level": level, "cohort": {"source": "none"}, "datasets": [{"id": dataset, "fields": list(fields), **more}]}


def refused(specification):
    with pytest.raises(FailedClosed) as refusal:
        plan(specification)
    return refusal.value.code


def treatments(specification):
    return {column.output: column.treatment for table in plan(specification).tables for column in table.columns}


def test_the_catalogue_holds_the_thirteen_datasets():
    assert len(CATALOGUE) == 13
    assert {"DIAG_01", "DIAG_20", "OPERTN_24"} <= CATALOGUE["HES_APC"].keys()
    assert "DIAG_21" not in CATALOGUE["HES_APC"]


def test_no_direct_identifier_and_nothing_restricted_ever_leaves_as_it_is():
    for fields in CATALOGUE.values():
        for field in fields.values():
            if field.field_class in {FieldClass.DIRECT, FieldClass.RESTRICTED}:
                assert field.treatment not in {Treatment.KEEP, Treatment.JUSTIFY, Treatment.SHIFT}, field


def test_what_is_permitted_without_a_reason_can_be_planned_for_every_dataset():
    for dataset in CATALOGUE:
        assert plan(spec(dataset, permitted_fields(dataset))).datasets == (dataset,)


@pytest.mark.parametrize(
    ("specification", "code"),
    [
        (spec(level="identifiable"), "level-not-produced"),
        (spec(level=None), "level-not-produced"),
        ({**spec(), "datasets": []}, "nothing-specified"),
        ({**spec(), "datasets": spec()["datasets"] * 2}, "dataset-repeated"),
        (spec("HES_AE"), "dataset-unknown"),
        ({**spec(), "datasets": [{"fields": ["SEX"]}]}, "dataset-unknown"),
        (spec(fields=()), "fields-missing"),
        (spec(fields=["SEX", "SHOE_SIZE"]), "field-not-in-catalogue"),
        (spec(fields=["NEWNHSNO"]), "field-never-leaves"),
        (spec("HOSP_OMOP", ["person.person_source_value"]), "field-never-leaves"),
        (spec("HOSP_OMOP", ["drug_exposure.sig"]), "field-never-leaves"),
        (spec(fields=["ETHNOS"]), "field-unjustified"),
        (spec(fields=["ETHNOS"], justifications={"ETHNOS": "  "}), "field-unjustified"),
        (spec(fields=["LSOA11"], justifications={"ETHNOS": "for equity"}), "field-unjustified"),
        (spec(years={"from": 2024, "to": 2019}), "years-malformed"),
        (spec(years={"from": 2024}), "years-malformed"),
        ({**spec(), "cohort": {}}, "cohort-unbounded"),
    ],
)
def test_what_the_agreement_cannot_grant_is_refused(specification, code):
    assert refused(specification) == code


def test_a_sensitive_field_leaves_with_a_reason():
    granted = treatments(spec(fields=["ETHNOS"], justifications={"ETHNOS": "for equity"}))
    assert granted == {"ETHNOS": Treatment.KEEP}


def test_a_derived_field_says_in_its_name_that_it_is_derived():
    assert treatments(spec(fields=["DOB", "POSTCODE"])) == {
        "DOB_YEAR": Treatment.YEAR_OF,
        "POSTCODE_AREA": Treatment.AREA,
    }


def test_exact_dates_need_their_level_and_a_reason():
    reason = {"ADMIDATE": "daily air quality"}
    level = "de-identified_with_dates_or_geo"
    assert treatments(spec(fields=["ADMIDATE"], justifications=reason)) == {"ADMIDATE": Treatment.SHIFT}
    assert treatments(spec(fields=["ADMIDATE"], level=level)) == {"ADMIDATE": Treatment.SHIFT}
    assert treatments(spec(fields=["ADMIDATE"], level=level, justifications=reason)) == {"ADMIDATE": Treatment.KEEP}


def test_omop_fields_are_gathered_into_their_tables():
    planned = plan(
        spec(
            "HOSP_OMOP",
            ["person.person_id", "death.death_date", "person.year_of_birth"],
            years={"from": 2019, "to": 2024},
        )
    )
    assert [table.name for table in planned.tables] == ["HOSP_OMOP.person", "HOSP_OMOP.death"]
    assert [column.output for column in planned.tables[0].columns] == ["person_id", "year_of_birth"]
    assert planned.tables[0].years == (2019, 2024)


def test_the_criteria_of_a_cohort_are_read():
    chosen = criteria(
        {
            "source": "criteria",
            "age": {"from": 40, "to": 74},
            "sex": ["F"],
            "conditions": ["i21.9"],
            "window": {"from": "2022-01-01", "to": "2024-12-31"},
            "size": 5,
            "description": "women",
        }
    )
    assert chosen == Criteria(
        age=(40, 74), sexes=("F",), conditions=("I219",), window=(date(2022, 1, 1), date(2024, 12, 31))
    )
    assert criteria({"source": "applicant_supplied"}).supplied


@pytest.mark.parametrize(
    ("cohort", "code"),
    [
        ({"source": "criteria", "smoker": True}, "criteria-unknown"),
        ({"source": "everyone"}, "criteria-malformed"),
        ({"age": {"from": 74, "to": 40}}, "criteria-malformed"),
        ({"age": {"from": "old"}}, "criteria-malformed"),
        ({"sex": ["X"]}, "criteria-malformed"),
        ({"conditions": ["I21%"]}, "criteria-malformed"),
        ({"conditions": [""]}, "criteria-malformed"),
        ({"window": {"from": "2024", "to": "2025"}}, "criteria-malformed"),
    ],
)
def test_a_criterion_that_cannot_be_applied_is_refused_because_leaving_it_out_would_widen_the_cohort(cohort, code):
    with pytest.raises(FailedClosed) as refusal:
        criteria(cohort)
    assert refusal.value.code == code


def test_a_release_matches_its_specification_or_every_difference_is_named():
    planned = plan(spec(fields=["SEX", "FYEAR"], years={"from": 2019, "to": 2024}))
    exact = {"HES_APC": {"columns": [{"name": "SEX"}, {"name": "FYEAR"}], "years": [2020, 2024]}}
    assert spec_match(exact, planned) == ()
    beyond = {
        "HES_APC": {"columns": [{"name": "SEX"}, {"name": "DOB"}], "years": [2018, 2024]},
        "HES_OP": {"columns": [], "years": None},
    }
    assert spec_match(beyond, planned) == (
        "table not in the agreement: HES_OP",
        "field not in the agreement: HES_APC.DOB",
        "field missing: HES_APC.FYEAR",
        "period beyond the agreement: HES_APC",
    )
    assert spec_match({}, planned) == ("table missing: HES_APC",)
