"""The synthetic core, the local check service, and the search for identifiers."""

import csv
import hashlib
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from services.provisioning.data_core import people, vocabulary
from services.provisioning.data_core.check_service import INVALID, LocalCheckService
from services.provisioning.data_core.cohort_file import AcceptedCohort, rows_of
from services.provisioning.data_core.generate import SCHEMAS, generate
from services.provisioning.data_core.scan import Known, identifiers, scan
from services.provisioning.domain import nhs_number
from services.provisioning.domain.cohort_rows import Participant

A, B, OPTED_OUT = "9994902199", "9991309640", "9998741688"
KNOWN = Known(names=frozenset({("JOAN", "ABARA"), ("LI", "CHEN")}), mrns=frozenset({"MRN7000000"}))


def ask_core(core: Path, query: str) -> list[tuple]:
    with duckdb.connect(config={"threads": 1}) as database:
        for name in SCHEMAS:
            database.execute(f"CREATE VIEW {name} AS FROM read_parquet('{core / name}.parquet')")
        return database.execute(query).fetchall()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    def digest(name, seed):
        generate(tmp_path / name, seed=seed, persons=100)
        files = sorted((tmp_path / name).iterdir())
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]

    assert digest("one", 1) == digest("again", 1) != digest("other", 2)


def test_the_population_has_the_planned_shares(core):
    ((persons, missing, dead, female, white),) = ask_core(
        core,
        "SELECT count(*), count(*) FILTER (nhs_number IS NULL), (SELECT count(*) FROM death), "
        "avg((gender_source_value = 'F')::INT), avg((ethnicity_source_value = 'A')::INT) "
        "FROM person JOIN person_identity USING (person_id)",
    )
    assert (persons, missing, dead) == (2000, 80, 60)
    assert 0.48 < female < 0.54
    assert 0.56 < white < 0.64
    assert ask_core(core, "SELECT count(*) FROM ndo_flag_mock") == [(108,)]
    assert ask_core(core, "SELECT count(*) FROM local_dissent") == [(10,)]
    assert ask_core(core, "SELECT count(*) BETWEEN 37000 AND 43000 FROM visit_occurrence") == [(True,)]


def test_every_number_is_valid_unique_and_of_the_range_that_is_never_issued(core):
    numbers = [row[0] for row in ask_core(core, "SELECT nhs_number FROM person_identity WHERE nhs_number IS NOT NULL")]
    assert all(nhs_number.is_valid(number) and number.startswith("999") for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert set(people.FIXED_NUMBERS) <= set(numbers)
    assert set(people.FIXED_OPTED_OUT) <= {row[0] for row in ask_core(core, "FROM ndo_flag_mock")}


def test_nothing_happens_to_anybody_before_birth_or_after_death(core):
    assert ask_core(
        core,
        "SELECT count(*) FROM visit_occurrence v JOIN person p USING (person_id) LEFT JOIN death d USING (person_id) "
        "WHERE v.visit_start_date < p.birth_datetime OR v.visit_end_date > d.death_date",
    ) == [(0,)]


def test_the_twins_and_the_traps_are_there(core):
    assert ask_core(
        core,
        "SELECT count(*) FROM person_identity a JOIN person_identity b ON a.person_id < b.person_id AND a.dob = b.dob "
        "AND a.postcode = b.postcode AND a.family_name = b.family_name AND a.given_name[1] = b.given_name[1]",
    ) == [(1,)]
    notes = [row[0] for row in ask_core(core, "SELECT note_text FROM note")]
    assert sum("nhs-number" in identifiers(note, KNOWN) for note in notes) == 3
    found = sum(
        len(set(pq.read_table(core / f"{table}.parquet")[code].to_pylist()).intersection(vocabulary.RESTRICTED_EVENTS))
        for table, code in (
            ("condition_occurrence", "condition_source_value"),
            ("procedure_occurrence", "procedure_source_value"),
        )
    )
    assert found == 5


def test_there_are_sixty_conditions_seven_tests_and_forty_drugs():
    assert (len(vocabulary.CONDITIONS), len(vocabulary.LABS), len(vocabulary.DRUGS)) == (60, 7, 40)


def test_the_check_service_returns_the_list_without_those_who_opted_out_and_keeps_counts_only(core):
    service = LocalCheckService.of_core(core)
    assert service.exchange(f"{A},\n{OPTED_OUT},\n{B},\n", "REL-1") == f"{A},\n{B},\n"
    assert service.counts == [(3, 2)]


@pytest.mark.parametrize("text", ["1234567890,\n", f"{A}\n", f"{A},\r\n", f"{A},\n{B}", "", f"NHS_NO,\n{A},\n"])
def test_one_malformed_line_makes_the_check_service_refuse_the_whole_file(text):
    service = LocalCheckService([])
    assert service.exchange(text, "REL-1") == INVALID
    assert service.counts == []


@pytest.mark.parametrize("reference", ["", "REL 1", "REL/1"])
def test_the_check_service_is_silent_without_a_usable_reference(reference):
    assert LocalCheckService([]).exchange(f"{A},\n", reference) is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Seen in clinic, stable.", set()),
        (f"number {A} given", {"nhs-number"}),
        ("number 999-490-2199", {"nhs-number"}),
        ("ref 1234567890", set()),
        (f"trace 1{A}", set()),
        ("Discussed with Joan Abara today", {"name"}),
        ("ABARA, JOAN", {"name"}),
        ("Thank you for referring Mrs Chen.", {"name"}),
        ("chen is a village", set()),
        ("lives at E1 1BB", {"postcode"}),
        ("see MRN7000000", {"hospital-number"}),
    ],
)
def test_identifiers_are_found_in_the_spellings_people_use(text, kinds):
    assert identifiers(text, KNOWN) == kinds


def test_a_scan_says_where_and_how_many_and_never_what(tmp_path):
    path = tmp_path / "HOSP_OMOP.note.parquet"
    pq.write_table(pa.table({"pid": [A, A, A], "text": [f"NHS {A}", f"NHS {B}", None], "n": [1, 2, 3]}), path)
    (finding,) = scan(path, KNOWN, skip=["pid"])
    assert (finding.table, finding.column, finding.kind, finding.values) == ("HOSP_OMOP.note", "text", "nhs-number", 2)
    assert {each.column for each in scan(path, KNOWN)} == {"pid", "text"}


def participant(reference, delete=False):
    return Participant(
        reference=reference,
        nhs_number="",
        family_name="DOE",
        given_name="",
        gender="",
        born=date(1951, 3, 14),
        postcode="",
        min_date=None,
        max_date=None,
        delete=delete,
    )


def test_an_accepted_cohort_has_its_name_only_when_it_is_complete(tmp_path):
    path = tmp_path / "cohort.csv"

    def interrupted():
        with AcceptedCohort(path) as cohort:
            cohort.add(participant("S1"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []
    with AcceptedCohort(path) as cohort:
        cohort.add(participant("S1"))
        cohort.add(participant("S2", delete=True))
    assert [row[0] for row in rows_of(path)] == ["reference", "S1"]


def test_uploaded_rows_come_without_a_byte_order_mark_and_blank_lines(tmp_path):
    path = tmp_path / "upload.csv"
    path.write_bytes(b"\xef\xbb\xbfA,B\n\n1,2\n")
    assert list(rows_of(path)) == [["A", "B"], ["1", "2"]]
    path.write_bytes(b"A\n\xff\n")
    with pytest.raises(UnicodeDecodeError):
        list(rows_of(path))
    path.write_text('A\n"b"c\n')
    with pytest.raises(csv.Error):
        list(rows_of(path))
