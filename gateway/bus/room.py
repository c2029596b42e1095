"""A bulkhead: so many calls at once to one service, and no more, so that one that is slow cannot take all threads."""

import threading


class Room:
    """Places for calls. One who finds none is refused at once, and does not wait."""

    def __init__(self, places: int) -> None:
        self._free, self._lock = places, threading.Lock()

    @property
    def full(self) -> bool:
        """Whether there is no place now."""
        return self._free <= 0

    def enter(self) -> bool:
        """Take a place, if there is one."""
        with self._lock:
            if self._free <= 0:
                return False
            self._free -= 1
            return True

    def leave(self) -> None:
        """Give it back."""
        with self._lock:
            self._free += 1
