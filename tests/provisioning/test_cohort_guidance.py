"""What is published about cohort files is what they are checked by (S1-29)."""

import csv
import io

import pytest

from services.provisioning.domain import cohort_guidance
from services.provisioning.domain.cohort import Gate
from services.provisioning.domain.cohort_rows import Failure
from tests.provisioning import test_cohort as given

TOLD = cohort_guidance.guidance()
COLUMNS = {column.name: column for column in TOLD.columns}
HEADER = next(csv.reader(io.StringIO(TOLD.header)))


def test_the_published_header_passes_the_check_of_the_header_and_another_does_not():
    report, accepted = given.judge([given.line()], headers=HEADER)
    assert (report.gate, len(accepted)) == (None, 1)
    report, _ = given.judge([given.line()], headers=HEADER[::-1])
    assert report.gate is Gate.HEADERS


def test_the_limits_are_those_of_the_check():
    assert (TOLD.max_rows, TOLD.max_bytes, TOLD.max_failed_percent) == (1_000_000, 500_000_000, 2)
    assert given.judge([given.line()], size=TOLD.max_bytes)[0].accepted
    assert given.judge([given.line()], size=TOLD.max_bytes + 1)[0].gate is Gate.SIZE
    assert [given.too_many_failures(failed, 100) for failed in (TOLD.max_failed_percent, 3)] == [False, True]


@pytest.mark.parametrize("name", [name for name, column in COLUMNS.items() if column.max_length])
def test_a_value_may_be_as_long_as_published_and_no_longer(name):
    longest = COLUMNS[name].max_length
    too_long = next(failure for column, (_, failure) in cohort_guidance.LIMITS.items() if column == name)
    for length, fails in ((longest, False), (longest + 1, True)):
        report, _ = given.judge([given.line(**{name: "X" * length})])
        assert (report.failures[too_long] == 1) is fails


def test_a_required_column_cannot_be_left_empty_and_the_others_can():
    for name, column in COLUMNS.items():
        report, _ = given.judge([given.line(**({name: ""} | ({} if name != "NHS_NO" else given.NAMED)))])
        assert bool(report.failed_rows) is column.required, name


def test_every_column_every_gate_and_every_failure_is_explained_and_the_rules_name_their_numbers():
    assert list(COLUMNS) == HEADER
    assert [rule.code for rule in TOLD.file_rules] == [gate.value for gate in Gate]
    assert [rule.code for rule in TOLD.row_rules] == [failure.value for failure in Failure]
    words = " ".join(rule.text for rule in TOLD.file_rules)
    assert all(number in words for number in ("1,000,000", "2%", "reference", ".csv"))
