"""From an agreement's frozen specification to exactly what may leave the source (S3-7, S3-8, S3-14, G-SPEC-MATCH).

The plan is made from the agreement, never from the application, and a pure function of it: the same specification
gives the same plan on the day it is frozen, on the day the data are built, and on the day an auditor asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from services.provisioning.domain.catalogue import CATALOGUE, Field, FieldClass, Treatment
from services.provisioning.domain.failed_closed import FailedClosed

T = TypeVar("T", int, date)

PSEUDONYMISED = "pseudonymised"
WITH_DATES = "de-identified_with_dates_or_geo"
PRODUCED_LEVELS = frozenset({PSEUDONYMISED, WITH_DATES})
"""The levels (form field H1) that a workspace may hold. Exact dates need the second level and a reason per field."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the release: where it comes from, its name there and here, and what happens on the way."""

    source: str
    output: str
    treatment: Treatment


@dataclass(frozen=True, kw_only=True)
class Table:
    """One file of the release. `source` is a table of the dataset, or the dataset itself when it is a single table."""

    dataset: str
    source: str
    columns: tuple[Column, ...]
    years: tuple[int, int] | None

    @property
    def name(self) -> str:
        """The name of the file without its ending, such as `HOSP_OMOP.person` or `HES_APC`."""
        return self.dataset if self.source == self.dataset else f"{self.dataset}.{self.source}"


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """Who belongs to the cohort. Ages are whole years on the last day of the window; both ends are included.

    `supplied` cohorts come from an accepted cohort file. `conditions` are ICD-10 codes, each with all below it.
    """

    supplied: bool = False
    age: tuple[int, int] | None = None
    sexes: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    window: tuple[date, date] | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What will be extracted, for whom, at which level."""

    level: str
    tables: tuple[Table, ...]
    criteria: Criteria

    @property
    def datasets(self) -> tuple[str, ...]:
        """The dataset ids, in the order of the specification."""
        return tuple(dict.fromkeys(table.dataset for table in self.tables))


def plan(spec: Mapping[str, Any]) -> Plan:
    """The extraction plan of a frozen specification.

    Raises FailedClosed: `level-not-produced`, `nothing-specified`, `dataset-unknown`, `dataset-repeated`,
    `fields-missing`, `field-not-in-catalogue`, `field-never-leaves`, `field-restricted`, `field-unjustified`,
    `years-malformed`, `criteria-unknown`, `criteria-malformed`, `cohort-unbounded`.
    """
    level = spec.get("level")
    if level not in PRODUCED_LEVELS:
        raise FailedClosed("level-not-produced", f"Data are produced as {', '.join(sorted(PRODUCED_LEVELS))}.")
    wanted = spec.get("datasets") or ()
    if not wanted:
        raise FailedClosed("nothing-specified", "The specification names no dataset.")
    names = [dataset.get("id") for dataset in wanted]
    if len(set(names)) != len(names):
        raise FailedClosed("dataset-repeated", "The specification names a dataset twice.")
    tables = tuple(table for dataset in wanted for table in _tables(dataset, level))
    return Plan(level=level, tables=tables, criteria=criteria(spec.get("cohort") or {}))


def permitted_fields(dataset: str) -> tuple[str, ...]:
    """The fields of a dataset that an agreement can grant without giving a reason."""
    never = {Treatment.DROP, Treatment.JUSTIFY}
    return tuple(name for name, field in CATALOGUE[dataset].items() if field.treatment not in never)


def criteria(cohort: Mapping[str, Any]) -> Criteria:
    """The cohort of a specification.

    `{"source": "criteria", "age": {"from": 40, "to": 74}, "sex": ["F"], "conditions": ["I21"], "window": {"from":
    "2019-01-01", "to": "2024-12-31"}}`, or source `applicant_supplied`, or `none` for everybody. An unknown criterion
    is refused: leaving it out would widen the cohort.
    """
    unknown = set(cohort) - {"source", "age", "sex", "conditions", "window", "description", "size"}
    if unknown:
        raise FailedClosed("criteria-unknown", f"These criteria cannot be applied: {', '.join(sorted(unknown))}.")
    source = cohort.get("source", "criteria")
    if source not in {"criteria", "applicant_supplied", "none"}:
        raise FailedClosed("criteria-malformed", "A cohort comes from criteria, from the applicant, or is none.")
    try:
        chosen = Criteria(
            supplied=source == "applicant_supplied",
            age=_band(cohort["age"], int) if cohort.get("age") else None,
            sexes=tuple(cohort.get("sex", ())),
            conditions=tuple(code.upper().replace(".", "") for code in cohort.get("conditions", ())),
            window=_band(cohort["window"], date.fromisoformat) if cohort.get("window") else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FailedClosed("criteria-malformed", "A criterion of the cohort cannot be read.") from error
    if not set(chosen.sexes) <= {"F", "M"} or not all(code.isalnum() for code in chosen.conditions):
        raise FailedClosed("criteria-malformed", "Sexes are F and M; conditions are ICD-10 codes.")
    if source == "criteria" and not (chosen.age or chosen.sexes or chosen.conditions or chosen.window):
        raise FailedClosed("cohort-unbounded", "Give at least one criterion, or say that the cohort is none.")
    return chosen


def spec_match(schema: Mapping[str, Mapping[str, Any]], planned: Plan) -> tuple[str, ...]:
    """Guard G-SPEC-MATCH: every way in which a built release goes beyond its plan, or falls short; empty is a match.

    `schema` is the one in the result of a production run: `{table: {"columns": [{"name": …}], "years": [from, to]}}`,
    where years are those of the source rows, before dates were shifted.
    """
    tables = {table.name: table for table in planned.tables}
    differences = [f"table not in the agreement: {name}" for name in sorted(schema.keys() - tables.keys())]
    differences += [f"table missing: {name}" for name in sorted(tables.keys() - schema.keys())]
    for name in sorted(schema.keys() & tables.keys()):
        allowed = {column.output for column in tables[name].columns}
        found = {column["name"] for column in schema[name]["columns"]}
        differences += [f"field not in the agreement: {name}.{extra}" for extra in sorted(found - allowed)]
        differences += [f"field missing: {name}.{absent}" for absent in sorted(allowed - found)]
        years, limits = schema[name].get("years"), tables[name].years
        if years and limits and not limits[0] <= years[0] <= years[1] <= limits[1]:
            differences.append(f"period beyond the agreement: {name}")
    return tuple(differences)


def _tables(dataset: Mapping[str, Any], level: str) -> list[Table]:
    name = dataset.get("id", "")
    if name not in CATALOGUE:
        raise FailedClosed("dataset-unknown", f"The catalogue has no dataset {name}.")
    fields = tuple(dict.fromkeys(dataset.get("fields") or ()))
    if not fields:
        raise FailedClosed("fields-missing", f"The specification names no field of {name}.")
    reasons = dataset.get("justifications") or {}
    columns: dict[str, list[Column]] = {}
    for field in (_known(name, wanted) for wanted in fields):
        treatment = _treatment(name, field, reasons.get(field.name, ""), level)
        table, _, column = field.name.rpartition(".")
        columns.setdefault(table or name, []).append(_column(column, treatment))
    years = _years(dataset.get("years"))
    return [Table(dataset=name, source=table, columns=tuple(each), years=years) for table, each in columns.items()]


def _known(dataset: str, field: str) -> Field:
    if field not in CATALOGUE[dataset]:
        raise FailedClosed("field-not-in-catalogue", f"{dataset} has no field {field}.")
    return CATALOGUE[dataset][field]


def _treatment(dataset: str, field: Field, reason: str, level: str) -> Treatment:
    if field.field_class == FieldClass.RESTRICTED:
        raise FailedClosed("field-restricted", f"{dataset}.{field.name} is legally restricted.")
    if field.treatment == Treatment.DROP:
        raise FailedClosed("field-never-leaves", f"{dataset}.{field.name} never leaves the source.")
    justified = bool(reason.strip())
    if field.treatment == Treatment.JUSTIFY:
        if not justified:
            raise FailedClosed("field-unjustified", f"The agreement gives no reason for {dataset}.{field.name}.")
        return Treatment.KEEP
    if field.treatment == Treatment.SHIFT and level == WITH_DATES and justified:
        return Treatment.KEEP
    return field.treatment


def _column(source: str, treatment: Treatment) -> Column:
    # A derived column says so in its name: nobody should read a year as a date of birth, or an area as a postcode.
    suffix = {Treatment.YEAR_OF: "_YEAR", Treatment.AREA: "_AREA"}.get(treatment, "")
    return Column(source=source, output=source + suffix, treatment=treatment)


def _years(years: Mapping[str, Any] | None) -> tuple[int, int] | None:
    if not years:
        return None
    try:
        return _band(years, int)
    except (KeyError, TypeError, ValueError) as error:
        raise FailedClosed("years-malformed", "Years are given as from and to, in order.") from error


def _band(limits: Mapping[str, Any], read: Callable[[Any], T]) -> tuple[T, T]:
    low, high = read(limits["from"]), read(limits["to"])
    if low > high:
        raise ValueError("the limits are in the wrong order")
    return low, high
