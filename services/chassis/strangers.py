"""Senders that could not be believed, counted: nothing else is done while their message is at hand, so that nobody can
keep a service busy by trying. `alarms` tells of them."""

import threading
from dataclasses import dataclass, field

from . import metrics

QUIET_SECONDS = 60.0


@dataclass
class Tally:
    """For each reason how many came, with the last call, since it was told last, and when that was."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _times: dict[str, int] = field(default_factory=dict)
    _calls: dict[str, str] = field(default_factory=dict)
    _told: dict[str, float] = field(default_factory=dict)

    def note(self, reason: str, call: str) -> None:
        metrics.CALLERS.labels(reason).inc()
        with self._lock:
            self._times[reason] = self._times.get(reason, 0) + 1
            self._calls[reason] = call[:200]

    def due(self, now: float) -> list[tuple[str, str, int]]:
        """What may be told now: reason, last call, times."""
        with self._lock:
            return [
                (reason, self._calls[reason], times)
                for reason, times in self._times.items()
                if times and now - self._told.get(reason, -QUIET_SECONDS) >= QUIET_SECONDS
            ]

    def told(self, reason: str, times: int, now: float) -> None:
        with self._lock:
            self._times[reason] -= times
            self._told[reason] = now


TALLY = Tally()
note = TALLY.note
