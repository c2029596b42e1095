"""What may be asked about projects, and the answers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from ..message import Listing, Query, View
from ..request import Access, Level, Profile
from .parts import (
    CohortState,
    Delivery,
    MemberState,
    OptOutRecord,
    ProjectState,
    QualityCheck,
    ReleaseFile,
    ReleaseState,
)


@dataclass(frozen=True, kw_only=True)
class WorkspaceFileView(View):
    """A file that may be opened; `size` in bytes."""

    name: str
    size: int
    sha256: str
    media_type: str
    rows: int = 0


@dataclass(frozen=True, kw_only=True)
class WorkspaceFilesView(View):
    """What lies in the place of the data, for one of its members, whose access ends at `until`."""

    application_id: UUID
    release_ref: str
    files: tuple[WorkspaceFileView, ...]
    until: datetime


@dataclass(frozen=True, kw_only=True)
class ListWorkspaceFiles(Query):
    """A member: what lies in the workspace. The same permission as for opening; names and sizes are no data."""

    answers: ClassVar[type[View]] = WorkspaceFilesView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class TrackView(View):
    """One track of the set-up, and what is unmet (1.3). `waits_for`: who has to do it, in words; empty when met."""

    track: str
    label: str
    met: bool
    detail: str = ""
    guard: str = ""
    waits_for: str = ""


@dataclass(frozen=True, kw_only=True)
class MemberView(View):
    """A person of the project. Identity evidence is shown to SDE administrators and auditors only."""

    person_id: UUID
    name: str
    state: MemberState
    lead: bool = False
    terms_version: str = ""
    training_expires: date | None = None
    valid_to: date | None = None
    affiliation: UUID | None = None
    identity_method: str = ""
    document_type: str = ""
    last4: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CohortView(View):
    """The cohort file; `report` (a document) is shown to its submitter and to production."""

    state: CohortState
    submitter_id: UUID | None = None
    permitted_columns: tuple[str, ...] = ()
    filename: str = ""
    rows: int = 0
    failed: int = 0
    reason: str = ""
    report: str = ""
    received_at: datetime | None = None
    due_on: date | None = None
    overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class ReleaseView(View):
    """One release. Applicants see its state; production sees everything."""

    release_ref: str
    state: ReleaseState
    built_at: datetime | None = None
    rows: int = 0
    manifest_sha256: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    optout: OptOutRecord | None = None
    optout_fresh_until: datetime | None = None
    files: tuple[ReleaseFile, ...] = ()
    checklist: tuple[QualityCheck, ...] = ()
    builder_id: UUID | None = None
    checked_by: UUID | None = None
    approved_by: tuple[UUID, ...] = ()
    failure: str = ""
    failure_detail: str = ""
    delivery: Delivery | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectView(View):
    """One project as this person may see it. `label` is the first unmet thing, in the order of the profile. `place` is
    what the place of the data is called: workspace, or transfer area; empty where the agreement grants no files."""

    application_id: UUID
    reference: str
    agreement_ref: str
    title: str
    profile: Profile
    level: Level
    access: Access
    state: ProjectState
    label: str
    version: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    tracks: tuple[TrackView, ...] = ()
    members: tuple[MemberView, ...] = ()
    cohort: CohortView | None = None
    releases: tuple[ReleaseView, ...] = ()
    specification: dict[str, Any] | None = None
    workspace: str = ""
    delivery: Delivery | None = None
    place: str = ""
    deletion_due_on: date | None = None
    destroyed_at: datetime | None = None
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadProject(Query):
    answers: ClassVar[type[View]] = ProjectView
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProjectRow(View):
    application_id: UUID
    reference: str
    title: str
    profile: Profile
    state: ProjectState
    label: str
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectsPage(View):
    rows: tuple[ProjectRow, ...] = ()
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class ListProjects(Listing):
    """Staff see all projects, everybody else those in which they are named. `sort`: reference or ends_at; a `-` in
    front: descending."""

    answers: ClassVar[type[View]] = ProjectsPage
    state: ProjectState | None = None
    profile: Profile | None = None
    q: str = field(default="", metadata={"max": 200})
    sort: str = field(default="reference", metadata={"pattern": r"^-?(reference|ends_at)$"})


@dataclass(frozen=True, kw_only=True)
class ProvisioningTask(View):
    """Something that waits for this person; `command` is what does it."""

    application_id: UUID
    reference: str
    title: str
    task: str
    command: str
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ProvisioningTasks(View):
    rows: tuple[ProvisioningTask, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MyProvisioningTasks(Query):
    answers: ClassVar[type[View]] = ProvisioningTasks
