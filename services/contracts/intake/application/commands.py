"""What people may ask to be done with an application."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ...message import Command
from ...request import Approval, Assurance, Profile, RequestType
from .parts import CheckItem, QueryAsked


@dataclass(frozen=True, kw_only=True)
class StartApplication(Command):
    """Begin a draft. Hospital: anybody with an account; dars: with an invitation (`enquiry_id`). With
    `provisional_id`, the answers and concerns of that provisionally approved request are carried over (S0-10)."""

    profile: Profile
    title: str = field(metadata={"min": 3, "max": 200})
    request_type: RequestType
    approval: Approval = Approval.FULL
    enquiry_id: UUID | None = None
    provisional_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SaveDraft(Command):
    """Save some answers, at any incompleteness (S0-4); a null value clears an answer, an empty date one of what is
    planned. Conflict when a section that they are in was changed after `expected_version`; other sections may have
    been."""

    application_id: UUID
    # field(): without it the dataclass would take the inherited class variable of this name for its default
    answers: dict[str, Any] = field()  # type: ignore[misc, assignment]
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class TakeUpForm(Command):
    """Go on with the form now in force: the answers are carried over, and those whose question has come to mean
    something else are to be looked at again."""

    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConfirmAnswers(Command):
    """These answers were looked at again and still hold; `keys` are of ApplicationView.look_again."""

    application_id: UUID
    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AttachDocument(Command):
    """Attach one piece of evidence, already stored by its SHA-256; `kind` is one of ReadForm's evidence list."""

    application_id: UUID
    kind: str = field(metadata={"max": 40})
    sha256: str = field(metadata={"pattern": r"^[0-9a-f]{64}$", "document": True})
    filename: str = field(metadata={"min": 1, "max": 255})
    media_type: str = field(default="application/pdf", metadata={"max": 100})
    reference: str = field(default="", metadata={"max": 100})
    version: str = field(default="", metadata={"max": 40})
    dated: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RemoveDocument(Command):
    """Take a document off the draft; frozen versions keep theirs."""

    application_id: UUID
    document_id: UUID
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SubmitApplication(Command):
    """Freeze the draft as a version and submit it: first, after a query, or as a revision during review.
    `declarations` are the codes ticked now (G-DECLARE); see ReadForm for the list."""

    application_id: UUID
    declarations: tuple[str, ...] = ()
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AssignCaseOfficer(Command):
    """Name the dedicated contact (S1-13)."""

    application_id: UUID
    officer_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecordCheck(Command):
    """What the case officer found for one item of the checklist; a failed one needs a note."""

    application_id: UUID
    item: CheckItem
    passed: bool
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class ReturnApplication(Command):
    """Send it back with at least one query, each tied to a field (S1-20)."""

    application_id: UUID
    queries: tuple[QueryAsked, ...]


@dataclass(frozen=True, kw_only=True)
class AnswerQuery(Command):
    """The applicant's answer to one query."""

    application_id: UUID
    query_id: UUID
    response: str = field(metadata={"min": 1, "max": 5000})


@dataclass(frozen=True, kw_only=True)
class ArrangeAppointment(Command):
    """Meet the applicant over what is left to do (S1-14): by the case officer, or by any while none is assigned."""

    application_id: UUID
    starts_at: datetime
    minutes: int = field(default=30, metadata={"min": 5, "max": 480})
    place: str = field(metadata={"min": 1, "max": 300})
    purpose: str = field(metadata={"min": 1, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class CancelAppointment(Command):
    """Call off an appointment that has not begun; to move it, arrange another."""

    application_id: UUID
    appointment_id: UUID
    reason: str = field(metadata={"min": 1, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class ConfirmRoute(Command):
    """Confirm the computed route; or, as a second officer, a downward override that another proposed (SoD-11)."""

    application_id: UUID
    reason: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class OverrideRoute(Command):
    """Another level than the computed one: upward at once, downward only after a second officer confirms."""

    application_id: UUID
    level: Assurance
    reason: str = field(metadata={"min": 10, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class AcceptApplication(Command):
    """Accept for review: starts the service-level clock (S1-42)."""

    application_id: UUID
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class ProposeIneligible(Command):
    """The case officer's half of a refusal at validation (T10)."""

    application_id: UUID
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ConfirmIneligible(Command):
    """The IG lead's half: the application is refused as ineligible, with the reasons proposed."""

    application_id: UUID
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class WithdrawApplication(Command):
    """The lead takes the request back, at any time before a decision (T35)."""

    application_id: UUID
    reason: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class ReopenApplication(Command):
    """Take up a lapsed application again, once, within 30 days (T36)."""

    application_id: UUID
