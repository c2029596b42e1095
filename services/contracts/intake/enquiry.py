"""Enquiry and preliminary assessment (domain 1.4.1, 1.4.2; S4-5 to S4-29). The subject of every event is the enquiry,
which stays one record with one reference, ENQ-2026-00017, from first word to invitation."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from ..message import Command, Event, Listing, Query, View
from ..request import Access, Profile

WORDS: dict[str, Any] = {"min": 1, "max": 10_000}
REASON: dict[str, Any] = {"min": 1, "max": 2_000}


class Readiness(StrEnum):
    """How ready the enquirer is to apply (S4-8); enquiries before funding are welcome (S4-9)."""

    EXPLORING = "exploring"
    SEEKING_FUNDING = "seeking-funding"
    FUNDED = "funded"
    READY = "ready"


class Likelihood(StrEnum):
    """The officer's indication, not a promise (S1-10)."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


class Support(StrEnum):
    """What early advice indicates; it binds nobody (S4-27)."""

    SUPPORTED = "supported"
    SUPPORTED_WITH_ACTIONS = "supported-with-actions"
    NOT_SUPPORTED = "not-supported"


class Outcome(StrEnum):
    """How an enquiry was answered."""

    ASSESSMENT = "assessment"
    REDIRECTED = "redirected"
    NOT_FEASIBLE = "not-feasible"


@dataclass(frozen=True, kw_only=True)
class OrganisationNeeds:
    """How one organisation will meet the requirements, and what it must show (S4-17, S4-21)."""

    organisation: str
    legal: str
    ethical: str
    security: str
    evidence: tuple[str, ...] = ()
    cloud_storage: str = ""


@dataclass(frozen=True, kw_only=True)
class NamedSignatory:
    """Who signs which agreement, under which delegated authority (S4-20)."""

    agreement: str
    organisation: str
    name: str
    authority: str


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The preliminary assessment record (S4-15 to S4-24). Money in pence."""

    access_service: Access
    access_reason: str
    evidence_needed: tuple[OrganisationNeeds, ...]
    preparations: tuple[str, ...]
    agreements_needed: tuple[str, ...]
    signatories: tuple[NamedSignatory, ...]
    time_estimate: str
    application_cost_pence: int
    service_cost_pence: int
    funding_needed: bool = True
    novel: bool = False


@dataclass(frozen=True, kw_only=True)
class EarlyAdvice:
    """What the assurance process said before a formal application (S4-26, S4-27)."""

    support: Support
    summary: str
    actions: tuple[str, ...] = ()
    minuted_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Note:
    """One line of the conversation. `kind`: question, answer, note (seen by both sides) or staff (by staff only)."""

    at: datetime
    by: UUID
    kind: str
    text: str
    question: int = 0


# --- orders ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SendEnquiry(Command):
    """The four things every enquiry says (S4-5 to S4-8), G-ENQ-MIN. Answers the enquiry's id and reference."""

    profile: Profile = Profile.DARS
    data_wanted: str = field(metadata={"max": 10_000})
    purpose_summary: str = field(metadata={"max": 10_000})
    organisations: tuple[str, ...]
    readiness: Readiness
    datasets: tuple[str, ...] = ()
    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AskEnquirer(Command):
    """More information is needed (S4-13); the triage clock pauses."""

    enquiry_id: UUID
    questions: tuple[str, ...] = field(metadata={"items": 20})


@dataclass(frozen=True, kw_only=True)
class AnswerEnquirer(Command):
    """The enquirer's answers, one for each question, in their order."""

    enquiry_id: UUID
    answers: tuple[str, ...] = field(metadata={"items": 20})  # type: ignore[assignment, misc]


@dataclass(frozen=True, kw_only=True)
class NoteConversation(Command):
    """A word between the two sides, or a note that only staff see."""

    enquiry_id: UUID
    text: str = field(metadata=WORDS)
    staff_only: bool = False


@dataclass(frozen=True, kw_only=True)
class RedirectEnquiry(Command):
    """Published data would do: where they are, and why (S1-9)."""

    enquiry_id: UUID
    publication_url: str = field(metadata={"max": 2_000, "pattern": r"^https?://[^\s]+$"})
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class CloseEnquiry(Command):
    """It cannot be met, with reasons (S4-14)."""

    enquiry_id: UUID
    reasons: tuple[str, ...] = field(metadata={"items": 20})


@dataclass(frozen=True, kw_only=True)
class ProceedToAssessment(Command):
    """It can be met (G-FEASIBLE: S4-11, S4-12): same record, next stage, with a dedicated contact (S4-29)."""

    enquiry_id: UUID
    data_available: bool
    technically_feasible: bool
    likelihood: Likelihood
    advice: str = field(metadata=WORDS)
    contact: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawEnquiry(Command):
    """The enquirer does not go on."""

    enquiry_id: UUID
    reason: str = field(default="", metadata={"max": 2_000})


@dataclass(frozen=True, kw_only=True)
class ReopenEnquiry(Command):
    """A lapsed enquiry goes on where it was: once, and within 30 days (T36)."""

    enquiry_id: UUID


@dataclass(frozen=True, kw_only=True)
class SeekEarlyAdvice(Command):
    """Novel or potentially contentious: what does assurance think (S4-26)?"""

    enquiry_id: UUID
    question: str = field(metadata=WORDS)
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class RecordEarlyAdvice(Command):
    """What assurance said: an indication of support, and actions needed first (S4-27)."""

    enquiry_id: UUID
    support: Support
    summary: str = field(metadata=WORDS)
    actions: tuple[str, ...] = field(default=(), metadata={"items": 50})
    minuted_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CompleteAssessment(Command):
    """The assessment record (S4-15 to S4-24); doing it again replaces it until the invitation. Money in pence."""

    enquiry_id: UUID
    access_service: Access
    access_reason: str = field(metadata=REASON)
    evidence_needed: tuple[OrganisationNeeds, ...]
    preparations: tuple[str, ...] = ()
    agreements_needed: tuple[str, ...]
    signatories: tuple[NamedSignatory, ...]
    time_estimate: str = field(metadata={"min": 1, "max": 500})
    application_cost_pence: int = field(metadata={"min": 0})
    service_cost_pence: int = field(metadata={"min": 0})
    funding_needed: bool = True
    novel: bool = False


@dataclass(frozen=True, kw_only=True)
class ConfirmFunding(Command):
    """Where the money comes from, and payment details when needed (S4-25)."""

    enquiry_id: UUID
    source: str = field(metadata={"min": 1, "max": 500})
    payment_details: str = field(default="", metadata={"max": 2_000})


@dataclass(frozen=True, kw_only=True)
class InviteToApply(Command):
    """The online form is open to the enquirer from now on (S4-28)."""

    enquiry_id: UUID
    advice: str = field(default="", metadata={"max": 10_000})


@dataclass(frozen=True, kw_only=True)
class CloseAssessment(Command):
    """Not proceeding, with reasons."""

    enquiry_id: UUID
    reasons: tuple[str, ...] = field(metadata={"items": 20})


# --- history -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class EnquiryReceived(Event):
    """The triage clock starts."""

    reference: str
    profile: Profile
    contact_id: UUID
    data_wanted: str
    purpose_summary: str
    organisations: tuple[str, ...]
    readiness: Readiness
    datasets: tuple[str, ...] = ()
    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class EnquiryInformationRequested(Event):
    """The triage clock pauses."""

    reference: str
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EnquiryInformationGiven(Event):
    """The triage clock runs again."""

    reference: str
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ConversationNoted(Event):
    """A word between the two sides, or a staff note."""

    reference: str
    text: str
    staff_only: bool = False


@dataclass(frozen=True, kw_only=True)
class EnquiryAnswered(Event):
    """The outcome of the enquiry: the triage clock stops."""

    reference: str
    profile: Profile
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    publication_url: str = ""
    advice: str = ""
    likelihood: Likelihood | None = None
    officer_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class EnquiryWithdrawn(Event):
    """The enquirer did not go on."""

    reference: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class EnquiryLapsing(Event):
    """A warning: nothing was heard; it lapses in `days` days."""

    reference: str
    days: int
    warning: int


@dataclass(frozen=True, kw_only=True)
class EnquiryLapsed(Event):
    """Silent for longer than the limit, after two warnings (T36)."""

    reference: str
    was: str


@dataclass(frozen=True, kw_only=True)
class EnquiryReopened(Event):
    """It goes on in the state it had."""

    reference: str
    state: str


@dataclass(frozen=True, kw_only=True)
class EarlyAdviceSought(Event):
    """The question went to assurance."""

    reference: str
    question: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EarlyAdviceRecorded(Event):
    """Assurance gave an indication; it binds nobody."""

    reference: str
    advice: EarlyAdvice


@dataclass(frozen=True, kw_only=True)
class AssessmentCompleted(Event):
    """The preliminary assessment record is complete."""

    reference: str
    assessment: Assessment


@dataclass(frozen=True, kw_only=True)
class FundingConfirmed(Event):
    """The enquirer said where the money comes from."""

    reference: str
    source: str
    payment_details: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicantInvited(Event):
    """The person may start a formal application from this enquiry."""

    reference: str
    profile: Profile
    person_id: UUID
    advice: str = ""


@dataclass(frozen=True, kw_only=True)
class AssessmentClosed(Event):
    """Not proceeding."""

    reference: str
    reasons: tuple[str, ...]


# --- questions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class EnquiryRow(View):
    """One enquiry in a list; `label` is the public word for its state."""

    enquiry_id: UUID
    reference: str
    profile: Profile
    state: str
    label: str
    purpose_summary: str
    received_at: datetime
    waiting_since: datetime
    officer_id: UUID | None = None
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class EnquiriesView(View):
    """A page of enquiries."""

    rows: tuple[EnquiryRow, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class EnquiryView(View):
    """One enquiry, whole. `open_questions` wait for the enquirer; `guards` says what stands before an invitation."""

    enquiry_id: UUID
    reference: str
    version: int
    profile: Profile
    state: str
    label: str
    data_wanted: str
    purpose_summary: str
    organisations: tuple[str, ...]
    readiness: Readiness
    datasets: tuple[str, ...] = ()
    contact_id: UUID
    contact_name: str
    organisation_id: UUID | None = None
    officer_id: UUID | None = None
    officer_name: str = ""
    received_at: datetime
    waiting_since: datetime
    lapses_at: datetime | None = None
    open_questions: tuple[str, ...] = ()
    conversation: tuple[Note, ...] = ()
    outcome: Outcome | None = None
    reasons: tuple[str, ...] = ()
    publication_url: str = ""
    advice: str = ""
    likelihood: Likelihood | None = None
    advice_question: str = ""
    early_advice: EarlyAdvice | None = None
    assessment: Assessment | None = None
    funding_source: str = ""
    application_id: UUID | None = None
    guards: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadEnquiry(Query):
    """One enquiry: for its enquirer and for staff who handle enquiries."""

    answers = EnquiryView
    enquiry_id: UUID


@dataclass(frozen=True, kw_only=True)
class ListEnquiries(Listing):
    """Staff: all, by state, officer or words; others: their own. Newest first, or `oldest` first."""

    answers = EnquiriesView
    state: str = field(default="", metadata={"max": 30})
    officer_id: UUID | None = None
    q: str = field(default="", metadata={"max": 100})
    sort: str = field(default="newest", metadata={"pattern": "^(newest|oldest)$"})
