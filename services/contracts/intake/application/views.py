"""One application, for one reader."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from ...message import Problem, Query, View
from ...request import Approval, Assurance, Profile, Request, RequestType
from .checklist import ChecklistLine
from .evidence import DocumentEvidence, HeldEvidence
from .parts import Appointment, Change, CheckItem, Document, QueryRaised, Receipt, Route
from .together import CollaboratorView, EditingView, InvitationView, SectionView


@dataclass(frozen=True, kw_only=True)
class GuardView(View):
    """A named predicate of domain 1.6 and, when it fails, each thing to do and where."""

    guard: str
    passed: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CheckView(View):
    """One item of the checklist; `passed` is None until it was checked."""

    item: CheckItem
    passed: bool | None = None
    note: str = ""
    by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class VersionRow(View):
    """A frozen version in a list."""

    version: int
    sha256: str
    submitted_at: datetime
    submitted_by: UUID
    changes: tuple[Change, ...] = ()
    material: bool = False


@dataclass(frozen=True, kw_only=True)
class RuleView(View):
    """A routing rule that holds (domain 3.3): its number, what it is about, and the level that it asks for at least."""

    id: str
    text: str
    floor: Assurance | None = None


@dataclass(frozen=True, kw_only=True)
class SignView(View):
    """A sign of novelty that holds (domain 3.5): one point, and with a `star` enough by itself for enhanced review."""

    name: str
    star: bool = False


@dataclass(frozen=True, kw_only=True)
class PrecedentView(View):
    """A precedent that the request fits in all its tests (domain 3.4). Only an `active` one, which the committee has
    adopted, decides the route; `conditions` are agreed with each request that fits."""

    id: str
    title: str
    version: int
    active: bool
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OverrideView(View):
    """A lower level than the computed one that an officer proposed; a second officer must confirm it (SoD-11)."""

    level: Assurance
    reason: str
    by: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationView(View):
    """One application for one reader. `answers` and `documents` are empty for staff while it is only a draft.

    `form_version`: the form that it is written with, `newest_form` the one in force, `look_again` the answers that
    must be looked at again, because their question has come to mean something else or they were carried over from
    an earlier request: each is in `missing` until it is confirmed or saved. `asked`: keys of the questions and
    kinds of the documents that these answers have to do with; `required`: those of them without which it cannot be
    submitted; `planned`: those, and parts of rows, for which a provisional request may give a date instead. All only
    while it may be edited. `named`: the name of each person and organisation that the answers name by id. `sections`,
    `editing`: how far each section of the draft is, and who else writes where now; `collaborators`, and for the lead
    `invitations`: for the applicant's side. `checklist`: what was confirmed before the application (S1-10), for the
    applicant's side and those who validate it.
    """

    application_id: UUID
    reference: str
    title: str
    profile: Profile
    state: str
    stage: str
    label: str
    macro_stage: str
    version: int
    request_type: RequestType
    approval: Approval
    lead_id: UUID
    lead_name: str = ""
    case_officer_id: UUID | None = None
    case_officer_name: str = ""
    enquiry_id: UUID | None = None
    provisional_id: UUID | None = None
    concerns: tuple[str, ...] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    queries: tuple[QueryRaised, ...] = ()
    rounds: int = 0
    appointments: tuple[Appointment, ...] = ()
    checks: tuple[CheckView, ...] = ()
    guards: tuple[GuardView, ...] = ()
    missing: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    progress: dict[str, Any] = field(default_factory=dict)
    form_version: int = 1
    newest_form: int = 1
    look_again: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)
    route: Route | None = None
    route_confirmed: bool = False
    rules_fired: tuple[RuleView, ...] = ()
    novel: tuple[SignView, ...] = ()
    fits: tuple[PrecedentView, ...] = ()
    override: OverrideView | None = None
    ineligible_reasons: tuple[str, ...] = ()
    versions: tuple[VersionRow, ...] = ()
    evidence: tuple[DocumentEvidence, ...] = ()
    held: tuple[HeldEvidence, ...] = ()
    request: Request | None = None
    awaited: str = ""
    awaited_from: str = ""
    updated_at: datetime
    sections: tuple[SectionView, ...] = ()
    editing: tuple[EditingView, ...] = ()
    collaborators: tuple[CollaboratorView, ...] = ()
    invitations: tuple[InvitationView, ...] = ()
    checklist: tuple[ChecklistLine, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadApplication(Query):
    """One application, for the applicant's side and staff."""

    answers: ClassVar[type[View]] = ApplicationView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class VersionView(View):
    """A frozen version; `changes` against the version before, or against `against`. `named`: as in ApplicationView.
    `receipt` is None for the few seconds until it is issued."""

    application_id: UUID
    reference: str
    version: int
    sha256: str
    form_version: int = 1
    submitted_at: datetime
    submitted_by: UUID
    answers: dict[str, Any]
    changes: tuple[Change, ...] = ()
    documents: tuple[Document, ...] = ()
    named: dict[str, Any] = field(default_factory=dict)
    receipt: Receipt | None = None


@dataclass(frozen=True, kw_only=True)
class ReadVersion(Query):
    """One frozen version."""

    answers: ClassVar[type[View]] = VersionView
    application_id: UUID
    version: int = field(metadata={"min": 1})
    against: int | None = None
