"""Two replicas of intake on one database: what is counted is counted once for both, however many ask at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from services.chassis.database import Database
from services.intake.domain.people.throttle import FREE
from tests.intake.accounts import RealTime, code_of, enrol, enter, sign_up
from tests.support import Ground

ADA = "ada@northbridge.example"
AT_ONCE = 12


def all_at_once(intake: Ground, attempt: Callable[[Ground], str]) -> list[str]:
    """What became of as many attempts as there are, half of them at each replica."""
    if intake.db.lite:
        pytest.skip("writers on SQLite wait for each other")
    other = replace(intake, db=Database(intake.db.url.render_as_string(hide_password=False)))
    begin = Barrier(AT_ONCE)

    def one(number: int) -> str:
        begin.wait(30)
        return attempt(other if number % 2 else intake)

    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, range(AT_ONCE)))
    finally:
        other.db.engine.dispose()


def test_guesses_at_both_replicas_at_once_are_slowed_down_as_if_at_one(intake: Ground) -> None:
    """ASVS 6.3.1."""
    sign_up(intake, ADA)
    told = all_at_once(intake, lambda here: enter(here, ADA, password="wrong password 1").failure)
    assert sorted(told) == ["sign-in-failed"] * FREE["account"] + ["throttled"] * (AT_ONCE - FREE["account"])


def test_a_code_sent_to_both_replicas_at_once_opens_one_session(
    intake: Ground, time: RealTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 6.5.1: a one-time code is used once."""
    monkeypatch.setitem(FREE, "account", AT_ONCE + 1)
    sign_up(intake, ADA)
    secret, _ = enrol(intake, ADA)
    time.forward(seconds=60)
    told = all_at_once(intake, lambda here: enter(here, ADA, code_of(secret)).failure)
    assert told.count("") == 1
