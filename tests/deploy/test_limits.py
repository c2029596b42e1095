"""Each limit is a named setting with its value in docs/operations.md, and the ones on the disk are watched."""

import re
from collections import namedtuple
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from deploy.settings import ROOT
from gateway.config import Config, from_environment
from services.chassis import health, settings
from services.contracts import wire
from services.contracts.message import Listing

ROW = re.compile(r"^\| `([\w.]+)` \| ([0-9.]+) \|", re.MULTILINE)
OURS = {f"HAVEN_{one.name.upper()}": one for one in fields(Config) if "limit" in one.metadata}


def table() -> dict[str, float]:
    text = (ROOT / "docs" / "operations.md").read_text()
    section = text.split("\n## Limits\n")[1].split("\n## ")[0]
    return {name: float(value) for name, value in ROW.findall(section)}


def test_the_table_and_the_code_say_the_same() -> None:
    told = table()
    assert {name for name in told if name.isupper()} == {*OURS, "HAVEN_WORKERS"}
    for name, value in told.items():
        assert in_code(name) == value, name


def in_code(name: str) -> float:
    if name == "HAVEN_WORKERS":
        return settings.get.__wrapped__().workers
    if name in OURS:
        return float(OURS[name].default)
    module, constant = name.rsplit(".", 1)
    return float(getattr(import_module(module), constant))


def test_each_limit_of_the_gateway_can_be_set() -> None:
    given = dict.fromkeys(OURS, "7")
    read = from_environment(given)
    assert {one.name: getattr(read, one.name) for one in OURS.values()} == {one.name: 7 for one in OURS.values()}


def test_one_slow_service_leaves_threads_to_the_others() -> None:
    assert Config.in_flight < Config.gateway_threads


def test_no_page_is_longer_than_the_table_says() -> None:
    with pytest.raises(wire.Malformed):
        wire.load(Listing, {"limit": 201})
    assert wire.load(Listing, {"limit": 200}).limit == 200


def test_a_long_outbox_and_a_full_disk_raise_an_alarm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HAVEN_RUN", str(tmp_path))
    settings.get.cache_clear()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(0, 0, health.DISK_ALARM))
    calm = {"outbox": {"waiting": health.OUTBOX_ALARM}}
    assert health.alarms(calm) == []
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(0, 0, health.DISK_ALARM - 1))
    assert health.alarms({"outbox": {"waiting": health.OUTBOX_ALARM + 1}}) == ["outbox", "disk"]
    settings.get.cache_clear()
