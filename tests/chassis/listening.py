"""One real service as a process on a real broker, which is told what the others say."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self
from uuid import UUID

from services.contracts import topology, wire
from services.contracts.message import Envelope, Event
from tests.support import envelope_of

from .running import Parts


class Listening(Parts):
    """The real service; `base` has the tables that are made for it, where its migrations have not made them."""

    module = "services.chassis.runner"
    base: ClassVar[Any] = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._said: Counter[tuple[str, UUID]] = Counter()

    @classmethod
    @contextmanager
    def alone(cls, broker: str, folder: Path, service: str) -> Iterator[Self]:
        """It on an empty database of its own, from when it is ready until the test is over."""
        found = cls(broker, folder, {service: f"sqlite:///{folder / service}.sqlite"})
        try:
            found.start(service)
            yield found
        finally:
            found.stop()

    def start(self, service: str, replica: str = "") -> None:
        if self.base is not None:
            self.base.metadata.create_all(self.databases[service].engine)
        super().start(service, replica)

    def hear(self, source: str, event: Event) -> Envelope:
        """Say something as another service would, which numbers what it says of each subject."""
        self._said[source, event.subject] += 1
        envelope = envelope_of(event, source, self._said[source, event.subject])
        self.tell(event, envelope)
        return envelope

    def tell(self, event: Event, envelope: Envelope) -> None:
        """Put it on the bus as it is."""
        body = json.dumps(wire.dump_event(event, envelope)).encode()
        self.raw(topology.event_exchange(envelope.source), envelope.type, body)
