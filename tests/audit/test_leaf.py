import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.domain.leaf import MOST_BYTES, body_hash, canonical, leaf_bytes

SALT = bytes(range(32))
FACTS = {
    "event_id": "0197-1", "type": "ApplicationAccepted", "source": "intake", "subject": "DARS-1", "subject_version": 3,
    "time": datetime(2026, 7, 1, 9, 30, tzinfo=UTC), "actor_id": "p-7", "cause": None, "correlation": "c-1",
    "body_hash": "ab" * 32,
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=10,
)


def whole(digits):
    """A number without a point, as a reader of the standard has it: beyond 2**53 only a float wrote it."""
    return int(digits) if abs(int(digits)) < 2**53 else float(digits)


def test_a_leaf_is_one_line_of_sorted_json_in_utc():
    assert leaf_bytes(**FACTS) == (
        b'{"actor":"p-7","body_hash":"' + b"ab" * 32 + b'","cause":null,"correlation":"c-1","id":"0197-1","schema":1,'
        b'"source":"intake","subject":"DARS-1","subject_version":3,"time":"2026-07-01T09:30:00.000000Z",'
        b'"type":"ApplicationAccepted"}'
    )


def test_the_same_moment_in_another_zone_is_the_same_leaf():
    elsewhere = FACTS["time"].astimezone(timezone(timedelta(hours=1)))
    assert leaf_bytes(**{**FACTS, "time": elsewhere}) == leaf_bytes(**FACTS)


@pytest.mark.parametrize(("fact", "value"), [
    ("event_id", "0197-2"), ("type", "ApplicationRejected"), ("source", "review"), ("subject", "DARS-2"),
    ("subject_version", 4), ("time", FACTS["time"] + timedelta(microseconds=1)), ("actor_id", "p-8"),
    ("cause", "0196-1"), ("correlation", "c-2"), ("body_hash", "cd" * 32),
])
def test_every_fact_is_in_the_leaf(fact, value):
    assert leaf_bytes(**{**FACTS, fact: value}) != leaf_bytes(**FACTS)


def test_a_leaf_holds_nothing_of_the_body():
    hashed = body_hash(SALT, {"applicant": "Jo Bloggs"})
    assert b"Bloggs" not in leaf_bytes(**{**FACTS, "body_hash": hashed})


def test_a_body_hash_is_sha256_of_the_salt_and_the_canonical_body():
    assert body_hash(SALT, {"b": 1, "a": "é"}) == sha256(SALT + '{"a":"é","b":1}'.encode()).hexdigest()


def test_the_same_body_under_another_salt_has_another_hash():
    assert body_hash(SALT, {"answer": "yes"}) != body_hash(SALT[::-1], {"answer": "yes"})


@pytest.mark.parametrize("salt", [b"", SALT[:31], SALT + b"\0"])
def test_a_salt_of_another_length_is_refused(salt):
    with pytest.raises(ValueError, match="salt"):
        body_hash(salt, {})


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="zone"):
        leaf_bytes(**{**FACTS, "time": datetime(2026, 7, 1)})


@pytest.mark.parametrize("hashed", ["", "ab" * 31, "AB" * 32, "xy" * 32, "ab" * 33])
def test_what_is_no_body_hash_is_refused(hashed):
    with pytest.raises(ValueError, match="hexadecimal"):
        leaf_bytes(**{**FACTS, "body_hash": hashed})


def test_a_leaf_too_long_for_a_tile_is_refused():
    room = MOST_BYTES - len(leaf_bytes(**{**FACTS, "correlation": ""}))
    assert len(leaf_bytes(**{**FACTS, "correlation": "c" * room})) == MOST_BYTES
    with pytest.raises(ValueError, match="at most"):
        leaf_bytes(**{**FACTS, "correlation": "c" * (room + 1)})


def test_keys_are_sorted_by_utf16_code_unit_as_in_the_standard():
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(keys)))) == ordered


def test_text_is_escaped_only_where_json_must():
    assert canonical({"t": '€$\x0f\nA\'B"\\"/\x7f'}) == '{"t":"€$\\u000f\\nA\'B\\"\\\\\\"/\x7f"}'.encode()


@pytest.mark.parametrize(("number", "written"), [
    (0.0, "0"), (-0.0, "0"), (4.5, "4.5"), (100.0, "100"), (7, "7"), (-(2**53) + 1, "-9007199254740991"),
    (5e-324, "5e-324"), (-5e-324, "-5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
    (9007199254740992.0, "9007199254740992"), (295147905179352825856.0, "295147905179352830000"),
    (9.999999999999997e22, "9.999999999999997e+22"), (1e23, "1e+23"), (1e21, "1e+21"),
    (999999999999999900000.0, "999999999999999900000"), (1424953923781206.2, "1424953923781206.2"),
    (9.999999999999997e-7, "9.999999999999997e-7"), (0.000001, "0.000001"),
    (333333333.33333325, "333333333.33333325"), (-0.0000033333333333333333, "-0.0000033333333333333333"),
])
def test_numbers_are_written_as_in_the_standard(number, written):
    assert canonical({"n": number}).decode() == f'{{"n":{written}}}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, -(2**53), "\ud800"])
def test_what_json_cannot_say_exactly_is_refused(value):
    with pytest.raises(ValueError, match=r"infinity|exact|surrogates"):
        canonical({"v": value})


@pytest.mark.parametrize("value", [b"bytes", {1: 2}, {"set"}, object()])
def test_what_is_not_json_is_refused(value):
    with pytest.raises(TypeError):
        canonical({"v": value})


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON))
def test_canonical_json_says_the_same_and_is_its_own_canonical_form(value):
    written = canonical(value)
    read = json.loads(written, parse_int=whole)
    assert read == value
    assert canonical(read) == written


def test_the_order_in_which_a_body_was_built_does_not_matter():
    assert canonical({"a": [1, (True, None)], "b": {}}) == canonical({"b": {}, "a": [1, [True, None]]})
