"""Counts as they may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.provisioning.domain.disclosure import HOSPITAL_THRESHOLD, NATIONAL_THRESHOLD, disclose


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0"),
        (1, "*"),
        (7, "*"),
        (8, "10"),
        (9, "10"),
        (12, "10"),
        (13, "15"),
        (17, "15"),
        (18, "20"),
        (22, "20"),
        (23, "25"),
        (127, "125"),
        (128, "130"),
    ],
)
def test_the_national_vectors_hold(count, shown):
    assert disclose(count, NATIONAL_THRESHOLD) == shown


@pytest.mark.parametrize(("count", "shown"), [(9, "*"), (10, "10"), (12, "10"), (13, "15")])
def test_the_hospital_vectors_hold(count, shown):
    assert disclose(count) == shown


@given(st.integers(0, 10**9), st.integers(3, 50))
def test_a_shown_count_is_a_multiple_of_five_near_the_truth_and_never_zero_for_somebody(count, threshold):
    shown = disclose(count, threshold)
    assert (shown == "*") == (0 < count < threshold)
    if shown != "*":
        assert int(shown) % 5 == 0
        assert abs(int(shown) - count) <= 2
        assert (int(shown) == 0) == (count == 0)


def test_a_threshold_that_hides_nobody_is_refused():
    assert HOSPITAL_THRESHOLD == 10
    with pytest.raises(ValueError, match="hides nobody"):
        disclose(1, 2)
    with pytest.raises(ValueError, match="negative"):
        disclose(-1)
