"""Production from a frozen specification, its quality check, and the release by two people (1.4.15)."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ..message import Command, Event
from .parts import SHA256, Delivery, OptOutRecord, QualityCheck, ReleaseFile


@dataclass(frozen=True, kw_only=True)
class StartProduction(Command):
    """Production analyst: freezes the specification of the agreement in force (T28). Refused with `guards-unmet` and a
    problem for each of G-ACCESS, G-DSA-EFFECTIVE, G-COND-PREC, G-COHORT, G-DRCL, G-SVC, G-SPEC that is not met.
    G-ACCESS: the agreement names a service that releases no files (S4-43)."""

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
    """A release is being made; `sequence` counts those of the project."""

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
    """The files of a release exist. `counts` are people and rows by step; `schema` the tables and columns built;
    `optout` the same evidence as in OptOutChecked, for those who hear only this."""

    reference: str
    release_ref: str
    rows: int
    counts: dict[str, int]
    schema: dict[str, Any]
    files: tuple[ReleaseFile, ...]
    manifest_sha256: str
    builder_id: UUID
    key_id: str
    optout: OptOutRecord | None = None


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
    """Somebody who did not build it looked at these files (`manifest_sha256`) by the checklist."""

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
    """`final` is true for the second approver; then the data may be delivered, by `delivery`."""

    reference: str
    release_ref: str
    manifest_sha256: str
    approver_id: UUID
    final: bool
    delivery: Delivery = Delivery.SDE
