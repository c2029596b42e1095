"""Days, money and codes, as people read them."""

import re
from datetime import UTC, date, datetime

import pytest

from gateway import problem_page
from gateway.errors import KNOWN
from gateway.portal import changing, words
from services.contracts.message import Role
from services.contracts.request import Assurance, Profile


def test_a_moment_is_shown_in_london_summer_and_winter() -> None:
    assert words.moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026, 12:30am"
    assert words.moment(datetime(2026, 12, 1, 12, 5, tzinfo=UTC)) == "1 December 2026, 12:05pm"
    assert words.day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026"
    assert words.day(date(2026, 7, 1)) == "1 July 2026"
    assert words.moment(None) == words.day(None) == words.machine(None) == ""


def test_money_comes_from_pence() -> None:
    assert [words.money(pence) for pence in (0, 5, 123450, -250, None)] == ["£0.00", "£0.05", "£1,234.50", "-£2.50", ""]


@pytest.mark.parametrize(
    ("code", "said"),
    [("legal-basis", "Legal basis"), ("VALIDATION_QUERY", "Validation query"), ("ico_number", "ICO number"),
     ("SubmitApplication", "Submit application"), ("", "")],
)  # fmt: skip
def test_a_code_is_said_in_words(code: str, said: str) -> None:
    assert words.humanised(code) == said


def test_any_value_of_a_cell_has_words() -> None:
    assert [words.shown(value) for value in (None, True, 0, date(2026, 7, 1), ("a", 1), frozenset({"b", "a"}))] == [
        "", "Yes", "0", "1 July 2026", "a, 1", "a, b",
    ]  # fmt: skip
    assert (words.role(Role.SDE_ADMIN), words.days(1), words.days(-3)) == ("SDE admin", "1 day", "-3 days")
    assert [words.size(count) for count in (12, 1_500, 2_000_000)] == ["12 bytes", "2 kB", "2 MB"]


def test_codes_of_levels_profiles_and_answers_have_words() -> None:
    assert [words.level(one) for one in (*Assurance, "")] == [f"{one}: {words.LEVELS[one]}" for one in Assurance] + [""]
    assert {words.whom(one) for one in Profile} == set(words.WHOM.values())
    assert words.whom("") == "Both"
    assert [changing.answered_as(one) for one in ("bool", "list")] == ["Yes or no", "Several entries"]
    assert words.sentence("the meeting on 3 December") == "The meeting on 3 December"


def test_every_problem_is_told_to_a_person_in_their_own_words() -> None:
    """The words for programs speak of headers, fields and addresses of the API: nobody at a page has seen one."""
    for code, known in KNOWN.items():
        said = problem_page.words(code, known.status)
        assert (said is None) is (code in problem_page.FOR_PROGRAMS), code
        for text in said or ():
            assert not re.search(r"`|GET |POST |/api|header|Idempotency|ETag|If-|Retry-After", text), text
            assert text[:1].isupper()
