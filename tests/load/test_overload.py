"""A Haven with few places, asked for far more than it can do, for a few seconds: nothing that it took on is lost, and
whoever is turned away is told when to come again. How fast it is, is for `make overload` to say."""

from pathlib import Path

import pytest

from deploy.client import Client
from deploy.testing import running_system
from tests.load.books import balance
from tests.load.memory import watched
from tests.load.overload import offered, people, pids

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(1200)]
FEW = {"HAVEN_GATEWAY_THREADS": "4", "HAVEN_GATEWAY_LINE": "4", "HAVEN_IN_FLIGHT": "1"}


def test_under_far_too_much_nothing_accepted_is_lost_and_every_refusal_says_when_to_come_again(tmp_path: Path) -> None:
    with running_system(tmp_path, **FEW) as haven:
        who = people(haven, 4)
        with watched(lambda: pids(haven)) as memory:
            flood = offered(haven.url, who, 5.0, at_once=96)
        assert balance(haven, [flood]) == []
        assert set(flood.codes) <= {"503 overloaded", "503 busy", "504 no-answer-in-time"}
        assert flood.codes["503 overloaded"] > 0
        assert flood.codes["503 busy"] > 0
        assert len(flood.keys["ok"]) > 0
        assert memory.growth() < 0.5
        assert Client(haven.url, who["tokens"][0]).get("/me/notices") is not None
