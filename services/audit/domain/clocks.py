"""Service-level clocks as a fold over events (domain.md 4.2; S1-42 to S1-44, S2-49 to S2-58).

`targets` says what is promised; here is how a clock starts, pauses, changes its target and stops.  Nothing else moves
one, so `replay` of the ledger gives the figures again.  A stopped clock never changes: a wrong stop is put right by a
further event, which starts a clock of its own (rule 7).

Pauses begin only within a clock that runs.  That is no loss: an external wait opens during the review (T11), and a
cohort is awaited under an agreement in force (domain.md 1.4.14).
"""
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from services.audit.domain.calendar import LONDON, local_date
from services.audit.domain.clock import ABANDONED, RECLASSIFIED, SUSPENDED, Clock, Pause, stopped
from services.audit.domain.targets import (
    DECISION,
    HOLDS,
    RELEASE,
    TARGETS,
    TOTAL,
    TRIAGE,
    Target,
    for_level,
    in_force,
    stops_of,
)

NOON = time(12)


@dataclass(frozen=True)
class Happening:
    """One event as the clocks see it: its type, when, about which request, and the facts of its body that matter.

    Facts read: `received_on` (EnquiryReceived and EnquiryInformationGiven that staff registered; an ISO date),
    `version` (ApplicationSubmitted),
    `level` L0 to L4 and `kind` (ApplicationAccepted; `level` on any later event re-routes), `kind` (AgreementInForce),
    `external_body` (ExternalWaitStarted and Ended), `final` (ReleaseApproved).  `subject` is the enquiry's or
    application's, also for events of its agreement or project.
    `by` is whoever acted.
    """

    type: str
    subject: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    by: UUID | None = None


Clocks = tuple[Clock, ...]


def replay(happenings: Iterable[Happening], targets: Collection[Target] = TARGETS) -> Clocks:
    """Every clock these events give, in whatever order they are told: they are taken in the order they happened."""
    clocks: Clocks = ()
    for happening in sorted(happenings, key=lambda each: each.at):
        clocks = advance(clocks, happening, targets)
    return clocks


def advance(clocks: Clocks, happening: Happening, targets: Collection[Target] = TARGETS) -> Clocks:
    """The clocks after one more event; those of other subjects, and those stopped, are unchanged.

    Event types that move no clock are passed over.  ValueError for an acceptance or a re-route to no known level.
    """
    ours = tuple(clock for clock in clocks if clock.subject == happening.subject)
    others = tuple(clock for clock in clocks if clock.subject != happening.subject)
    moved = tuple(_moved(clock, happening) if clock.open else clock for clock in ours)
    rerouted = _rerouted(moved, happening, targets)
    return (*others, *rerouted, *_started(rerouted, happening, targets))


def _moved(clock: Clock, happening: Happening) -> Clock:
    """An open clock stopped, paused or resumed by the event, or as it was."""
    kind = happening.type
    if kind in ABANDONED or (kind in clock.stops_on and (kind != RELEASE or happening.facts.get("final") is True)):
        return stopped(clock, happening.at, kind)
    if kind == "AgreementSuspended" and RELEASE in clock.stops_on:
        # Void, not paused: nothing is promised for a project under suspension, and nothing is excused by one.
        return stopped(clock, happening.at, SUSPENDED)
    hold = HOLDS.get(kind)
    if hold and clock.target in hold.targets:
        asked = Pause(hold.reason, happening.at, hold.ends_on, happening.facts.get("external_body") or "",
                      by=happening.by)
        repeated = any(_ends(pause, asked.ends_on, asked.external_body) for pause in clock.pauses)
        return clock if repeated else replace(clock, pauses=(*clock.pauses, asked))
    body = happening.facts.get("external_body")
    return replace(clock, pauses=tuple(
        replace(pause, until=max(pause.since, _received(happening))) if _ends(pause, kind, body) else pause
        for pause in clock.pauses
    ))


def _ends(pause: Pause, kind: str, body: str | None) -> bool:
    """Whether an event ends this pause; one that names no body ends the wait for all of them."""
    return pause.until is None and pause.ends_on == kind and body in (None, pause.external_body)


def _rerouted(ours: Clocks, happening: Happening, targets: Collection[Target]) -> Clocks:
    """Another level before the decision: the elapsed days stay, the target changes (rule 8).

    So does that of the total.  Where the new route has none (I4) the total so far is void; where only the new one has
    one, it counts from the same start.
    """
    level, deciding = happening.facts.get("level"), _running(ours, DECISION)
    if level is None or deciding is None:
        return ours
    target, wanted = (_promised(level, among, deciding.started_at, targets) for among in (DECISION, TOTAL))
    if target is None or target.id == deciding.target:
        return ours
    total = _running(ours, TOTAL)
    changed: dict[Clock, Clock] = {deciding: _retargeted(deciding, target, deciding.stops_on)}
    fresh: Clocks = ()
    if wanted:
        counted = _retargeted(deciding, wanted, stops_of(wanted, _releases_data(happening)))
        fresh = () if total else (counted,)
        changed |= {total: counted} if total else {}
    elif total:
        changed[total] = stopped(total, happening.at, RECLASSIFIED)
    return (*(changed.get(clock, clock) for clock in ours), *fresh)


def _started(ours: Clocks, happening: Happening, targets: Collection[Target]) -> Clocks:
    """The clocks the event starts; never a second open one of the same kind."""
    at, facts = happening.at, happening.facts
    match happening.type:
        case "EnquiryReceived" if not any(clock.target == "ENQ" for clock in ours):
            at = _received(happening)
            wanted = [in_force("ENQ", local_date(at), targets)]
        case "ApplicationSubmitted":
            round_of_triage = _triage(ours, facts.get("version", 1))
            wanted = [in_force(round_of_triage, local_date(at), targets)] if round_of_triage else []
        case "ApplicationAccepted":
            idle = [among for among in (DECISION, TOTAL) if _running(ours, among) is None]
            wanted = [_promised(facts.get("level", ""), among, at, targets) for among in idle]
        case "AgreementInForce" if _running(ours, ("SL6",)) is None and _releases_data(happening):
            wanted = [in_force("SL6", local_date(at), targets)]
        case "AppealUpheld" if _running(ours, DECISION) is None:
            return _appealed(ours, happening, targets)
        case _:
            wanted = []
    releases = _releases_data(happening)
    return tuple(
        Clock(target.id, happening.subject, at, target.days, stops_of(target, releases), target.unit)
        for target in wanted if target
    )


def _received(happening: Happening) -> datetime:
    """When it came: for an enquiry or answers that staff registered, in the hours of work of the day they reached them
    (S4-48)."""
    day = happening.facts.get("received_on")
    if not day:
        return happening.at
    return min(happening.at, datetime.combine(date.fromisoformat(day), NOON, LONDON).astimezone(UTC))


def _triage(ours: Clocks, version: int) -> str | None:
    """SL1 for a new application, SL2 for one that comes back after a return; None for a version no one waits for."""
    rounds = [clock for clock in ours if clock.target in TRIAGE]
    if not rounds or rounds[-1].stop_reason in ABANDONED:
        return "SL1"
    return "SL2" if rounds[-1].stop_reason == "ApplicationReturned" and version > 1 else None


def _appealed(ours: Clocks, happening: Happening, targets: Collection[Target]) -> Clocks:
    """New clocks from the day the appeal is upheld, for those the refusal stopped last (T23)."""
    refused = [clock for clock in ours if clock.stop_reason == "ApplicationRejected"]
    last = max((clock.stopped_at for clock in refused if clock.stopped_at), default=None)
    again: Clocks = ()
    for clock in refused:
        target = in_force(clock.target, local_date(happening.at), targets)
        if target and clock.stopped_at == last:
            fresh = Clock(clock.target, clock.subject, happening.at, target.days, clock.stops_on, target.unit)
            again = (*again, fresh)
    return _rerouted(again, happening, targets)


def _retargeted(clock: Clock, target: Target, stops_on: tuple[str, ...]) -> Clock:
    return replace(clock, target=target.id, target_days=target.days, unit=target.unit, stops_on=stops_on)


def _running(ours: Clocks, among: tuple[str, ...]) -> Clock | None:
    return next((clock for clock in ours if clock.open and clock.target in among), None)


def _promised(level: str, among: tuple[str, ...], at: datetime, targets: Collection[Target]) -> Target | None:
    target = for_level(level, among, targets)
    return in_force(target, local_date(at), targets) if target else None


def _releases_data(happening: Happening) -> bool:
    """An extension changes only the end date, and an administrative change (L0) only the paper."""
    return happening.facts.get("kind") != "extension" and happening.facts.get("level") != "L0"
