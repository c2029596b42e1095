"""One process at a time works on a project. A service that is killed leaves the process it started behind, and the
next one must not begin beside it in the same folder; the lock is the kernel's and ends with its holder, however that
dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a project's production folder, waiting for whoever holds it now."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def busy(folder: Path) -> bool:
    """Whether a process holds this folder."""
    try:
        with (folder / LOCK).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
