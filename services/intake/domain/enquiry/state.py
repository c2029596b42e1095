"""Enquiry and preliminary assessment, from the first word to the invitation (domain 1.4.1, 1.4.2; T01 to T05, T36).

SUBMITTED <-> INFO_REQUESTED -> REDIRECTED | NOT_FEASIBLE | PRELIM <-> PRELIM_ADVICE; PRELIM -> INVITED | CLOSED
any open state -> WITHDRAWN | LAPSED; LAPSED -> the state it had, once
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.contracts.access import Reach, holders
from services.contracts.intake import enquiry as say
from services.contracts.message import Actor, Role
from services.contracts.request import Profile

from ..access import ENQUIRIES


class State(StrEnum):
    """Codes of domain 1.2, and the ends of a preliminary assessment."""

    ABSENT = "ABSENT"
    SUBMITTED = "ENQ_SUBMITTED"
    INFO_REQUESTED = "ENQ_INFO_REQUESTED"
    REDIRECTED = "ENQ_REDIRECTED"
    NOT_FEASIBLE = "ENQ_NOT_FEASIBLE"
    PRELIM = "PRELIM"
    PRELIM_ADVICE = "PRELIM_ADVICE"
    INVITED = "INVITED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"


class Part(StrEnum):
    """What somebody is to this enquiry."""

    ANYONE = "anyone"
    ENQUIRER = "enquirer"
    OFFICER = "officer"
    ADVISER = "adviser"


LABELS: Mapping[State, str] = {
    State.ABSENT: "",
    State.SUBMITTED: "Enquiry received",
    State.INFO_REQUESTED: "More information needed",
    State.REDIRECTED: "Closed: use published data",
    State.NOT_FEASIBLE: "Closed: cannot be met",
    State.PRELIM: "Preliminary assessment",
    State.PRELIM_ADVICE: "Early assurance advice",
    State.INVITED: "Invited to apply",
    State.CLOSED: "Closed: not proceeding",
    State.WITHDRAWN: "Withdrawn",
    State.LAPSED: "Lapsed",
}
HOSPITAL_LABELS: Mapping[State, str] = {
    **LABELS,
    State.PRELIM: "Pre-application advice",
    State.PRELIM_ADVICE: "Early advice",
}

# Silence allowed in each waiting state (domain 1.4.1, 1.4.2), and when the two warnings before it are sent.
PATIENCE: Mapping[State, timedelta] = {
    State.INFO_REQUESTED: timedelta(days=90),
    State.PRELIM: timedelta(days=180),
    State.INVITED: timedelta(days=180),
}
WARNINGS = (timedelta(days=30), timedelta(days=7))
REOPEN_WITHIN = timedelta(days=30)

OFFICERS = holders(ENQUIRIES[say.AskEnquirer])
ADVISERS = holders(ENQUIRIES[say.RecordEarlyAdvice])
READERS = ENQUIRIES[say.ReadEnquiry]

_BOTH = {say.NoteConversation}
MAY: Mapping[tuple[State, Part], frozenset[type]] = {
    (State.ABSENT, Part.ANYONE): frozenset({say.SendEnquiry}),
    (State.ABSENT, Part.OFFICER): frozenset({say.RegisterEnquiry}),
    (State.SUBMITTED, Part.ENQUIRER): frozenset({say.WithdrawEnquiry, *_BOTH}),
    (State.SUBMITTED, Part.OFFICER): frozenset(
        {say.AskEnquirer, say.RedirectEnquiry, say.CloseEnquiry, say.ProceedToAssessment, *_BOTH}
    ),
    (State.INFO_REQUESTED, Part.ENQUIRER): frozenset({say.AnswerEnquirer, say.WithdrawEnquiry, *_BOTH}),
    (State.INFO_REQUESTED, Part.OFFICER): frozenset({say.RegisterAnswers, *_BOTH}),
    (State.PRELIM, Part.ENQUIRER): frozenset({say.ConfirmFunding, say.WithdrawEnquiry, *_BOTH}),
    (State.PRELIM, Part.OFFICER): frozenset(
        {say.SeekEarlyAdvice, say.CompleteAssessment, say.InviteToApply, say.CloseAssessment, *_BOTH}
    ),
    (State.PRELIM_ADVICE, Part.ENQUIRER): frozenset({say.WithdrawEnquiry, *_BOTH}),
    (State.PRELIM_ADVICE, Part.OFFICER): frozenset(_BOTH),
    (State.PRELIM_ADVICE, Part.ADVISER): frozenset({say.RecordEarlyAdvice}),
    (State.INVITED, Part.ENQUIRER): frozenset({say.WithdrawEnquiry, *_BOTH}),
    (State.INVITED, Part.OFFICER): frozenset({say.CloseAssessment, *_BOTH}),
    (State.LAPSED, Part.ENQUIRER): frozenset({say.ReopenEnquiry}),
    (State.LAPSED, Part.OFFICER): frozenset({say.ReopenEnquiry}),
}


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What must be known of the enquirer (G-CONTACT). `id`: who it is, where somebody else registers it; `confirmed`:
    the address is proved, or staff have had mail from it."""

    confirmed: bool
    id: UUID | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Enquiry:
    """One enquiry and its preliminary assessment. `waiting_since` is when the other side was last heard."""

    id: UUID
    reference: str = ""
    state: State = State.ABSENT
    profile: Profile = Profile.DARS
    contact_id: UUID | None = None
    organisation_id: UUID | None = None
    data_wanted: str = ""
    purpose_summary: str = ""
    organisations: tuple[str, ...] = ()
    readiness: say.Readiness = say.Readiness.EXPLORING
    datasets: tuple[str, ...] = ()
    received_at: datetime | None = None
    channel: say.Channel | None = None
    received_on: date | None = None
    waiting_since: datetime | None = None
    warned: int = 0
    open_questions: tuple[str, ...] = ()
    asked: int = 0
    conversation: tuple[say.Note, ...] = ()
    officer_id: UUID | None = None
    outcome: say.Outcome | None = None
    reasons: tuple[str, ...] = ()
    publication_url: str = ""
    advice: str = ""
    likelihood: say.Likelihood | None = None
    advice_question: str = ""
    early_advice: say.EarlyAdvice | None = None
    assessment: say.Assessment | None = None
    funding_source: str = ""
    payment_details: str = ""
    application_id: UUID | None = None
    lapsed_from: State | None = None
    lapsed_at: datetime | None = None
    reopened: bool = False


def label(enquiry: Enquiry) -> str:
    """The public word for the state, in the words of the enquiry's profile (domain 1.2)."""
    words = HOSPITAL_LABELS if enquiry.profile is Profile.HOSPITAL else LABELS
    return words[enquiry.state]


def parts(enquiry: Enquiry, actor: Actor) -> frozenset[Part]:
    """What `actor` is to this enquiry. Nobody handles an enquiry of their own (SoD-01)."""
    held = {Part.OFFICER} if actor.has(*OFFICERS) else set()
    if enquiry.state is State.ABSENT:
        return frozenset({Part.ANYONE} | held) if actor.has(Role.PERSON) else frozenset()
    if actor.id == enquiry.contact_id:
        return frozenset({Part.ENQUIRER})
    return frozenset(held | ({Part.ADVISER} if actor.has(*ADVISERS) else set()))


def may(enquiry: Enquiry, actor: Actor) -> frozenset[type]:
    """The commands that `actor` may give now."""
    allowed = (MAY.get((enquiry.state, part), frozenset()) for part in parts(enquiry, actor))
    return frozenset().union(*allowed)


def reads(enquiry: Enquiry, actor: Actor) -> Reach | None:
    """How far somebody may read: the enquirer their own, staff who handle or audit all, those whose early advice was
    sought what they are to advise on, finance that it is there; others nothing (domain 9.2)."""
    if actor.id == enquiry.contact_id:
        return Reach.OWN
    if actor.has(*holders(READERS, Reach.ALL)):
        return Reach.ALL
    if enquiry.advice_question and actor.has(*holders(READERS, Reach.ASSIGNED)):
        return Reach.ASSIGNED
    return Reach.METADATA if actor.has(*holders(READERS, Reach.METADATA)) else None


def lapses_at(enquiry: Enquiry) -> datetime | None:
    """When silence ends it; None in states that do not lapse, and once an application was started from it."""
    if enquiry.state not in PATIENCE or enquiry.waiting_since is None or enquiry.application_id:
        return None
    return enquiry.waiting_since + PATIENCE[enquiry.state]


def next_word_at(enquiry: Enquiry) -> datetime | None:
    """When the timer has something to say: the next warning, or, after both, the end."""
    end = lapses_at(enquiry)
    if end is None:
        return None
    return end - WARNINGS[enquiry.warned] if enquiry.warned < len(WARNINGS) else end
