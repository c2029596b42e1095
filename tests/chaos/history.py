"""What the clients asked and what they were told: the only thing that the checker holds against the final state."""

import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Literal
from uuid import UUID

Outcome = Literal["ok", "refused", "unknown"]


@dataclass(frozen=True)
class Operation:
    """One thing that one client wanted once, with all its repeats."""

    client: str
    kind: str  # a name of tests.chaos.kinds, such as "enquire"
    value: str  # unique text that the wish brought along; empty when there is no place for one
    command: str  # the command's id, which is the Idempotency-Key; empty for a question
    subject: str  # the application, enquiry or other thing it is about; empty until that has an id
    invoked: float  # seconds since the history began
    completed: float
    outcome: Outcome
    answer: dict[str, Any] = field(default_factory=dict)  # what was told: reference and version, or status and code

    @property
    def id(self) -> UUID:
        """The command's id."""
        return UUID(self.command)


class History:
    """Operations in the order of their completion; each is on the disk before the next begins, as a line of JSON."""

    def __init__(self, path: Path | None = None) -> None:
        self.began = time.monotonic()
        self._lock, self._path = Lock(), path
        self._operations: list[Operation] = []
        self.acknowledged = 0.0  # when a command was acknowledged last

    def now(self) -> float:
        """Seconds since the history began."""
        return round(time.monotonic() - self.began, 3)

    def add(self, operation: Operation) -> None:
        """Keep it; from any thread."""
        with self._lock:
            self._operations.append(operation)
            if operation.command and operation.outcome == "ok":
                self.acknowledged = operation.completed
            if self._path:
                with self._path.open("a") as file:
                    file.write(json.dumps(asdict(operation)) + "\n")

    def note(self, **words: Any) -> None:
        """Write something else that happened (a strike, a healing) between the lines, for whoever reads the file."""
        with self._lock:
            if self._path:
                with self._path.open("a") as file:
                    file.write(json.dumps({"note": words, "at": self.now()}) + "\n")

    def all(self) -> list[Operation]:
        """Everything so far."""
        with self._lock:
            return list(self._operations)


def read(path: Path) -> History:
    """A history from its file."""
    history = History()
    for line in path.read_text().splitlines():
        told = json.loads(line)
        if "note" not in told:
            history.add(Operation(**told))
    return history
