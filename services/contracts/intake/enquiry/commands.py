"""What may be asked about enquiries and their assessment."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ...message import Command
from ...request import Access, Profile
from ..people.parts import EMAIL
from .parts import REASON, WORDS, Channel, Likelihood, NamedSignatory, OrganisationNeeds, Readiness, Support

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
class RegisterEnquiry(Command):
    """What somebody sent to the team's mailbox, or said, as the same record (S4-48): by a case officer, for the person
    who asked. `contact_email` is whose it is: their account's, or that of an account that opens once they sign up with
    it; then `contact_name` is needed. The triage clock runs from `received_on`, today or at most 90 days ago."""

    contact_email: str = field(metadata=EMAIL)
    contact_name: str = field(default="", metadata={"max": 200})
    channel: Channel
    received_on: date
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
class RegisterAnswers(Command):
    """The enquirer's answers that came another way, as the same record (S4-48): one for each question, in their order.
    `sender`: who sent or said it, where that was not the enquirer. The triage clock runs again from `received_on`, from
    the day of the questions to today. `sha256`: the mail itself, as a stored file, where it is kept."""

    enquiry_id: UUID
    answers: tuple[str, ...] = field(metadata={"items": 20})  # type: ignore[assignment, misc]
    channel: Channel
    received_on: date
    sender: str = field(default="", metadata={"max": 200})
    sha256: str = field(default="", metadata={"pattern": r"^([0-9a-f]{64})?$", "document": True})
    filename: str = field(default="", metadata={"max": 255})
    media_type: str = field(default="", metadata={"max": 100})


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
