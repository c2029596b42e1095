"""`python -m tests.chaos.naive <service>`: a real service that makes one usual mistake (CHAOS_NAIVE), for one life.

Negative controls: the checker must tell of each of them, or its silence about Haven means nothing. Where a mistake
shows only when a process dies at the wrong moment, the process dies there by itself, once; where two commands must
meet, the one that is a note waits for the other.
"""

import sys

if __name__ == "__main__":  # only a process of its own is patched for green threads, and then before all else
    from services.chassis import runner

import os
import signal
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

SLOW_SECONDS = 10.0  # PostgreSQL ends a transaction that is idle for 20
NOTED = "ConversationNoted"  # said by a command that may be done again and again: nothing else refuses its repeat


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def no_command_log() -> None:
    """What a stock handler does: the broker brings a call again whose ack it never had, and it is done again."""
    from sqlalchemy import event
    from sqlalchemy.orm import Session

    from services.chassis import calls, mail

    post = mail.post

    def posted(session: Any, said: Any, **more: Any) -> None:
        post(session, said, **more)
        session.info["noted"] = type(said).__name__ == NOTED

    calls._remember = lambda *_: None
    mail.post = posted  # type: ignore[assignment]
    event.listen(Session, "after_commit", lambda session: _die() if session.info.get("noted") else None)


def ack_then_commit() -> None:
    """An event is acked when it comes, and taken in after that."""
    from services.chassis import rpc

    def acked(self: Any, body: Any, message: Any) -> None:
        message.ack()
        _die()

    rpc.SafeConsumer.handle_message = acked  # type: ignore[method-assign]


def publish_then_commit() -> None:
    """An event leaves from within the transaction that it speaks of."""
    from services.chassis import broker, loops, mail, outbox

    setup, post, windows = loops.Relay.setup, mail.post, []

    def keep(self: Any) -> None:
        setup(self)
        windows.append((self, broker.Window(self.window.uri)))

    def publish(session: Any, event: Any, **more: Any) -> None:
        post(session, event, **more)
        relay, window = windows[0]
        window.publish([relay._letter(row) for row in outbox.waiting(session, 100)])
        _die()

    loops.Relay.setup, mail.post = keep, publish  # type: ignore[method-assign]


def relay_with_a_cursor() -> None:
    """The relay asks for what is beyond the last position it has seen; transactions do not end in that order."""
    from services.chassis import loops, mail, outbox

    post, waiting, seen = mail.post, outbox.waiting, [0]

    def beyond(session: Any, limit: int) -> list[Any]:
        rows = [row for row in waiting(session, limit) if row.position > seen[0]]
        seen[0] = max([seen[0], *(row.position for row in rows)])
        return rows

    def slowly(session: Any, event: Any, **more: Any) -> None:
        post(session, event, **more)
        if type(event).__name__ != NOTED:
            return
        mine = session.scalar(select(func.max(outbox.Outbox.position)))
        give_up = time.monotonic() + SLOW_SECONDS
        while seen[0] <= mine and time.monotonic() < give_up:
            time.sleep(0.05)

    mail.post, outbox.waiting = slowly, beyond
    loops.Relay.recover = lambda self: None  # type: ignore[method-assign]


MISTAKES: dict[str, tuple[str, Callable[[], None]]] = {  # the service that makes it
    "no command log": ("intake", no_command_log),
    "ack, then commit": ("agreements", ack_then_commit),
    "publish, then commit": ("intake", publish_then_commit),
    "a relay with a cursor": ("intake", relay_with_a_cursor),
}

if __name__ == "__main__":
    if os.environ.get("HAVEN_MODE") != "test":
        raise SystemExit("Mistakes are for mode test.")
    MISTAKES[os.environ["CHAOS_NAIVE"]][1]()
    sys.exit(runner.main(sys.argv[1]))
