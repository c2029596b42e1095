"""What provisioning says: who may use the data, the cohort file, the production and two-person release of the data, the
workspace, every access to it, and its destruction (domain sections 1.4.11, 1.4.14 to 1.4.17, 1.4.20 to 1.4.22, 6, 9.3).

The subject of every event is the application's id. A membership is valid to the end of `valid_to` in Europe/London.
Commands that point at a release name its manifest's hash, so that nobody signs for files they have not seen.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from .message import Command, Event, Listing, Query, View
from .request import Access, Level, Profile

SHA256 = {"pattern": r"^[0-9a-f]{64}$"}
REASON = {"min": 10, "max": 4000}
FILE_NAME = {"pattern": r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,119}$"}
TERMS_VERSION = "2026-1"
QUALITY_ITEMS = ("row-counts", "schema", "no-identifiers", "opt-outs", "distributions")
"""What the checklist of CheckQuality must answer, each by its code (1.4.15 step 9)."""


class ProjectState(StrEnum):
    """`setup` is all set-up tracks in parallel; `ended` means access was revoked and destruction is due."""

    ABSENT = "absent"
    SETUP = "setup"
    PRODUCTION = "production"
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    DESTROYED = "destroyed"


class MemberState(StrEnum):
    """The states of a membership (domain 1.10)."""

    REQUESTED = "requested"
    CHECKING = "checking"
    VERIFIED = "verified"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    REFUSED = "refused"


class CohortState(StrEnum):
    """Where the cohort file is. `not-needed`: the custodian derives the cohort from criteria."""

    NOT_NEEDED = "not-needed"
    NEEDED = "needed"
    AWAITED = "awaited"
    CHECKING = "checking"
    REJECTED = "rejected"
    ACCEPTED = "accepted"


class ReleaseState(StrEnum):
    """The states of a release (domain 1.10); `superseded`: a later build took its place."""

    BUILDING = "building"
    FAILED = "failed"
    QA = "qa"
    QA_FAILED = "qa-failed"
    AWAITING_APPROVAL_1 = "awaiting-approval-1"
    AWAITING_APPROVAL_2 = "awaiting-approval-2"
    APPROVED = "approved"
    DELIVERED = "delivered"
    SUPERSEDED = "superseded"


class IdentityMethod(StrEnum):
    """How a person's identity was seen to be theirs (1.4.11). The document is seen, never stored."""

    PHOTO_ID = "photo-id"
    INSTITUTIONAL_SIGN_IN = "institutional-sign-in"


# What messages are made of


@dataclass(frozen=True, kw_only=True)
class NamedMember:
    """A person named in the request as a user of the data."""

    person_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class QualityCheck:
    """One answer of the quality checklist; a failed one needs a note."""

    item: str = field(metadata={"min": 1, "max": 60})
    passed: bool
    note: str = field(default="", metadata={"max": 2000})


@dataclass(frozen=True, kw_only=True)
class OptOutRecord:
    """The evidence of the opt-out step (5.1): what the law required, what was done, counts and a hash, never a number.
    `method` is check-service or not-applied; a `warnings` entry asks the approvers to look."""

    basis: str
    legally_required: bool
    applied: bool
    method: str
    n_in: int
    n_out: int
    removed: int
    list_sha256: str
    operator: str
    checked_at: datetime | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReleaseFile:
    """One file of a release. In a workspace the manifest lies beside the others and is listed with them."""

    name: str
    size: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True, kw_only=True)
class DestroyedFile:
    """One file that was overwritten and removed, and what it was. `name` starts with where it lay: workspace,
    production, cohort or key. The key's hash is that of `key_id`, not of its bytes."""

    name: str
    size: int
    sha256: str


# Users of the data


@dataclass(frozen=True, kw_only=True)
class ProjectOpened(Event):
    """A project was opened for an approved request (T24). `members` are the people named in it, not yet verified."""

    reference: str
    agreement_ref: str
    title: str
    profile: Profile
    access: Access
    members: tuple[NamedMember, ...]
    needs_cohort: bool = False
    needs_letter: bool = False
    needs_service_agreement: bool = False


@dataclass(frozen=True, kw_only=True)
class AcceptUserTerms(Command):
    """A named user accepts the end-user terms for themselves. Refused with `terms-version` for an outdated text."""

    application_id: UUID
    version: str = field(default=TERMS_VERSION, metadata={"min": 1, "max": 20})


@dataclass(frozen=True, kw_only=True)
class UserTermsAccepted(Event):
    reference: str
    person_id: UUID
    terms_version: str


@dataclass(frozen=True, kw_only=True)
class VerifyUser(Command):
    """SDE administrator, not on the team (SoD-17): identity seen, affiliation and training checked (G-USER).

    `affiliation` is the id of a controller or processor of the agreement; `last4` the end of the document's number.
    `training_expires` may shorten, never lengthen, what the person's profile shows. Refused with `guards-unmet` and a
    problem each: `terms-not-accepted`, `training-not-in-date`, `training-differs`, `affiliation-unknown`,
    `identity-incomplete`."""

    application_id: UUID
    person_id: UUID
    identity_method: IdentityMethod
    document_type: str = field(default="", metadata={"max": 60})
    last4: str = field(default="", metadata={"pattern": r"^[A-Za-z0-9]{0,4}$"})
    affiliation: UUID
    training_expires: date | None = None


@dataclass(frozen=True, kw_only=True)
class DataUserVerified(Event):
    """This person may become a member of the workspace, to the end of `valid_to`."""

    reference: str
    person_id: UUID
    name: str
    valid_to: date
    identity_method: IdentityMethod
    document_type: str
    last4: str
    affiliation: UUID


@dataclass(frozen=True, kw_only=True)
class RefuseUser(Command):
    """SDE administrator: this person may not use the data. They can be verified later if the reason goes away."""

    application_id: UUID
    person_id: UUID
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class DataUserRefused(Event):
    reference: str
    person_id: UUID
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MembershipSuspended(Event):
    """Training ran out on `valid_to`, or its evidence was not accepted: no access until it is renewed."""

    reference: str
    person_id: UUID
    reason: str
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class MembershipRestored(Event):
    """New training evidence was accepted: access again, to the end of `valid_to`."""

    reference: str
    person_id: UUID
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class MembershipExtended(Event):
    """New training evidence was accepted before the old one ran out."""

    reference: str
    person_id: UUID
    valid_to: date


# The cohort file


@dataclass(frozen=True, kw_only=True)
class CohortAwaited(Event):
    """The agreement is in force and expects a cohort file: the release clock waits for it (1.4.14)."""

    reference: str
    submitter_id: UUID
    permitted_columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UploadCohort(Command):
    """The named submitter hands in a file that is in the document store. It is examined in the background.
    Refused with `agreement-not-in-force`."""

    application_id: UUID
    sha256: str = field(metadata=SHA256)
    filename: str = field(metadata=FILE_NAME)


@dataclass(frozen=True, kw_only=True)
class CohortReceived(Event):
    reference: str
    number: int
    filename: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class CohortAccepted(Event):
    """At most 2% of the rows failed. `report` is the document with the failed rows (S1-29)."""

    reference: str
    number: int
    rows: int
    failed: int
    sha256: str
    report: str


@dataclass(frozen=True, kw_only=True)
class CohortRejected(Event):
    """`reason` is the gate at which the file was turned away; `report` the document for its submitter."""

    reference: str
    number: int
    reason: str
    rows: int
    failed: int
    sha256: str
    report: str


@dataclass(frozen=True, kw_only=True)
class IncidentRaised(Event):
    """Something happened that the custodian must look into, such as identifiers that no agreement permits."""

    reference: str
    kind: str
    detail: str
    fields: tuple[str, ...] = ()


# Production and release


@dataclass(frozen=True, kw_only=True)
class StartProduction(Command):
    """Production analyst: freezes the specification of the agreement in force (T28). Refused with `guards-unmet` and a
    problem for each of G-DSA-EFFECTIVE, G-COND-PREC, G-COHORT, G-DRCL, G-SVC, G-SPEC that is not met."""

    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProductionStarted(Event):
    """Production works from `specification`, taken from the agreement and frozen here."""

    reference: str
    agreement_ref: str
    specification: dict[str, Any]
    specification_sha256: str


@dataclass(frozen=True, kw_only=True)
class BuildRelease(Command):
    """Production analyst: checks opt-outs and builds, in the background; again after a failure, a failed quality check
    or an opt-out check that has become too old. `include_without_nhs_number` is the reason for keeping people who
    cannot be checked; without one they are left out."""

    application_id: UUID
    include_without_nhs_number: str = field(default="", metadata={"max": 1000})


@dataclass(frozen=True, kw_only=True)
class ReleaseBuilding(Event):
    reference: str
    release_ref: str
    builder_id: UUID
    sequence: int
    include_without_nhs_number: str = ""


@dataclass(frozen=True, kw_only=True)
class OptOutChecked(Event):
    """The opt-out step of a build was done; `record` is its evidence (S1-30)."""

    reference: str
    release_ref: str
    record: OptOutRecord


@dataclass(frozen=True, kw_only=True)
class DataProduced(Event):
    """The files of a release exist. `counts` are people and rows by step; `schema` the tables and columns built."""

    reference: str
    release_ref: str
    rows: int
    counts: dict[str, int]
    schema: dict[str, Any]
    files: tuple[ReleaseFile, ...]
    manifest_sha256: str
    builder_id: UUID
    key_id: str


@dataclass(frozen=True, kw_only=True)
class ProductionFailed(Event):
    """Nothing was produced. `code` is the engine's, such as identifiers-found or check-stale."""

    reference: str
    release_ref: str
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class CheckQuality(Command):
    """Production QA, not the builder (SoD-06, G-QA). A pass needs each of QUALITY_ITEMS passed.
    Refused with `checklist-incomplete`, `checklist-contradicts`, `another-release`, `sod-06`."""

    application_id: UUID
    manifest_sha256: str = field(metadata=SHA256)
    passed: bool
    checklist: tuple[QualityCheck, ...]


@dataclass(frozen=True, kw_only=True)
class QualityChecked(Event):
    reference: str
    release_ref: str
    manifest_sha256: str
    passed: bool
    checklist: tuple[QualityCheck, ...]


@dataclass(frozen=True, kw_only=True)
class ApproveRelease(Command):
    """Release approver: two distinct people, neither the builder nor on the project (G-2P, T29). Refused with
    `guards-unmet` and G-OPTOUT-FRESH, G-SPEC-MATCH, G-DSA-EFFECTIVE, or with `another-release`, `sod-06`."""

    application_id: UUID
    manifest_sha256: str = field(metadata=SHA256)


@dataclass(frozen=True, kw_only=True)
class ReleaseApproved(Event):
    """`final` is true for the second approver; then the data may be put into a workspace."""

    reference: str
    release_ref: str
    manifest_sha256: str
    approver_id: UUID
    final: bool


# The workspace


@dataclass(frozen=True, kw_only=True)
class CreateWorkspace(Command):
    """SDE administrator: a workspace of its own for this project, the release in it read-only, verified users as its
    members. Refused with `no-verified-user`, `files-differ`."""

    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkspaceReady(Event):
    reference: str
    workspace: str
    release_ref: str
    files: tuple[ReleaseFile, ...]


@dataclass(frozen=True, kw_only=True)
class AddWorkspaceMember(Command):
    """SDE administrator: a person named in the agreement and verified joins. Refused with `not-verified`."""

    application_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Event):
    reference: str
    person_id: UUID
    name: str
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class RemoveWorkspaceMember(Command):
    """SDE administrator: a person leaves, at once. The lead leaves only when `successor_id` names another member
    (1.9). Refused with `successor-needed`, `successor-not-a-member`."""

    application_id: UUID
    person_id: UUID
    reason: str = field(metadata=REASON)
    successor_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    reference: str
    person_id: UUID
    name: str
    reason: str
    successor_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ActivateProject(Command):
    """SDE administrator: access goes live, with the record of a smoke test (T30). The files are looked at as well.
    Refused with `no-member` (G-USER), `files-differ`, `agreement-not-in-force`."""

    application_id: UUID
    smoke_test: str = field(metadata={"min": 10, "max": 2000})


@dataclass(frozen=True, kw_only=True)
class ProjectActive(Event):
    """The release clock stops; the register publishes. `members` have access until their own end or the agreement's."""

    reference: str
    release_ref: str
    workspace: str
    smoke_test: str
    members: tuple[UUID, ...]
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FileView(View):
    """Where the gateway finds an opened file: `path` is relative to HAVEN_WORKSPACES."""

    application_id: UUID
    name: str
    path: str
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class OpenWorkspaceFile(Command):
    """A member opens one file. Permission is checked there and then, and recorded before it is answered; a repeated
    command is checked again. NotPermitted with `project-not-active`, `agreement-ended`, `not-a-member`,
    `membership-ended`; NotFound for a file that is not in the release."""

    answers: ClassVar[type[View]] = FileView
    remembered: ClassVar[bool] = False
    application_id: UUID
    name: str = field(metadata={"pattern": r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,199}$"})


@dataclass(frozen=True, kw_only=True)
class DataAccessed(Event):
    """A member opened a file."""

    reference: str
    person_id: UUID
    file: str
    sha256: str
    release_ref: str


@dataclass(frozen=True, kw_only=True)
class WorkspaceLocked(Event):
    """The agreement is suspended: nobody has access (T31)."""

    reference: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkspaceUnlocked(Event):
    reference: str
    state: ProjectState


@dataclass(frozen=True, kw_only=True)
class AccessRevoked(Event):
    """The agreement ended: nobody has access any more, and destruction is due (T32)."""

    reference: str
    reason: str
    members: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class DestructionStarted(Event):
    """The deletion order was heard; what is held is being destroyed."""

    reference: str
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class WorkspaceDestroyed(Event):
    """Workspace, produced files, cohort files and the key of the pseudonyms are gone. `files` is what there was;
    without the key (`key_id`; empty when none was ever made) nobody can compute a pseudonym again (1.4.22, 5.3)."""

    reference: str
    files: tuple[DestroyedFile, ...] = field(metadata={"items": 100_000})
    releases: tuple[str, ...]
    key_id: str
    destroyed_at: datetime
    method: str
    performer: str


# Queries


@dataclass(frozen=True, kw_only=True)
class WorkspaceFileView(View):
    name: str
    size: int
    sha256: str
    media_type: str
    rows: int = 0


@dataclass(frozen=True, kw_only=True)
class WorkspaceFilesView(View):
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
    """One track of the set-up, and what is unmet (1.3)."""

    track: str
    label: str
    met: bool
    detail: str = ""
    guard: str = ""


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


@dataclass(frozen=True, kw_only=True)
class ProjectView(View):
    """One project as this person may see it. `label` is the first unmet thing, in the order of the profile."""

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
