"""The form as data."""

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from ...message import Lasting, Query, View
from ...request import Access, Approval, Level, Profile, RequestType
from .checklist import ChecklistLine


@dataclass(frozen=True, kw_only=True)
class FormField(View):
    """One question. For the choices in ReadForm: `shown` if it is asked, `required` if it must be answered then. `when`
    says in words when it is asked, `giver` who can answer it, `safe` to which of the five safes it belongs,
    `caldicott` which of the eight principles it answers."""

    key: str
    id: str
    label: str
    type: str
    guidance: str = ""
    example: str = ""
    required: bool = False
    may_be_planned: bool = False
    shown: bool = True
    when: str = ""
    giver: str = ""
    safe: str = ""
    caldicott: tuple[int, ...] = ()
    options: tuple[str, ...] = ()
    max_length: int = 0
    items: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FormSection(View):
    """One section of the form."""

    letter: str
    title: str
    fields: tuple[FormField, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FormEvidence(View):
    """One kind of document; `shown` and `required` for the choices in ReadForm."""

    kind: str
    label: str
    required: bool
    shown: bool = True
    when: str = ""
    giver: str = ""


@dataclass(frozen=True, kw_only=True)
class FormSafe(View):
    """One of the five safes (domain 2.6), and what its reader asks."""

    key: str
    title: str
    question: str


@dataclass(frozen=True, kw_only=True)
class FormPrinciple(View):
    """One of the eight Caldicott principles (S3-21), and what its reader asks."""

    number: int
    title: str
    question: str


@dataclass(frozen=True, kw_only=True)
class FormView(Lasting):
    """Version `number` of the form: its questions, the documents and the declarations; `safes` and
    `caldicott` are other orders of the questions, `checklist` what is to be in order before (S1-10)."""

    profile: Profile
    number: int = 1
    sections: tuple[FormSection, ...] = ()
    evidence: tuple[FormEvidence, ...] = ()
    declarations: dict[str, Any] = field(default_factory=dict)
    safes: tuple[FormSafe, ...] = ()
    caldicott: tuple[FormPrinciple, ...] = ()
    checklist: tuple[ChecklistLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadForm(Query):
    """The form as data, open to anybody (S0-24); the choices decide what is asked and required (S0-3). The version in
    force, or `form_version`; or the one that an application, or its frozen `application_version`, was written with."""

    answers: ClassVar[type[View]] = FormView
    profile: Profile = Profile.HOSPITAL
    request_type: RequestType = RequestType.RESEARCH
    approval: Approval = Approval.FULL
    level: Level = Level.PSEUDONYMISED
    access: Access = Access.SDE
    form_version: int = field(default=0, metadata={"min": 0})
    application_id: UUID | None = None
    application_version: int = field(default=0, metadata={"min": 0})


@dataclass(frozen=True, kw_only=True)
class ExampleView(View):
    """A completed application as an example (S2-15), by the form in force. `named`: the name of each person and
    organisation in it, all of them made up; `documents`: those that go with it."""

    profile: Profile
    number: int
    title: str
    answers: dict[str, Any] = field(default_factory=dict)
    named: dict[str, Any] = field(default_factory=dict)
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadExample(Query):
    """An example of a completed application, open to anybody."""

    answers: ClassVar[type[View]] = ExampleView
    profile: Profile = Profile.HOSPITAL
