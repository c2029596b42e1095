"""Cohort files: the demonstration file, the gates in their order, and the 2% rule (S1-27, S1-28)."""

import csv
import itertools
import tracemalloc
from datetime import date

import pytest

from services.provisioning.domain.cohort import MAX_BYTES, Gate, Terms, Upload, examine, too_many_failures
from services.provisioning.domain.cohort_rows import HEADERS, Failure, read_date, read_postcode

FIXTURE = """S001,9994902199,ABARA,JOAN,,2,1951/03/14,E1 1BB,,,,,,2015/04/01,2025/03/31,add
S002,9991309640,BRIGHT,OMAR,,1,1947/11/02,E2 8AA,,,,,,2015/04/01,2025/03/31,add
S003,9998322731,CHEN,LI,,2,1960/02/29,E14 5AB,,,,,,2015/04/01,2025/03/31,add
S004,9998741680,DALY,NIAMH,,2,1972/07/21,E17 3QQ,,,,,,2015/04/01,2025/03/31,add
S005,,ELLIS,TOM,,1,1980/01/05,N1 9GU,,,,,,2015/04/01,2025/03/31,add
S006,9993220922,FOX,,,9,1939/12/30,,,,,,,2015/04/01,2025/03/31,add
S007,9990985111,GRAY,ANA,,F,1966/06/06,E3 4LT,,,,,,2015/04/01,2025/03/31,add
S008,9998883296,HUGHES,IVY,,2,31/02/1955,E6 1AA,,,,,,2015/04/01,2025/03/31,add
S009,9991589767,IQBAL,SARA,,2,1990/09/09,E7 9NB,,,,,,2025/04/01,2015/03/31,add
S009,9999230172,JONES,PAT,,1,1958/05/17,E8 1EJ,,,,,,2015/04/01,2025/03/31,add
,9991530347,KHAN,ALI,,1,1944/08/23,E10 5NP,,,,,,2015/04/01,2025/03/31,add
S012,9990878633,LOWE,MAY,,2,1949/10/10,E11 1HP,,,,,,2015/04/01,2025/03/31,remove""".splitlines()
GOOD = {"UNIQUE_REFERENCE": "S1", "NHS_NO": "9994902199", "DATE_OF_BIRTH": "1951-03-14", "STATUS": "add"}
NAMED = {"FAMILY_NAME": "ELLIS", "GIVEN_NAME": "TOM", "GENDER": "1", "POSTCODE": "N1 9GU", "NHS_NO": ""}
TODAY = date(2026, 7, 1)


def line(**values):
    return [{**GOOD, **values}.get(name, "") for name in HEADERS]


def judge(
    rows,
    *,
    name="NIC-123456_October-upload.csv",
    headers=HEADERS,
    size=100,
    clean=True,
    submitter="dee",
    permitted=HEADERS,
    active=True,
    first=True,
    known=(),
):
    accepted = []
    upload = Upload(
        name=name, size=size, submitter=submitter, clean=clean, rows=lambda: itertools.chain([headers], rows)
    )
    terms = Terms(
        reference="DARS-NIC-123456-A1B2C-v1.0",
        active=active,
        submitters={"dee"},
        permitted=frozenset(permitted),
        first_submission=first,
        known_references=set(known),
    )
    return examine(upload, terms, today=TODAY, accept=accepted.append), accepted


def failures(**values):
    report, _ = judge([line(**values)], first=False, known={"S1"})
    return set(report.failures)


def test_the_demonstration_file_fails_seven_rows_for_the_expected_reasons_and_is_rejected():
    report, _ = judge(list(csv.reader(FIXTURE)))
    assert (report.gate, report.total_rows, report.failed_rows) == (Gate.TOO_MANY_FAILURES, 12, 7)
    assert report.details == [
        (4, "S004", (Failure.NHS_NUMBER,)),
        (7, "S007", (Failure.GENDER,)),
        (8, "S008", (Failure.DOB_FORMAT,)),
        (9, "S009", (Failure.DATE_ORDER,)),
        (10, "S009", (Failure.DUPLICATE,)),
        (11, "", (Failure.NULL_REFERENCE,)),
        (12, "S012", (Failure.STATUS,)),
    ]


@pytest.mark.parametrize(("failing", "accepted"), [(2, True), (3, False)])
def test_two_percent_may_fail_and_not_one_row_more(failing, accepted):
    rows = [line(UNIQUE_REFERENCE=f"S{n}", GENDER="F" if n < failing else "") for n in range(100)]
    report, passed = judge(rows)
    assert report.accepted is accepted
    assert (report.failed_rows, len(passed)) == (failing, 100 - failing)


def test_two_percent_is_counted_in_whole_rows():
    assert not too_many_failures(0, 1)
    assert too_many_failures(1, 49)
    assert not too_many_failures(1, 50)


def test_a_row_too_many_rejects_the_file_before_any_row_is_looked_into():
    bad = line(STATUS="nonsense", NHS_NO="1")
    report, passed = judge(itertools.repeat(bad, 1_000_001))
    assert (report.gate, report.failures, passed) == (Gate.ROWS, {}, [])


def test_memory_does_not_grow_with_what_the_rows_hold():
    class Generated:
        def __iter__(self):
            return (line(UNIQUE_REFERENCE=f"S{n}", FAMILY_NAME="X" * 40) for n in range(4_000))

    upload = Upload(
        name="NIC-123456.csv", size=1, submitter="dee", clean=True, rows=lambda: itertools.chain([HEADERS], Generated())
    )
    terms = Terms(
        reference="NIC-123456", active=True, submitters={"dee"}, permitted=frozenset(HEADERS), first_submission=True
    )
    tracemalloc.start()
    report = examine(upload, terms, today=TODAY, accept=lambda participant: None)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.accepted
    assert peak < 4_000 * 250


@pytest.mark.parametrize(
    ("changes", "gate"),
    [
        ({"name": "october.csv"}, Gate.NAME),
        ({"name": "NIC-1234567_x.csv"}, Gate.NAME),
        ({"name": "NIC-123456_x.xlsx"}, Gate.NAME),
        ({"size": MAX_BYTES + 1}, Gate.SIZE),
        ({"clean": False}, Gate.VIRUS),
        ({"headers": HEADERS[:-1]}, Gate.HEADERS),
        ({"headers": (*HEADERS[1:], HEADERS[0])}, Gate.HEADERS),
        ({"active": False}, Gate.AGREEMENT),
        ({"submitter": "eve"}, Gate.SUBMITTER),
        ({"permitted": {"DATE_OF_BIRTH"}}, Gate.UNPERMITTED),
    ],
)
def test_each_gate_turns_the_file_away(changes, gate):
    report, passed = judge([line()], **changes)
    assert (report.gate, passed) == (gate, [])


def test_the_gates_are_judged_in_their_order():
    wrong = {
        "name": "x.csv",
        "size": MAX_BYTES + 1,
        "clean": False,
        "headers": (),
        "active": False,
        "submitter": "eve",
        "permitted": (),
    }
    seen = []
    for repaired in wrong:
        seen.append(judge([line()], **wrong)[0].gate)
        wrong = {name: value for name, value in wrong.items() if name != repaired}
    order = list(Gate)
    assert seen == sorted(seen, key=order.index)
    assert len(set(seen)) == 7


def test_identifiers_that_the_agreement_does_not_permit_reject_the_file_and_are_an_incident():
    report, _ = judge([line(FAMILY_NAME="ABARA")], permitted={"NHS_NO"})
    assert report.gate == Gate.UNPERMITTED
    assert report.incident
    assert report.fields_in_error == ("FAMILY_NAME",)
    empty, _ = judge([line()], permitted={"NHS_NO"})
    assert empty.accepted
    assert not empty.incident


def test_a_file_that_is_not_csv_in_utf8_is_turned_away():
    def broken():
        yield HEADERS
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")

    upload = Upload(name="NIC-123456.csv", size=1, submitter="dee", clean=True, rows=broken)
    terms = Terms(reference="NIC-123456", active=True, submitters={"dee"}, permitted=frozenset(), first_submission=True)
    assert examine(upload, terms, today=TODAY, accept=print).gate == Gate.ENCODING
    assert judge([line()[:-1]])[0].gate == Gate.ENCODING
    assert judge([])[0].gate == Gate.EMPTY


@pytest.mark.parametrize(
    ("values", "failure"),
    [
        ({"NHS_NO": ""}, Failure.INSUFFICIENT),
        ({**NAMED, "POSTCODE": ""}, Failure.INSUFFICIENT),
        ({"UNIQUE_REFERENCE": "9994902199"}, Failure.REFERENCE),
        ({"UNIQUE_REFERENCE": "Ellis", "FAMILY_NAME": "ELLIS"}, Failure.REFERENCE),
        ({"UNIQUE_REFERENCE": "1951-03-14"}, Failure.REFERENCE),
        ({"UNIQUE_REFERENCE": "S\x071"}, Failure.REFERENCE),
        ({"UNIQUE_REFERENCE": "S" * 101}, Failure.REFERENCE_LIMIT),
        ({"FAMILY_NAME": "X" * 41}, Failure.FAMILY_NAME),
        ({"GIVEN_NAME": "X" * 41}, Failure.GIVEN_NAME),
        ({"OTHER_GIVEN_NAME": "X" * 101}, Failure.OTHER_NAME),
        ({"FAMILY_NAME": "X9"}, Failure.NAME),
        ({"ADDRESS_LINE3": "X" * 36}, Failure.ADDRESS),
        ({"POSTCODE": "E1 1BB  XX"}, Failure.POSTCODE_LIMIT),
        ({"POSTCODE": "QQ1 1AA"}, Failure.POSTCODE),
        ({"DATE_OF_BIRTH": "1899-12-31"}, Failure.DOB_FORMAT),
        ({"DATE_OF_BIRTH": "2026-07-02"}, Failure.DOB_FORMAT),
        ({"PERSON_MIN_DATE": "soon"}, Failure.MIN_DATE_FORMAT),
        ({"PERSON_MAX_DATE": "2025-13-01"}, Failure.MAX_DATE_FORMAT),
        ({"STATUS": ""}, Failure.NULL_STATUS),
    ],
)
def test_each_fault_of_a_row_has_its_class(values, failure):
    assert failures(**values) == {failure}


@pytest.mark.parametrize(
    "values",
    [{}, NAMED, {"STATUS": "ADD"}, {"FAMILY_NAME": "O'Brien-Smith"}, {"POSTCODE": "ZZ99 3VZ"}, {"POSTCODE": "sw1a1aa"}],
)
def test_rows_that_can_be_traced_pass(values):
    assert failures(**values) == set()


def test_a_participant_is_normalised():
    _, (participant,) = judge([line(NHS_NO="999 490 2199", POSTCODE="e11bb", DATE_OF_BIRTH="14/03/1951")])
    assert (participant.nhs_number, participant.postcode, participant.born) == (
        "9994902199",
        "E1 1BB",
        date(1951, 3, 14),
    )


@pytest.mark.parametrize("text", ["1951/03/14", "1951-03-14", "19510314", "14/03/1951"])
def test_the_four_orders_of_a_date_mean_the_same_day(text):
    assert read_date(text) == date(1951, 3, 14)


@pytest.mark.parametrize("text", ["1951/03-14", "31/02/1955", "1951-3-14", ""])
def test_other_dates_are_not_guessed(text):
    assert read_date(text) is None


def test_a_postcode_without_a_space_gets_one():
    assert read_postcode("n19gu") == "N1 9GU"
    assert read_postcode("12345") is None


def test_the_first_file_of_a_project_cannot_delete():
    assert judge([line(STATUS="delete")], first=True)[0].failures == {Failure.STATUS: 1}


def test_a_deletion_needs_somebody_to_delete_and_does_not_count_against_the_file():
    report, passed = judge([line(STATUS="delete")], first=False)
    assert (report.accepted, report.failures, passed) == (True, {Failure.UNKNOWN_DELETE: 1}, [])
    report, passed = judge([line(STATUS="delete")], first=False, known={"S1"})
    assert (report.removed, report.failed_rows, passed[0].delete) == (1, 0, True)


def test_a_reference_that_may_be_a_number_is_not_repeated_in_the_report():
    report, _ = judge([line(UNIQUE_REFERENCE="9994902199")])
    assert report.details == [(1, "", (Failure.REFERENCE,))]
