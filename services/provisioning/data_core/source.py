"""Opening the core for one production run: bounded memory, one thread, restricted rows out of sight."""

from pathlib import Path

import duckdb

from services.provisioning.data_core.generate import SCHEMAS

MEMORY = "512MB"

# Which column of a table holds the code, and in which vocabulary. Causes of death and the vocabulary itself are
# reached through the concept.
_CODED = {
    "condition_occurrence": ("condition_source_value", "ICD10"),
    "procedure_occurrence": ("procedure_source_value", "OPCS4"),
}


def open_core(core: Path, work: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the core's tables in the schema `core`, and in `safe` the same without legally restricted rows.

    What does not fit into memory spills into `work`. The sources are opened for reading only.
    """
    database = duckdb.connect(config={"memory_limit": MEMORY, "threads": 1, "temp_directory": str(work / "spill")})
    database.execute("SET preserve_insertion_order = true; CREATE SCHEMA core; CREATE SCHEMA safe")
    for name in SCHEMAS:
        path = str(core / f"{name}.parquet").replace("'", "''")
        database.execute(f"CREATE VIEW core.{name} AS FROM read_parquet('{path}')")
    for name in SCHEMAS:
        database.execute(f"CREATE VIEW safe.{name} AS SELECT t.* FROM core.{name} t {_unrestricted(name)}")
    return database


def restricted_rows(database: duckdb.DuckDBPyConnection, people: str) -> int:
    """How many restricted rows the people in the table `people` have, all of which stay behind."""
    total = 0
    for name in _CODED:
        hidden = f"SELECT person_id FROM core.{name} EXCEPT ALL SELECT person_id FROM safe.{name}"
        total += _count(database, f"SELECT count(*) FROM ({hidden}) JOIN {people} USING (person_id)")
    return total


def is_restricted(database: duckdb.DuckDBPyConnection, codes: tuple[str, ...]) -> bool:
    """Whether choosing people by these ICD-10 codes would tell that somebody has a restricted one."""
    return any(
        _count(
            database,
            "SELECT count(*) FROM core.restricted_code WHERE vocabulary = 'ICD10' "
            "AND (starts_with(?, code) OR starts_with(code, ?))",
            [code, code],
        )
        for code in codes
    )


def _unrestricted(table: str) -> str:
    if table in _CODED:
        column, vocabulary = _CODED[table]
        code, words = f"t.{column}", f"'{vocabulary}'"
    elif table == "concept":
        code, words = "t.concept_code", "t.vocabulary_id"
    else:
        return ""
    match = f"r.vocabulary = {words} AND starts_with({code}, r.code)"
    return f"WHERE NOT EXISTS (SELECT 1 FROM core.restricted_code r WHERE {match})"


def _count(database: duckdb.DuckDBPyConnection, query: str, values: list[str] | None = None) -> int:
    # fetchall, here and elsewhere: an unfinished result would lock the connection against the next statement.
    return int(database.execute(query, values or []).fetchall()[0][0])
