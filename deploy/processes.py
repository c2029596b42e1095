"""Processes that outlive the command that started them: remembered by pid and start time, ended only when both match.

A pid alone may belong to somebody else by the time it is used: pids are given out again, and a run folder may survive
a reboot. The start time, in clock ticks since boot, together with the boot's own id, names one process only.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Process:
    """One process that we started, for as long as that very process lives."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Process":
        return cls(pid, _started(pid))

    def is_alive(self) -> bool:
        return self.started != "" and _started(self.pid) == self.started

    def signal(self, number: signal.Signals) -> None:
        """Send `number` to this process; a process that has gone meanwhile is no error."""
        if self.is_alive():
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return

    def wait(self, seconds: float) -> bool:
        """Whether the process has ended within `seconds`."""
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def end(self, seconds: float) -> bool:
        """Ask the process to end, give it `seconds` to finish its work, then end it; True when it went by itself."""
        self.signal(signal.SIGTERM)
        if self.wait(seconds):
            return True
        self.signal(signal.SIGKILL)
        self.wait(5)
        return False


def start(command: Sequence[str | Path], *, log: Path, env: Mapping[str, str], cwd: Path | None = None) -> Process:
    """Start `command` in a session of its own, so that it outlives us and takes no signal meant for our terminal."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        popen = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )
    _children[popen.pid] = popen
    return Process.of(popen.pid)


def remember(process: Process, path: Path) -> None:
    """Write the process down at `path`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(process)))
    draft.replace(path)


def recall(path: Path) -> Process | None:
    """The process written down at `path`, when it still lives."""
    try:
        process = Process(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return process if process.is_alive() else None


# Children are kept so that they can be reaped: a child that ended but was not waited for still has an entry in /proc.
_children: dict[int, subprocess.Popen[bytes]] = {}


def _started(pid: int) -> str:
    """The boot and the tick at which `pid` started; empty when there is no such process, or only its remains."""
    child = _children.get(pid)
    if child and child.poll() is not None:
        _children.pop(pid, None)
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    # The second field is the program's name in brackets, which may itself hold spaces and brackets.
    fields = stat[stat.rindex(")") + 2 :].split()
    state, threads, ticks = fields[0], fields[17], fields[19]
    # A zombie with threads is still on its way out, and still holds its ports and files.
    return "" if state in "ZX" and int(threads) <= 1 else f"{_boot()}:{ticks}"


@cache
def _boot() -> str:
    """Which boot this is; there is no other while we run."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
