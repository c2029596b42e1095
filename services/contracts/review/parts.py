"""The words review uses in its commands, events and views: states, outcomes, and the small values they carry."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class CaseState(StrEnum):
    """Where a case is (domain section 1.2). ABSENT: nothing was accepted yet, so there is no case."""

    ABSENT = "ABSENT"
    UNDER_REVIEW = "UNDER_REVIEW"
    EXTERNAL_WAIT = "EXTERNAL_WAIT"
    REVIEW_COMPLETED = "REVIEW_COMPLETED"
    APPLICANT_FEEDBACK = "APPLICANT_FEEDBACK"
    SCHEDULED = "SCHEDULED"
    DECISION_SIGNOFF = "DECISION_SIGNOFF"
    APPROVED = "APPROVED"
    APPROVED_PROVISIONAL = "APPROVED_PROVISIONAL"
    DEFERRED = "DEFERRED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"


class MeetingState(StrEnum):
    """PLANNED until attendance is recorded; HELD from then on."""

    PLANNED = "PLANNED"
    HELD = "HELD"


class Advice(StrEnum):
    """What a reviewer recommends and a committee advises (domain section 1.4.9). Advice is never the decision."""

    SUPPORT = "SUPPORT"
    SUPPORT_WITH_CONDITIONS = "SUPPORT_WITH_CONDITIONS"
    DEFER = "DEFER"
    UNABLE_TO_SUPPORT = "UNABLE_TO_SUPPORT"


class Outcome(StrEnum):
    """What an office-holder decides."""

    APPROVED = "APPROVED"
    APPROVED_WITH_CONDITIONS = "APPROVED_WITH_CONDITIONS"
    DEFERRED = "DEFERRED"
    REJECTED = "REJECTED"


class Office(StrEnum):
    """Who decides. SECOND_OFFICER: a case officer other than this request's own (level L0)."""

    CALDICOTT_GUARDIAN = "caldicott-guardian"
    SIRO = "siro"
    SECOND_OFFICER = "case-officer"


class Interest(StrEnum):
    """Kinds of interest (domain section 9.4)."""

    NONE = "none"
    FINANCIAL = "financial"
    PROFESSIONAL = "non-financial-professional"
    PERSONAL = "non-financial-personal"
    INDIRECT = "indirect"


class InterestOutcome(StrEnum):
    """What follows from an interest. WITHDRAW hides the papers; NOT_DECIDE: takes part, is not counted for advice."""

    NONE = "none"
    TAKE_PART = "take-part"
    NOT_DECIDE = "take-part-not-decide"
    WITHDRAW = "withdraw"


class Criterion(StrEnum):
    """The fifteen review criteria, in the order of domain section 3.7."""

    PURPOSE = "purpose"
    BENEFIT = "benefit"
    LAWFUL = "lawful"
    CONTROLLERS = "controllers"
    ETHICS = "ethics"
    MINIMISATION = "minimisation"
    OPT_OUT = "opt-out"
    SECURITY = "security"
    PEOPLE = "people"
    TRANSPARENCY = "transparency"
    COMMERCIAL = "commercial"
    OUTPUTS = "outputs"
    FEASIBILITY = "feasibility"
    TERM = "term"
    INVOLVEMENT = "involvement"


class Rating(StrEnum):
    """How one criterion is met, in one reviewer's view."""

    MEETS = "meets"
    CONDITIONS = "meets-with-conditions"
    FAILS = "does-not-meet"
    NOT_MY_AREA = "not-my-area"


class Category(StrEnum):
    """What a member sits on the committee as (domain section 3.6). An observer is never counted."""

    CHAIR = "chair"
    DEPUTY = "deputy-chair"
    LAY = "lay"
    CLINICAL = "clinical"
    ETHICS = "ethics"
    IG = "ig"
    RESEARCH = "research"
    TECHNICAL = "technical"
    GP = "gp"
    OBSERVER = "observer"


class ConditionKind(StrEnum):
    """PRECEDENT: met before release. SUBSEQUENT: met by a date. SPECIAL: copied into the agreement, kept throughout."""

    PRECEDENT = "PRECEDENT"
    SUBSEQUENT = "SUBSEQUENT"
    SPECIAL = "SPECIAL"


class ConditionState(StrEnum):
    """The condition's own machine (domain section 1.10)."""

    OPEN = "OPEN"
    EVIDENCE_SUBMITTED = "EVIDENCE_SUBMITTED"
    RETURNED = "RETURNED"
    VERIFIED = "VERIFIED"


@dataclass(frozen=True, kw_only=True)
class Reviewer:
    """A person asked to review. `mandatory` None: mandatory when the route asks for the discipline."""

    person_id: UUID
    name: str = field(metadata={"min": 1, "max": 200})
    discipline: str = field(metadata={"min": 1, "max": 60})
    organisation_id: UUID | None = None
    mandatory: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A remark for the applicant, about a section of the form or the whole."""

    text: str = field(metadata={"min": 1, "max": 4000})
    section: str = field(default="", metadata={"max": 60})


@dataclass(frozen=True, kw_only=True)
class ConditionWanted:
    """A condition as a reviewer suggests, a committee advises or an office-holder sets it."""

    kind: ConditionKind
    text: str = field(metadata={"min": 1, "max": 2000})
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition of an approval, with its evidence and who verified it."""

    id: UUID
    number: int
    kind: ConditionKind
    text: str
    due_on: date | None = None
    state: ConditionState = ConditionState.OPEN
    evidence: str = ""
    evidence_sha256: str = ""
    evidence_by: UUID | None = None
    verified_by: UUID | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class FeedbackItem:
    """One line of the comment sheet, and what the applicant answered."""

    id: UUID
    number: int
    text: str
    section: str = ""
    response: str = ""
    disputed: bool = False


@dataclass(frozen=True, kw_only=True)
class FeedbackAnswer:
    """The applicant's answer to one comment; `disputed` when they hold it to be wrong."""

    item_id: UUID
    response: str = field(metadata={"min": 1, "max": 8000})
    disputed: bool = False


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something a deferred applicant is to do, numbered as in the letter."""

    id: UUID
    number: int
    text: str
    response: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionAnswer:
    """The applicant's answer to one numbered action."""

    number: int = field(metadata={"min": 1})
    response: str = field(metadata={"min": 1, "max": 8000})


@dataclass(frozen=True, kw_only=True)
class CommitteeMember:
    """A member of the committee for one meeting. `independent`: not employed by the custodian."""

    person_id: UUID
    name: str = field(metadata={"min": 1, "max": 200})
    category: Category
    organisation_id: UUID | None = None
    independent: bool = True


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What one person declared about one request, before its papers or its agenda item."""

    person_id: UUID
    kind: Interest
    outcome: InterestOutcome
    detail: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """Whether enough of the right members may advise on one request, and if not, why (domain section 3.6)."""

    met: bool
    counted: tuple[UUID, ...] = ()
    excluded: tuple[UUID, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One office-holder's signature under a decision. `delegate_of` when somebody signs for the holder."""

    office: Office
    person_id: UUID
    name: str
    outcome: Outcome
    at: datetime
    reasons: tuple[str, ...] = ()
    delegate_of: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The decision letter as data, for whoever typesets or shows it."""

    heading: str
    paragraphs: tuple[str, ...]
    numbered: tuple[str, ...] = ()
    closing: str = ""
