"""Cohort files on disk: reading what was uploaded, writing what was accepted."""

import csv
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from services.provisioning.domain.cohort_rows import Participant

FIELDS = (
    "reference", "nhs_number", "family_name", "given_name", "gender", "born", "postcode", "min_date", "max_date",
)  # fmt: skip


def rows_of(path: Path) -> Iterator[list[str]]:
    """The rows of an uploaded file, one by one, without blank lines; a byte order mark is not part of a header.

    Raises UnicodeDecodeError and csv.Error where it is not UTF-8 CSV.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from (row for row in csv.reader(file, strict=True) if row)


class AcceptedCohort:
    """Writes the participants that passed, in the form production reads. Only a completed file gets its name."""

    def __init__(self, path: Path):
        self._path, self._partial = path, path.with_suffix(".partial")

    def __enter__(self) -> "AcceptedCohort":
        self._file = self._partial.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(FIELDS)
        return self

    def add(self, participant: Participant) -> None:
        """Write one participant; a deletion is not part of the cohort and is left out."""
        if not participant.delete:
            values = (getattr(participant, name) for name in FIELDS)
            self._writer.writerow("" if value is None else str(value) for value in values)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        if kind is None:
            self._partial.replace(self._path)
        else:
            self._partial.unlink()
