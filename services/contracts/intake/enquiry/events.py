"""What has happened to enquiries and their assessment."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ...message import Event
from ...request import Profile
from .parts import Assessment, Came, Channel, EarlyAdvice, Likelihood, Outcome, Readiness

# --- history -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class EnquiryReceived(Event):
    """The triage clock starts: on `received_on`, when staff registered what had come another way (`channel`)."""

    reference: str
    profile: Profile
    contact_id: UUID
    data_wanted: str
    purpose_summary: str
    organisations: tuple[str, ...]
    readiness: Readiness
    datasets: tuple[str, ...] = ()
    organisation_id: UUID | None = None
    channel: Channel | None = None
    received_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class EnquiryInformationRequested(Event):
    """The triage clock pauses."""

    reference: str
    questions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EnquiryInformationGiven(Event):
    """The triage clock runs again: from the day on which they `came`, when staff registered what came another way."""

    reference: str
    answers: tuple[str, ...]
    came: Came | None = None


@dataclass(frozen=True, kw_only=True)
class AnswersRegistered(Event):
    """Staff registered the answers for the enquirer, who can look whether they are right; `channel`: how they came."""

    reference: str
    channel: Channel


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
