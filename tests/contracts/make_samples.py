"""`python -m tests.contracts.make_samples`: writes a sample of every event that has none yet. A sample, once committed,
is never changed and never removed: it is what was once sent, and must load for ever."""

import json
from pathlib import Path

from services.contracts import wire
from services.contracts.message import Envelope
from tests.contracts.examples import example

FOLDER = Path(__file__).parent / "samples"


def place(source: str, name: str, number: int = 1) -> Path:
    """Where the sample of an event is kept; a field added later gets a second one beside it."""
    return FOLDER / source / f"{name}.{number}.json"


def missing() -> list[tuple[str, str]]:
    """Events that have no sample."""
    every = [(source, name) for source in wire.SERVICES for name in wire.events_of(source)]
    return [(source, name) for source, name in every if not place(source, name).exists()]


if __name__ == "__main__":
    for source, name in missing():
        cls = wire.events_of(source)[name]
        envelope = Envelope(**{**vars(example(Envelope)), "source": source, "type": name})
        place(source, name).parent.mkdir(parents=True, exist_ok=True)
        body = json.dumps(wire.dump_event(example(cls), envelope), indent=1, ensure_ascii=False)
        place(source, name).write_text(body + "\n")
