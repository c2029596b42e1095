"""How much memory each part of a Haven holds, by time: resident size of its processes, from /proc, in megabytes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

EVERY = 1.0  # seconds
PAGE = 4096 / 1_000_000  # megabytes


class Memory:
    """Samples of each part: `series["gateway"]` is a list of megabytes, one for each look."""

    def __init__(self, pids: Callable[[], dict[str, int]]) -> None:
        self._pids, self._stop = pids, threading.Event()
        self.series: dict[str, list[float]] = {}

    def look(self) -> None:
        """One sample of every part, its children included."""
        below = children()
        for part, pid in self._pids().items():
            self.series.setdefault(part, []).append(sum(map(_resident, tree(pid, below))))

    def growth(self) -> float:
        """By how much all parts together have grown since the first look, at their highest, as a share."""
        looks = list(zip(*self.series.values(), strict=False))
        first = sum(looks[0])
        return max(sum(look) for look in looks) / first - 1

    def watch(self) -> None:
        while not self._stop.wait(EVERY):
            self.look()

    def stop(self) -> None:
        self._stop.set()


@contextmanager
def watched(pids: Callable[[], dict[str, int]]) -> Iterator[Memory]:
    """Samples every second while the block runs."""
    memory = Memory(pids)
    memory.look()
    thread = threading.Thread(target=memory.watch, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        memory.stop()
        thread.join()


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0.0


def children() -> dict[int, list[int]]:
    """Every process's children, by its id."""
    found: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        found.setdefault(int(after_name[1]), []).append(int(stat.parent.name))
    return found


def tree(pid: int, below: dict[int, list[int]]) -> list[int]:
    """A process and all that come from it."""
    return [pid, *(one for child in below.get(pid, ()) for one in tree(child, below))]
