"""Pseudonyms: the three vectors, and that nothing can be linked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.provisioning.domain import pseudonym

FIRST, SECOND = bytes(range(32)), bytes(range(1, 33))
KEYS = st.binary(min_size=32, max_size=32)


def test_the_published_vectors_hold():
    assert pseudonym.person(FIRST, "9000543664") == "ZFSETKOZFIHP6XMOVKZASZB4SA"
    assert pseudonym.person(SECOND, "9000543664") == "S2N5XPPTWG6G5CXNZZHXGLJ4YA"
    assert pseudonym.encounter(FIRST, "9000543664") == "TR4SYV37SKSWXRHCU5NS7OBMRE"


@given(KEYS, KEYS, st.text(min_size=1))
def test_nobody_has_the_same_pseudonym_in_two_projects(one, other, identifier):
    if one != other:
        assert pseudonym.person(one, identifier) != pseudonym.person(other, identifier)


@given(KEYS, st.text(min_size=1))
def test_the_three_domains_are_unrelated(key, identifier):
    made = {make(key, identifier) for make in (pseudonym.person, pseudonym.encounter, pseudonym.mrn)}
    assert len(made) == 3
    assert all(len(each) == 26 for each in made)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_key_that_is_not_256_bits_is_refused(key):
    with pytest.raises(ValueError, match="256 bits"):
        pseudonym.person(key, "9434765919")


def test_people_without_an_identifier_do_not_share_a_pseudonym():
    with pytest.raises(ValueError, match="empty"):
        pseudonym.person(FIRST, "")


@given(KEYS, st.text(min_size=1))
def test_dates_always_move_and_by_at_most_half_a_year(key, identifier):
    assert 1 <= abs(pseudonym.shift_days(key, identifier)) <= 182


def test_the_same_person_moves_differently_in_two_projects():
    assert pseudonym.shift_days(FIRST, "9434765919") != pseudonym.shift_days(SECOND, "9434765919")
