"""Processes are ended by pid only when the pid still belongs to the process that we started."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from deploy import processes
from deploy.parts import Part
from deploy.processes import Process

from .conftest import DEAF


def test_a_remembered_process_is_found_again(make_part: Callable[..., Part]) -> None:
    part = make_part()
    process = part.launch()
    assert processes.recall(part.pid_file) == process


def test_a_pid_that_belongs_to_somebody_else_is_not_ours(tmp_path: Path) -> None:
    stranger = Process(os.getpid(), started="another-boot:1")
    processes.remember(stranger, tmp_path / "pid")

    stranger.signal(signal.SIGKILL)

    assert processes.recall(tmp_path / "pid") is None


def test_a_pid_file_cut_short_is_no_process(tmp_path: Path) -> None:
    (tmp_path / "pid").write_text('{"pid": 1')
    assert processes.recall(tmp_path / "pid") is None


def test_a_process_that_ended_is_not_alive_even_before_it_is_reaped(tmp_path: Path) -> None:
    process = processes.start([sys.executable, "-c", "pass"], log=tmp_path / "log", env={})
    assert process.wait(10)


def test_one_that_does_not_listen_is_killed_when_patience_ends(make_part: Callable[..., Part]) -> None:
    part = make_part(program=DEAF)
    process = part.launch()
    while not part.log.read_text():
        process.wait(0)

    assert process.end(0.2) is False
    assert not process.is_alive()
