"""Tripwires in a service's process: end it, or cut its database off, at one named step, once.

They are laid from outside, on the seams there are, so that the chassis has no line that is only for tests.
"""

import functools
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.contracts.message import SYSTEM

STEPS = (
    "before-commit", "after-commit", "after-publish", "after-confirm", "after-mark", "after-reply",
    "after-acceptance", "after-effect",
)
_done = Path(os.environ.get("PART_TRIPPED") or Path(os.environ.get("HAVEN_RUN", ".")) / "tripped")


def lay(step: str) -> None:
    """Lay the wire for `step`; nothing when it is empty or has been tripped before."""
    if not step or _done.exists():
        return
    _laid[step]()


def _die() -> None:
    if not _done.exists():
        _done.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _around(owner: Any, name: str, *, before: bool = False, when: Callable[..., bool] = lambda *_: True) -> None:
    work = getattr(owner, name)

    @functools.wraps(work)
    def tripped(*args: Any, **kwargs: Any) -> Any:
        if before and when(*args):
            _die()
        result = work(*args, **kwargs)
        if not before and when(*args):
            _die()
        return result

    setattr(owner, name, tripped)


def _on_commit(moment: str, mine: Callable[[Any], bool]) -> None:
    from sqlalchemy import event
    from sqlalchemy.orm import Session

    event.listen(Session, moment, lambda session: _die() if mine(session) else None)


def _of_command(session: Any) -> bool:
    call = session.info.get("call")
    return call is not None and call.actor != SYSTEM


def _lose_commit() -> None:
    """The server commits, and the connection is gone before it can say so."""
    import psycopg2
    from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2 as Dialect

    from services.chassis import calls

    remember, commit, commanding = calls._remember, Dialect.do_commit, []

    def remembered(*args: Any) -> None:
        remember(*args)
        commanding.append(True)

    def do_commit(self: Any, connection: Any) -> None:
        commit(self, connection)
        if commanding and not _done.exists():
            _done.touch()
            connection.close()
            raise psycopg2.OperationalError("server closed the connection unexpectedly")

    calls._remember, Dialect.do_commit = remembered, do_commit  # type: ignore[assignment,method-assign]


def _on(module: str, owner: str, name: str, **how: Any) -> Callable[[], None]:
    def lay_it() -> None:
        import importlib

        found = importlib.import_module(f"services.chassis.{module}")
        _around(getattr(found, owner) if owner else found, name, **how)

    return lay_it


_laid: dict[str, Callable[[], None]] = {
    "before-commit": lambda: _on_commit("before_commit", _of_command),
    "after-commit": lambda: _on_commit("after_commit", _of_command),
    "after-publish": _on("broker", "Window", "_wait", before=True, when=lambda window: bool(window._open)),
    "after-confirm": _on("outbox", "", "published", before=True, when=lambda _, positions: bool(positions)),
    "after-mark": _on("outbox", "", "held"),
    "after-reply": _on("rpc", "Replies", "send"),
    "after-acceptance": _on("rpc", "SafeConsumer", "handle_message_processed", before=True),
    "after-effect": _on("inbox", "", "act"),
    "lose-commit": _lose_commit,
}
