"""From a published event to what the clocks, the stages and the volumes read of it.

Kept small on purpose: only these facts are stored beside the ledger, and none of them is about a person; who
acted is in the ledger's entry.
"""

from collections.abc import Callable, Mapping
from typing import Any

from services.contracts.message import Event

from .clocks import Happening
from .performance import STAGE_AFTER
from .targets import HOLDS, MEASURES

Facts = dict[str, Any]

# What is read of an event besides its type. The events are named, not imported: a listener needs only these fields.
READ: Mapping[str, Callable[[Any], Facts]] = {
    "EnquiryReceived": lambda event: {"received_on": str(event.received_on)} if event.received_on else {},
    "EnquiryInformationGiven": lambda event: {"received_on": str(event.came.received_on)} if event.came else {},
    "EnquiryAnswered": lambda event: {"outcome": str(event.outcome)},
    "ApplicationSubmitted": lambda event: {"version": event.request.version},
    "ApplicationAccepted": lambda event: {"level": str(event.level), "kind": event.request.kind},
    "CaseReopened": lambda event: {"level": str(event.level)},
    "CaseRevised": lambda event: {"level": str(event.level)},
    "ExternalWaitStarted": lambda event: {"external_body": event.body},
    "ExternalWaitEnded": lambda event: {"external_body": event.body},
    "AgreementInForce": lambda event: {"kind": event.request.kind, "level": str(event.level or "") or None},
    "ReleaseApproved": lambda event: {"final": bool(event.final)},
}
# Answers in parts: only the last one lets the clock run again.
IN_PARTS = ("FeedbackAnswered", "DeferralAnswered")
MOVING = (
    frozenset(STAGE_AFTER)
    | frozenset(READ)
    | {measure.starts_on for measure in MEASURES}
    | {kind for measure in MEASURES for kind in (*measure.stops_on, *measure.stops_without_data)}
    | frozenset(HOLDS)
    | {hold.ends_on for hold in HOLDS.values()}
    | {"AgreementSuspended", "AppealUpheld"}
)


def happening_of(event: Event) -> Happening | None:
    """The event as the clocks see it; None for one that moves nothing."""
    kind = type(event).__name__
    told: Any = event
    if kind == "CaseClosed" and told.reason == "lapsed":
        kind = "ApplicationLapsed"  # silent too long during review: the review says so, and intake does not repeat it
    if kind not in MOVING or (kind in IN_PARTS and not told.complete):
        return None
    facts = READ.get(kind, lambda _: {})(event)
    return Happening(kind, str(event.subject), event.at, facts, event.by)
