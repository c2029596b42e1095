"""One world and one synthetic core for the run; a copy of both for each test that wants a line.

What several scenarios begin with (an approved request, an active project) is made once and copied as well.
"""

import copy
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.intake.handlers import secrets
from services.provisioning.data_core.generate import generate
from tests.line import Bus, Road, World, bus_on, copied, folders, make
from tests.support import QUICK


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Everybody, made by commands, once."""
    core = tmp_path_factory.mktemp("core")
    generate(core)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "HASHER", QUICK)  # nobody signs in here
        return make(tmp_path_factory.mktemp("world"), core, patch)


def _live_in(world: World, patch: pytest.MonkeyPatch) -> None:
    for name, value in {**folders(world.folder), "HAVEN_DATA_CORE": str(world.core)}.items():
        patch.setenv(name, value)


@pytest.fixture
def here(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world of this test's own."""
    mine = copied(world, tmp_path / "haven")
    _live_in(mine, monkeypatch)
    return mine


@pytest.fixture
def line(here: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """The five services in this process."""
    bus = bus_on(here.folder, monkeypatch)
    yield bus
    bus.close()


@pytest.fixture
def road(line: Bus, here: World) -> Callable[..., Road]:
    """`road("hospital")`: a new request of this profile; keywords change answers of the form."""

    def new(profile: str = "hospital", approval: str = "full", **changed: Any) -> Road:
        return Road(line, here, profile, approval, **changed)

    return new


@pytest.fixture(scope="session")
def stages() -> dict[tuple[str, str], tuple[Path, Road]]:
    """What was made for `at`: the folder, and the request as it stood."""
    return {}


@pytest.fixture
def at(
    world: World,
    stages: dict[tuple[str, str], tuple[Path, Road]],
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Road]]:
    """`at("active", "dars")`: a request of this profile that has come so far, in a world of this test's own."""
    buses: list[Bus] = []

    def come(stage: str, profile: str = "hospital") -> Road:
        if (stage, profile) not in stages:
            folder = tmp_path_factory.mktemp(f"{stage}-{profile}") / "haven"
            with pytest.MonkeyPatch.context() as patch:
                first = copied(world, folder)
                _live_in(first, patch)
                bus = bus_on(folder, patch)
                made = getattr(Road(bus, first, profile), stage)()
                bus.close()
            stages[stage, profile] = folder, made
        folder, made = stages[stage, profile]
        shutil.copytree(folder, tmp_path / "haven")
        mine = replace(world, folder=tmp_path / "haven")
        _live_in(mine, monkeypatch)
        bus = bus_on(mine.folder, monkeypatch)
        bus.at, bus.said = made.bus.at, list(made.bus.said)
        buses.append(bus)
        again = copy.copy(made)
        again.bus, again.world = bus, mine
        return again

    yield come
    for bus in buses:
        bus.close()
