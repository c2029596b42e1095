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
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.audit.domain.calendar import Unit

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
class Target:
    """One published service level, as promised from `valid_from` until a later row with the same id (S2-67).

    `levels` are the routes it is for; empty where the route does not matter.  `stops_without_data` replaces `stops_on`
    for a request that releases no data.
    """

    id: str
    title: str
    starts_on: str
    stops_on: tuple[str, ...]
    days: int
    stops_without_data: tuple[str, ...] = ()
    unit: Unit = Unit.WORKING_DAY
    valid_from: date = date(2014, 11, 1)  # the source's "aim by" date
    levels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hold:
    """What pauses which targets, and the event that ends the pause."""

    reason: Reason
    ends_on: str
    targets: tuple[str, ...]


TARGETS = (
    Target(id="ENQ", title="Enquiry answered", days=4, starts_on="EnquiryReceived", stops_on=("EnquiryAnswered",)),
    Target(id="SL1", title="First response to a new application", days=4,
           starts_on="ApplicationSubmitted", stops_on=FIRST_RESPONSES),
    Target(id="SL2", title="Next step after further information", days=4,
           starts_on="ApplicationSubmitted", stops_on=FIRST_RESPONSES),
    Target(id="SL3", title="Decision on a simple request", days=5, levels=frozenset({"L0", "L1"}),
           starts_on="ApplicationAccepted", stops_on=DECISIONS),
    Target(id="SL4", title="Decision on a request for the committee", days=15, levels=frozenset({"L2", "L3"}),
           starts_on="ApplicationAccepted", stops_on=DECISIONS),
    Target(id="SL5", title="Decision on a complex request, days at the custodian", days=30, levels=frozenset({"L4"}),
           starts_on="ApplicationAccepted", stops_on=DECISIONS),
    Target(id="SL6", title="Data released once the agreement is in force", days=14,
           starts_on="AgreementInForce", stops_on=(RELEASE,)),
    # A provisional approval releases nothing, so it ends the total as a refusal does.
    Target(id="SL7", title="Simple request from acceptance to data", days=14, levels=frozenset({"L0", "L1"}),
           starts_on="ApplicationAccepted", stops_on=(RELEASE, *DECISIONS[1:]), stops_without_data=DECISIONS),
    Target(id="SL8", title="Complex request from acceptance to data", days=60, levels=frozenset({"L4"}),
           starts_on="ApplicationAccepted", stops_on=(RELEASE, *DECISIONS[1:]), stops_without_data=DECISIONS),
)

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
