"""A production run, from a request to a folder of files (S1-30, S1-31, S3-7)."""

import csv
import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from services.provisioning.data_core import datasets, mailbox, produce, vocabulary
from services.provisioning.data_core.check_service import LocalCheckService
from services.provisioning.data_core.cohort_file import FIELDS
from services.provisioning.domain import minimise, pseudonym
from services.provisioning.domain.failed_closed import FailedClosed
from tests.provisioning.conftest import CONSENTED, PEOPLE

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
JOAN, NIAMH = "9994902199", "9998741688"  # Niamh opted out
NOTES = {"id": "HOSP_OMOP", "fields": ["note.person_id", "note.note_text"], "justifications": {"note.note_text": "NLP"}}


def run(request, service=None):
    return produce.produce(request, service or LocalCheckService.of_core(Path(request["core"])))


def refused(request, service=None):
    with pytest.raises(FailedClosed) as refusal:
        run(request, service)
    assert not Path(request["output"]).exists()
    return refusal.value.code


def column(request, name, table="HOSP_OMOP.person"):
    return pq.read_table(Path(request["output"]) / f"{table}.parquet")[name].to_pylist()


def anywhere(request, text):
    return any(text in path.read_text() for path in Path(request["output"]).glob("*.csv"))


def test_opted_out_people_are_in_no_file_when_opt_outs_are_applied(ask):
    request = ask()
    result = run(request)
    niamh = pseudonym.person(KEY, NIAMH)
    assert not anywhere(request, niamh)
    assert anywhere(request, pseudonym.person(KEY, JOAN))
    assert result["counts"] == {
        "persons_in": 2000,
        "no_nhs_number": 80,
        "opted_out": 108,
        "dissented": 8,
        "persons_out": 1804,
        "restricted_rows": 4,
    }
    evidence = result["optout"]
    assert (evidence["applied"], evidence["legally_required"], evidence["method"]) == (True, False, "check-service")
    assert (evidence["n_in"], evidence["n_out"], evidence["removed"]) == (1920, 1812, 108)
    assert evidence["warnings"] == []
    assert NIAMH not in json.dumps(result)


def test_they_are_there_when_the_agreement_rests_on_their_consent(ask):
    request = ask(specification={"optout": CONSENTED})
    result = run(request)
    assert anywhere(request, pseudonym.person(KEY, NIAMH))
    assert result["optout"]["method"] == "not-applied"
    assert result["optout"]["basis"] == "consent:consent"
    assert result["counts"]["opted_out"] == 0


def test_the_same_people_have_different_pseudonyms_in_two_projects(ask):
    one = ask(run="REL-1")
    run(one)
    two = ask(run="REL-2", project="DAR-2026-00063", key=OTHER_KEY)
    run(two)
    first, second = (set(column(request, "person_id")) for request in (one, two))
    assert len(first) == len(second) == 1804
    assert first.isdisjoint(second)


def test_people_without_an_nhs_number_are_excluded_unless_there_is_a_reason(ask):
    assert run(ask(run="REL-1"))["counts"]["no_nhs_number"] == 80
    included = ask(run="REL-2", no_nhs_number={"rule": "include_with_reason", "reason": "births before registration"})
    result = run(included)
    assert result["counts"]["no_nhs_number"] == 0
    assert result["counts"]["persons_out"] == 1882
    assert len(set(column(included, "person_id"))) == 1882
    assert refused(ask(run="REL-3", no_nhs_number={"rule": "include_with_reason"})) == "reason-missing"
    assert refused(ask(run="REL-4", no_nhs_number={"rule": "trace_first"})) == "tracing-not-available"
    assert refused(ask(run="REL-5", no_nhs_number={"rule": "keep"})) == "rule-unknown"


class Silent:
    def exchange(self, text, reference):
        return None


class Inventive:
    def exchange(self, text, reference):
        return "9434765919,\n"


@pytest.mark.parametrize(("service", "code"), [(Silent(), "no-reply"), (Inventive(), "reply-not-subset")])
def test_without_a_reply_that_can_be_trusted_nothing_is_produced(ask, service, code):
    request = ask()
    assert refused(request, service) == code
    assert not (Path(request["work"]) / "opt-outs").exists()


def interrupted_after_the_check(request, core, at):
    """What a run leaves behind that was killed when the reply had come."""
    people = pq.read_table(core / "person_identity.parquet")["nhs_number"].to_pylist()
    Path(request["work"]).mkdir()
    mailbox.check(
        [number for number in people if number],
        LocalCheckService.of_core(core),
        Path(request["work"]) / "opt-outs",
        name="ZZT01OT001-300626-0001.dat",
        reference="REL-1",
        now=at,
    )


def test_a_killed_run_goes_on_with_the_reply_it_had(ask, core):
    request = ask()
    interrupted_after_the_check(request, core, datetime(2026, 6, 30, 9, tzinfo=UTC))
    result = run(request, Silent())
    assert result["optout"]["checked_at"] == "2026-06-30T09:00:00+00:00"
    assert result["counts"]["opted_out"] == 108


def test_a_reply_that_has_become_too_old_stops_the_run_and_is_forgotten(ask, core):
    request = ask()
    interrupted_after_the_check(request, core, datetime(2026, 6, 20, 9, tzinfo=UTC))
    assert refused(request) == "check-stale"
    assert run(request)["optout"]["checked_at"] == request["now"]


def test_no_list_of_numbers_is_left_after_a_run(ask):
    request = ask()
    run(request)
    assert [path.name for path in Path(request["work"]).rglob("*")] == ["result.json"]


def test_a_planted_nhs_number_in_a_note_stops_the_release(ask):
    request = ask(specification={"datasets": [NOTES]})
    result = run(request)
    assert (result["status"], result["code"]) == ("refused", "identifiers-found")
    assert result["findings"] == [{"table": "HOSP_OMOP.note", "column": "note_text", "kind": "nhs-number", "values": 3}]
    assert not Path(request["output"]).exists()
    assert JOAN not in json.dumps(result)


def test_notes_without_identifiers_pass(ask):
    calm = {**NOTES, "years": {"from": 2021, "to": 2025}}  # the planted ones are of 2026
    assert run(ask(specification={"datasets": [calm]}))["status"] == "produced"


def everything_held():
    held = []
    for dataset in sorted(datasets.HELD):
        fields = minimise.permitted_fields(dataset)
        absent = {
            "HES_APC": {"ADMISORC", "DISDEST", "SUSHRG"},
            "HES_OP": {"FIRSTATT", "OUTCOME", "REFSOURC", "PRIORITY", "WAITING"},
            "HOSP_PATH": {"SPECIMEN_TYPE"},
            "CIV_DEATH": {"REG_DATE", "PLACE_OF_DEATH_TYPE", "CORONER_FLAG"},
            "ECDS": {
                "ARRIVAL_MODE",
                "ATTENDANCE_SOURCE",
                "CHIEF_COMPLAINT",
                "ACUITY",
                "INJURY_PLACE",
                "DISCHARGE_STATUS",
                "DISCHARGE_DESTINATION",
            },
        }.get(dataset, set())
        missing = ("CAUSE_", "INVESTIGATION_")
        held.append(
            {
                "id": dataset,
                "years": {"from": 2025, "to": 2026},
                "fields": [f for f in fields if f not in absent and not f.startswith(missing)],
            }
        )
    return held


def test_no_restricted_code_and_no_identity_leaves_in_any_dataset(ask, core):
    request = ask(specification={"datasets": everything_held(), "optout": CONSENTED})
    result = run(request)
    assert {name.split(".")[0] for name in result["schema"]} == datasets.HELD
    cells = set()
    for path in Path(request["output"]).glob("*.csv"):
        with path.open(newline="") as file:
            for row in csv.reader(file):
                cells.update(row)
    assert "I10" in cells
    assert cells.isdisjoint(vocabulary.RESTRICTED_EVENTS)
    identity = pq.read_table(core / "person_identity.parquet").to_pydict()
    for kind in ("nhs_number", "mrn", "postcode", "family_name"):
        assert cells.isdisjoint(identity[kind]), kind


def test_a_cohort_cannot_be_chosen_by_a_restricted_code(ask):
    for code in ("Z31", "Z3", "Z312"):
        request = ask(run=code, specification={"cohort": {"conditions": [code]}})
        assert refused(request) == "criterion-restricted"


def test_a_dataset_or_field_that_the_core_does_not_hold_is_refused_by_name(ask):
    request = ask(specification={"datasets": [{"id": "MHSDS", "fields": ["PERSON_ID"]}]})
    with pytest.raises(FailedClosed, match="MHSDS") as refusal:
        run(request)
    assert refusal.value.code == "dataset-not-held"
    assert refused(ask(specification={"datasets": [{"id": "HES_APC", "fields": ["SUSHRG"]}]})) == "field-not-held"


def test_criteria_choose_by_age_sex_and_condition_within_the_window(ask, core):
    cohort = {
        "age": {"from": 50, "to": 69},
        "sex": ["F"],
        "conditions": ["I2"],
        "window": {"from": "2023-01-01", "to": "2024-12-31"},
    }
    request = ask(specification={"cohort": cohort})
    result = run(request)
    births, sexes = column(request, "year_of_birth"), column(request, "gender_concept_id")
    assert set(sexes) == {8532}
    assert min(births) >= 1954
    assert max(births) <= 1974
    people = {row["person_id"]: row for row in pq.read_table(core / "person.parquet").to_pylist()}
    expected = set()
    for event in pq.read_table(core / "condition_occurrence.parquet").to_pylist():
        person, day = people[event["person_id"]], event["condition_start_date"]
        born = person["birth_datetime"]
        age = 2024 - born.year - ((born.month, born.day) > (12, 31))
        if event["condition_source_value"].startswith("I2") and day.year in (2023, 2024) and 50 <= age <= 69:
            expected |= {event["person_id"]} if person["gender_source_value"] == "F" else set()
    assert result["counts"]["persons_in"] == len(expected) > 20


def test_only_rows_of_the_agreed_years_leave_and_their_dates_are_moved(ask, core):
    fields = ["visit_occurrence.person_id", "visit_occurrence.visit_start_date", "visit_occurrence.visit_end_date"]
    request = ask(
        specification={"datasets": [{"id": "HOSP_OMOP", "fields": fields, "years": {"from": 2023, "to": 2023}}]}
    )
    result = run(request)["schema"]["HOSP_OMOP.visit_occurrence"]
    assert result["years"] == [2023, 2023]
    assert result["rows"] < result["rows_in"]
    shift = pseudonym.shift_days(KEY, JOAN)
    visits = pq.read_table(core / "visit_occurrence.parquet").to_pylist()
    table = "HOSP_OMOP.visit_occurrence"
    rows = zip(column(request, "person_id", table), column(request, "visit_start_date", table), strict=True)
    moved = sorted(day.toordinal() - shift for person, day in rows if person == pseudonym.person(KEY, JOAN))
    true = [v["visit_start_date"] for v in visits if v["person_id"] == 1 and v["visit_start_date"].year == 2023]
    assert moved == sorted(day.toordinal() for day in true) != []


def test_nobody_is_shown_to_be_older_than_ninety(ask):
    request = ask(
        specification={
            "datasets": [{"id": "HOSP_OMOP", "fields": PEOPLE}, {"id": "HES_APC", "fields": ["STARTAGE", "DOB"]}]
        }
    )
    run(request)
    assert min(column(request, "year_of_birth")) == 1936
    assert min(column(request, "DOB_YEAR", "HES_APC")) == 1936
    assert max(column(request, "STARTAGE", "HES_APC")) == 90


def cohort_file(folder, *rows):
    path = folder / "cohort.csv"
    path.write_text("\n".join([",".join(FIELDS), *rows]) + "\n")
    return str(path)


def test_a_supplied_cohort_is_matched_and_each_participant_keeps_their_own_dates(ask, tmp_path):
    supplied = cohort_file(
        tmp_path,
        "S1,9994902199,ABARA,JOAN,2,1951-03-14,E1 1BB,2024-01-01,2024-12-31",
        "S2,9991309640,BRIGHT,OMAR,1,1947-11-03,E2 8AA,,",  # the date of birth disagrees
        "S3,,ELLIS,TOM,1,1980-01-05,N1 9GU,,",  # by name
        "S4,,ELLIS,TED,1,1980-01-05,N1 9GU,,",  # by initial
        "S6,9998322731,ELLIS,TOM,1,1980-01-05,N1 9GU,,",  # the name of one, the number of another
        "S5,9998741688,DALY,NIAMH,2,1972-07-21,E17 3QQ,,",  # opted out
    )
    visits = {"id": "HOSP_OMOP", "fields": ["visit_occurrence.person_id", "visit_occurrence.visit_start_date"]}
    request = ask(
        cohort_file=supplied, specification={"cohort": {"source": "applicant_supplied"}, "datasets": [visits]}
    )
    result = run(request)
    assert result["matches"] == {"MATCHED": 3, "MATCHED_LOW": 1, "NO_MATCH": 2}
    assert (result["counts"]["persons_in"], result["counts"]["opted_out"], result["counts"]["persons_out"]) == (3, 1, 2)
    rows = zip(
        *(column(request, name, "HOSP_OMOP.visit_occurrence") for name in ("person_id", "visit_start_date")),
        strict=True,
    )
    shift, joan = pseudonym.shift_days(KEY, JOAN), pseudonym.person(KEY, JOAN)
    years = {type(day).fromordinal(day.toordinal() - shift).year for person, day in rows if person == joan}
    assert years == {2024}


def test_twins_who_cannot_be_told_apart_take_no_part(ask, core, tmp_path):
    identity = pq.read_table(core / "person_identity.parquet").to_pylist()
    twin = next(row for row in identity if row["given_name"] == "ROSA" and row["family_name"] == "MARCHANT")
    supplied = cohort_file(tmp_path, f"S1,,MARCHANT,ROSALIND,2,{twin['dob']},{twin['postcode']},,")
    request = ask(cohort_file=supplied, specification={"cohort": {"source": "applicant_supplied"}})
    assert refused(request) == "nothing-to-check"


def test_a_key_that_is_not_256_bits_stops_the_run(ask):
    assert refused(ask(key=b"short")) == "key-malformed"


def test_an_expected_cohort_file_must_be_there(ask):
    assert refused(ask(specification={"cohort": {"source": "applicant_supplied"}})) == "cohort-missing"


def test_the_manifest_names_every_file_with_its_hash_and_says_nothing_about_who_was_left_out(ask):
    request = ask()
    result = run(request)
    output = Path(request["output"])
    manifest = json.loads((output / "manifest.json").read_text())
    assert {file["name"] for file in manifest["files"]} == {path.name for path in output.iterdir()} - {"manifest.json"}
    for file in manifest["files"]:
        content = (output / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert file["rows"] == 1804
    assert result["manifest"]["sha256"] == hashlib.sha256((output / "manifest.json").read_bytes()).hexdigest()
    assert manifest.keys() == {"run", "project", "made_at", "files", "schema", "schema_sha256"}


def test_the_same_request_gives_the_same_files_and_a_repeated_one_the_first_answer(ask, tmp_path):
    first = run(ask(run="REL-1"))
    again = run(ask(run="REL-1", now="2026-07-02T09:00:00+00:00"), Silent())
    assert again == first
    elsewhere = run(ask(run="REL-1", output=str(tmp_path / "elsewhere")))
    assert elsewhere["manifest"] == first["manifest"]


def test_another_request_does_not_take_the_place_of_a_release(ask):
    run(ask())
    with pytest.raises(FailedClosed) as refusal:
        run(ask(project="DAR-2026-00063"))
    assert refusal.value.code == "output-exists"


def test_what_a_killed_run_left_half_done_is_made_anew(ask):
    request = ask()
    half = Path(request["output"]).with_name(".out-REL-1.building")
    half.mkdir()
    (half / "HOSP_OMOP.person.csv").write_text("half")
    run(request)
    assert not half.exists()
    assert len(column(request, "person_id")) == 1804


def test_the_process_answers_with_its_exit_code_and_a_result_file(ask, tmp_path):
    def process(request):
        (tmp_path / "request.json").write_text(json.dumps(request))
        command = [sys.executable, "-m", "services.provisioning.data_core.produce", "request.json", "result.json"]
        root = str(Path(__file__).parents[2])
        done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": root}, capture_output=True, check=False)
        return done.returncode, json.loads((tmp_path / "result.json").read_text())

    code, result = process(ask())
    assert (code, result["status"]) == (0, "produced")
    code, result = process(ask(run="REL-2", specification={"level": "identifiable"}))
    assert (code, result["status"], result["code"]) == (3, "refused", "level-not-produced")
