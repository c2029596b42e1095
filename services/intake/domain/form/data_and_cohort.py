"""Sections F (data requested), G (cohort), H (identifiability and opt-outs)."""

from . import conditions as on
from .field import Field

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
        Field("dataset", "F1", "Dataset", guidance="Of the catalogue, as it stands today."),
        Field("year_from", "F2", "First year", "int", guidance="Of the data, not of the work."),
        Field("year_to", "F2", "Last year", "int", guidance="Up to three years ahead, for future data."),
        Field("latest", "F2", "And the latest there is at each delivery", "bool", required=False,
              guidance="For data given more than once."),
        Field("fields", "F3", "Fields", "texts", guidance="Only those that the work needs."),
        Field("field_reasons", "F3", "Why each sensitive field is needed", "map", required=False,
              guidance="Thirty characters or more for each field that the catalogue marks."),
        Field("frequency", "F4", "How often the data are given", "choice", guidance="Once unless the work needs more.",
              options=("one-off", "monthly", "quarterly", "annual", "ad hoc")),
        Field("disseminations", "F5", "How many times in all", "int", required=False,  # X-DATA6
              guidance="Unless once only."),
        Field("filters", "F7", "Filters", "long", required=False,
              guidance="Geography, age, sex, codes of diagnoses and procedures, dates, kinds of episodes."),
        Field("reason", "F8", "Why this dataset", "long", guidance="Which question of B3 it answers."),
        Field("years_reason", "F9", "Why these years", "long", required=False, guidance="And not fewer."),
    ), guidance="Choose only the fields and years that the work needs; each sensitive field needs a reason. "
                "Say how often the data are given and, unless once only, how many times in all.",
          example="HES_APC, 2021 to 2026, one-off: admissions are the outcome of the study"),
    Field("access", "F6", "How the data are reached", "choice",
          options=("sde", "extract", "query_service", "tabulation"),
          guidance="A secure data environment unless there is a strong reason against it."),
    Field("patients_reason", "F10", "Why these patients", "long", guidance="And not fewer.",
          example="Only people in whom the outcome can occur."),
    Field("subset_possible", "F11", "Could a subset or aggregate do?", "long",
          guidance="Say what you tried to leave out, and what would be lost.",
          example="A sample would be too small to see differences between age groups."),
    Field("special_content", "F12", "Free text, images or genomics", "many", required=False,
          options=("free_text", "imaging", "genomics"), guidance="Tick what the data hold; each is looked at apart."),
    Field("under_16", "F13", "Are people under 16 included?", "bool", guidance="At the time of the data."),
    Field("under_16_reason", "F13a", "Why they are needed", "long", when=on.UNDER_16,
          guidance="Thirty characters or more.", example="Type 1 diabetes mostly begins before sixteen."),
    Field("deceased", "F14", "Are people who have died included?", "bool", required=False,
          guidance="The duty of confidentiality outlives the patient."),
)  # fmt: skip

COHORT = (
    Field("cohort_source", "G1", "Where the cohort comes from", "choice",
          options=("criteria", "applicant_supplied", "none"),
          guidance="Found by the custodian, supplied by you, or everybody in the dataset."),
    Field("cohort_criteria", "G2", "Who is included", "long", when=on.CRITERIA,
          guidance="In words; the codes come next.", example="Adults with a recorded diagnosis of type 2 diabetes"),
    Field("cohort_age_from", "G2a", "Age from", "int", when=on.CRITERIA, required=False, guidance="In years."),
    Field("cohort_age_to", "G2b", "Age to", "int", when=on.CRITERIA, required=False, guidance="In years."),
    Field("cohort_conditions", "G2c", "Condition codes", "texts", when=on.CRITERIA, required=False,
          guidance="Codes of the conditions that bring a person into the cohort.", example="E11"),
    Field("cohort_terminology", "G2d", "Terminology and version of the codes", when=on.CRITERIA, required=False,
          maximum=100, guidance="And where the code list comes from.", example="ICD-10, fifth edition"),
    Field("cohort_exclusions", "G3", "Who is excluded", "long", when=on.COHORT, required=False,
          guidance="And why.", example="People who moved into the area after their first admission."),
    Field("cohort_controls", "G4", "Controls and matching", "long", when=on.COHORT, required=False,
          guidance="How many for each case, matched on what.", example="Two for each case, on age and sex."),
    Field("cohort_size", "G5", "Estimated size", "int", when=on.COHORT, guidance="How many people, from a feasibility "
          "count if you have one."),
    Field("rare_disease", "G5a", "Is the condition rare?", "bool", when=on.COHORT, required=False,
          guidance="Fewer than one in two thousand people have it."),
    Field("disclosure_note", "G5b", "How disclosure is prevented in a small group", "long", when=on.SMALL_COHORT,
          required=False, guidance="For fewer than a hundred people, or a rare condition.",
          example="Only national totals are published; dates are given as years."),
    Field("cohort_identifiers", "G6", "Identifiers you will supply", "many", options=IDENTIFIERS, when=on.SUPPLIED,
          guidance="Only these may appear in the cohort file. A unique reference and date of birth are needed."),
    Field("cohort_dates", "G7", "First and last date for each person", "long", when=on.COHORT, required=False,
          guidance="If less than all years will do for a person: from when to when.",
          example="From two years before the first diagnosis to five years after."),
    Field("cohort_updates", "G8", "How often the cohort is updated", "choice", when=on.SUPPLIED, required=False,
          options=("never", "monthly", "quarterly", "annual"), guidance="Each update is checked as the first file is."),
    Field("cohort_submitter", "G9", "Who submits the cohort file", "person", when=on.SUPPLIED,
          guidance="Only this person can hand the file in."),
    Field("cohort_withdrawal", "G10", "How withdrawals are handled", "long", when=on.TAKING_PART,
          guidance="Of people who no longer want to take part.",
          example="As deletions in the next cohort file; data released already are not used further."),
)  # fmt: skip

IDENTIFIABILITY = (
    Field("level", "H1", "Identifiability of the data you receive", "choice", options=LEVELS,
          guidance="Choose the least that does. It decides the level of review, and whether personal data are "
                   "processed (C1)."),
    Field("direct_identifiers", "H2", "Direct identifiers received", "many", options=IDENTIFIERS, when=on.IDENTIFIABLE,
          guidance="Only those without which the work cannot be done."),
    Field("quasi_identifiers", "H3", "Quasi-identifiers", "many", when=on.RECORD_LEVEL, required=False,
          options=("full_dob", "postcode", "exact_dates", "rare_disease"),
          guidance="None, unless the work needs them: tick what it does need."),
    Field("quasi_reason", "H3a", "Why they are needed", "long", when=on.QUASI, guidance="A reason for each.",
          example="Exact dates: the outcome is counted in days."),
    Field("sensitive", "H4", "Sensitive categories", "many", required=False,
          options=("mental_health", "sexual_health", "abortion", "fertility", "gender_recognition", "safeguarding",
                   "prison", "genetics", "ethnicity", "religion"),
          guidance="Those that the data hold. What the law restricts is left out unless a basis says otherwise."),
    Field("opt_out", "H5", "National data opt-out", "choice", options=OPT_OUT,
          guidance="Opt-outs are upheld unless a recorded basis says otherwise. "
                   "Patients opt out at {opt_out_address}."),
    Field("opt_out_evidence", "H6", "Why opt-outs are not applied", "long", when=on.NOT_APPLIED,
          guidance="The words of the letter, law or advice that say so.",
          example="Letter of 3 May 2026, condition 4: 'the opt-out does not apply to this activity'."),
    Field("opt_out_flows", "H5a", "Opt-out position of each flow", "map", when=on.MIXED, required=False,  # X-OPT3
          guidance="For each flow of data, whether opt-outs are applied.", example="Controls: applied"),
    Field("dissent_list", "H7", "Is a local list of people who object kept?", "bool", when=on.SECTION_251,
          guidance="Section 251 support asks for dissent to be respected."),
    Field("reidentification_risk", "H8", "Risk of re-identification", "long", when=on.RECORD_LEVEL,
          guidance="Who could recognise whom, how likely it is, and what prevents it.",
          example="Low: pseudonymised per project, inside the environment, outputs checked."),
)  # fmt: skip
