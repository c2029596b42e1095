"""The conditions of the form, each named once and used by questions and evidence alike."""

from services.contracts.request import Profile, RequestType

from ..draft import Draft
from .field import Condition

STUDIES = frozenset({RequestType.RESEARCH, RequestType.CLINICAL_AUDIT, RequestType.SERVICE_EVALUATION})
REGISTERED = frozenset({RequestType.CLINICAL_AUDIT, RequestType.SERVICE_EVALUATION, RequestType.QUALITY_IMPROVEMENT})
ART9_WITH_SCHEDULE = frozenset({"9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)"})


def _external_lead(draft: Draft) -> bool:
    employer = draft.organisation(draft.get("lead_organisation"))
    return draft.profile == Profile.HOSPITAL and (employer is None or not employer.host)


def _rec(draft: Draft) -> bool:
    return bool(draft.get("rec_required"))


HOSPITAL = Condition("in the hospital profile", lambda d: d.profile == Profile.HOSPITAL)
FULL = Condition("full approval is sought", lambda d: not d.provisional)
RESEARCH = Condition("the request is research", lambda d: d.research)
STUDY = Condition("research, clinical audit or service evaluation", lambda d: d.request_type in STUDIES)
LOCAL_REGISTRATION = Condition(
    "hospital audit, service evaluation or quality improvement",
    lambda d: d.profile == Profile.HOSPITAL and d.request_type in REGISTERED,
)
NOT_NEW = Condition("an amendment, extension or renewal", lambda d: d.kind != "new")
AMENDMENT = Condition("an amendment", lambda d: d.kind == "amendment")
EXTENSION = Condition("an extension", lambda d: d.kind == "extension")
RENEWAL = Condition("a renewal or extension", lambda d: d.kind in ("renewal", "extension"))
OUTSIDE_SOFTWARE = Condition("software outside the environment is used", lambda d: bool(d.get("outside_software")))
EXTERNAL_LEAD = Condition("hospital, and the lead is employed elsewhere", _external_lead)
USES_AI = Condition("a model is trained, exported or decides", lambda d: d.get("ai", "none") != "none")
RECORD_LEVEL = Condition("data about single people (record level)", lambda d: d.record_level)
PERSONAL = Condition("personal data", lambda d: d.personal)
PUBLIC_TASK = Condition("a controller relies on public task, 6(1)(e)", lambda d: "6(1)(e)" in d.bases("article6"))
LEGITIMATE = Condition("a controller relies on legitimate interests", lambda d: "6(1)(f)" in d.bases("article6"))
SCHEDULE_1 = Condition("an Article 9 condition needs one", lambda d: bool(d.bases("article9") & ART9_WITH_SCHEDULE))
CONSENT = Condition("confidentiality rests on consent", lambda d: d.get("confidentiality") == "consent")
SECTION_251 = Condition("section 251 support is the route", lambda d: d.section_251)
ABROAD = Condition("data are used outside the UK", lambda d: d.get("territory") in ("uk_eea", "worldwide"))
REC_REQUIRED = Condition("research ethics approval is required", _rec)
JOINT = Condition("there is more than one controller", lambda d: len(d.rows("controllers")) > 1)
SUBLICENCE = Condition("data are shared onward", lambda d: bool(d.get("sublicence")))
UNDER_16 = Condition("people under 16 are included", lambda d: bool(d.get("under_16")))
COHORT = Condition("there is a cohort", lambda d: d.get("cohort_source", "none") != "none")
CRITERIA = Condition("the cohort is found by criteria", lambda d: d.get("cohort_source") == "criteria")
SUPPLIED = Condition("you supply the identifiers of the cohort", lambda d: d.applicant_cohort)
IDENTIFIABLE = Condition("identifiable data", lambda d: d.level == "identifiable")
QUASI = Condition("quasi-identifiers are asked for", lambda d: bool(d.get("quasi_identifiers")))
NOT_APPLIED = Condition(
    "opt-outs are not applied", lambda d: str(d.get("opt_out", "")).startswith(("not_applied", "mixed"))
)
COMMERCIAL = Condition("there is commercial funding or gain", lambda d: d.commercial)
FUNDED = Condition("the work is funded from outside", lambda d: d.get("funding") == "external")
EXTRACT = Condition("an extract leaves the custodian", lambda d: d.get("access") == "extract")
NON_EMPLOYEES = Condition(
    "a team member is a student or has an honorary contract",
    lambda d: any(row.get("contract") in ("honorary", "student") for row in d.rows("team")),
)
SIGNED = Condition("a controller names a signatory", lambda d: any(r.get("signatory") for r in d.rows("controllers")))
CAG_EXEMPTION = Condition(
    "the opt-out exemption of an advisory group letter is relied on",
    lambda d: d.get("opt_out") == "not_applied_cag_exemption",
)
