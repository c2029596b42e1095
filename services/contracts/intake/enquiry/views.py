"""What is shown of enquiries and their assessment, to whom it may be shown."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ...message import Listing, Query, View
from ...request import Profile
from .parts import Assessment, Channel, EarlyAdvice, Likelihood, Note, Outcome, Readiness

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
    """One enquiry, whole. `open_questions` wait for the enquirer; `guards` says what stands before an invitation.
    `channel` and `received_on`: of one that staff registered."""

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
    channel: Channel | None = None
    received_on: date | None = None
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
    """Staff: all, by state, officer or words; others: their own. `sort`: received_at, with a leading minus for the
    newest first; `oldest` and `newest` say the same."""

    answers = EnquiriesView
    state: str = field(default="", metadata={"max": 30})
    officer_id: UUID | None = None
    q: str = field(default="", metadata={"max": 100})
    sort: str = field(default="-received_at", metadata={"pattern": r"^(newest|oldest|-?received_at)$"})
