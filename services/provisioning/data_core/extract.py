"""Writing the tables of a release: minimised, pseudonymised, in an order that tells nothing about the source."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from services.provisioning.data_core.datasets import relation
from services.provisioning.domain import pseudonym
from services.provisioning.domain.catalogue import Treatment
from services.provisioning.domain.minimise import Column, Plan, Table

OLDEST_SHOWN = 90
BATCH_ROWS = 20_000
PSEUDONYMS = (Treatment.PERSON, Treatment.LOCAL)

# {0} is the source column, {shifted} the same moved by the person's days, {oldest} the birth year of a 90-year-old.
_TREATMENTS = {
    Treatment.KEEP: "{0}",
    Treatment.PERSON: "k.pid",
    Treatment.LOCAL: "{0}::VARCHAR",  # and then `_with_pseudonyms`
    Treatment.SHIFT: "{shifted}",
    Treatment.MONTH: "date_trunc('month', {shifted})::DATE",
    Treatment.AGE: f"least({{0}}, {OLDEST_SHOWN})",
    Treatment.BIRTH_YEAR: "greatest({0}, {oldest})",
    Treatment.YEAR_OF: "greatest(year({0}), {oldest})",
    Treatment.AREA: "regexp_extract({0}, '^[A-Z]+')",
    Treatment.FISCAL_YEAR: (
        "strftime({shifted} - INTERVAL 3 MONTH, '%y') || strftime({shifted} + INTERVAL 9 MONTH, '%y')"
    ),
}


def make_keys(database: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Fill the table `keyed`: for each selected person the pseudonym, the days of the shift, and the date limits."""
    query = "SELECT person_id, nhs_number, mrn FROM selected JOIN core.person_identity USING (person_id)"
    people = database.execute(query).fetchall()
    pseudonyms = [pseudonym.person(key, number) if number else pseudonym.mrn(key, mrn) for _, number, mrn in people]
    days = [pseudonym.shift_days(key, number or mrn) for _, number, mrn in people]
    columns = {"person_id": [person[0] for person in people], "pid": pseudonyms, "days": pa.array(days, pa.int32())}
    database.register("made", pa.table(columns))
    database.execute("CREATE TABLE keyed AS FROM selected JOIN made USING (person_id)")
    database.unregister("made")


def write(database: duckdb.DuckDBPyConnection, table: Table, folder: Path, *, key: bytes, year: int) -> dict[str, Any]:
    """Write `<table>.parquet` and `<table>.csv` into `folder`; return the schema and the counts of the table.

    `year` is that of the release and decides who is 90. `rows_in` counts the rows of everybody first selected, within
    the agreed years; `years` are the first and last of the rows written, before any shift.
    """
    source, kept = relation(table), _period(table)
    columns = ", ".join(_expression(column, year) for column in table.columns)
    chosen = (
        f"{source} t LEFT JOIN keyed k ON k.person_id = t._person WHERE {kept} AND (t._person IS NULL OR ("
        "k.pid IS NOT NULL AND (t._date IS NULL OR t._date BETWEEN coalesce(k.from_date, t._date) "
        "AND coalesce(k.to_date, t._date))))"
    )
    everybody = (
        f"{source} t WHERE {kept} AND (t._person IS NULL OR t._person IN (SELECT person_id FROM first_selected))"
    )
    path = folder / f"{table.name}.parquet"
    target = str(folder / table.name).replace("'", "''")
    # Sorted by pseudonym: source order would show who was registered before whom.
    order = ", ".join(str(number) for number in range(1, len(table.columns) + 1))
    query = f"SELECT {columns} FROM {chosen} ORDER BY k.pid, {order}"
    batches = database.execute(query).to_arrow_reader(BATCH_ROWS)
    with batches, pq.ParquetWriter(path, batches.schema, compression="zstd") as file:
        for batch in batches:
            file.write_batch(_with_pseudonyms(batch, table, key))
    database.execute(f"COPY (FROM read_parquet('{target}.parquet')) TO '{target}.csv' (HEADER)")
    described = database.execute(f"DESCRIBE FROM read_parquet('{target}.parquet')").fetchall()
    rows, first, last = _one(database, f"SELECT count(*), min(year(t._date)), max(year(t._date)) FROM {chosen}")
    return {
        "columns": [{"name": name, "type": kind} for name, kind, *_ in described],
        "years": None if first is None else [first, last],
        "rows_in": _one(database, f"SELECT count(*) FROM {everybody}")[0],
        "rows": rows,
    }


def pseudonym_columns(plan: Plan) -> dict[str, list[str]]:
    """Of each table the columns that hold nothing but pseudonyms."""
    return {
        table.name: [column.output for column in table.columns if column.treatment in PSEUDONYMS]
        for table in plan.tables
    }


def _with_pseudonyms(batch: pa.RecordBatch, table: Table, key: bytes) -> pa.RecordBatch:
    for at, column in enumerate(table.columns):
        if column.treatment == Treatment.LOCAL:
            # The kind is part of what is hashed, so that visit 5 and note 5 do not look like the same thing.
            kind = column.source.lower()
            made = [each and pseudonym.encounter(key, f"{kind}:{each}") for each in batch.column(at).to_pylist()]
            batch = batch.set_column(at, batch.schema.field(at), pa.array(made, pa.string()))
    return batch


def _expression(column: Column, year: int) -> str:
    source = f't."{column.source}"'
    value = _TREATMENTS[column.treatment].format(source, shifted=f"({source} + k.days)", oldest=year - OLDEST_SHOWN)
    return f'{value} AS "{column.output}"'


def _period(table: Table) -> str:
    if table.years is None:
        return "true"
    first, last = table.years
    return f"(t._date IS NULL OR year(t._date) BETWEEN {first} AND {last})"


def _one(database: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] = database.execute(query).fetchall()[0]
    return row
