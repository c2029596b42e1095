"""Who is in the cohort: by criteria, or by the accepted cohort file matched to people; and who leaves it again."""

from pathlib import Path
from typing import Any

import duckdb

from services.provisioning.data_core.source import is_restricted
from services.provisioning.domain.failed_closed import FailedClosed
from services.provisioning.domain.minimise import Criteria

_MATCH = """
CREATE TABLE matched AS
WITH supplied AS (
    SELECT *, CASE gender WHEN '1' THEN 'M' WHEN '2' THEN 'F' END AS sex
    FROM read_csv($file, header = true, all_varchar = true, nullstr = '')
), candidate AS (
    SELECT s.reference, i.person_id, s.min_date, s.max_date,
           CASE WHEN i.nhs_number = s.nhs_number THEN 1
                WHEN i.given_name = s.given_name THEN 2
                ELSE 3 END AS step
    FROM supplied s
    JOIN core.person_identity i ON i.dob = s.born::DATE
    JOIN core.person p ON p.person_id = i.person_id
    -- A number and a date of birth that agree settle it. Without a number: name, sex, birth and postcode, and last
    -- the initial of the given name, which counts as a low match. A number that disagrees is never overruled by a name.
    WHERE i.nhs_number = s.nhs_number
       OR (s.nhs_number IS NULL AND i.family_name = s.family_name AND p.gender_source_value = s.sex
           AND i.postcode = s.postcode AND i.given_name[1] = s.given_name[1])
), best AS (
    SELECT * FROM candidate QUALIFY step = min(step) OVER (PARTITION BY reference)
)
SELECT s.reference, min(b.person_id) AS person_id, min(b.min_date)::DATE AS from_date, max(b.max_date)::DATE AS to_date,
       CASE count(b.person_id) WHEN 0 THEN 'NO_MATCH' WHEN 1 THEN if(min(b.step) = 3, 'MATCHED_LOW', 'MATCHED')
            ELSE 'MULTIPLE' END AS outcome
FROM supplied s LEFT JOIN best b USING (reference)
GROUP BY s.reference
"""


def select(database: duckdb.DuckDBPyConnection, criteria: Criteria, as_of: str) -> None:
    """Fill the table `selected` (person_id, from_date, to_date) with everybody who meets all the criteria.

    A window without conditions asks for a visit within it. Ages are counted on its last day, or on `as_of` (ISO date).
    Raises FailedClosed `criterion-restricted`: membership of such a cohort would itself be the restricted fact.
    """
    if is_restricted(database, criteria.conditions):
        raise FailedClosed("criterion-restricted", "A cohort cannot be chosen by a legally restricted code.")
    tests, values = ["true"], {}  # type: tuple[list[str], dict[str, Any]]
    day = criteria.window[1].isoformat() if criteria.window else as_of
    if criteria.age:
        tests.append("date_sub('year', i.dob, $day::DATE) BETWEEN $youngest AND $oldest AND i.dob <= $day::DATE")
        values |= {"day": day, "youngest": criteria.age[0], "oldest": criteria.age[1]}
    if criteria.sexes:
        tests.append("list_contains($sexes, p.gender_source_value)")
        values["sexes"] = list(criteria.sexes)
    if criteria.conditions or criteria.window:
        table, start = ("condition_occurrence", "condition_start_date") if criteria.conditions else (
            "visit_occurrence", "visit_start_date")  # fmt: skip
        event = ["e.person_id = p.person_id"]
        if criteria.window:
            event.append(f"e.{start} BETWEEN $first::DATE AND $last::DATE")
            values |= {"first": criteria.window[0].isoformat(), "last": criteria.window[1].isoformat()}
        if criteria.conditions:
            event.append("list_bool_or(list_transform($codes, lambda c: starts_with(e.condition_source_value, c)))")
            values["codes"] = list(criteria.conditions)
        tests.append(f"EXISTS (SELECT 1 FROM safe.{table} e WHERE {' AND '.join(event)})")
    database.execute(
        "CREATE TABLE selected AS SELECT p.person_id, NULL::DATE AS from_date, NULL::DATE AS to_date "
        f"FROM core.person p JOIN core.person_identity i USING (person_id) WHERE {' AND '.join(tests)}",
        values,
    )


def match(database: duckdb.DuckDBPyConnection, cohort_file: Path) -> dict[str, int]:
    """Fill the table `selected` from an accepted cohort file; return how many participants had each outcome.

    Only MATCHED takes part: MATCHED_LOW waits for a person, MULTIPLE and NO_MATCH name nobody for certain. The
    participant's own date limits are kept.
    """
    database.execute(_MATCH, {"file": str(cohort_file)})
    database.execute(
        "CREATE TABLE selected AS SELECT person_id, min(from_date) AS from_date, max(to_date) AS to_date "
        "FROM matched WHERE outcome = 'MATCHED' GROUP BY person_id"
    )
    return dict(database.execute("SELECT outcome, count(*) FROM matched GROUP BY outcome ORDER BY outcome").fetchall())


def without_nhs_number(database: duckdb.DuckDBPyConnection, rule: str, reason: str) -> int:
    """Apply the rule for people whose opt-out cannot be checked; return how many were removed.

    `exclude` removes them; `include_with_reason` keeps them and needs a reason. Raises FailedClosed `reason-missing`,
    `tracing-not-available` (for `trace_first`: no tracing service is connected) and `rule-unknown`.
    """
    if rule == "include_with_reason":
        if not reason.strip():
            raise FailedClosed("reason-missing", "Say why people without an NHS number are included.")
        return 0
    if rule == "trace_first":
        raise FailedClosed("tracing-not-available", "People without an NHS number cannot be traced here.")
    if rule != "exclude":
        raise FailedClosed("rule-unknown", "The rule for people without an NHS number is not known.")
    return _remove(database, "i.nhs_number IS NULL")


def keep_only(database: duckdb.DuckDBPyConnection, numbers: frozenset[str]) -> int:
    """Remove everybody whose NHS number the check did not return; return how many people that were."""
    database.execute("CREATE TABLE kept (nhs_number VARCHAR PRIMARY KEY)")
    database.execute("INSERT INTO kept SELECT unnest($numbers)", {"numbers": sorted(numbers)})
    # People without a number are here only because the rule above let them in, with a reason.
    return _remove(database, "i.nhs_number IS NOT NULL AND i.nhs_number NOT IN (FROM kept)")


def remove_dissenting(database: duckdb.DuckDBPyConnection, project: str, day: str) -> int:
    """Remove everybody who by `day` (ISO date) has said no to this project or to all; return how many."""
    return _remove(
        database,
        "EXISTS (SELECT 1 FROM core.local_dissent d WHERE d.person_id = i.person_id AND d.project IN ('*', $project) "
        "AND d.from_date <= $day::DATE)",
        {"project": project, "day": day},
    )


def nhs_numbers(database: duckdb.DuckDBPyConnection) -> list[str]:
    """The NHS numbers of the selected people who have one."""
    query = "SELECT nhs_number FROM core.person_identity JOIN selected USING (person_id) WHERE nhs_number IS NOT NULL"
    return [row[0] for row in database.execute(query).fetchall()]


def size(database: duckdb.DuckDBPyConnection) -> int:
    """How many people are selected now."""
    return int(database.execute("SELECT count(*) FROM selected").fetchall()[0][0])


def _remove(database: duckdb.DuckDBPyConnection, condition: str, values: dict[str, Any] | None = None) -> int:
    before = size(database)
    database.execute(
        f"DELETE FROM selected WHERE person_id IN (SELECT i.person_id FROM core.person_identity i WHERE {condition})",
        values or {},
    )
    return before - size(database)
