"""The question bank: conditions as data, changes of the form that somebody proposes and another person approves, and
the versions of the form that come of them."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from ..message import Command, Event

SUBJECT = r"^@?[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?$"


class Comparison(StrEnum):
    """How an answer is compared with the values of a term. ROWS: it has at least so many rows or choices; SHORTER and
    LONGER count characters; AT_LEAST and AT_MOST compare numbers or days."""

    ONE_OF = "one-of"
    NONE_OF = "none-of"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    ROWS = "rows"
    SHORTER = "shorter-than"
    LONGER = "longer-than"


class Match(StrEnum):
    """How terms are joined."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


class Severity(StrEnum):
    """BLOCK stops a submission, BLOCK_FULL stops a full one and warns in a provisional one, WARN is only shown."""

    BLOCK = "block"
    BLOCK_FULL = "block(full)"
    WARN = "warn"


@dataclass(frozen=True, kw_only=True)
class Term:
    """One comparison: `subject` is the key of a question, a part of its rows (`team.contract`), or a fact
    (`@personal`); `values` are texts: "yes" and "no", the codes of options, numbers, days as year-month-day."""

    subject: str = field(metadata={"pattern": SUBJECT})
    comparison: Comparison
    values: tuple[str, ...] = ()


class ChangeKind(StrEnum):
    """What a change of the form is: a question that is added (or one that was added before, as a whole), other words
    for any question, a rule, a kind of document or a declaration that is added (or other words for one that is there),
    or the end of what was added."""

    QUESTION = "question"
    WORDING = "wording"
    RULE = "rule"
    DOCUMENT = "document"
    DECLARATION = "declaration"
    RETIREMENT = "retirement"


class ChangeState(StrEnum):
    """Proposed by one person, approved or declined by another, then part of a published version."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    PUBLISHED = "published"


class QuestionType(StrEnum):
    """The kinds of question that may be added."""

    TEXT = "text"
    LONG = "long"
    YES_OR_NO = "bool"
    NUMBER = "int"
    DATE = "date"
    CHOICE = "choice"
    MANY = "many"
    TEXTS = "texts"
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, kw_only=True)
class FormChange:
    """What somebody proposes. `target`: what it changes, "" for what is new. A question needs
    `section`, `label`, `type` and `guidance`, stands after question `after` (else last), and is asked while `terms`,
    joined by `match`, hold; a rule says `message` at question `where` while its terms hold. `meaning_changed`: answers
    given before must be looked at again. A kind of document is called `label` and is wanted while its terms hold;
    `planned`: a provisional request may give a date instead; it counts for `years` after it was dated, 0: without end.
    A declaration says `message`."""

    kind: ChangeKind
    target: str = field(default="", metadata={"max": 100})
    section: str = field(default="", metadata={"pattern": r"^[A-N]?$"})
    label: str = field(default="", metadata={"max": 200})
    type: QuestionType = QuestionType.LONG
    guidance: str = field(default="", metadata={"max": 1000})
    example: str = field(default="", metadata={"max": 500})
    options: tuple[str, ...] = ()
    required: bool = False
    after: str = field(default="", metadata={"max": 100})
    meaning_changed: bool = False
    where: str = field(default="", metadata={"max": 130})
    message: str = field(default="", metadata={"max": 300})
    severity: Severity = Severity.WARN
    match: Match = Match.ALL
    terms: tuple[Term, ...] = ()
    planned: bool = False
    years: int = field(default=0, metadata={"min": 0, "max": 10})


@dataclass(frozen=True, kw_only=True)
class ProposeFormChange(Command):
    """Propose one change of the form; Refused with problems when the form could not be asked with it."""

    change: FormChange
    reason: str = field(metadata={"min": 10, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class ApproveFormChange(Command):
    """The second person's half: whoever proposed it cannot approve it."""

    change_id: UUID
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class DeclineFormChange(Command):
    """Say no to a change, or take one's own back, as long as it is not published."""

    change_id: UUID
    reason: str = field(metadata={"min": 1, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class PublishForm(Command):
    """Make the next version of the form of every approved change. `expected_version`: the version now in force."""

    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class FormChangeProposed(Event):
    """A change of the form was proposed; its id is the subject."""

    kind: ChangeKind
    target: str
    label: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FormChangeApproved(Event):
    """A second person approved a change. `proposed_by`: the first."""

    kind: ChangeKind
    target: str
    label: str
    proposed_by: UUID
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class FormChangeDeclined(Event):
    """A change will not be made."""

    kind: ChangeKind
    target: str
    label: str
    proposed_by: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class FormPublished(Event):
    """The form has a new version. `sha256` is that of its data; `changes` are what it is made of; `look_again` the
    questions whose meaning changed."""

    number: int
    sha256: str
    changes: tuple[UUID, ...] = ()
    questions: tuple[str, ...] = ()
    look_again: tuple[str, ...] = ()
