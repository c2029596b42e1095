"""The table of settings, and which value holds on a day."""

from datetime import date, timedelta

import pytest

from services.contracts.request import Profile
from services.contracts.settings import BY_KEY, DEFAULTS, TABLE, Kind, Setting, Settings, Settled
from services.contracts.settings.table import QUORUM_INDEPENDENT, QUORUM_LAY, REVIEW_DAYS
from services.contracts.wire import SERVICES

DARS, HOSPITAL = Profile.DARS, Profile.HOSPITAL
DAY = date(2026, 7, 1)


def settled(value: str, days: int = 0, key: str = "review.quorum.lay.dars") -> Settled:
    return Settled(key=key, value=value, holds_from=DAY + timedelta(days=days))


def held(days: int, *found: Settled) -> int:
    return Settings(found).number(QUORUM_LAY, DAY + timedelta(days=days), DARS)


@pytest.mark.parametrize("setting", TABLE, ids=lambda one: one.id)
def test_a_row_says_what_it_is_and_its_defaults_are_values_of_it(setting: Setting) -> None:
    assert setting.service in SERVICES
    assert all((setting.area, setting.title, setting.means, setting.keeps, setting.source))
    for default in setting.defaults.values():
        assert setting.read(default) == default
    assert (setting.kind is Kind.CHOICE) == bool(setting.choices)
    assert setting.kind is Kind.CHOICE or setting.least < setting.most


def test_each_setting_has_a_name_of_its_own() -> None:
    assert len(BY_KEY) == sum(len(one.keys) for one in TABLE)
    assert BY_KEY["review.quorum.lay.dars"] == (QUORUM_LAY, DARS)


@pytest.mark.parametrize(
    ("setting", "given", "read"),
    [(REVIEW_DAYS, " 014 ", "14"), (REVIEW_DAYS, "90", "90"), (QUORUM_INDEPENDENT, "no", "no")],
)
def test_what_is_typed_is_read_into_one_form(setting: Setting, given: str, read: str) -> None:
    assert setting.read(given) == read


@pytest.mark.parametrize("given", ["2", "91", "-14", "14.5", "two", "", "١٤", "9" * 400])
def test_what_is_no_value_is_refused_with_what_to_do(given: str) -> None:
    with pytest.raises(ValueError, match="Give a whole number from 3 to 90"):
        REVIEW_DAYS.read(given)


def test_a_choice_is_one_of_its_values() -> None:
    with pytest.raises(ValueError, match="Choose one of these: yes, no"):
        QUORUM_INDEPENDENT.read("perhaps")


def test_a_value_is_shown_with_its_unit() -> None:
    assert [REVIEW_DAYS.words(days) for days in ("14", "1")] == ["14 days", "1 day"]
    assert QUORUM_INDEPENDENT.words("no") == "No"


def test_the_default_holds_until_the_day_from_which_another_was_settled() -> None:
    assert DEFAULTS.number(QUORUM_LAY, DAY, DARS) == 2
    assert [held(day, settled("3")) for day in (-1, 0, 400)] == [2, 3, 3]


def test_the_latest_day_counts_in_whatever_order_it_was_settled_and_of_one_day_the_last_word() -> None:
    soon, later = settled("3", 10), settled("4", 20)
    for found in ((soon, later), (later, soon)):
        assert [held(day, *found) for day in (9, 10, 19, 20)] == [2, 3, 3, 4]
    assert held(10, soon, settled("5", 10)) == 5


def test_one_profile_does_not_touch_the_other_nor_one_setting_another() -> None:
    settings = Settings((settled("3"), settled("7", key="review.quorum.ig.dars")))
    assert settings.number(QUORUM_LAY, DAY, HOSPITAL) == 2
    assert settings.number(QUORUM_LAY, DAY, DARS) == 3
    with pytest.raises(KeyError):
        settings.number(QUORUM_LAY, DAY)
