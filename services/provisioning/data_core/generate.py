"""A synthetic Analysis Data Core, shaped like the OMOP Common Data Model 5.4, as a folder of Parquet files.

The same seed gives the same files, byte for byte, so that a test, a demonstration and a benchmark speak of the same
people. Concept ids above 2,000,000,000 are local, as OMOP reserves them.
"""

import math
import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from services.provisioning.data_core import people, vocabulary
from services.provisioning.data_core.people import Person

AS_OF = date(2026, 6, 30)
YEARS = 5
VISITS_PER_YEAR = 4
_CONDITION, _PROCEDURE, _DRUG, _LAB = 2_000_001_000, 2_000_002_000, 2_000_003_000, 2_000_004_000
_SEX_CONCEPT = {"F": 8532, "M": 8507}
INPATIENT, OUTPATIENT, EMERGENCY = 9201, 9202, 9203
_EHR = 32817
_SMOKING = 2_000_005_000

_INT, _TEXT, _DATE, _REAL = pa.int64(), pa.string(), pa.date32(), pa.float64()


def _columns(text: str) -> pa.Schema:
    kinds = {"i": _INT, "t": _TEXT, "d": _DATE, "r": _REAL}
    return pa.schema([(name, kinds[kind]) for name, _, kind in (item.rpartition(":") for item in text.split())])


SCHEMAS: dict[str, pa.Schema] = {
    "person": _columns(
        "person_id:i gender_concept_id:i year_of_birth:i month_of_birth:i day_of_birth:i birth_datetime:d "
        "race_concept_id:i ethnicity_concept_id:i location_id:i provider_id:i care_site_id:i person_source_value:t "
        "gender_source_value:t race_source_value:t ethnicity_source_value:t"
    ),
    "observation_period": _columns(
        "observation_period_id:i person_id:i observation_period_start_date:d observation_period_end_date:d "
        "period_type_concept_id:i"
    ),
    "visit_occurrence": _columns(
        "visit_occurrence_id:i person_id:i visit_concept_id:i visit_start_date:d visit_end_date:d "
        "visit_type_concept_id:i provider_id:i care_site_id:i visit_source_value:t admitted_from_concept_id:i "
        "discharged_to_concept_id:i"
    ),
    "condition_occurrence": _columns(
        "condition_occurrence_id:i person_id:i condition_concept_id:i condition_start_date:d condition_end_date:d "
        "condition_type_concept_id:i condition_status_concept_id:i visit_occurrence_id:i condition_source_value:t"
    ),
    "procedure_occurrence": _columns(
        "procedure_occurrence_id:i person_id:i procedure_concept_id:i procedure_date:d procedure_end_date:d "
        "procedure_type_concept_id:i quantity:i visit_occurrence_id:i procedure_source_value:t"
    ),
    "drug_exposure": _columns(
        "drug_exposure_id:i person_id:i drug_concept_id:i drug_exposure_start_date:d drug_exposure_end_date:d "
        "drug_type_concept_id:i quantity:r days_supply:i sig:t route_concept_id:i visit_occurrence_id:i "
        "drug_source_value:t"
    ),
    "measurement": _columns(
        "measurement_id:i person_id:i measurement_concept_id:i measurement_date:d operator_concept_id:i "
        "value_as_number:r value_as_concept_id:i unit_concept_id:i range_low:r range_high:r visit_occurrence_id:i "
        "measurement_source_value:t value_source_value:t"
    ),
    "observation": _columns(
        "observation_id:i person_id:i observation_concept_id:i observation_date:d value_as_number:r "
        "value_as_string:t value_as_concept_id:i qualifier_concept_id:i unit_concept_id:i"
    ),
    "death": _columns("person_id:i death_date:d death_type_concept_id:i cause_concept_id:i"),
    "note": _columns(
        "note_id:i person_id:i note_date:d note_type_concept_id:i note_class_concept_id:i note_title:t note_text:t "
        "language_concept_id:i visit_occurrence_id:i"
    ),
    "concept": _columns("concept_id:i concept_name:t domain_id:t vocabulary_id:t standard_concept:t concept_code:t"),
    "cdm_source": _columns("cdm_source_name:t source_release_date:d cdm_release_date:d vocabulary_version:t"),
    "provider": _columns("provider_id:i specialty_source_value:t"),
    "person_identity": _columns(
        "person_id:i nhs_number:t mrn:t family_name:t given_name:t dob:d postcode:t lsoa:t imd_decile:i practice:t "
        "no_nhs_reason:t"
    ),
    "ndo_flag_mock": _columns("nhs_number:t"),
    "local_dissent": _columns("person_id:i project:t from_date:d"),
    "restricted_code": _columns("code:t vocabulary:t reason:t"),
}
"""Every table of the core. The last four stand beside OMOP and never leave; `provider` holds the specialties."""

Rows = dict[str, list[tuple[Any, ...]]]


def generate(folder: Path, *, seed: int = 20260630, persons: int = 2_000) -> dict[str, int]:
    """Write the core into `folder`, which is made if missing; return the number of rows of each table."""
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose; nothing secret is made
    first_day = AS_OF.replace(year=AS_OF.year - YEARS) + timedelta(days=1)
    everybody = people.population(rng, persons, AS_OF, first_day)
    rows: Rows = defaultdict(list)
    _reference(rows)
    for person in everybody:
        _person(rows, rng, person, first_day)
        _events(rows, rng, person, first_day)
    _planted(rows, everybody)
    rows["ndo_flag_mock"] = [(number,) for number in people.opted_out(rng, everybody)]
    rows["local_dissent"] = list(people.dissents(rng, everybody, first_day))
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in SCHEMAS.items():
        columns = zip(*rows[name], strict=True) if rows[name] else ((),) * len(schema)
        arrays = [pa.array(values, kind.type) for values, kind in zip(columns, schema, strict=True)]
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), folder / f"{name}.parquet", compression="zstd")
    return {name: len(rows[name]) for name in SCHEMAS}


def _reference(rows: Rows) -> None:
    def add(base: int, domain: str, words: str, pairs: list[tuple[str, str]]) -> None:
        rows["concept"] += [(base + at, name, domain, words, "S", code) for at, (code, name) in enumerate(pairs)]

    add(_CONDITION, "Condition", "ICD10", [(code, name) for code, name, _, _ in vocabulary.CONDITIONS])
    restricted = [(code, f"{name} (restricted)") for (code, (_, _, name, _)) in
                  zip(vocabulary.RESTRICTED_EVENTS, vocabulary.RESTRICTED, strict=True)]  # fmt: skip
    add(_CONDITION + 500, "Condition", "ICD10", restricted[:-1])
    add(_PROCEDURE, "Procedure", "OPCS4", list(vocabulary.PROCEDURES))
    add(_PROCEDURE + 500, "Procedure", "OPCS4", restricted[-1:])
    add(_DRUG, "Drug", "dm+d", [(f"{30_000_000 + 977 * at}", name) for at, name in enumerate(vocabulary.DRUGS)])
    add(_LAB, "Measurement", "LOCAL", [(lab[0], lab[1]) for lab in vocabulary.LABS])
    rows["concept"].append((_SMOKING, "Tobacco smoking status", "Observation", "LOCAL", "S", "SMOKING"))
    rows["cdm_source"].append(("Synthetic Analysis Data Core", AS_OF, AS_OF, "local 1"))
    rows["provider"] += [(at + 1, vocabulary.SPECIALTIES[at % len(vocabulary.SPECIALTIES)]) for at in range(40)]
    rows["restricted_code"] += [(code, words, reason) for code, words, _, reason in vocabulary.RESTRICTED]


def _person(rows: Rows, rng: random.Random, person: Person, first_day: date) -> None:
    born, ident = person.born, person.person_id
    ethnicity = 2_000_006_000 + ord(person.ethnicity)
    rows["person"].append(
        (ident, _SEX_CONCEPT[person.sex], born.year, born.month, born.day, born, ethnicity, ethnicity,
         rng.randint(1, 30), rng.randint(1, 40), 1, person.mrn, person.sex, person.ethnicity, person.ethnicity)
    )  # fmt: skip
    rows["person_identity"].append(
        (ident, person.nhs_number or None, person.mrn, person.family_name, person.given_name, born, person.postcode,
         person.lsoa, person.imd_decile, person.practice, None if person.nhs_number else "not traced")
    )  # fmt: skip
    start, end = max(first_day, born), person.died or AS_OF
    rows["observation_period"].append((ident, ident, start, end, _EHR))
    rows["observation"].append((ident, ident, _SMOKING, start, rng.choice((0.0, 1.0, 2.0)), None, None, None, None))
    if person.died:
        rows["death"].append((ident, person.died, _EHR, _CONDITION + _condition(rng, 99)))


def _events(rows: Rows, rng: random.Random, person: Person, first_day: date) -> None:
    start, end = max(first_day, person.born), person.died or AS_OF
    days = (end - start).days + 1
    visits = _poisson(rng, VISITS_PER_YEAR * days / 365.25)
    for day in sorted(start + timedelta(days=rng.randrange(days)) for _ in range(visits)):
        kind = rng.choices((INPATIENT, OUTPATIENT, EMERGENCY), (15, 65, 20))[0]
        stay = int(rng.expovariate(1 / 4)) if kind == INPATIENT else 0
        last = min(day + timedelta(days=stay), end)
        visit = len(rows["visit_occurrence"]) + 1
        rows["visit_occurrence"].append(
            (visit, person.person_id, kind, day, last, _EHR, rng.randint(1, 40), rng.randint(1, 3),
             f"{person.mrn}-{visit}", EMERGENCY if rng.random() < 0.5 else 0,
             4216643 if person.died == last else 0)
        )  # fmt: skip
        _visit(rows, rng, person, visit, kind, day, last)


def _visit(rows: Rows, rng: random.Random, person: Person, visit: int, kind: int, day: date, last: date) -> None:
    who, age = person.person_id, (day - person.born).days // 365
    for _ in range(rng.randint(1, 4) if kind == INPATIENT else rng.random() < 0.6):
        at = _condition(rng, age)
        _append(rows, "condition_occurrence", who, _CONDITION + at, day, last, _EHR, 0, visit,
                vocabulary.CONDITIONS[at][0])  # fmt: skip
    if rng.random() < (0.5 if kind == INPATIENT else 0.1):
        at = rng.randrange(len(vocabulary.PROCEDURES))
        _append(rows, "procedure_occurrence", who, _PROCEDURE + at, day, day, _EHR, 1, visit,
                vocabulary.PROCEDURES[at][0])  # fmt: skip
    if rng.random() < 0.5:
        at, supply = rng.randrange(len(vocabulary.DRUGS)), rng.choice((7, 14, 28))
        _append(rows, "drug_exposure", who, _DRUG + at, day, day + timedelta(days=supply), _EHR, float(supply), supply,
                "one to be taken as directed", 0, visit, vocabulary.DRUGS[at])  # fmt: skip
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        at = rng.randrange(len(vocabulary.LABS))
        code, _, unit, mean, spread, low, high = vocabulary.LABS[at]
        value = round(max(0.1, rng.gauss(mean, spread)), 1)
        _append(rows, "measurement", who, _LAB + at, day, 0, value, None, None, low, high, visit, code,
                f"{value} {unit}")  # fmt: skip
    if rng.random() < 0.05:
        text = rng.choice(
            ("Seen in clinic, stable.", "Reviewed on the ward, for home today.", "Did well after surgery.")
        )
        _append(rows, "note", who, day, 0, 0, "Clinic letter", text, 4180186, visit)


def _planted(rows: Rows, everybody: list[Person]) -> None:
    """The traps: three notes that hold the patient's own NHS number in three spellings, and the restricted events."""
    spellings = ("{0}", "{0:.3} {1} {2}", "{0:.3}-{1}-{2}")
    for place, spelling in enumerate(spellings):
        person = everybody[place]
        number = spelling.format(person.nhs_number, person.nhs_number[3:6], person.nhs_number[6:])
        _append(
            rows, "note", person.person_id, AS_OF, 0, 0, "Referral", f"NHS no {number}. Please review.", 4180186, None
        )
    for place, code in enumerate(vocabulary.RESTRICTED_EVENTS):
        person, day = everybody[place], AS_OF - timedelta(days=200)
        if place < 4:
            _append(rows, "condition_occurrence", person.person_id, _CONDITION + 500 + place, day, day, _EHR, 0,
                    _last_visit(rows, person), code)  # fmt: skip
        else:
            _append(rows, "procedure_occurrence", person.person_id, _PROCEDURE + 500, day, day, _EHR, 1,
                    _last_visit(rows, person), code)  # fmt: skip


def _last_visit(rows: Rows, person: Person) -> int | None:
    return next((visit[0] for visit in reversed(rows["visit_occurrence"]) if visit[1] == person.person_id), None)


def _append(rows: Rows, table: str, *values: Any) -> None:
    rows[table].append((len(rows[table]) + 1, *values))


def _condition(rng: random.Random, age: int) -> int:
    while True:
        at = rng.choices(range(len(vocabulary.CONDITIONS)), cum_weights=_WEIGHTS)[0]
        if vocabulary.CONDITIONS[at][3] <= age:
            return at


_WEIGHTS = [sum(each[2] for each in vocabulary.CONDITIONS[: at + 1]) for at in range(len(vocabulary.CONDITIONS))]


def _poisson(rng: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
