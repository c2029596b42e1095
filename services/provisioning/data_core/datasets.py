"""Which catalogue datasets the core holds, as views over its OMOP tables.

Every view carries `_person` (null where the rows speak of nobody) and `_date`, by which rows are chosen, and beside
them the fields it holds under their catalogue names. A field that the core has no source for is absent, and a dataset
without a view is refused by name: nothing is made up to fill a request.
"""

import duckdb

from services.provisioning.domain.failed_closed import FailedClosed
from services.provisioning.domain.minimise import Plan, Table

OMOP = "HOSP_OMOP"
_OMOP_DATES = {
    "person": None,
    "observation_period": "observation_period_start_date",
    "visit_occurrence": "visit_start_date",
    "condition_occurrence": "condition_start_date",
    "procedure_occurrence": "procedure_date",
    "drug_exposure": "drug_exposure_start_date",
    "measurement": "measurement_date",
    "observation": "observation_date",
    "death": "death_date",
    "note": "note_date",
    "concept": None,
    "cdm_source": None,
}
_NOBODY = {"concept", "cdm_source"}


def _codes(stem: str, count: int, source: str) -> str:
    return ", ".join(f"{source}[{number}] AS {stem}_{number:02d}" for number in range(1, count + 1))


# The codes of a visit in the order in which they were recorded, and who and where the patient was.
_VISITS = """
WITH diagnosis AS (
    SELECT visit_occurrence_id, list(condition_source_value ORDER BY condition_occurrence_id) AS codes
    FROM safe.condition_occurrence GROUP BY ALL
), operation AS (
    SELECT visit_occurrence_id, list(procedure_source_value ORDER BY procedure_occurrence_id) AS codes,
           min(procedure_date) AS first_date
    FROM safe.procedure_occurrence GROUP BY ALL
), visit AS (
    SELECT v.*, i.nhs_number, i.dob, i.postcode, i.lsoa, i.imd_decile, i.practice,
           s.specialty_source_value AS specialty,
           date_sub('year', i.dob, v.visit_start_date) AS age, p.gender_source_value AS gender,
           p.ethnicity_source_value AS ethnicity, d.codes AS diagnoses, o.codes AS operations, o.first_date AS operated,
           date_diff('day', v.visit_start_date, v.visit_end_date) AS days
    FROM safe.visit_occurrence v
    JOIN safe.person p USING (person_id)
    JOIN core.person_identity i USING (person_id)
    LEFT JOIN core.provider s ON s.provider_id = v.provider_id
    LEFT JOIN diagnosis d USING (visit_occurrence_id)
    LEFT JOIN operation o USING (visit_occurrence_id)
)
"""
_SEX = "CASE gender WHEN 'M' THEN '1' WHEN 'F' THEN '2' ELSE '9' END AS SEX"
_VIEWS = {
    "HES_APC": f"""{_VISITS}
        SELECT person_id AS _person, visit_start_date AS _date, person_id AS ENCRYPTED_HESID,
               visit_occurrence_id AS EPIKEY, visit_start_date AS FYEAR, nhs_number AS NEWNHSNO, dob AS DOB,
               strftime(dob, '%m%Y') AS MYDOB, postcode AS POSTCODE, age AS STARTAGE, {_SEX}, ethnicity AS ETHNOS,
               lsoa AS LSOA11, imd_decile AS IMD_DECILE, 'ZZT' AS PROCODE3, care_site_id AS SITETRET,
               practice AS GPPRAC, provider_id AS CONSULT, specialty AS MAINSPEF, specialty AS TRETSPEF,
               visit_start_date AS ADMIDATE, visit_end_date AS DISDATE, visit_start_date AS EPISTART,
               visit_end_date AS EPIEND, 1 AS EPIORDER,
               CASE WHEN admitted_from_concept_id = 9203 THEN '21' ELSE '11' END AS ADMIMETH,
               CASE WHEN discharged_to_concept_id = 4216643 THEN '4' ELSE '1' END AS DISMETH,
               CASE WHEN days = 0 THEN '2' ELSE '1' END AS CLASSPAT, days AS EPIDUR, days AS SPELDUR,
               {_codes("DIAG", 20, "diagnoses")}, {_codes("OPERTN", 24, "operations")}, operated AS OPDATE_01
        FROM visit WHERE visit_concept_id = 9201""",
    "HES_OP": f"""{_VISITS}
        SELECT person_id AS _person, visit_start_date AS _date, person_id AS ENCRYPTED_HESID,
               visit_occurrence_id AS ATTENDKEY, visit_start_date AS APPTDATE, age AS APPTAGE, {_SEX},
               ethnicity AS ETHNOS, '5' AS ATTENDED, specialty AS MAINSPEF, specialty AS TRETSPEF, 'ZZT' AS PROCODE3,
               practice AS GPPRAC, {_codes("DIAG", 12, "diagnoses")}, {_codes("OPERTN", 24, "operations")}
        FROM visit WHERE visit_concept_id = 9202""",
    "ECDS": f"""{_VISITS}
        SELECT person_id AS _person, visit_start_date AS _date, person_id AS PERSON_PSEUDO_ID,
               visit_occurrence_id AS EC_IDENT, visit_start_date AS ARRIVAL_DATE, '01' AS DEPARTMENT_TYPE,
               age AS AGE_AT_ARRIVAL, {_SEX}, ethnicity AS ETHNICITY, lsoa AS LSOA,
               {_codes("DIAGNOSIS", 12, "diagnoses")}, {_codes("TREATMENT", 12, "operations")}
        FROM visit WHERE visit_concept_id = 9203""",
    "HOSP_PATH": """
        SELECT m.person_id AS _person, m.measurement_date AS _date, m.person_id AS PERSON_ID,
               m.visit_occurrence_id AS ENCOUNTER_ID, m.measurement_id AS SPECIMEN_ID,
               m.measurement_date AS COLLECTED_AT, m.measurement_date AS REPORTED_AT,
               m.measurement_source_value AS TEST_CODE, c.concept_name AS TEST_NAME, m.value_as_number AS VALUE_NUM,
               regexp_extract(m.value_source_value, '^\\S+ (.*)$', 1) AS UNIT, m.range_low AS REF_LOW,
               m.range_high AS REF_HIGH,
               CASE WHEN m.value_as_number < m.range_low THEN 'L' WHEN m.value_as_number > m.range_high THEN 'H' END
               AS ABNORMAL_FLAG
        FROM safe.measurement m LEFT JOIN safe.concept c ON c.concept_id = m.measurement_concept_id""",
    "CIV_DEATH": """
        SELECT d.person_id AS _person, d.death_date AS _date, d.person_id AS PERSON_ID, d.death_date AS DATE_OF_DEATH,
               date_sub('year', i.dob, d.death_date) AS AGE_AT_DEATH, c.concept_code AS UNDERLYING_CAUSE,
               i.nhs_number AS NHS_NO
        FROM safe.death d JOIN core.person_identity i USING (person_id)
        LEFT JOIN safe.concept c ON c.concept_id = d.cause_concept_id""",
}
HELD = frozenset(_VIEWS) | {OMOP}
"""The catalogue datasets that can be extracted."""


def relation(table: Table) -> str:
    """The view that a table of a plan is read from."""
    return f'release."{table.name}"'


def open_views(database: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Make the views a plan reads. They stand on the schema `safe`, where restricted rows do not exist.

    Raises FailedClosed `dataset-not-held` and `field-not-held`, both naming what is missing.
    """
    for dataset in plan.datasets:
        if dataset not in HELD:
            raise FailedClosed("dataset-not-held", f"The Analysis Data Core holds no {dataset}.")
    database.execute("CREATE SCHEMA release")
    for table in plan.tables:
        database.execute(f"CREATE VIEW {relation(table)} AS {_definition(table)}")
        held = {row[0] for row in database.execute(f"DESCRIBE {relation(table)}").fetchall()}
        for column in table.columns:
            if column.source not in held:
                raise FailedClosed("field-not-held", f"The Analysis Data Core holds no {table.name}.{column.source}.")


def _definition(table: Table) -> str:
    if table.dataset != OMOP:
        return _VIEWS[table.dataset]
    person = "NULL::BIGINT" if table.source in _NOBODY else "person_id"
    day = _OMOP_DATES[table.source]
    return f"SELECT {person} AS _person, {day or 'NULL::DATE'} AS _date, * FROM safe.{table.source}"
