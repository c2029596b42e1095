"""What need not be kept for ever: answers that nobody will ask for again, and events that were acted on long ago.

The inbox can forget what is done, because `Heard` remembers up to which version each subject has been heard: an event
that comes again after its row is gone is still known. The outbox is the service's history and is never emptied.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import and_, delete, or_
from sqlalchemy.orm import Session

from .tables import DISCARDED, DONE, CommandLog, Inbox

KEEP = timedelta(days=90)  # far beyond the longest time anybody sends a command again


def forget(session: Session) -> int:
    """Remove what is older than KEEP; how many rows went."""
    before = datetime.now(UTC) - KEEP
    yesterday = datetime.now(UTC) - timedelta(days=1)  # of an answer that is not kept, nobody asks again so late
    answers = delete(CommandLog).where(
        or_(CommandLog.answered_at < before, and_(CommandLog.digest == "", CommandLog.answered_at < yesterday))
    )
    events = delete(Inbox).where(Inbox.state.in_((DONE, DISCARDED)), Inbox.done_at < before)
    return sum(session.execute(one).rowcount for one in (answers, events))  # type: ignore[attr-defined]
