"""From the agreement to an approved release: each guard, met and unmet. No database, no files."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.contracts import agreements
from services.contracts import provisioning as p
from services.contracts.message import Refused
from services.contracts.provisioning import (
    CohortState,
    ProjectState,
    QualityCheck,
    ReleaseState,
)
from services.contracts.request import Access, CohortWanted, DatasetWanted, Legal, Level
from services.contracts.review import ConditionKind, ConditionMet
from services.provisioning.domain import (
    cohort_tasks,
    guards,
    held,
    production,
    rules,
    specification,
)
from services.provisioning.domain.project import Project
from tests.provisioning import given
from tests.provisioning.given import (
    ADMIN,
    APPLICATION,
    BUILDER,
    CHECKER,
    ENDS_AT,
    LEAD,
    MEMBER,
    NOON,
    ONE,
    OTHER,
    code_of,
    names,
)

# The specification and the start


def test_the_specification_is_what_the_agreement_grants():
    asked = given.request(
        level=Level.DEIDENTIFIED_WITH_DATES,
        datasets=(DatasetWanted(dataset="HES_APC", fields=("DIAG_01..03", "SEX"), year_from=2022, year_to=2024,
                                reason="Admissions"),),
        cohort=CohortWanted(source="criteria", age_from=50, condition_codes=("I21",)),
        legal=Legal(confidentiality="s251_reg5", opt_out="applied"),
    )  # fmt: skip
    assert specification.of(asked) == {
        "level": "de-identified_with_dates_or_geo",
        "datasets": [{"id": "HES_APC", "fields": ["DIAG_01", "DIAG_02", "DIAG_03", "SEX"],
                      "justifications": dict.fromkeys(["DIAG_01", "DIAG_02", "DIAG_03", "SEX"], "Admissions"),
                      "years": {"from": 2022, "to": 2024}}],
        "cohort": {"source": "criteria", "age": {"from": 50, "to": 130}, "conditions": ["I21"]},
        "optout": {"position": "applied", "route": "s251_reg5"},
    }  # fmt: skip


@pytest.mark.parametrize("dataset", sorted(held.ABSENT))
def test_a_dataset_without_named_fields_gives_those_that_need_no_reason_and_are_held(dataset):
    asked = given.request(datasets=(DatasetWanted(dataset=dataset),))
    fields = specification.of(asked)["datasets"][0]["fields"]
    assert fields
    assert all(held.holds(dataset, field) for field in fields)
    assert specification.check(specification.of(asked)).datasets == (dataset,)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"datasets": (DatasetWanted(dataset="MHSDS", fields=("PERSON_ID",)),)}, "dataset-not-held"),
        ({"datasets": (DatasetWanted(dataset="HES_APC", fields=("SUSHRG",)),)}, "field-not-held"),
        ({"datasets": (DatasetWanted(dataset="HES_APC", fields=("NEWNHSNO",)),)}, "field-never-leaves"),
        ({"datasets": (DatasetWanted(dataset="HES_APC", fields=("ETHNOS",)),)}, "field-unjustified"),
        ({"level": Level.IDENTIFIABLE}, "level-not-produced"),
        ({"cohort": CohortWanted(source="criteria")}, "cohort-unbounded"),
    ],
)
def test_an_agreement_that_cannot_be_produced_stops_before_production_by_name(change, code):
    project = given.signed(given.request(**change))
    with pytest.raises(Refused) as raised:
        given.ask(project, BUILDER, p.StartProduction(application_id=APPLICATION))
    assert code_of(raised) == {"guards-unmet", "G-SPEC"}
    assert code in raised.value.detail


def test_what_the_application_says_after_the_agreement_was_signed_changes_nothing():
    signed = given.request(datasets=(DatasetWanted(dataset="HES_OP", fields=("SEX",)),))
    project = given.heard(given.opened(given.request()), given.in_force(signed))
    [event] = given.ask(project, BUILDER, p.StartProduction(application_id=APPLICATION))
    assert [dataset["id"] for dataset in event.specification["datasets"]] == ["HES_OP"]
    assert event.specification_sha256 == specification.sha256(event.specification)


def condition_met(number: str, everything: bool) -> ConditionMet:
    facts = {"reference": "R", "condition_id": UUID(number), "number": 1, "kind": ConditionKind.PRECEDENT}
    return ConditionMet(subject=APPLICATION, at=NOON, by=ADMIN.id, **facts, all_precedent_met=everything)


NEED = agreements.AgreedCondition(condition_id=str(given.UUID(int=5)), number=1, text="first", kind="precedent")


def test_each_guard_of_the_start_of_production_is_named_when_unmet():
    needs = {"needs_letter": True, "needs_service_agreement": True, "needs_cohort": True, "conditions": (NEED,)}
    project = given.opened(given.request(cohort=given.SUPPLIED), **needs)
    found = {problem.code for problem in guards.to_start(project, NOON)}
    assert found == {"G-DSA-EFFECTIVE", "G-COND-PREC", "G-COHORT", "G-DRCL", "G-SVC"}
    with pytest.raises(Refused) as raised:
        given.ask(project, BUILDER, p.StartProduction(application_id=APPLICATION))
    assert code_of(raised) == found | {"guards-unmet"}


def test_a_condition_met_before_the_agreement_is_here_counts():
    early = given.heard(Project(id=APPLICATION), condition_met(NEED.condition_id, False))
    project = given.heard(early, given.generated(conditions=(NEED,)))
    assert guards.conditions_met(project)
    assert not guards.conditions_met(given.opened(conditions=(NEED,)))
    last = condition_met(str(UUID(int=6)), True)
    assert guards.conditions_met(given.heard(given.opened(conditions=(NEED,)), last))


def test_the_service_agreement_and_the_letter_meet_their_guards():
    project = given.signed(needs_letter=True, needs_service_agreement=True)
    signature = agreements.Signature(party="x", party_name="x", person_id=LEAD.id, person_name="x", at=NOON,
                                     text_sha256=given.SHA, statement="x")  # fmt: skip
    common = {"subject": APPLICATION, "at": NOON, "by": LEAD.id, "reference": "R", "agreement_ref": "A"}
    service = agreements.ServiceAgreementSigned(**common, service=Access.SDE, terms_version="1", signature=signature)
    letter = agreements.ReleaseLetterIssued(**common, number="DRCL-1", sha256="", text_sha256="", users=())
    assert guards.to_start(given.heard(project, service, letter), NOON) == []
    assert {one.code for one in guards.to_start(given.heard(project, service), NOON)} == {"G-DRCL"}


def test_production_does_not_start_before_the_term_nor_after_its_end():
    project, before = given.signed(), NOON - timedelta(days=2)
    for at in (before, ENDS_AT):
        assert {one.code for one in guards.to_start(project, at)} == {"G-DSA-EFFECTIVE"}


# The cohort


def cohort_project() -> Project:
    return given.signed(given.request(cohort=given.SUPPLIED), needs_cohort=True)


def upload() -> p.UploadCohort:
    return p.UploadCohort(application_id=APPLICATION, sha256=given.SHA, filename="DAR-2026-00042_a.csv")


def test_a_cohort_is_awaited_from_the_agreement_on_with_the_columns_it_permits():
    asked = given.request(cohort=given.SUPPLIED)
    project = given.opened(asked, needs_cohort=True)
    assert project.cohort.state is CohortState.NEEDED
    learned = rules.learn(given.in_force(asked), project)
    [event] = rules.hear(given.in_force(asked), learned, given.call())
    assert isinstance(event, p.CohortAwaited)
    assert (event.submitter_id, event.permitted_columns) == (
        MEMBER.id, ("UNIQUE_REFERENCE", "NHS_NO", "DATE_OF_BIRTH", "GENDER")
    )  # fmt: skip


def test_a_cohort_comes_after_the_agreement_and_not_after_its_end():
    early = replace(cohort_project(), in_force=False)
    for project, at in ((early, NOON), (cohort_project(), ENDS_AT)):
        with pytest.raises(Refused) as raised:
            given.ask(project, MEMBER, upload(), at)
        assert raised.value.code == "agreement-not-in-force"


def test_a_second_file_waits_for_the_result_of_the_first():
    project = given.obey(cohort_project(), MEMBER, upload())
    with pytest.raises(Refused) as raised:
        given.ask(project, MEMBER, upload())
    assert raised.value.code == "being-examined"


EXAMINED = cohort_tasks.Examined(gate="", rows=10, failed=0, report=given.SHA)


def test_only_the_result_of_the_file_that_is_being_examined_counts():
    project = given.obey(cohort_project(), MEMBER, upload())
    assert cohort_tasks.examined(project, 7, EXAMINED, given.call()) == []
    events = cohort_tasks.examined(project, 1, EXAMINED, given.call())
    assert names(events) == ["CohortAccepted"]
    assert cohort_tasks.examined(rules.fold(events, project), 1, EXAMINED, given.call()) == []


# Quality and release


def test_data_that_become_ready_after_the_end_are_not_released():
    project = given.heard(given.building(), given.expired())
    result = {"status": "produced"}
    [event] = production.produced(project, project.release.release_ref, result, "k", given.call(at=ENDS_AT))
    assert (type(event), event.code) == (p.ProductionFailed, "agreement-ended")
    assert production.produced(project, "another", result, "k", given.call()) == []


def test_a_release_is_not_approved_once_the_agreement_is_over():
    project = given.checked()
    fresh = replace(project.release, optout=given.record(ENDS_AT))
    project = replace(project, releases=(fresh,))
    with pytest.raises(Refused) as raised:
        given.ask(project, ONE, given.approve(), at=ENDS_AT)
    assert code_of(raised) == {"guards-unmet", "G-DSA-EFFECTIVE"}


def test_a_release_goes_through_quality_and_two_approvals():
    project = given.produced()
    assert project.release.state is ReleaseState.QA
    project = given.obey(project, CHECKER, given.quality())
    assert project.release.state is ReleaseState.AWAITING_APPROVAL_1
    [first] = given.ask(project, ONE, given.approve())
    assert not first.final
    project = rules.fold([first], project)
    assert project.state is ProjectState.PRODUCTION
    [second] = given.ask(project, OTHER, given.approve())
    assert second.final
    assert rules.fold([second], project).state is ProjectState.PROVISIONING


def test_nothing_is_approved_before_its_quality_was_checked():
    with pytest.raises(Refused) as raised:
        given.ask(given.produced(), ONE, given.approve())
    assert raised.value.code == "nothing-to-approve"


def test_a_checklist_is_complete_and_its_result_follows_from_it():
    whole = given.quality()
    short = replace(whole, checklist=whole.checklist[1:])
    silent = replace(whole, passed=False, checklist=(QualityCheck(item="schema", passed=False), *whole.checklist))
    for command, code in (
        (short, "checklist-incomplete"), (silent, "checklist-incomplete"),
        (given.quality(passed=True, schema="a column too many"), "checklist-contradicts"),
        (given.quality(passed=False), "checklist-contradicts"),
    ):  # fmt: skip
        with pytest.raises(Refused) as raised:
            given.ask(given.produced(), CHECKER, command)
        assert raised.value.code == code


def test_a_failed_quality_check_is_followed_by_a_new_build():
    project = given.obey(given.produced(), CHECKER, given.quality(passed=False, schema="a column too many"))
    assert project.release.state is ReleaseState.QA_FAILED
    project = given.obey(project, BUILDER, given.build())
    assert [one.state for one in project.releases] == [ReleaseState.SUPERSEDED, ReleaseState.BUILDING]
    assert [one.release_ref for one in project.releases] == ["DAR-2026-00042-R01", "DAR-2026-00042-R02"]


def test_what_is_signed_for_is_the_manifest_that_was_shown():
    for by, command in ((CHECKER, given.quality(manifest="ee" * 32)), (ONE, given.approve("ee" * 32))):
        with pytest.raises(Refused) as raised:
            given.ask(given.produced(), by, command)
        assert raised.value.code == "another-release"


def test_an_old_opt_out_check_stops_the_release_until_it_is_made_again():
    late = NOON + timedelta(days=7, seconds=1)
    for project, by in ((given.checked(), ONE), (given.obey(given.checked(), ONE, given.approve()), OTHER)):
        given.ask(project, by, given.approve(), at=NOON + timedelta(days=7))
        with pytest.raises(Refused) as raised:
            given.ask(project, by, given.approve(), at=late)
        assert code_of(raised) == {"guards-unmet", "G-OPTOUT-FRESH"}
    with pytest.raises(Refused):
        given.ask(given.checked(), BUILDER, given.build())
    assert names(given.ask(given.checked(), BUILDER, given.build(), at=late)) == ["ReleaseBuilding"]


def test_where_opt_outs_are_not_applied_no_check_grows_old_and_without_evidence_nothing_leaves():
    exempt = given.record(applied=False, method="not-applied", checked_at=None)
    project = given.obey(given.produced(record=exempt), CHECKER, given.quality())
    assert names(given.ask(project, ONE, given.approve(), at=NOON + timedelta(days=60))) == ["ReleaseApproved"]
    bare = replace(project, releases=tuple(replace(one, optout=None) for one in project.releases))
    with pytest.raises(Refused) as raised:
        given.ask(bare, ONE, given.approve())
    assert "G-OPTOUT-FRESH" in code_of(raised)


def test_a_release_that_goes_beyond_the_agreement_is_not_approved():
    wide = {"HOSP_OMOP.person": {"columns": [{"name": "person_id"}, {"name": "postcode"}], "rows": 7}}
    project = given.obey(given.produced(schema=wide), CHECKER, given.quality())
    with pytest.raises(Refused) as raised:
        given.ask(project, ONE, given.approve())
    assert code_of(raised) == {"guards-unmet", "G-SPEC-MATCH"}
    assert "HOSP_OMOP.person.postcode" in raised.value.detail
