"""What follows an event of a subject is looked for while other replicas take events in: each statement of a transaction
on PostgreSQL sees what was committed since the one before."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from services.chassis import inbox
from tests.chassis.test_inbox import envelope, take_in
from tests.support import Ground


@pytest.mark.parametrize("statements", [1, 2, 3])
def test_an_event_that_arrives_between_two_statements_is_not_passed_over(
    ground: Callable[[str], Ground], statements: int
) -> None:
    """The third was here, the second arrives after so many statements of the look for what follows the first."""
    here, subject = ground("review"), uuid4()
    if here.db.lite:
        pytest.skip("writers on SQLite wait for each other")
    for version in (1, 3):
        take_in(here, envelope(subject, version))
    with here.db.read() as session:
        first = inbox.due(session)[0].position

    def look(session: Session) -> list[int]:
        inbox.act(session, first, lambda _, row: None)
        session.flush()
        left = [statements]

        def arrive(*_: Any) -> None:
            left[0] -= 1
            if left[0] == 0:
                take_in(here, envelope(subject, 2))

        connection = session.connection()
        event.listen(connection, "after_cursor_execute", arrive)
        try:
            found = inbox.following(session, first)
        finally:
            event.remove(connection, "after_cursor_execute", arrive)
        return [session.get_one(inbox.Inbox, found.position).version] if found else []

    assert here.db.write(look) in ([], [2])
