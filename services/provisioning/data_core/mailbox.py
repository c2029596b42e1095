"""The opt-out check of one production run, through files that are gone when the run is over.

Sent and received lists lie in the work folder, so that a run that was killed after the reply goes on with that reply
instead of asking twice. They are removed at the end of the run, whatever its end is.
"""

import json
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from services.provisioning.data_core.check_service import CheckService
from services.provisioning.domain.optout_check import Outcome, Reply, Sent, prepare, read


def check(
    numbers: Iterable[str], service: CheckService, folder: Path, *, name: str, reference: str, now: datetime
) -> Outcome:
    """The outcome for `numbers`: that of the reply already here to the same list, or else of a new one.

    Raises FailedClosed as `prepare` and `read` do. The age of an earlier reply is not judged here.
    """
    note = folder / "check.json"
    sent = prepare(numbers, name=name, reference=reference, at=now)
    if earlier := _earlier(note, folder, sent):
        return earlier
    forget(folder)
    folder.mkdir(parents=True)
    (folder / f"sent-{name}").write_text(sent.text, newline="\n")
    text = service.exchange(sent.text, reference)
    if text is not None:
        (folder / f"reply-{name}").write_text(text, newline="\n")
        note.write_text(
            json.dumps({"name": name, "reference": reference, "sha256": sent.sha256, "at": now.isoformat()})
        )
    return read(sent, None if text is None else Reply(name=name, reference=reference, text=text, received_at=now))


def forget(folder: Path) -> None:
    """Delete the lists and the note about them."""
    shutil.rmtree(folder, ignore_errors=True)


def _earlier(note: Path, folder: Path, sent: Sent) -> Outcome | None:
    if not note.exists():
        return None
    kept = json.loads(note.read_text())
    if kept["sha256"] != sent.sha256:
        return None
    at = datetime.fromisoformat(kept["at"])
    then = Sent(name=kept["name"], reference=kept["reference"], numbers=sent.numbers, sent_at=at)
    with (folder / f"reply-{then.name}").open(newline="") as file:
        text = file.read()
    return read(then, Reply(name=then.name, reference=then.reference, text=text, received_at=at))
