"""The cohort file: awaited, handed in, accepted or rejected with a report (1.4.14, section 6)."""

from dataclasses import dataclass, field
from uuid import UUID

from ..message import Command, Event
from .parts import FILE_NAME, SHA256


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
