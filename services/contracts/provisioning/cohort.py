"""The cohort file: awaited, handed in, accepted or rejected with a report (1.4.14, section 6)."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar
from uuid import UUID

from ..message import Command, Event, Query, View
from .parts import FILE_NAME, SHA256


@dataclass(frozen=True, kw_only=True)
class CohortAwaited(Event):
    """The agreement is in force and expects a cohort file by `due_on`: the release clock waits for it (1.4.14)."""

    reference: str
    submitter_id: UUID
    permitted_columns: tuple[str, ...]
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CohortReminded(Event):
    """The day comes near on which the cohort file is due (S4-45)."""

    reference: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class CohortOverdue(Event):
    """The day is over and no file was accepted: no data are prepared, the term of the agreement goes on, and the case
    officer takes it up (S4-45)."""

    reference: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class UploadCohort(Command):
    """The named submitter hands in a file that is in the document store. It is examined in the background.
    Refused with `agreement-not-in-force`."""

    application_id: UUID
    sha256: str = field(metadata=SHA256)
    filename: str = field(metadata=FILE_NAME)


@dataclass(frozen=True, kw_only=True)
class CohortReceived(Event):
    """A cohort file arrived and is being checked; `size` in bytes, `number` counts the attempts."""

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


@dataclass(frozen=True, kw_only=True)
class CohortColumn(View):
    """A column of the template. `max_length` in characters; null where the format says it all."""

    name: str
    required: bool
    about: str
    max_length: int | None = None


@dataclass(frozen=True, kw_only=True)
class CohortRule(View):
    """A rule, and the code that names it in the report."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class CohortGuidanceView(View):
    """How a cohort file must look. `header` is the first line of the template; `file_rules` are judged in this order,
    and the first that is not kept turns the file away; `row_rules` say why a row fails."""

    header: str
    columns: tuple[CohortColumn, ...]
    max_rows: int
    max_bytes: int
    max_failed_percent: int
    file_rules: tuple[CohortRule, ...]
    row_rules: tuple[CohortRule, ...]


@dataclass(frozen=True, kw_only=True)
class ReadCohortGuidance(Query):
    """Public: how a cohort file must look, from the tables by which it is checked (S1-29)."""

    answers: ClassVar[type[View]] = CohortGuidanceView
