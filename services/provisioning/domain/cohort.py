"""A cohort file at the gates: the order in which it is judged, the 2% rule, and the report (S1-27, S1-28).

The rows are read twice, each time one by one: a first pass judges the file as a whole (how many rows, columns that
the agreement does not permit), so that no row of an unacceptable file is looked into. Memory is bounded by eight bytes
of hash per row of the largest permitted file, and by the number of failures reported in detail.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.provisioning.domain.cohort_rows import HEADERS, MANDATORY, Failure, Participant, check

MAX_ROWS = 1_000_000
MAX_BYTES = 500_000_000
MAX_FAILED_PERCENT = 2
MAX_DETAILS = 20_000
"""2% of the largest file: an accepted file is reported completely, a rejected one by its first failures."""

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]*\.csv", re.IGNORECASE)
_NIC = re.compile(r"NIC-[0-9]{5,6}")


class Gate(StrEnum):
    """Why a file is turned away as a whole, in the order in which it is judged."""

    NAME = "file-name"
    SIZE = "file-too-large"
    ENCODING = "not-utf8-csv"
    VIRUS = "virus-scan"
    HEADERS = "incorrect-headers"
    EMPTY = "no-rows"
    ROWS = "too-many-rows"
    AGREEMENT = "agreement-not-active"
    SUBMITTER = "submitter-not-authorised"
    UNPERMITTED = "identifiers-over-supplied"
    TOO_MANY_FAILURES = "more-than-two-percent-failed"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that arrived. `rows` opens it anew at each call and yields its rows, the headers first and no blank ones;
    it raises UnicodeDecodeError or csv.Error where the file is not UTF-8 CSV. `size` is in bytes; `clean` is the answer
    of the virus scan."""

    name: str
    size: int
    submitter: str
    clean: bool
    rows: Callable[[], Iterator[Sequence[str]]]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the agreement says about the cohort. `reference` is the project's, such as NIC-123456-A1B2C-v1.0."""

    reference: str
    active: bool
    submitters: Container[str]
    permitted: frozenset[str]
    first_submission: bool
    known_references: Container[str] = frozenset()


@dataclass(kw_only=True)
class Report:
    """The answer to the submitter. `gate` is empty for an accepted file.

    `failures` counts each class, `failed_rows` each row once. `details` are (row number from 1, reference, classes).
    `incident` is true when identifiers arrived that the agreement does not permit: that is reported to the custodian
    whatever else happens.
    """

    gate: Gate | None = None
    total_rows: int = 0
    failed_rows: int = 0
    removed: int = 0
    failures: Counter[Failure] = field(default_factory=Counter)
    details: list[tuple[int, str, tuple[Failure, ...]]] = field(default_factory=list)
    fields_in_error: tuple[str, ...] = ()
    incident: bool = False

    @property
    def accepted(self) -> bool:
        """Whether processing continues. Failed rows of an accepted file are left out of it."""
        return self.gate is None


def examine(upload: Upload, terms: Terms, *, today: date, accept: Callable[[Participant], None]) -> Report:
    """Judge an upload. `accept` is called with each participant that passed, deletions too, in file order.

    What was passed to `accept` counts only if the report is `accepted`: whether more than 2% failed is known at the
    end, and holding a million rows back would need the memory this function promises not to use.
    """
    if refused := _before_reading(upload, terms):
        return Report(gate=refused)
    try:
        report = _first_pass(upload, terms)
        if report.accepted:
            _second_pass(upload, terms, report, today, accept)
    except (UnicodeDecodeError, csv.Error):
        return Report(gate=Gate.ENCODING)
    return report


def too_many_failures(failed: int, total: int) -> bool:
    """Whether more than 2% of the rows failed; exactly 2% passes."""
    return failed * 100 > total * MAX_FAILED_PERCENT


def names_the_project(file_name: str, reference: str) -> bool:
    """Whether a file name is a CSV name that holds the first part of the project's reference.

    `NIC-123456_October-upload.csv` belongs to NIC-123456-A1B2C; a reference of another shape is expected whole.
    """
    nic = _NIC.search(reference)
    expected = nic.group() if nic else reference
    found = re.search(rf"(?<![A-Za-z0-9]){re.escape(expected)}(?![A-Za-z0-9])", file_name)
    return bool(_FILE_NAME.fullmatch(file_name) and found)


def _before_reading(upload: Upload, terms: Terms) -> Gate | None:
    if not names_the_project(upload.name, terms.reference):
        return Gate.NAME
    return Gate.SIZE if upload.size > MAX_BYTES else None


def _first_pass(upload: Upload, terms: Terms) -> Report:
    if not upload.clean:
        return Report(gate=Gate.VIRUS)
    rows = upload.rows()
    if tuple(next(rows, ())) != HEADERS:
        return Report(gate=Gate.HEADERS)
    unpermitted = [at for at, name in enumerate(HEADERS) if name not in terms.permitted | MANDATORY]
    total = 0
    over_supplied: set[str] = set()
    for row in rows:
        total += 1
        if total > MAX_ROWS:
            return Report(gate=Gate.ROWS, total_rows=total)
        if len(row) != len(HEADERS):
            return Report(gate=Gate.ENCODING, total_rows=total)
        over_supplied.update(HEADERS[at] for at in unpermitted if row[at].strip())
    report = Report(gate=_counted(total, upload, terms), total_rows=total)
    if report.accepted and over_supplied:
        report.gate, report.incident = Gate.UNPERMITTED, True
        report.fields_in_error = tuple(name for name in HEADERS if name in over_supplied)
    return report


def _counted(total: int, upload: Upload, terms: Terms) -> Gate | None:
    if total == 0:
        return Gate.EMPTY
    if not terms.active:
        return Gate.AGREEMENT
    return None if upload.submitter in terms.submitters else Gate.SUBMITTER


def _second_pass(
    upload: Upload, terms: Terms, report: Report, today: date, accept: Callable[[Participant], None]
) -> None:
    seen: set[bytes] = set()
    rows = upload.rows()
    next(rows)
    failed = 0
    for number, participant, found, reference in _judged(rows, seen, today, terms.first_submission):
        failures = found
        if found:
            failed += 1
        elif participant and participant.delete and participant.reference not in terms.known_references:
            # Judged after the 2% rule: it speaks about earlier files, not about the quality of this one.
            failures = [Failure.UNKNOWN_DELETE]
        elif participant:
            accept(participant)
            report.removed += participant.delete
        if failures:
            report.failed_rows += 1
            report.failures.update(failures)
            if len(report.details) < MAX_DETAILS:
                # A reference that may be an NHS number or a name is not repeated in a report.
                shown = "" if Failure.REFERENCE in failures else reference
                report.details.append((number, shown, tuple(failures)))
    if too_many_failures(failed, report.total_rows):
        report.gate = Gate.TOO_MANY_FAILURES


def _judged(
    rows: Iterable[Sequence[str]], seen: set[bytes], today: date, first_submission: bool
) -> Iterator[tuple[int, Participant | None, list[Failure], str]]:
    for number, row in enumerate(rows, start=1):
        values = dict(zip(HEADERS, row, strict=True))
        participant, failures = check(values, today=today, first_submission=first_submission)
        reference = values["UNIQUE_REFERENCE"].strip()
        mark = hashlib.blake2b(reference.encode(), digest_size=8).digest()
        if reference and mark in seen:
            failures.append(Failure.DUPLICATE)
        seen.add(mark)
        yield number, participant, failures, reference
