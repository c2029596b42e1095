"""The published service levels as a table (S2-49 to S2-58; domain.md 4.1), and what may pause them (S1-43).

How the sources' inconsistencies are read here (domain.md 0.4; S2-60):

- I1, S2-60: every target counts working days; `unit` and `days` belong to each target, so either can be changed alone.
- I2: the simple total (SL7, 14) is a target of its own, not the sum of its parts.  An extension needs no new data, so
  its total ends at the decision.
- I3: so is the complex total (SL8, 60); the days that its parts leave over are for the agreement.
- I4: requests for the committee (L2, L3) have no total.
- I5: the decision's targets come from S2, since S1 describes no approval.
- I6: SL3, SL4 and SL5 are assigned by the levels L0 to L4 of domain.md 3.2.
- I7: SL6 starts with AgreementInForce, when all have signed, whoever signs first.
- I8, I9 are about deletion, which has a deadline but no service level.
- I10: two clocks. SL1 and SL2 run from what was received; SL3 to SL5, SL7 and SL8 from the acceptance (S1-42).

The 30 days of SL5 are days at the custodian: those of an external body are a pause, counted apart (S2-54, S2-55).
Enquiries have no published level; `ENQ` is set by analogy with SL1 (domain.md 1.4.1).
"""
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from services.audit.domain.calendar import Unit
from services.contracts.settings import Settings
from services.contracts.settings.table import LEVELS as SETTINGS

DECISIONS = ("ApplicationApproved", "ApplicationApprovedProvisionally", "ApplicationRejected")
FIRST_RESPONSES = ("ApplicationReturned", "ApplicationAccepted", "ApplicationIneligible")
RELEASE = "ReleaseApproved"

TRIAGE = ("SL1", "SL2")
DECISION = ("SL3", "SL4", "SL5")
TOTAL = ("SL7", "SL8")
LEVELS = frozenset({"L0", "L1", "L2", "L3", "L4"})


class Reason(StrEnum):
    """Why a clock may stand still.  There is no third reason: time outside these counts (S1-43, S1-44)."""

    APPLICANT_DETAIL = "APPLICANT_DETAIL"
    EXTERNAL_BODY = "EXTERNAL_BODY"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What one published service level measures.

    `levels` are the routes it is for; empty where the route does not matter.  `stops_without_data` replaces `stops_on`
    for a request that releases no data.
    """

    id: str
    title: str
    starts_on: str
    stops_on: tuple[str, ...]
    stops_without_data: tuple[str, ...] = ()
    levels: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Target(Measure):
    """What is promised of a measure, from `valid_from` until a later row with the same id (S2-67).  `aim_by` is the day
    by which the source aimed to keep it, where it names one."""

    days: int
    unit: Unit = Unit.WORKING_DAY
    valid_from: date
    aim_by: date | None = None


@dataclass(frozen=True)
class Hold:
    """What pauses which targets, and the event that ends the pause."""

    reason: Reason
    ends_on: str
    targets: tuple[str, ...]


MEASURES = (
    Measure(id="ENQ", title="Enquiry answered", starts_on="EnquiryReceived", stops_on=("EnquiryAnswered",)),
    Measure(id="SL1", title="First response to a new application",
            starts_on="ApplicationSubmitted", stops_on=FIRST_RESPONSES),
    Measure(id="SL2", title="Next step after further information",
            starts_on="ApplicationSubmitted", stops_on=FIRST_RESPONSES),
    Measure(id="SL3", title="Decision on a simple request", levels=frozenset({"L0", "L1"}),
            starts_on="ApplicationAccepted", stops_on=DECISIONS),
    Measure(id="SL4", title="Decision on a request for the committee", levels=frozenset({"L2", "L3"}),
            starts_on="ApplicationAccepted", stops_on=DECISIONS),
    Measure(id="SL5", title="Decision on a complex request, days at the custodian", levels=frozenset({"L4"}),
            starts_on="ApplicationAccepted", stops_on=DECISIONS),
    Measure(id="SL6", title="Data released once the agreement is in force",
            starts_on="AgreementInForce", stops_on=(RELEASE,)),
    # A provisional approval releases nothing, so it ends the total as a refusal does.
    Measure(id="SL7", title="Simple request from acceptance to data", levels=frozenset({"L0", "L1"}),
            starts_on="ApplicationAccepted", stops_on=(RELEASE, *DECISIONS[1:]), stops_without_data=DECISIONS),
    Measure(id="SL8", title="Complex request from acceptance to data", levels=frozenset({"L4"}),
            starts_on="ApplicationAccepted", stops_on=(RELEASE, *DECISIONS[1:]), stops_without_data=DECISIONS),
)

_MEASURES = {measure.id: measure for measure in MEASURES}


def targets_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Target, ...]:
    """The targets that a list of rows promises, in the order of the measures (S2-60).

    A row has `id`, `days`, `unit`, `valid_from` and perhaps `aim_by`; dates are ISO.  ValueError for an unknown id, no
    days, another unit, two rows of one id from the same day, or a measure of which nothing is promised.
    """
    found = [_target(**row) for row in rows]
    dated = {(target.id, target.valid_from) for target in found}
    if len(dated) != len(found) or {id for id, _ in dated} != set(_MEASURES):
        raise ValueError("each service level has one row for each day from which it holds, and at least one")
    order = list(_MEASURES)
    return tuple(sorted(found, key=lambda target: (order.index(target.id), target.valid_from)))


def _target(*, id: str, days: int, unit: str, valid_from: str, aim_by: str | None = None) -> Target:
    if id not in _MEASURES:
        raise ValueError(f"{id!r} is not a service level")
    if type(days) is not int or days < 1:
        raise ValueError(f"{id}: days is a whole number from 1 on, not {days!r}")
    return Target(
        **vars(_MEASURES[id]), days=days, unit=Unit(unit), valid_from=date.fromisoformat(valid_from),
        aim_by=date.fromisoformat(aim_by) if aim_by else None,
    )


def settled(base: Collection[Target], settings: Settings) -> tuple[Target, ...]:
    """The promises of `base` with what administrators have settled: from its day on that goes before any row of
    `base`, and the rows before it are the history (S2-60, S2-67)."""
    return tuple(row for id in _MEASURES for row in _rows(id, base, settings))


def _rows(id: str, base: Collection[Target], settings: Settings) -> Iterable[Target]:
    days, unit = SETTINGS[id]
    for day in sorted({row.valid_from for row in base if row.id == id} | set(settings.days(days, unit))):
        row = in_force(id, day, base)
        if row is not None:
            yield replace(
                row,
                days=int(settings.found(days, day) or row.days),
                unit=Unit(settings.found(unit, day) or row.unit),
                valid_from=day,
                aim_by=row.aim_by if row.valid_from == day else None,
            )


PUBLISHED = Path(__file__).parent.parent / "data" / "service_levels.json"
TARGETS = targets_of(json.loads(PUBLISHED.read_text(encoding="utf-8")))
"""The published promises: what holds where an installation names no others."""

# SL1 and SL2 are in none of these: each round of triage is an instance of its own, and never pauses.
HOLDS = {
    "EnquiryInformationRequested": Hold(Reason.APPLICANT_DETAIL, "EnquiryInformationGiven", ("ENQ",)),
    "FeedbackRequested": Hold(Reason.APPLICANT_DETAIL, "FeedbackAnswered", DECISION + TOTAL),
    "ApplicationDeferred": Hold(Reason.APPLICANT_DETAIL, "DeferralAnswered", DECISION + TOTAL),
    "ExternalWaitStarted": Hold(Reason.EXTERNAL_BODY, "ExternalWaitEnded", DECISION + TOTAL),
    "CohortAwaited": Hold(Reason.APPLICANT_DETAIL, "CohortAccepted", ("SL6", *TOTAL)),
}


def in_force(id: str, on: date, targets: Collection[Target] = TARGETS) -> Target | None:
    """The row of the target `id` promised on a day; None before its first (S2-67)."""
    rows = [target for target in targets if target.id == id and target.valid_from <= on]
    return max(rows, key=lambda target: target.valid_from, default=None)


def for_level(level: str, among: tuple[str, ...], targets: Collection[Target] = TARGETS) -> str | None:
    """The id, one of `among`, of the target for a route; None where it has none (I4).  ValueError for no such route."""
    if level not in LEVELS:
        raise ValueError(f"{level!r} is not an assurance level")
    return next((target.id for target in targets if target.id in among and level in target.levels), None)


def stops_of(target: Target, releases_data: bool) -> tuple[str, ...]:
    """The event types that stop a clock of this target."""
    return target.stops_on if releases_data or not target.stops_without_data else target.stops_without_data
