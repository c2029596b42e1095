"""The ledger as each may see it (domain 9.2, "Audit log")."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from services.audit import ledger, models
from services.audit.domain import merkle
from services.audit.domain.access import ACCESS
from services.audit.domain.closing import Closing
from services.audit.models import CheckpointRow, ClosingRow, LedgerBody, LedgerEntry, LedgerNode
from services.chassis.paging import page
from services.contracts import wire
from services.contracts.access import Reach, holders
from services.contracts.audit import (
    CheckpointView,
    ConsistencyView,
    LedgerEntryView,
    LedgerPage,
    LedgerRow,
    ListLedger,
    ReadCheckpoint,
    ReadConsistency,
    ReadLedgerEntry,
    VerificationView,
    VerifyLedger,
)
from services.contracts.message import Actor, Call, Event, Malformed, NotFound, NotPermitted, Role

NOT_TOLD = UUID(int=0)
EVENTS = {one.__name__.lower(): one.__name__ for name in wire.SERVICES for one in wire.messages_of(name, Event)}
SEE_ALL = holders(ACCESS[ListLedger], Reach.ALL)


def read_checkpoint(session: Session, query: ReadCheckpoint, call: Call) -> CheckpointView:
    """Public."""
    row = ledger.latest(session) if query.size is None else session.get(CheckpointRow, query.size)
    if row is None or not row.note:
        raise NotFound("No checkpoint has been signed at this size.")
    key = ledger.keys()
    return CheckpointView(
        origin=row.origin,
        size=row.size,
        root=row.root.hex(),
        note=row.note,
        signed_at=row.signed_at,
        key_name=key.name,
        public_key=ledger.base64(key.public_bytes),
    )


def read_consistency(session: Session, query: ReadConsistency, call: Call) -> ConsistencyView:
    """Public: between what was signed, or what lies below it."""
    last = ledger.latest(session)
    new = query.new if query.new is not None else (last.size if last else 0)
    if last is None or not query.old <= new <= last.size:
        raise NotFound("No checkpoint covers this.")
    tree = ledger.Tree(session)
    return ConsistencyView(
        old=query.old,
        new=new,
        old_root=ledger.root(session, query.old).hex(),
        new_root=ledger.root(session, new).hex(),
        path=tuple(value.hex() for value in merkle.consistency(query.old, new, tree)),
    )


def list_ledger(session: Session, query: ListLedger, call: Call) -> LedgerPage:
    """The entries that the caller may see, of those asked for."""
    if query.reference:
        about = select(ClosingRow.id).where(ClosingRow.reference == query.reference.strip().upper())
        query = replace(query, subject=session.scalars(about).first() or NOT_TOLD)
    wanted = select(LedgerEntry).where(*_asked(query))
    visible = _visible(session, query, call.actor)
    if visible is not None:
        wanted = wanted.where(visible)
    order = LedgerEntry.position.desc() if query.newest_first else LedgerEntry.position
    rows, following = page(session, wanted, [order], query)
    return LedgerPage(rows=_rows(session, rows, call.actor), next=following)


def read_entry(session: Session, query: ReadLedgerEntry, call: Call) -> LedgerEntryView:
    """One entry and its proof against the latest checkpoint; the body for auditors only."""
    if (query.index is None) == (query.event_id is None):
        raise Malformed("Give either the index or the event's id.")
    found: Select[Any] = select(LedgerEntry)
    found = found.where(
        LedgerEntry.position == query.index if query.index is not None else LedgerEntry.event_id == query.event_id
    )
    entry = session.scalars(found).first()
    if entry is None or not _may_see(session, entry, call.actor):
        raise NotFound("There is no such entry.")
    last = ledger.latest(session)
    body = session.get(LedgerBody, entry.position) if call.actor.has(Role.AUDITOR) else None
    proof: dict[str, Any] = {}
    if last is not None and entry.position < last.size:
        path = merkle.inclusion(entry.position, last.size, ledger.Tree(session))
        proof = {"size": last.size, "root": last.root.hex(), "note": last.note}
        proof["path"] = tuple(value.hex() for value in path)
    return LedgerEntryView(
        entry=_rows(session, [entry], call.actor)[0],
        leaf=entry.leaf if _told_who(entry, call.actor) else "",
        body=body.body if body else None,
        salt=body.salt.hex() if body else "",
        **proof,
    )


def verify_ledger(session: Session, query: VerifyLedger, call: Call) -> VerificationView:
    """A bounded part of the ledger, recomputed."""
    if not call.actor.has(*holders(ACCESS[VerifyLedger])):
        raise NotPermitted("Auditors, office-holders and operators verify the ledger.")
    size = ledger.size(session)
    until = min(size, query.first + query.limit)
    problems = [*ledger.verify(session, query.first, until, ledger.keys())]
    if query.first == 0:
        problems += ledger.verify_extent(session)
    last = ledger.latest(session)
    return VerificationView(
        first=query.first,
        until=max(until, query.first),
        size=size,
        sound=not problems,
        checkpoints=last.size if last else 0,
        problems=tuple(problems[:1000]),
    )


def _asked(query: ListLedger) -> list[ColumnElement[bool]]:
    column = LedgerEntry.__table__.c
    same = {"subject": query.subject, "type": _event(query.type), "source": query.source, "actor_id": query.actor}
    found = [column[name] == value for name, value in same.items() if value]
    if query.since is not None:
        found.append(column.at >= query.since)
    if query.until is not None:
        found.append(column.at < query.until)
    return found


def _event(name: str) -> str:
    """The event that somebody means who writes "application submitted"."""
    return EVENTS.get("".join(name.split()).lower(), name)


def _visible(session: Session, query: ListLedger, actor: Actor) -> ColumnElement[bool] | None:
    """What limits the entries for this person; None for nothing."""
    if not actor.has(Role.PERSON):
        raise NotPermitted("Sign in to see the ledger.")
    if actor.has(*SEE_ALL):
        return None
    own = LedgerEntry.actor_id == actor.id
    if query.subject is None or not _of_case(models.closing(session, query.subject), actor):
        return own
    by_somebody = query.actor is not None and not actor.has(Role.CASE_OFFICER)  # who did it is not theirs to find out
    return own if by_somebody else or_(own, LedgerEntry.subject == query.subject)


def _may_see(session: Session, entry: LedgerEntry, actor: Actor) -> bool:
    if actor.has(*SEE_ALL) or (actor.has(Role.PERSON) and entry.actor_id == actor.id):
        return True
    return actor.has(Role.PERSON) and _of_case(models.closing(session, entry.subject), actor)


def _of_case(closing: Closing, actor: Actor) -> bool:
    """A case officer of any case but their own (SoD-01), or the applicant's side of the request."""
    officer = actor.has(Role.CASE_OFFICER) and not (is_own(closing, actor.id) or actor.id in closing.helpers)
    return officer or actor.id in (closing.lead_id, *closing.team)


def _told_who(entry: LedgerEntry, actor: Actor) -> bool:
    """Whether the reader is shown who did it: staff, and whoever it was; never the applicant's side, from which the
    review keeps who reviewed."""
    return entry.actor_id == actor.id or actor.has(*holders(ACCESS[ReadLedgerEntry]))


def is_own(closing: Closing, person_id: UUID) -> bool:
    """Whether somebody is one of the people of this request."""
    own = {closing.lead_id, *closing.team, *(one.person_id for one in closing.signatories)}
    return person_id in own


def _rows(session: Session, entries: Sequence[LedgerEntry], reader: Actor) -> tuple[LedgerRow, ...]:
    """These entries as this reader may see them, with what is beside them read at once."""
    leaves = select(LedgerNode.position, LedgerNode.hash).where(
        LedgerNode.level == 0, LedgerNode.position.in_([one.position for one in entries])
    )
    hashes = {position: value.hex() for position, value in session.execute(leaves)}
    references = models.references(session, {one.subject for one in entries})
    return tuple(
        LedgerRow(
            index=entry.position,
            event_id=entry.event_id,
            type=entry.type,
            source=entry.source,
            subject=entry.subject,
            subject_version=entry.subject_version,
            at=entry.at,
            actor_id=entry.actor_id if _told_who(entry, reader) else NOT_TOLD,
            cause=entry.cause,
            correlation=entry.correlation,
            leaf_hash=hashes.get(entry.position, ""),
            reference=references.get(entry.subject, ""),
        )
        for entry in entries
    )
