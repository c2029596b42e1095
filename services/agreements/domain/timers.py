"""What time does to an agreement: reminders, the end, a lapsed offer; and whether there is permission now. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.contracts.agreements import (
    AgreementExpired,
    AgreementExpiring,
    AgreementLapsed,
)
from services.contracts.message import Call, Event, happened

from . import terms
from .agreement import OFFERED, RUNNING, Agreement, State


@dataclass(frozen=True, kw_only=True)
class Permission:
    """Whether data may be used, why not when not, and until when when they may."""

    permitted: bool
    reason: str
    until: datetime | None = None


def permits(agreement: Agreement, at: datetime) -> Permission:
    """Whether this agreement gives permission at this instant. It does not wait for the timer: past the end there is
    none, whatever the state still says. A grant carries its end in `until`."""
    if agreement.state is not State.EFFECTIVE:
        return Permission(permitted=False, reason=f"agreement-{agreement.state}")
    if agreement.starts_at is None or agreement.ends_at is None or at < agreement.starts_at:
        return Permission(permitted=False, reason="not-started")
    if at >= agreement.ends_at:
        return Permission(permitted=False, reason="agreement-expired")
    if agreement.needs_letter and not agreement.letter.issued:
        return Permission(permitted=False, reason="no-release-letter")
    if not agreement.precedent_met():
        return Permission(permitted=False, reason="open-conditions")
    return Permission(permitted=True, reason="", until=agreement.ends_at)


def permits_person(agreement: Agreement, person_id: UUID, at: datetime) -> Permission:
    """The same for one person, who must be a verified user of the request; the grant ends when verification does."""
    granted = permits(agreement, at)
    if not granted.permitted or granted.until is None:
        return granted
    user = next((u for u in agreement.users if u.person_id == person_id), None)
    if user is None:
        return Permission(permitted=False, reason="not-a-verified-user")
    if user.valid_to is None:
        return granted
    ends = terms.last_instant(user.valid_to)
    if at >= ends:
        return Permission(permitted=False, reason="verification-expired")
    return replace(granted, until=min(granted.until, ends))


def pass_time(agreement: Agreement, call: Call) -> list[Event]:
    """What has become due by now: at most one event."""
    if agreement.state in RUNNING and agreement.ends_at is not None and agreement.ends_on is not None:
        if call.at >= agreement.ends_at:
            return [end(agreement, call, agreement.ends_on, agreement.ends_at, "end-date")]
        days = terms.reminder_due(agreement.ends_on, terms.london(call.at), agreement.reminded)
        facts = {"reference": agreement.reference, "agreement_ref": agreement.agreement_ref}
        if days is not None:
            facts_of_end = {"days": days, "ends_on": agreement.ends_on}
            return [happened(AgreementExpiring, call, agreement.id, **facts, **facts_of_end)]
    if agreement.state in OFFERED and agreement.lapses_at is not None and call.at >= agreement.lapses_at:
        waiting = tuple(slot.name for slot in agreement.unsigned())
        facts = {"reference": agreement.reference, "agreement_ref": agreement.agreement_ref}
        return [happened(AgreementLapsed, call, agreement.id, waiting_for=waiting, **facts)]
    return []


def end(agreement: Agreement, call: Call, day: date, at: datetime, reason: str) -> Event:
    """The end of an agreement, at `at`, the end of `day`."""
    return happened(
        AgreementExpired, call, agreement.id, reference=agreement.reference, agreement_ref=agreement.agreement_ref,
        organisations=agreement.organisations, ended_on=day, ended_at=at, reason=reason,
        access=agreement.asked.access, profile=agreement.asked.profile, certify_days=agreement.certify_days,
    )  # fmt: skip


def next_look(agreement: Agreement) -> datetime | None:
    """When time next does something to this agreement; None when it never will."""
    if agreement.state in RUNNING and agreement.ends_at is not None and agreement.ends_on is not None:
        day = terms.next_reminder(agreement.ends_on, agreement.reminded)
        return min(terms.first_instant(day), agreement.ends_at) if day < agreement.ends_on else agreement.ends_at
    return agreement.lapses_at if agreement.state in OFFERED else None
