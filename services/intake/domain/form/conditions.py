"""The conditions of the form, each named once and used by questions, parts of rows and evidence alike."""

from services.contracts.intake.question_bank import Comparison, Match, Term

from .vocabulary import Condition, Joined, every, neither, one_of


def _yes(text: str, *subjects: str) -> Condition:
    """Any of these is so."""
    found = tuple(one_of(subject, "yes") for subject in subjects)
    return Condition(text, found[0] if len(found) == 1 else Joined(Match.ANY, found))


def _answered(text: str, subject: str) -> Condition:
    return Condition(text, Term(subject=subject, comparison=Comparison.ANSWERED))


HOSPITAL = Condition("in the hospital profile", one_of("@profile", "hospital"))
PROVISIONAL = Condition("provisional approval is sought", one_of("approval", "provisional"))
RESEARCH = Condition("the request is research", one_of("request_type", "research"))
STUDY = Condition(
    "research, clinical audit or service evaluation",
    one_of("request_type", "research", "clinical_audit", "service_evaluation"),
)
REGISTERED = Condition(
    "clinical audit, service evaluation or quality improvement",
    one_of("request_type", "clinical_audit", "service_evaluation", "quality_improvement"),
)
LOCAL_REGISTRATION = Condition(
    "hospital audit, service evaluation or quality improvement", every(HOSPITAL, REGISTERED)
)
LOCAL_RESEARCH = Condition("research at the hospital", every(HOSPITAL, RESEARCH))
NOT_NEW = Condition("an amendment, extension or renewal", one_of("kind", "amendment", "extension", "renewal"))
AMENDMENT = Condition("an amendment", one_of("kind", "amendment"))
EXTENSION = Condition("an extension", one_of("kind", "extension"))
RENEWAL = Condition("a renewal or extension", one_of("kind", "renewal", "extension"))
OUTSIDE_SOFTWARE = _yes("software outside the environment is used", "outside_software")
EXTERNAL_LEAD = Condition(
    "hospital, and the lead is employed elsewhere",
    every(HOSPITAL, _yes("the lead is employed elsewhere", "@external_lead")),
)
USES_AI = Condition(
    "a model is trained, exported or decides", one_of("ai", "train_or_test", "model_export", "automated_decisions")
)
RECORD_LEVEL = _yes("data about single people (record level)", "@record_level")
PERSONAL = _yes("personal data", "@personal")
JUDGED = _answered("the data protection officer judges otherwise", "personal_judged")
PUBLIC_TASK = Condition("a controller relies on public task, 6(1)(e)", one_of("controllers.article6", "6(1)(e)"))
LEGITIMATE = Condition("a controller relies on legitimate interests", one_of("controllers.article6", "6(1)(f)"))
SCHEDULE_1 = Condition(
    "an Article 9 condition needs one",
    one_of("controllers.article9", "9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)"),
)
CONSENT = Condition("confidentiality rests on consent", one_of("confidentiality", "consent"))
SECTION_251 = _yes("section 251 support is the route", "@section_251")
ABROAD = Condition("data are used outside the UK", one_of("territory", "uk_eea", "worldwide"))
NOT_RESEARCH = Condition(
    "the request is research but the decision tool says that it is not",
    every(RESEARCH, Condition("the decision tool says no", one_of("is_research", "no"))),
)
REC_REQUIRED = Condition(
    "research ethics approval is required", every(RESEARCH, _yes("it is required", "rec_required"))
)
JOINT = Condition(
    "there is more than one controller",
    Term(subject="controllers.organisation", comparison=Comparison.ROWS, values=("2",)),
)
SUBLICENCE = _yes("data are shared onward", "sublicence")
UNDER_16 = _yes("people under 16 are included", "under_16")
COHORT = Condition("there is a cohort", one_of("cohort_source", "criteria", "applicant_supplied"))
CRITERIA = Condition("the cohort is found by criteria", one_of("cohort_source", "criteria"))
SUPPLIED = Condition("you supply the identifiers of the cohort", one_of("cohort_source", "applicant_supplied"))
TAKING_PART = Condition(
    "you supply the identifiers of the cohort, or rely on its members' consent",
    Joined(Match.ANY, (SUPPLIED.test, CONSENT.test)),
)
IDENTIFIABLE = Condition("identifiable data", one_of("level", "identifiable"))
QUASI = _answered("quasi-identifiers are asked for", "quasi_identifiers")
NOT_APPLIED = Condition(
    "opt-outs are not applied, or not to all flows",
    one_of(
        "opt_out", "not_applied_not_CPI", "not_applied_consent", "not_applied_reg3", "not_applied_law",
        "not_applied_public_interest", "not_applied_cag_exemption", "mixed",
    ),
)  # fmt: skip
MIXED = Condition("opt-outs are applied to some flows only", one_of("opt_out", "mixed"))
COMMERCIAL = _yes("there is commercial funding or gain", "@commercial")
FUNDED = Condition("the work is funded from outside", one_of("funding", "external"))
EXTRACT = Condition("an extract leaves the custodian", one_of("access", "extract"))
NON_EMPLOYEES = Condition(
    "a team member is a student or has an honorary contract", one_of("team.contract", "honorary", "student")
)
SIGNED = _answered("a controller names a signatory", "controllers.signatory")
CAG_EXEMPTION = Condition(
    "the opt-out exemption of an advisory group letter is relied on", one_of("opt_out", "not_applied_cag_exemption")
)
CLOUD = _answered("data are kept in a cloud", "locations.cloud_region")
ARCHIVED = _answered("records must be archived", "archive")
REGULATED = _answered("a regulation covers the work", "statutory_regulation")
TRIAL = _yes("a trial of a medicine", "ctimp")
RECONTACT = Condition("people are re-identified or contacted", one_of("recontact", "reidentify", "contact"))
STATISTICS_AUTHORITY = _yes("data that the statistics authority controls", "@statistics_authority")
SMALL = Condition(
    "a small group or a rare condition",
    Joined(Match.ANY, (one_of("rare_disease", "yes"),
                       Term(subject="cohort_size", comparison=Comparison.AT_MOST, values=("99",)))),
)  # fmt: skip
FULL = Condition("full approval is sought", neither(PROVISIONAL))
SMALL_COHORT = Condition("a cohort of a small group or with a rare condition", every(COHORT, SMALL))


def route(name: str, text: str) -> Condition:
    """One route through the duty of confidentiality (C7)."""
    return Condition(text, one_of("confidentiality", name))
