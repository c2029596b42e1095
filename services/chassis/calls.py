"""Answering a command once, whoever sends it however often, and a query while its asker still waits."""

import hashlib
import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from services.contracts import free_text, replies, wire
from services.contracts.message import (
    Call,
    Command,
    CommandRefused,
    Conflict,
    Done,
    Malformed,
    Query,
    Refused,
    View,
    happened,
    new_id,
)

from . import actor, clock, documents, logs, mail, metrics, strangers
from .database import PATIENCE, Database, DatabaseAway, OutcomeUnknown
from .tables import CommandLog

log = logging.getLogger(__name__)
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as JSON spells it
NAMESPACE = UUID("6f0c7f1e-6a55-5b7e-9d0e-2f6d0b6c1a10")  # for ids derived from a command's id


@dataclass(frozen=True)
class Context:
    """What the headers of a call say: who, by when, and what it belongs to. `unclear`: it names a deadline of which
    nobody can tell whether it has passed."""

    token: str | None
    digest: str  # of the message as it came
    deadline: datetime | None
    correlation: UUID
    unclear: bool = False

    @classmethod
    def of(cls, headers: Mapping[str, Any]) -> "Context":
        """From the headers of a call. It fails at none: this is before anything can be answered."""
        named = headers.get("deadline")
        deadline = _instant(named)
        return cls(
            token=headers.get("actor"),
            digest=str(headers.get("digest", "")),
            deadline=deadline,
            correlation=_uuid(headers.get("correlation")) or new_id(),
            unclear=named is not None and deadline is None,
        )

    @property
    def late(self) -> bool:
        """The asker has gone: what is done now, nobody hears of."""
        return self.deadline is not None and datetime.now(UTC) > self.deadline


def answer_command(
    service: str, db: Database, cls: type[Command], work: Callable[..., View | None], body: Any, context: Context
) -> dict[str, Any]:
    """The reply to a command, remembered with its effect in one transaction."""
    return _counted(metrics.COMMANDS, cls, context, lambda: _command(service, db, cls, work, body, context))


def answer_query(
    service: str, db: Database, cls: type[Query], work: Callable[..., View], body: Any, context: Context
) -> dict[str, Any]:
    """The reply to a query."""

    def ask() -> dict[str, Any]:
        who = actor.verified(context.token, service, f"{service}.{wire.method(cls)}", context.digest)
        call = Call(actor=who, at=clock.now(), correlation=context.correlation)
        query = wire.load(cls, _storable(body))
        with db.read() as session:
            session.info.update(call=call, service=service)
            return replies.answer(work(session, query, call))

    return _counted(metrics.QUERIES, cls, context, ask)


def _command(
    service: str, db: Database, cls: type[Command], work: Callable[..., View | None], body: Any, context: Context
) -> dict[str, Any]:
    who = actor.verified(context.token, service, f"{service}.{wire.method(cls)}", context.digest)
    command = wire.load(cls, _storable(body))
    call = Call(actor=who, at=clock.now(), cause=command.id, correlation=context.correlation)
    digest = _digest(command) if cls.remembered else ""

    def once(session: Session) -> dict[str, Any]:
        session.info["service"] = service
        if (before := session.get(CommandLog, command.id)) is not None:
            metrics.REPEATS.labels("command").inc()
            return _said_before(before, call, digest)
        free_text.check(command)
        documents.check(command)
        reply = replies.answer(work(session, command, call) or Done(subject=subject_of(command, call)))
        _remember(session, command, call, digest, reply)
        return reply

    try:
        return _settled(db, once, call, cls.remembered)
    except Refused as raised:
        if raised.code == "answered":
            strangers.note("replayed", f"{service}.{wire.method(cls)}")
        if raised.code in ("answered", "id-reused"):
            raise
        said = raised
    return db.write(lambda session: _record_refusal(service, session, command, call, digest, said), call)


def _settled(
    db: Database, once: Callable[[Session], dict[str, Any]], call: Call, remembered: bool
) -> dict[str, Any]:
    """`once`, committed. Where the outcome of the commit is not known, doing it again finds its own trace, by the
    command's id; of a command whose answer is not kept the caller is told that it is not known."""
    give_up = 0.0
    while True:
        try:
            return db.write(once, call)
        except DatabaseAway as away:
            if isinstance(away, OutcomeUnknown) and not remembered:
                raise
            if isinstance(away, OutcomeUnknown) and not give_up:
                give_up = time.monotonic() + PATIENCE
            if not give_up:
                raise
            if time.monotonic() > give_up:
                raise OutcomeUnknown from away
        time.sleep(0.25)


def _said_before(before: CommandLog, call: Call, digest: str) -> dict[str, Any]:
    if before.caller != call.actor.id or before.digest != digest:
        raise Conflict("This id was used for another command: send it with a new one.", code="id-reused")
    if not digest:
        raise Conflict("This was answered, and the answer is not kept: ask anew, with a new id.", code="answered")
    return before.reply


def _record_refusal(
    service: str, session: Session, command: Command, call: Call, digest: str, refused: Refused
) -> dict[str, Any]:
    """Keep the refusal as the command's answer, and say that it happened (S0-33)."""
    session.info["service"] = service
    if (before := session.get(CommandLog, command.id)) is not None:
        return _said_before(before, call, digest)
    if refused.record:
        refused.record(session)
    reply = replies.refusal(refused)
    _remember(session, command, call, digest, reply)
    reasons = tuple(problem.code for problem in refused.problems)
    said = {"command": type(command).__name__, "code": refused.code, "reasons": reasons}
    mail.post(session, happened(CommandRefused, call, subject_of(command, call), **said))
    return reply


def _remember(session: Session, command: Command, call: Call, digest: str, reply: dict[str, Any]) -> None:
    """Keep the answer; of a command whose answer is a secret, only that there was one."""
    row = CommandLog(id=command.id, caller=call.actor.id, name=type(command).__name__, digest=digest,
                     reply=reply if type(command).remembered else {}, answered_at=datetime.now(UTC))
    session.add(row)


def subject_of(command: Command, call: Call) -> UUID:
    """What a command is about: the application, else the first id it names, else the caller."""
    named = [f.name for f in fields(command) if f.name.endswith("_id")]
    for name in sorted(named, key=lambda n: n != "application_id"):
        if isinstance(value := getattr(command, name), UUID):
            return value
    return uuid5(NAMESPACE, str(call.actor.id))


def _digest(command: Command) -> str:
    """What makes two commands the same; fields marked secret are left out, since a hash of a password tells of it."""
    secret = {f.name for f in fields(command) if f.metadata.get("secret")}
    told = {name: value for name, value in wire.dump(command).items() if name not in secret}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _counted(
    counter: Any, cls: type, context: Context, work: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Time it, count it, and turn whatever went wrong into a reply with a stable code and no text of ours or theirs."""
    logs.correlation.set(str(context.correlation))
    began, name = time.perf_counter(), cls.__name__
    try:
        if context.unclear:
            raise Malformed("The deadline of this call is no time with a zone.")
        if context.late:
            raise Refused("The deadline of this call had passed before it was read.", code="too-late")
        reply = work()
        outcome = reply["refused"]["code"] if "refused" in reply else "ok"
    except Refused as refused:
        reply, outcome = replies.refusal(refused), refused.code
    except OutcomeUnknown:
        outcome = "unknown"
        said = "This part lost its database in the middle. Send it again, with the same id, to find out what was done."
        reply = replies.refusal(Refused(said, code="unknown"))
    except DatabaseAway:
        outcome = "resting"
        said = "This part cannot reach its database now. Nothing was changed."
        reply = replies.refusal(Refused(said, code="resting"))
    except Exception:
        log.exception("a call failed", extra={"call": name})
        outcome = "internal"
        reply = replies.refusal(Refused("Something went wrong here. It has been recorded.", code="internal"))
    counter.labels(name, outcome).inc()
    metrics.SECONDS.labels(name).observe(time.perf_counter() - began)
    return reply


def _storable(body: Any) -> Any:
    """The body, if every database and UTF-8 can hold its text: no NUL, and no half of a surrogate pair."""
    try:
        text = json.dumps(body, ensure_ascii=False)
        text.encode()
    except (UnicodeEncodeError, RecursionError):
        raise Malformed("The message holds half a character, or is nested too deeply.") from None
    if NUL.search(text):
        raise Malformed("The message holds the character NUL.")
    return body


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _instant(text: Any) -> datetime | None:
    """The instant that a text names; None where it names none, or a time without a zone, which is many instants."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
