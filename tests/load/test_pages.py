"""What `make bench` says of pages can be trusted: rounds are counted, calls timed alone, foreign addresses found."""

import dataclasses
import time
from pathlib import Path
from typing import Any

import pytest

from gateway.app import create_app
from gateway.bus import Bus
from services.contracts.intake import MyRequests, MyTasks
from services.contracts.message import ANONYMOUS
from tests.fakes import FakeBus
from tests.load import pages
from tests.load.pages import FETCHED, Asked, Look, Row, Watched, foreign, measured, p95, rounds
from tests.portal.conftest import Willing, at_first
from tests.security.conftest import config_in

HERE = '<link href="/static/a.css"><script src="/static/a.js"></script><a href="https://www.nhs.uk/">Read</a>'


def call(began: float, ended: float) -> Asked:
    return Asked(message=MyRequests(), actor=ANONYMOUS, part=None, began=began, ended=ended)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((), 0),
        (((0, 5), (0, 5)), 1),
        (((0, 5), (1, 3), (4, 6)), 1),
        (((0, 5), (5, 6)), 2),
        (((7, 8), (0, 5)), 2),
        (((0, 9), (1, 2), (3, 4)), 1),
    ],
)
def test_calls_that_overlap_are_one_round(spans: tuple[tuple[float, float], ...], expected: int) -> None:
    assert rounds([call(*span) for span in spans]) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/x.js">', '<img alt="" src="//cdn.example/x.png">',
        '<link rel="stylesheet" href="http://cdn.example/x.css">', '<form method="post" action="https://evil.example/">',
        '<iframe src="data:text/html,x">',
    ],
)  # fmt: skip
def test_what_a_browser_would_fetch_from_elsewhere_is_found_and_where_a_link_leads_is_not(html: str) -> None:
    assert foreign(HERE) == ()
    assert len(foreign(HERE + html)) == 1
    assert FETCHED.findall(HERE) == ["/static/a.css", "/static/a.js"]


def row(**changes: Any) -> Row:
    kept = Row(look=Look("/"), rounds=1, calls=2, page=0.02, slowest=0.01, size=5_000, foreign=())
    return dataclasses.replace(kept, **changes)


@pytest.mark.parametrize(
    ("changes", "over"),
    [
        ({}, []),
        ({"rounds": 0, "calls": 0, "slowest": 0.0}, []),
        ({"rounds": 2}, ["rounds"]),
        ({"page": 0.03}, ["time"]),
        ({"size": 100_000}, ["size"]),
        ({"foreign": ("https://cdn.example/",)}, ["addresses"]),
    ],
)
def test_each_part_of_the_budget_can_be_exceeded(changes: dict[str, Any], over: list[str]) -> None:
    assert row(**changes).over == over


def test_p95_is_the_time_that_one_in_twenty_exceeds() -> None:
    assert p95([float(n) for n in range(100)]) == 95.0
    assert p95([2.0]) == 2.0


class Slow(Willing):
    """A bus on which one question takes a while."""

    def ask(self, message: Any, actor: Any, **how: Any) -> Any:
        if isinstance(message, MyTasks):
            time.sleep(0.02)
        how.pop("part", None)
        return super().ask(message, actor, **how)


def test_a_page_is_measured_with_its_calls_each_made_alone(tmp_path: Path) -> None:
    watched = Watched(at_first(Slow()))
    app = create_app(config_in(tmp_path), bus=watched)
    client = app.test_client()
    client.set_cookie(app.extensions["haven"].identity.cookie, "person")
    look = Look("/my/tasks", "somebody")
    found = measured(look, look.path, client, watched, 3)
    assert (found.rounds, found.over) == (1, [name for name in found.over if name == "time"])
    assert found.calls >= 4, "the tasks of every part"
    assert found.page >= 0.02 <= found.slowest
    assert found.size > 1_000
    with pytest.raises(RuntimeError, match="404"):
        measured(Look("/nowhere"), "/nowhere", client, watched, 1)


def test_every_look_is_at_a_page_that_there_is(tmp_path: Path) -> None:
    bus: Any = FakeBus()
    adapter = create_app(config_in(tmp_path), bus=bus).url_map.bind("127.0.0.1")
    names = dict.fromkeys(("breathe", "surgery", "chest", "frail", "draft"), "019f1c2e-0000-7000-8000-000000000001")
    for look in pages.LOOKS:
        endpoint, _ = adapter.match(look.path.format(**names).partition("?")[0], method="GET")
        assert endpoint.startswith("portal."), look.path


def test_the_bus_is_watched_by_the_names_that_it_has() -> None:
    assert {"ask", "gather"} <= set(dir(Bus))
