"""NHS numbers: the published rule, with its vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.provisioning.domain import nhs_number

VALID = ["9434765919", "9434765870", "4010232137", "9994902199", "9991309640", "9998322731"]


@pytest.mark.parametrize("number", VALID)
def test_a_number_with_the_right_check_digit_is_valid(number):
    assert nhs_number.is_valid(number)


@pytest.mark.parametrize("number", ["1234567890", "9990000000", "9000543664", "9998741680"])
def test_a_number_with_a_wrong_check_digit_is_invalid(number):
    assert not nhs_number.is_valid(number)


@pytest.mark.parametrize("number", ["0000000000", "1111111111", "9999999999"])
def test_ten_equal_digits_are_invalid_although_they_pass_the_arithmetic(number):
    assert nhs_number.check_digit(number[:9]) == number[9]
    assert not nhs_number.is_valid(number)


def test_spaces_and_hyphens_between_the_groups_are_ignored():
    assert nhs_number.is_valid("943 476 5919")
    assert nhs_number.is_valid("943-476-5919")
    assert nhs_number.normalise(" 943 476-5919") == "9434765919"


@pytest.mark.parametrize("text", ["", "943476591", "94347659190", "943476591X", "٩٤٣٤٧٦٥٩١٩", "9434765919\n"])
def test_what_is_not_ten_digits_is_invalid(text):
    assert not nhs_number.is_valid(text)


@given(st.sampled_from(VALID), st.integers(0, 9), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(number, place, difference):
    wrong = str((int(number[place]) + difference) % 10)
    assert not nhs_number.is_valid(number[:place] + wrong + number[place + 1 :])


@given(st.integers(999_000_0000, 999_999_0000))
def test_the_next_synthetic_number_is_valid_higher_and_never_issued(after):
    number = nhs_number.next_synthetic(str(after))
    assert nhs_number.is_valid(number)
    assert int(number) > after
    assert number.startswith("999")


def test_no_synthetic_number_between_two_neighbours_is_left_out():
    first = nhs_number.next_synthetic()
    second = nhs_number.next_synthetic(first)
    between = range(int(first) + 1, int(second))
    assert not any(nhs_number.is_valid(str(number)) for number in between)


def test_a_synthetic_number_is_never_made_outside_its_range():
    with pytest.raises(ValueError, match="start at 999"):
        nhs_number.next_synthetic("9434765919")
    with pytest.raises(ValueError, match="no synthetic"):
        nhs_number.next_synthetic("9999999999")
