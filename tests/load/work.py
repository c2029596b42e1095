"""Who computes while a load runs: seconds of processor for each part, for the generators and for whatever else this
machine does, from /proc. The generators share the processors with what they measure: without this nobody could tell a
slow Haven from a busy machine.
"""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.load.memory import children, tree

TICKS = os.sysconf("SC_CLK_TCK")
BUSY = slice(0, 3)  # user, nice, system of the first line of /proc/stat


@contextmanager
def watched(pids: dict[str, int]) -> Iterator[dict[str, float]]:
    """When the block has ended: seconds by part, `generators` (processes begun and ended in it), and `others`."""
    spent: dict[str, float] = {}
    before, all_before, own_before = _seconds(pids), _machine(), _own()
    yield spent
    after, all_after, own = _seconds(pids), _machine(), _own()
    for part, seconds in after.items():
        spent[part] = max(0.0, seconds - before[part])
    spent["generators"] = own - own_before
    spent["others"] = max(0.0, all_after - all_before - sum(spent.values()))


def _seconds(pids: dict[str, int]) -> dict[str, float]:
    below = children()
    return {part: sum(map(_of, tree(pid, below))) for part, pid in pids.items()}


def _of(pid: int) -> float:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / TICKS


def _machine() -> float:
    words = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return sum(map(int, words[BUSY])) / TICKS


def _own() -> float:
    """This process, and those it began that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
