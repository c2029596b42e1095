"""Sections F (data requested), G (cohort), H (identifiability and opt-outs)."""

from . import conditions as on
from .field import NEVER, Field

LEVELS = (
    "aggregate_suppressed", "aggregate_unsuppressed", "anonymised_record", "pseudonymised",
    "deidentified_with_dates", "identifiable",
)  # fmt: skip
IDENTIFIERS = ("NHS_NO", "DOB", "SEX", "POSTCODE", "FAMILY_NAME", "GIVEN_NAME", "UNIQUE_REFERENCE")
OPT_OUT = (
    "applied", "not_applied_not_CPI", "not_applied_consent", "not_applied_reg3", "not_applied_law",
    "not_applied_public_interest", "not_applied_cag_exemption", "mixed",
)  # fmt: skip

DATA = (
    Field("datasets", "F1", "Datasets", "list", items=(
        Field("dataset", "F1", "Dataset"),
        Field("year_from", "F2", "First year", "int"),
        Field("year_to", "F2", "Last year", "int"),
        Field("fields", "F3", "Fields", "texts"),
        Field("field_reasons", "F3", "Why each sensitive field is needed", "map", when=NEVER),
        Field("frequency", "F4", "How often the data are given", "choice", when=on.FULL,
              options=("one-off", "monthly", "quarterly", "annual", "ad hoc")),
        Field("disseminations", "F5", "How many times in all", "int", when=NEVER),  # X-DATA6
        Field("filters", "F7", "Filters", "long", when=NEVER),
        Field("reason", "F8", "Why this dataset", "long"),
        Field("years_reason", "F9", "Why these years", "long", when=NEVER),
    ), guidance="Choose only the fields and years that the work needs; each sensitive field needs a reason. "
                "Say how often the data are given and, unless once only, how many times in all."),
    Field("access", "F6", "How the data are reached", "choice",
          options=("sde", "extract", "query_service", "tabulation"),
          guidance="A secure data environment unless there is a strong reason against it."),
    Field("patients_reason", "F10", "Why these patients", "long"),
    Field("subset_possible", "F11", "Could a subset or aggregate do?", "long"),
    Field("special_content", "F12", "Free text, images or genomics", "many", when=NEVER,
          options=("free_text", "imaging", "genomics")),
    Field("under_16", "F13", "Are people under 16 included?", "bool"),
    Field("under_16_reason", "F13a", "Why they are needed", "long", when=on.UNDER_16),
    Field("deceased", "F14", "Are people who have died included?", "bool", when=NEVER),
)  # fmt: skip

COHORT = (
    Field("cohort_source", "G1", "Where the cohort comes from", "choice",
          options=("criteria", "applicant_supplied", "none")),
    Field("cohort_criteria", "G2", "Who is included", "long", when=on.CRITERIA),
    Field("cohort_age_from", "G2a", "Age from", "int", when=NEVER),
    Field("cohort_age_to", "G2b", "Age to", "int", when=NEVER),
    Field("cohort_conditions", "G2c", "Condition codes", "texts", when=NEVER,
          guidance="Codes of the conditions that bring a person into the cohort."),
    Field("cohort_exclusions", "G3", "Who is excluded", "long", when=NEVER),
    Field("cohort_size", "G5", "Estimated size", "int", when=on.COHORT),
    Field("rare_disease", "G5a", "Is the condition rare?", "bool", when=NEVER),
    Field("disclosure_note", "G5b", "How disclosure is prevented in a small group", "long", when=NEVER),
    Field("cohort_identifiers", "G6", "Identifiers you will supply", "many", options=IDENTIFIERS, when=on.SUPPLIED,
          guidance="Only these may appear in the cohort file. A unique reference and date of birth are needed."),
    Field("cohort_submitter", "G9", "Who submits the cohort file", "person", when=on.SUPPLIED),
    Field("cohort_withdrawal", "G10", "How withdrawals are handled", "long", when=on.SUPPLIED),
)  # fmt: skip

IDENTIFIABILITY = (
    Field("level", "H1", "Identifiability of the data you receive", "choice", options=LEVELS,
          guidance="Choose the least that does. It decides the level of review."),
    Field("direct_identifiers", "H2", "Direct identifiers received", "many", options=IDENTIFIERS, when=on.IDENTIFIABLE),
    Field("quasi_identifiers", "H3", "Quasi-identifiers", "many", when=NEVER,
          options=("full_dob", "postcode", "exact_dates", "rare_disease")),
    Field("quasi_reason", "H3a", "Why they are needed", "long", when=on.QUASI),
    Field("sensitive", "H4", "Sensitive categories", "many", when=NEVER,
          options=("mental_health", "sexual_health", "abortion", "fertility", "gender_recognition", "safeguarding",
                   "prison", "genetics", "ethnicity", "religion")),
    Field("opt_out", "H5", "National data opt-out", "choice", options=OPT_OUT,
          guidance="Opt-outs are upheld unless a recorded basis says otherwise. "
                   "Patients opt out at {opt_out_address}."),
    Field("opt_out_evidence", "H6", "Why opt-outs are not applied", "long", when=on.NOT_APPLIED),
    Field("opt_out_flows", "H5a", "Opt-out position of each flow", "map", when=NEVER),
    Field("dissent_list", "H7", "Is a local list of people who object kept?", "bool", when=on.SECTION_251),
    Field("reidentification_risk", "H8", "Risk of re-identification", "long", when=on.RECORD_LEVEL),
)  # fmt: skip
