"""What is shown of the question bank: questions and their history, rules, changes and versions; the form as it would
be."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from ..message import Problem, Query, View
from ..request import Access, Approval, Level, Profile, RequestType
from .application.form import FormField, FormView
from .question_bank import ChangeKind, ChangeState, FormChange, Severity


@dataclass(frozen=True, kw_only=True)
class QuestionRow(View):
    """One question in a list. `open`: how many changes of it are not published yet."""

    key: str
    id: str
    section: str
    label: str
    type: str
    version: int
    meaning: int
    added: bool = False
    required: bool = False
    when: str = ""
    open: int = 0


@dataclass(frozen=True, kw_only=True)
class WrittenRuleRow(View):
    """A rule that somebody wrote: where it speaks, what it says, and when."""

    rule_id: str
    field: str
    message: str
    severity: Severity
    when: str
    version: int


@dataclass(frozen=True, kw_only=True)
class PaperRow(View):
    """A kind of document or a declaration of the form, by its name; `open`: how many changes are not published yet."""

    target: str
    label: str
    when: str = ""
    required: bool = True
    added: bool = False
    open: int = 0


@dataclass(frozen=True, kw_only=True)
class FormChangeRow(View):
    """One change. `label`: what is changed, in words; names of people."""

    change_id: UUID
    kind: ChangeKind
    target: str
    label: str
    state: ChangeState
    reason: str = ""
    proposed_at: datetime | None = None
    proposed_by: str = ""
    decided_by: str = ""
    note: str = ""
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class FormVersionRow(View):
    """One published version of the form; the first came with Haven. `papers`: its new or reworded kinds of documents
    and declarations, in words."""

    number: int
    sha256: str
    published_at: datetime | None = None
    published_by: str = ""
    questions: tuple[str, ...] = ()
    look_again: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionBankView(View):
    """The form in force, what is proposed, and the versions there were. `subjects`: what a condition may name, in
    words; `version`: the number in force."""

    version: int
    questions: tuple[QuestionRow, ...] = ()
    rules: tuple[WrittenRuleRow, ...] = ()
    documents: tuple[PaperRow, ...] = ()
    declarations: tuple[PaperRow, ...] = ()
    changes: tuple[FormChangeRow, ...] = ()
    versions: tuple[FormVersionRow, ...] = ()
    subjects: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, Any] = field(default_factory=dict)
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionVersionView(View):
    """A question as one version of the form has it."""

    number: int
    published_at: datetime | None = None
    question: FormField
    meaning_changed: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionView(View):
    """One question, every version in which it changed, and the changes that wait."""

    key: str
    section: str
    question: FormField
    added: bool = False
    versions: tuple[QuestionVersionView, ...] = ()
    changes: tuple[FormChangeRow, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FormChangeView(View):
    """One change in full. `now`: the question as it is; `then`: as it would be; `was`: the words that a document or
    declaration has now; `problems`: why it cannot be made any more."""

    row: FormChangeRow
    change: FormChange
    when: str = ""
    now: FormField | None = None
    then: FormField | None = None
    was: str = ""
    problems: tuple[Problem, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadQuestionBank(Query):
    """The question bank: questions of one section, or those that hold every word of `q`."""

    answers: ClassVar[type[View]] = QuestionBankView
    section: str = field(default="", metadata={"pattern": r"^[A-N]?$"})
    q: str = field(default="", metadata={"max": 100})


@dataclass(frozen=True, kw_only=True)
class ReadQuestion(Query):
    """One question with its history."""

    answers: ClassVar[type[View]] = QuestionView
    key: str = field(metadata={"max": 100})


@dataclass(frozen=True, kw_only=True)
class ReadFormChange(Query):
    """One change of the form."""

    answers: ClassVar[type[View]] = FormChangeView
    change_id: UUID


@dataclass(frozen=True, kw_only=True)
class PreviewForm(Query):
    """The form as it would be with a change, or with all that are open, for these choices."""

    answers: ClassVar[type[View]] = FormView
    change_id: UUID | None = None
    profile: Profile = Profile.HOSPITAL
    request_type: RequestType = RequestType.RESEARCH
    approval: Approval = Approval.FULL
    level: Level = Level.PSEUDONYMISED
    access: Access = Access.SDE
