"""A whole Haven: it heals when a part is killed, a second start changes nothing, and its end leaves nothing running."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import parts, system
from deploy.processes import Process
from deploy.testing import RunningSystem, running_system

from .test_supervisor import eventually

pytestmark = [pytest.mark.system, pytest.mark.slow]


@pytest.fixture(scope="module")
def haven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    with running_system(tmp_path_factory.mktemp("whole")) as running:
        yield running


def processes_of(haven: RunningSystem) -> dict[str, Process | None]:
    return {part.name: part.process for part in parts.of(haven.settings)}


def pids_in(run: Path) -> list[int]:
    """Every process on this machine that was started for this run folder, whether we know of it or not."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(run).encode() in told:
            found.append(int(folder.name))
    return found


def test_a_second_start_is_harmless(haven: RunningSystem) -> None:
    before = processes_of(haven)
    system.up(haven.settings)
    assert processes_of(haven) == before


@pytest.mark.parametrize("name", ["intake", "gateway", "broker"])
def test_a_killed_part_comes_back(haven: RunningSystem, name: str) -> None:
    before = processes_of(haven)[name]
    haven.kill(name)
    assert eventually(lambda: processes_of(haven)[name] not in (None, before), seconds=20)
    haven.wait_until_ready()


def test_a_stopped_part_rests_until_it_is_started(haven: RunningSystem) -> None:
    haven.stop("audit")
    assert not eventually(lambda: processes_of(haven)["audit"], seconds=1)
    haven.start("audit")
    assert processes_of(haven)["audit"]


def test_a_killed_part_can_be_kept_down(haven: RunningSystem) -> None:
    haven.kill("review", stays_down=True)
    assert not eventually(lambda: processes_of(haven)["review"], seconds=1)
    haven.start("review")
    assert processes_of(haven)["review"]


def test_down_leaves_no_process_even_when_the_supervisor_was_killed(haven: RunningSystem) -> None:
    keeper = system.supervisor_of(haven.settings)
    assert keeper
    keeper.signal(signal.SIGKILL)
    assert keeper.wait(5)

    system.down(haven.settings)

    assert pids_in(haven.settings.run) == []
