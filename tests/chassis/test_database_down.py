"""The database goes in the middle of work, all of it: PostgreSQL starts again under load, SQLite's disk is full.
What was answered is there, once; what could not be kept was refused; it goes on when there is room again."""

import functools
import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.testing import private_postgres
from tests.chassis.part import Count, ReadCount
from tests.chassis.running import Parts, parts, until
from tests.support import purge

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
LONG = 120.0


def ask(small: Parts, service: str, message: Any, seconds: float = 5) -> dict[str, Any]:
    try:
        return small.ask(service, message, seconds=seconds, deadline=seconds)
    except (TimeoutError, OSError):
        return {}


def counted(small: Parts, command: Count) -> bool:
    return "answer" in ask(small, "intake", command)


def insist(small: Parts, commands: list[Count]) -> None:
    """Send each, with the same id, until it is answered."""
    for one in commands:
        until(functools.partial(counted, small, one), "it is answered", LONG)


def count(small: Parts, service: str, subject: UUID) -> int:
    return int(ask(small, service, ReadCount(subject_id=subject)).get("answer", {}).get("count", -1))


@pytest.mark.postgres
def test_postgresql_that_starts_again_under_load_loses_nothing_and_does_nothing_twice(
    broker: str, tmp_path: Path
) -> None:
    purge(broker)
    with private_postgres(tmp_path / "cluster") as cluster:
        urls = {name: cluster.create_database(name) for name in ("intake", "review")}
        with parts(broker, tmp_path, urls) as small:
            small.start("intake")
            small.start("review")
            subject = uuid4()
            commands = [Count(subject_id=subject, pause=0.2) for _ in range(12)]
            threads = [threading.Thread(target=insist, args=(small, commands[first::3])) for first in range(3)]
            for thread in threads:
                thread.start()
            time.sleep(0.5)
            cluster.stop()
            time.sleep(1)
            cluster.start()
            for thread in threads:
                thread.join(LONG)
            until(lambda: count(small, "review", subject) == 12, "each was heard once", LONG)
            assert count(small, "intake", subject) == 12


@contextmanager
def by_limit(small: Parts) -> Iterator[Callable[[], None]]:
    """No file of a service may grow: the kernel's own limit, which needs no rights."""
    pids = [process.pid for process in small.processes.values()]
    hard = resource.prlimit(pids[0], resource.RLIMIT_FSIZE)[1]

    def room(length: int) -> None:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (length, hard))

    room(0)
    yield lambda: room(hard)


@contextmanager
def by_ballast(small: Parts) -> Iterator[Callable[[], None]]:
    """A small disk with a file on it that takes all the room."""
    ballast = small.folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                continue
        except OSError:
            pass
    yield ballast.unlink


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 8 MB, in memory."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount; the limit on files is tried all the same")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_refuses_clearly_loses_nothing_and_goes_on_when_there_is_room(small: Parts) -> None:
    _full_disk(small, by_limit)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount; the limit on files is tried all the same")
def test_a_real_disk_that_is_full_does_the_same(broker: str, tmp_path: Path) -> None:
    purge(broker)
    with small_disk(tmp_path / "disk") as folder, parts(broker, folder) as small:
        _full_disk(small, by_ballast)


def _full_disk(small: Parts, full: Callable[[Parts], Any]) -> None:
    small.start("intake")
    small.start("review")
    before, during = Count(subject_id=uuid4()), Count(subject_id=uuid4())
    until(lambda: counted(small, before), "it works")
    until(lambda: count(small, "review", before.subject_id) == 1, "it is heard")
    with full(small) as make_room:
        told = ask(small, "intake", during, LONG)
        assert told["refused"]["code"] == "resting", told
        assert count(small, "intake", before.subject_id) == 1, "what is there can be read"
        make_room()
    until(lambda: counted(small, during), "there is room again", LONG)
    until(lambda: count(small, "review", during.subject_id) == 1, "and it is heard", LONG)
    assert count(small, "intake", during.subject_id) == count(small, "review", before.subject_id) == 1
    assert all(process.poll() is None for process in small.processes.values())
