"""Work that would hold up the hub: heavy computing goes to a process, blocking C calls to a real thread. A handler that
computes for 25 s starves the broker's heartbeat, and its message is delivered again and again (N16)."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from eventlet import patcher, semaphore, tpool

T = TypeVar("T")
PARALLEL = semaphore.Semaphore(2)  # hashing a password takes tens of MiB: bounded, or it is a way to fill memory


class ProcessFailed(Exception):
    """The process ended without a result; `code` is its exit status."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exit status {code}")
        self.code = code


def in_thread(work: Callable[..., T], *args: Any) -> T:
    """`work(*args)` on a real operating-system thread where the hub is eventlet's, plainly where it is not."""
    if not patcher.is_monkey_patched("thread"):
        return work(*args)
    with PARALLEL:
        return tpool.execute(work, *args)


def run_process(module: str, asked: dict[str, Any], *, seconds: float = 600.0, args: Sequence[str] = ()) -> Any:
    """Run `python -m module` with `asked` as JSON on its standard input; its standard output as JSON.

    ProcessFailed when it fails; subprocess.TimeoutExpired (and the process ended) after `seconds`.
    """
    command = [sys.executable, "-m", module, *args]
    done = subprocess.run(
        command, input=json.dumps(asked).encode(), stdout=subprocess.PIPE, timeout=seconds, check=False
    )
    if done.returncode:
        raise ProcessFailed(done.returncode)
    return json.loads(done.stdout or b"null")
