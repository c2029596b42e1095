"""One world and one synthetic core for the run; a copy of both for each test that wants a line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.provisioning.data_core.generate import generate
from tests.line import Bus, Road, World, bus_on, copied, folders, make


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Everybody, made by commands, once."""
    core = tmp_path_factory.mktemp("core")
    generate(core)
    with pytest.MonkeyPatch.context() as patch:
        return make(tmp_path_factory.mktemp("world"), core, patch)


@pytest.fixture
def here(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world of this test's own."""
    mine = copied(world, tmp_path / "haven")
    for name, value in {**folders(mine.folder), "HAVEN_DATA_CORE": str(mine.core)}.items():
        monkeypatch.setenv(name, value)
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
