"""Cohort files about the synthetic people of the core."""

import csv
import io
from functools import cache
from pathlib import Path

import duckdb

from services.provisioning.domain.cohort_rows import HEADERS

Row = dict[str, str]


@cache
def people(core: Path, count: int = 100) -> tuple[Row, ...]:
    """Rows that are right, for the first people of the core who have an NHS number."""
    path = str(core / "person_identity.parquet").replace("'", "''")
    found = duckdb.sql(
        f"SELECT person_id, nhs_number, dob FROM read_parquet('{path}') WHERE nhs_number <> '' "  # noqa: S608
        f"ORDER BY person_id LIMIT {count:d}"
    ).fetchall()
    return tuple(
        {"UNIQUE_REFERENCE": f"S{person:05d}", "NHS_NO": number, "DATE_OF_BIRTH": f"{born:%Y%m%d}", "STATUS": "add"}
        for person, number, born in found
    )


def cohort_csv(core: Path, *, wrong: int = 0, count: int = 100, **column: str) -> bytes:
    """A file of so many people, of whom the first `wrong` have an NHS number that cannot be; `column` adds a value to
    every row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADERS, restval="", lineterminator="\n")
    writer.writeheader()
    for place, row in enumerate(people(core, count)):
        broken = {"NHS_NO": "9999999999"} if place < wrong else {}
        writer.writerow({**row, **broken, **column})
    return text.getvalue().encode()
