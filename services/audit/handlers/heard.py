"""Every event of every service: into the ledger, and from it what is kept beside the ledger, in one transaction."""

from sqlalchemy.orm import Session

from services.audit import ledger, models
from services.audit.domain import closing, ending, facts, performance, register
from services.audit.models import HappeningRow, InvolvementRow, LedgerEntry, RegisterRow
from services.contracts import wire
from services.contracts.agreements import AgreementExpired, AgreementTerminated
from services.contracts.audit import RegisterEntryView
from services.contracts.intake import SettingChanged
from services.contracts.message import ANONYMOUS, SYSTEM, Call, CommandRefused, Envelope, Event

from . import clocks
from .asked import deadline_days, keep

ENDS = (AgreementExpired, AgreementTerminated)


def enter(session: Session, event: Event, call: Call, envelope: Envelope) -> None:
    """Take one event into the ledger, once, and draw what follows from it."""
    entry = ledger.append(session, event, envelope)
    if entry is None:
        return
    _note_happening(session, event, entry, call)
    if envelope.source != "audit":
        _note_involvement(session, event)
        _follow(session, event, call)
    _publish(session, event)
    if isinstance(event, SettingChanged):
        clocks.promise(session, event, call)


def _note_happening(session: Session, event: Event, entry: LedgerEntry, call: Call) -> None:
    happening = facts.happening_of(event)
    if happening is None:
        return
    row = HappeningRow(
        position=entry.position,
        subject=entry.subject,
        type=happening.type,
        at=happening.at,
        facts=dict(happening.facts),
        month=performance.month_of(happening.at),
        counts=performance.counted(happening) or "",
    )
    session.add(row)
    session.flush()
    clocks.refresh(session, entry.subject, call)


def _note_involvement(session: Session, event: Event) -> None:
    """Remember who acted in a request; an attempt that was refused is not a part in it."""
    if event.by in (SYSTEM.id, ANONYMOUS.id) or isinstance(event, CommandRefused):
        return
    row = session.get(InvolvementRow, (event.subject, event.by))
    if row is None:
        session.add(InvolvementRow(application_id=event.subject, person_id=event.by, last_at=event.at))
    else:
        row.last_at = max(row.last_at, event.at)


def _follow(session: Session, event: Event, call: Call) -> None:
    """What the end of a project makes of an event of another service, and what is to be said because of it."""
    kind = type(event).__name__
    if kind not in closing.HEARD and not isinstance(event, ENDS):
        return
    before = models.closing(session, event.subject, lock=True)
    now = closing.heard(event, before)
    if isinstance(event, ENDS):
        keep(session, now, ending.order(event, now, call, deadline_days(event)))
    elif kind == "WorkspaceDestroyed":
        keep(session, now, ending.custodian(event, now, call))
    elif now != before:
        keep(session, now, [])


def _publish(session: Session, event: Event) -> None:
    """The register of data uses after the event."""
    kind = type(event).__name__
    if kind != "AgreementInForce" and kind not in register.HEARD:
        return
    row = session.get(RegisterRow, event.subject, with_for_update=True)
    before = wire.load(RegisterEntryView, row.body) if row else None
    after = register.heard(event, before, models.closing(session, event.subject).approved_on)
    if after is None or after == before:
        return
    if row is None:
        row = RegisterRow(id=event.subject)
        session.add(row)
    names = " ".join(one.name for one in after.organisations)
    row.state, row.reference = after.state.value, after.reference
    row.searched, row.body = f"{after.reference} {after.title} {names}".lower(), wire.dump(after)
    session.flush()
