"""The 13 datasets: which fields exist, how delicate each is, and how it may leave (S3-7, S3-8).

One field is written `NAME[:CLASS[:TREATMENT]]`. Classes: D direct identifier, Q quasi-identifier, S sensitive,
L legally restricted, none ordinary. `NAME_01..20` stands for twenty numbered fields.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class FieldClass(StrEnum):
    """How delicate a field is."""

    DIRECT = "D"
    QUASI = "Q"
    SENSITIVE = "S"
    RESTRICTED = "L"
    ORDINARY = ""


class Treatment(StrEnum):
    """How a field leaves the source.

    `drop` never leaves. `keep` leaves as it is, `justify` as well, but only with a reason in the agreement. `person`
    and `local` become pseudonyms (of the person; of an event, place or professional). The others are derivations:
    `shift` moves a date by the person's own number of days, `month` then cuts it to the first of its month, `age` and
    `birth_year` hide who is 90 or older, `year_of` keeps the year of a date of birth, `area` keeps the letters that
    begin a postcode, `fiscal_year` the NHS year (`2425`) of a shifted date.
    """

    DROP = "drop"
    KEEP = "keep"
    JUSTIFY = "justify"
    PERSON = "person"
    LOCAL = "local"
    SHIFT = "shift"
    MONTH = "month"
    AGE = "age"
    BIRTH_YEAR = "birth_year"
    YEAR_OF = "year_of"
    AREA = "area"
    FISCAL_YEAR = "fiscal_year"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a dataset. OMOP fields are named `table.column`."""

    name: str
    field_class: FieldClass
    treatment: Treatment


# A class without a treatment: direct identifiers and restricted items never leave, sensitive items need a reason.
# Quasi-identifiers name their treatment one by one.
_BY_CLASS = {
    FieldClass.DIRECT: Treatment.DROP,
    FieldClass.RESTRICTED: Treatment.DROP,
    FieldClass.SENSITIVE: Treatment.JUSTIFY,
    FieldClass.QUASI: Treatment.JUSTIFY,
    FieldClass.ORDINARY: Treatment.KEEP,
}

# Dates that the published dictionaries leave unmarked (EPISTART, REPORTED_AT ...) are shifted as well: next to a
# shifted admission date an exact one would give the shift away.
_SOURCES = {
    "HES_APC": """ENCRYPTED_HESID:Q:person EPIKEY:Q:local FYEAR:Q:fiscal_year NEWNHSNO:D DOB:D:year_of MYDOB:Q HOMEADD:D
        POSTCODE:D:area STARTAGE::age SEX ETHNOS:S LSOA11:Q IMD_DECILE PROCODE3 SITETRET:Q:local GPPRAC:Q:local
        CONSULT:S:local MAINSPEF TRETSPEF ADMIDATE:Q:shift DISDATE:Q:shift EPISTART:Q:shift EPIEND:Q:shift EPIORDER
        ADMIMETH ADMISORC DISMETH DISDEST CLASSPAT EPIDUR SPELDUR DIAG_01..20 OPERTN_01..24 OPDATE_01:Q:shift SUSHRG""",
    "HES_OP": """ENCRYPTED_HESID:Q:person ATTENDKEY:Q:local APPTDATE:Q:shift APPTAGE::age SEX ETHNOS:S ATTENDED
        FIRSTATT OUTCOME REFSOURC PRIORITY WAITING MAINSPEF TRETSPEF PROCODE3 GPPRAC:Q:local DIAG_01..12
        OPERTN_01..24""",
    "HES_CC": """SUSRECID:Q:local CC_APC_LINK:Q:local CCSTARTDATE:Q:shift CCDISDATE:Q:shift CCUNITFUN ARESSUPDAYS
        BRESSUPDAYS BCARDSUPDAYS RENALSUPDAYS NEUROSUPDAYS CCLEV2DAYS CCLEV3DAYS CCDISSTAT CCDISDEST""",
    "ECDS": """PERSON_PSEUDO_ID:Q:person EC_IDENT:Q:local ARRIVAL_DATE:Q:shift ARRIVAL_TIME:Q ARRIVAL_MODE
        ATTENDANCE_SOURCE DEPARTMENT_TYPE AGE_AT_ARRIVAL::age SEX ETHNICITY:S LSOA:Q CHIEF_COMPLAINT ACUITY
        DIAGNOSIS_01..12 INVESTIGATION_01..12 TREATMENT_01..12 INJURY_INTENT:S INJURY_PLACE
        DECISION_TO_ADMIT_TIME:Q CONCLUSION_TIME:Q DISCHARGE_STATUS DISCHARGE_DESTINATION
        SAFEGUARDING_CONCERN:S:drop""",
    "MHSDS": """PERSON_ID:Q:person UNIQ_SERV_REQ_ID:Q:local REFERRAL_RECEIVED_DATE:Q:shift SOURCE_OF_REFERRAL
        PRIMARY_REASON:S SERVICE_TEAM_TYPE CARE_CONTACT_DATE:Q:shift ATTENDANCE_STATUS CONS_MECHANISM
        HOSP_SPELL_START:Q:shift HOSP_SPELL_END:Q:shift MHA_LEGAL_STATUS:S PRIMARY_DIAGNOSIS:S ASSESSMENT_SCALE:S
        ASSESSMENT_SCORE:S RESTRICTIVE_INTERVENTION_TYPE:S ACCOMMODATION_STATUS:S EMPLOYMENT_STATUS:S""",
    "MSDS": """MOTHER_ID:Q:person BABY_ID:Q:local BOOKING_DATE:Q:shift GEST_AGE_BOOKING AGE_AT_BOOKING::age ETHNICITY:S
        BMI SMOKING_STATUS PREV_LIVE_BIRTHS COMPLEX_SOCIAL_FACTORS:S DELIVERY_METHOD BIRTH_DATETIME:Q:shift BIRTHWEIGHT
        GEST_AGE_BIRTH APGAR_5 FEEDING_STATUS NEONATAL_CRITICAL_CARE""",
    "CIV_DEATH": """PERSON_ID:Q:person DATE_OF_DEATH:Q:month REG_DATE:Q:month AGE_AT_DEATH::age UNDERLYING_CAUSE
        CAUSE_01..15 PLACE_OF_DEATH_TYPE LSOA_DEATH:Q CORONER_FLAG NHS_NO:D""",
    "CANC_REG": """PATIENT_ID:Q:person TUMOUR_ID:Q:local DIAGNOSIS_DATE:Q:shift AGE_AT_DIAG::age SITE_ICD10 MORPHOLOGY
        BEHAVIOUR STAGE_BEST GRADE SCREEN_DETECTED ER_STATUS PR_STATUS HER2_STATUS BASIS_OF_DIAGNOSIS
        ROUTE_TO_DIAGNOSIS VITAL_STATUS IMD_QUINTILE""",
    "GP_DATA": """PATIENT_PSEUDO_ID:Q:person PRACTICE_PSEUDO_ID:Q:local YEAR_OF_BIRTH:Q:birth_year SEX ETHNIC_GROUP:S
        LSOA:Q ENTRY_DATE:Q:shift SNOMED_CODE VALUE_1 VALUE_2 EPISODICITY PRESCRIPTION_DMD QUANTITY
        REGISTRATION_START:Q:shift REGISTRATION_END:Q:shift""",
    "DID": """PERSON_ID:Q:person TEST_DATE:Q:shift NICIP_CODE SNOMED_CODE MODALITY BODY_SITE REFERRER_ORG:Q:local
        PATIENT_SOURCE REQUEST_DATE:Q:shift REPORT_DATE:Q:shift AGE::age SEX ETHNIC_CATEGORY:S""",
    "HOSP_PATH": """PERSON_ID:Q:person ENCOUNTER_ID:Q:local SPECIMEN_ID:Q:local SPECIMEN_TYPE COLLECTED_AT:Q:shift
        REPORTED_AT:Q:shift TEST_CODE TEST_NAME VALUE_NUM VALUE_TEXT:S UNIT REF_LOW REF_HIGH ABNORMAL_FLAG
        COMMENT:S:drop""",
    "HOSP_IMG": """PERSON_ID:Q:person STUDY_UID:D:local ACCESSION_NO:D STUDY_DATE:Q:shift MODALITY BODY_PART
        MANUFACTURER MODEL AGE_AT_STUDY::age SEX REPORT_TEXT:S PIXEL_OBJECT_URI BURNED_IN_ANNOTATION""",
    "HOSP_OMOP": """person.person_id:Q:person person.gender_concept_id person.year_of_birth:Q:birth_year
        person.month_of_birth:Q:drop person.day_of_birth:D person.birth_datetime:D person.race_concept_id:S
        person.ethnicity_concept_id:S person.location_id:Q:local person.provider_id:Q:local person.care_site_id:Q:local
        person.person_source_value:D person.gender_source_value person.race_source_value:S
        person.ethnicity_source_value:S
        observation_period.observation_period_id:Q:local observation_period.person_id:Q:person
        observation_period.observation_period_start_date:Q:shift observation_period.observation_period_end_date:Q:shift
        observation_period.period_type_concept_id
        visit_occurrence.visit_occurrence_id:Q:local visit_occurrence.person_id:Q:person
        visit_occurrence.visit_concept_id visit_occurrence.visit_start_date:Q:shift
        visit_occurrence.visit_end_date:Q:shift visit_occurrence.visit_type_concept_id
        visit_occurrence.provider_id:Q:local visit_occurrence.care_site_id:Q:local
        visit_occurrence.visit_source_value:D visit_occurrence.admitted_from_concept_id
        visit_occurrence.discharged_to_concept_id
        condition_occurrence.condition_occurrence_id:Q:local condition_occurrence.person_id:Q:person
        condition_occurrence.condition_concept_id condition_occurrence.condition_start_date:Q:shift
        condition_occurrence.condition_end_date:Q:shift condition_occurrence.condition_type_concept_id
        condition_occurrence.condition_status_concept_id condition_occurrence.visit_occurrence_id:Q:local
        condition_occurrence.condition_source_value
        procedure_occurrence.procedure_occurrence_id:Q:local procedure_occurrence.person_id:Q:person
        procedure_occurrence.procedure_concept_id procedure_occurrence.procedure_date:Q:shift
        procedure_occurrence.procedure_end_date:Q:shift procedure_occurrence.procedure_type_concept_id
        procedure_occurrence.quantity procedure_occurrence.visit_occurrence_id:Q:local
        procedure_occurrence.procedure_source_value
        drug_exposure.drug_exposure_id:Q:local drug_exposure.person_id:Q:person drug_exposure.drug_concept_id
        drug_exposure.drug_exposure_start_date:Q:shift drug_exposure.drug_exposure_end_date:Q:shift
        drug_exposure.drug_type_concept_id drug_exposure.quantity drug_exposure.days_supply drug_exposure.sig:S:drop
        drug_exposure.route_concept_id drug_exposure.visit_occurrence_id:Q:local drug_exposure.drug_source_value
        measurement.measurement_id:Q:local measurement.person_id:Q:person measurement.measurement_concept_id
        measurement.measurement_date:Q:shift measurement.operator_concept_id measurement.value_as_number
        measurement.value_as_concept_id measurement.unit_concept_id measurement.range_low measurement.range_high
        measurement.visit_occurrence_id:Q:local measurement.measurement_source_value
        measurement.value_source_value:S:drop
        observation.observation_id:Q:local observation.person_id:Q:person observation.observation_concept_id
        observation.observation_date:Q:shift observation.value_as_number observation.value_as_string:S:drop
        observation.value_as_concept_id observation.qualifier_concept_id observation.unit_concept_id
        death.person_id:Q:person death.death_date:Q:month death.death_type_concept_id death.cause_concept_id
        note.note_id:Q:local note.person_id:Q:person note.note_date:Q:shift note.note_type_concept_id
        note.note_class_concept_id note.note_title:S note.note_text:S note.language_concept_id
        note.visit_occurrence_id:Q:local
        concept.concept_id concept.concept_name concept.domain_id concept.vocabulary_id concept.standard_concept
        concept.concept_code
        cdm_source.cdm_source_name cdm_source.source_release_date cdm_source.cdm_release_date
        cdm_source.vocabulary_version""",
}

_NUMBERED = re.compile(r"(.+_)(\d\d)\.\.(\d\d)")


def _field(text: str) -> list[Field]:
    name, _, rest = text.partition(":")
    letter, _, treatment = rest.partition(":")
    field_class = FieldClass(letter)
    chosen = Treatment(treatment) if treatment else _BY_CLASS[field_class]
    names = [name]
    if numbered := _NUMBERED.fullmatch(name):
        stem, first, last = numbered.groups()
        names = [f"{stem}{number:02d}" for number in range(int(first), int(last) + 1)]
    return [Field(name=each, field_class=field_class, treatment=chosen) for each in names]


CATALOGUE: Mapping[str, Mapping[str, Field]] = MappingProxyType(
    {
        dataset: MappingProxyType({field.name: field for item in source.split() for field in _field(item)})
        for dataset, source in _SOURCES.items()
    }
)
"""Dataset id, then field name, to what is known of the field."""
