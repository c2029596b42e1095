"""Every setting does something: with another value its service decides otherwise, from its day on and not before."""

from datetime import date

import pytest

from services.contracts.request import Profile
from services.contracts.settings import BY_KEY, DEFAULTS, TABLE, Kind, Setting, Settings, Settled
from tests.settings.probes import PROBES

LONG_AGO, FAR = date(2020, 1, 1), date(2099, 1, 1)


def another(setting: Setting, profile: Profile | None) -> str:
    """A value that is not the default, and makes a difference: more is wanted, or another is chosen."""
    default = setting.defaults[profile]
    if setting.kind is Kind.NUMBER:
        return setting.read(str(int(default) + 1))
    if setting.kind is Kind.TEXT:
        return setting.read("Quite Another Name")
    return next(one for one in setting.choices if one != default)


def settled(key: str, since: date) -> Settings:
    setting, profile = BY_KEY[key]
    return Settings((Settled(key=key, value=another(setting, profile), holds_from=since),))


def test_every_row_of_the_table_is_used_by_somebody() -> None:
    assert {one.id for one in TABLE} == set(PROBES), "say in probes.py what a setting makes different"


@pytest.mark.parametrize("key", list(BY_KEY))
def test_another_value_leads_to_something_else_from_its_day_on(key: str) -> None:
    setting, profile = BY_KEY[key]
    probe = PROBES[setting.id]
    usual = probe(DEFAULTS, profile)
    assert probe(settled(key, LONG_AGO), profile) != usual
    assert probe(settled(key, FAR), profile) == usual, "its day has not come"


@pytest.mark.parametrize("key", [key for key, (_, profile) in BY_KEY.items() if profile is not None])
def test_what_one_profile_sets_leaves_the_other_as_it_is(key: str) -> None:
    setting, profile = BY_KEY[key]
    (other,) = set(setting.defaults) - {profile}
    assert PROBES[setting.id](settled(key, LONG_AGO), other) == PROBES[setting.id](DEFAULTS, other)
