"""The aggregate: one project for each request, from its agreement to the destruction of its data."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.contracts.provisioning import (
    CohortState,
    Delivery,
    MemberState,
    OptOutRecord,
    ProjectState,
    QualityCheck,
    ReleaseFile,
    ReleaseState,
)
from services.contracts.request import Request


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody did on this project, for the separation of duties: verified, built, checked, approved …"""

    person_id: UUID
    act: str


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A person named in the request. They may use the data while ACTIVE, to the end of `valid_to` in London."""

    person_id: UUID
    name: str
    state: MemberState = MemberState.REQUESTED
    terms_version: str = ""
    valid_to: date | None = None
    identity_method: str = ""
    document_type: str = ""
    last4: str = ""
    affiliation: UUID | None = None
    reason: str = ""
    paused_from: MemberState | None = None


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """The cohort file. `kept` are the documents that hold people's identifiers or references, for destruction."""

    state: CohortState = CohortState.NOT_NEEDED
    submitter_id: UUID | None = None
    permitted_columns: tuple[str, ...] = ()
    number: int = 0
    filename: str = ""
    sha256: str = ""
    size: int = 0
    received_at: datetime | None = None
    rows: int = 0
    failed: int = 0
    reason: str = ""
    report: str = ""
    due_on: date | None = None
    reminded: bool = False
    overdue: bool = False
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Release:
    """One build and what was decided about it. `schema` is what was built, as the engine says it."""

    release_ref: str
    sequence: int
    builder_id: UUID
    state: ReleaseState = ReleaseState.BUILDING
    include_without_nhs_number: str = ""
    started_at: datetime | None = None
    built_at: datetime | None = None
    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    schema: dict[str, Any] = field(default_factory=dict)
    optout: OptOutRecord | None = None
    files: tuple[ReleaseFile, ...] = ()
    manifest_sha256: str = ""
    checked_by: UUID | None = None
    checklist: tuple[QualityCheck, ...] = ()
    approved_by: tuple[UUID, ...] = ()
    failure: str = ""
    failure_detail: str = ""
    delivery: Delivery | None = None


@dataclass(frozen=True, kw_only=True)
class Project:
    """One project. Facts heard from other services lie beside its own; `version` counts its own events."""

    id: UUID
    version: int = 0
    state: ProjectState = ProjectState.ABSENT
    reference: str = ""
    agreement_ref: str = ""
    request: Request | None = None
    lead_id: UUID | None = None
    opened_at: datetime | None = None
    needs_cohort: bool = False
    needs_letter: bool = False
    needs_service_agreement: bool = False
    # heard
    precedent: tuple[str, ...] = ()
    conditions_met: tuple[str, ...] = ()
    all_precedent_met: bool = False
    service_signed: bool = False
    letter: str = ""
    in_force: bool = False
    in_force_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    suspended_from: ProjectState | None = None
    end_reason: str = ""
    ordered: bool = False
    deletion_due_on: date | None = None
    # own
    members: tuple[Membership, ...] = ()
    cohort: Cohort = Cohort()
    specification: dict[str, Any] = field(default_factory=dict)
    specification_sha256: str = ""
    releases: tuple[Release, ...] = ()
    key_id: str = ""
    workspace: str = ""
    activated_at: datetime | None = None
    destroyed_at: datetime | None = None
    acts: tuple[Act, ...] = ()

    @property
    def asked(self) -> Request:
        """What the agreement grants; there is one from the opening on."""
        if self.request is None:
            raise ValueError("the project has not been opened")
        return self.request

    @property
    def release(self) -> Release | None:
        """The newest build."""
        return self.releases[-1] if self.releases else None

    def member(self, person_id: UUID) -> Membership | None:
        """This person's membership."""
        return next((one for one in self.members if one.person_id == person_id), None)

    def did(self, person_id: UUID) -> frozenset[str]:
        """What this person did here."""
        return frozenset(one.act for one in self.acts if one.person_id == person_id)

    def effective(self, at: datetime) -> bool:
        """Guard G-DSA-EFFECTIVE: everybody signed, begun, not ended, not suspended. The end is in the grant itself, so
        it holds from its instant on, whether or not anybody has said so (1.4.21)."""
        if not self.in_force or self.starts_at is None or self.ends_at is None:
            return False
        return self.suspended_from is None and not self.end_reason and self.starts_at <= at < self.ends_at


VERIFIED = (MemberState.VERIFIED, MemberState.ACTIVE)
UNDECIDED = (MemberState.REQUESTED, MemberState.CHECKING, MemberState.SUSPENDED)
"""Neither verified now, nor refused, nor removed."""
LIVE = (ProjectState.SETUP, ProjectState.PRODUCTION, ProjectState.PROVISIONING, ProjectState.ACTIVE)
OPEN = (*LIVE, ProjectState.SUSPENDED)
