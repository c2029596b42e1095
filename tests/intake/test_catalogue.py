"""The catalogue is complete, and says of each field what production will do with it (domain 10.1)."""

import pytest

from services.contracts import wire
from services.contracts.intake.application import ReadForm
from services.contracts.intake.catalogue import OPT_OUT_ADDRESS, DatasetView, ListDatasets
from services.contracts.message import NotFound
from services.intake.domain import catalogue
from services.intake.views.catalogue import DATASETS, datasets, one
from services.provisioning.domain.catalogue import CATALOGUE, FieldClass
from services.provisioning.domain.held import ABSENT
from tests.examples import form_of as form

THIRTEEN = {
    *("HES_APC", "HES_OP", "HES_CC", "ECDS", "MHSDS", "MSDS", "CIV_DEATH", "CANC_REG", "GP_DATA", "DID"),
    *("HOSP_PATH", "HOSP_IMG", "HOSP_OMOP"),
}
CLASSES = {"direct": "D", "quasi": "Q", "sensitive": "S", "legal": "L", "ordinary": ""}


def ids(**asked):
    return [row.dataset for row in datasets(ListDatasets(**asked)).rows]


def test_catalogue_and_form_say_where_patients_opt_out(monkeypatch):
    def said():
        fields = {field.key: field for section in form(ReadForm()).sections for field in section.fields}
        return fields["opt_out"].guidance.rpartition(" at ")[2], one("HES_APC").opt_out_address

    assert said() == (f"{OPT_OUT_ADDRESS}.", OPT_OUT_ADDRESS)
    monkeypatch.setenv("HAVEN_OPT_OUT_ADDRESS", "https://opt-out.example/here")
    assert said() == ("https://opt-out.example/here.", "https://opt-out.example/here")


def test_there_are_thirteen_datasets():
    assert set(DATASETS) == THIRTEEN


@pytest.mark.parametrize("dataset", sorted(THIRTEEN))
def test_each_dataset_says_all_that_an_applicant_must_know(dataset):
    may_be_empty = {"gates", "rolling_years", "sensitive", "held", "not_held"}
    described = DATASETS[dataset]
    assert [name for name in vars(described) if name not in may_be_empty and not getattr(described, name)] == []
    assert [field.name for field in described.fields if not field.description] == []


@pytest.mark.parametrize("dataset", sorted(THIRTEEN))
def test_each_field_is_treated_as_production_treats_it(dataset):
    """What the catalogue promises is what leaves: names, classes and treatments are those of provisioning."""
    said = {f.name: (CLASSES[f.sensitivity], f.treatment) for f in DATASETS[dataset].fields}
    done = {f.name: (f.field_class.value, f.treatment.value) for f in CATALOGUE[dataset].values()}
    assert said == done


@pytest.mark.parametrize("dataset", sorted(THIRTEEN))
def test_what_cannot_be_produced_here_is_said_before_anybody_applies(dataset):
    said = DATASETS[dataset]
    assert said.held is (dataset in ABSENT)
    assert set(said.not_held) == set(ABSENT.get(dataset, ()))


def test_no_direct_identifier_leaves_as_it_is():
    direct = [f for one_set in DATASETS.values() for f in one_set.fields if CLASSES[f.sensitivity] == FieldClass.DIRECT]
    assert direct
    assert {f.treatment for f in direct} <= {"drop", "year_of", "area", "local"}


def test_numbered_fields_belong_to_one_group():
    diagnoses = [f.name for f in DATASETS["HES_APC"].fields if f.group == "DIAG"]
    assert (diagnoses[0], diagnoses[-1], len(diagnoses)) == ("DIAG_01", "DIAG_20", 20)


def test_the_gates_of_the_reference_are_there():
    assert {d for d in THIRTEEN if DATASETS[d].gates} == THIRTEEN - {"HES_APC", "HES_OP", "CANC_REG", "DID"}
    assert {d for d in THIRTEEN if DATASETS[d].complexity == "high"} == {
        *("MHSDS", "MSDS", "CANC_REG", "GP_DATA", "HOSP_IMG", "HOSP_OMOP")
    }


def test_datasets_are_found_by_words_in_names_and_fields():
    assert ids(q="maternity") == ["MSDS"]
    assert ids(q="organ system support") == ["HES_CC"]
    assert "HES_APC" in ids(q="operations")
    assert ids(q="nothing-like-this") == []


def test_datasets_are_found_by_their_properties():
    assert set(ids(sensitive=False)) == {"HES_OP", "HES_CC", "DID", "HOSP_PATH"}
    assert set(ids(complexity="high", sensitive=True, q="hospital")) >= {"HOSP_OMOP", "HOSP_IMG"}


def test_pages_follow_each_other_without_gap_or_repeat():
    first = datasets(ListDatasets(limit=5))
    second = datasets(ListDatasets(limit=100, after=first.next))
    assert sorted(THIRTEEN) == [row.dataset for row in first.rows + second.rows]
    assert second.next == ""


def test_an_unknown_dataset_is_not_found():
    with pytest.raises(NotFound):
        one("NOT_A_DATASET")


def test_a_dataset_crosses_the_bus():
    assert wire.load(DatasetView, wire.dump(one("HES_APC"))) == one("HES_APC")


def test_what_the_search_sees_is_what_the_list_shows():
    shown = catalogue.row(DATASETS["DID"])
    assert (shown.dataset, shown.field_count) == ("DID", len(DATASETS["DID"].fields))
