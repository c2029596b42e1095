"""The enquiry after each event."""

from dataclasses import replace
from functools import singledispatch
from typing import Any

from services.contracts.intake import enquiry as say
from services.contracts.message import Event

from ..people.day import noon_of
from .state import Enquiry, State


@singledispatch
def evolve(event: Event, enquiry: Enquiry) -> Enquiry:
    """The enquiry after `event`."""
    raise TypeError(type(event).__name__)


def _heard(enquiry: Enquiry, event: Event, **changes: Any) -> Enquiry:
    """Somebody was heard: the silence, and with it the warnings, begin anew."""
    return replace(enquiry, waiting_since=event.at, warned=0, **changes)


def _with(enquiry: Enquiry, event: Event, kind: str, *texts: str, came: say.Came | None = None) -> tuple[say.Note, ...]:
    first = enquiry.asked + 1 if kind == "question" else enquiry.asked - len(enquiry.open_questions) + 1
    numbered = kind in ("question", "answer")
    lines = (
        say.Note(at=event.at, by=event.by, kind=kind, text=text, question=first + i if numbered else 0, came=came)
        for i, text in enumerate(texts)
    )
    return (*enquiry.conversation, *lines)


@evolve.register
def _received(event: say.EnquiryReceived, enquiry: Enquiry) -> Enquiry:
    copied = ("reference", "profile", "contact_id", "organisation_id", "data_wanted", "purpose_summary")
    more = ("organisations", "readiness", "datasets", "channel", "received_on")
    facts = {name: getattr(event, name) for name in (*copied, *more)}
    received = event.at if event.received_on is None else min(event.at, noon_of(event.received_on))
    return _heard(enquiry, event, state=State.SUBMITTED, received_at=received, **facts)


@evolve.register
def _asked(event: say.EnquiryInformationRequested, enquiry: Enquiry) -> Enquiry:
    return _heard(
        enquiry,
        event,
        state=State.INFO_REQUESTED,
        open_questions=event.questions,
        conversation=_with(enquiry, event, "question", *event.questions),
        asked=enquiry.asked + len(event.questions),
    )


@evolve.register
def _given(event: say.EnquiryInformationGiven, enquiry: Enquiry) -> Enquiry:
    talk = _with(enquiry, event, "answer", *event.answers, came=event.came)
    return _heard(enquiry, event, state=State.SUBMITTED, open_questions=(), conversation=talk)


@evolve.register
def _registered(event: say.AnswersRegistered, enquiry: Enquiry) -> Enquiry:
    return enquiry  # what was answered, and how it came, is with the answers


@evolve.register
def _noted(event: say.ConversationNoted, enquiry: Enquiry) -> Enquiry:
    talk = _with(enquiry, event, "staff" if event.staff_only else "note", event.text)
    if event.staff_only:
        return replace(enquiry, conversation=talk)
    return _heard(enquiry, event, conversation=talk)


@evolve.register
def _answered(event: say.EnquiryAnswered, enquiry: Enquiry) -> Enquiry:
    states = {
        say.Outcome.ASSESSMENT: State.PRELIM,
        say.Outcome.REDIRECTED: State.REDIRECTED,
        say.Outcome.NOT_FEASIBLE: State.NOT_FEASIBLE,
    }
    copied = ("outcome", "reasons", "publication_url", "advice", "likelihood", "officer_id")
    facts = {name: getattr(event, name) for name in copied}
    return _heard(enquiry, event, state=states[event.outcome], **facts)


@evolve.register
def _withdrawn(event: say.EnquiryWithdrawn, enquiry: Enquiry) -> Enquiry:
    return _heard(enquiry, event, state=State.WITHDRAWN)


@evolve.register
def _lapsing(event: say.EnquiryLapsing, enquiry: Enquiry) -> Enquiry:
    return replace(enquiry, warned=event.warning)


@evolve.register
def _lapsed(event: say.EnquiryLapsed, enquiry: Enquiry) -> Enquiry:
    return replace(enquiry, state=State.LAPSED, lapsed_from=State(event.was), lapsed_at=event.at)


@evolve.register
def _reopened(event: say.EnquiryReopened, enquiry: Enquiry) -> Enquiry:
    return _heard(enquiry, event, state=State(event.state), reopened=True, lapsed_at=None, lapsed_from=None)


@evolve.register
def _sought(event: say.EarlyAdviceSought, enquiry: Enquiry) -> Enquiry:
    return _heard(enquiry, event, state=State.PRELIM_ADVICE, advice_question=event.question)


@evolve.register
def _recorded(event: say.EarlyAdviceRecorded, enquiry: Enquiry) -> Enquiry:
    return _heard(enquiry, event, state=State.PRELIM, early_advice=event.advice)


@evolve.register
def _completed(event: say.AssessmentCompleted, enquiry: Enquiry) -> Enquiry:
    return _heard(enquiry, event, assessment=event.assessment)


@evolve.register
def _funded(event: say.FundingConfirmed, enquiry: Enquiry) -> Enquiry:
    return _heard(enquiry, event, funding_source=event.source, payment_details=event.payment_details)


@evolve.register
def _invited(event: say.ApplicantInvited, enquiry: Enquiry) -> Enquiry:
    return _heard(enquiry, event, state=State.INVITED, advice=event.advice or enquiry.advice)


@evolve.register
def _ended(event: say.AssessmentClosed, enquiry: Enquiry) -> Enquiry:
    return _heard(enquiry, event, state=State.CLOSED, reasons=event.reasons)
