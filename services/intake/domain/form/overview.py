"""Section A: overview and administration."""

from . import conditions as on
from .field import Field

REQUEST_TYPES = (
    "research", "service_evaluation", "clinical_audit", "quality_improvement", "commissioning_planning",
    "public_health", "statutory",
)  # fmt: skip
HEALTH_CATEGORIES = (
    "cancer", "cardiovascular", "diabetes", "infection", "mental_health", "musculoskeletal", "neurological",
    "reproductive", "respiratory", "children", "older_people", "health_services", "other",
)  # fmt: skip

OVERVIEW = (
    Field("title", "A1", "Project title (public)", minimum=10, maximum=200,
          guidance="Ten to two hundred characters that a member of the public understands. It will be published.",
          example="Readmission after discharge in adults with type 2 diabetes"),
    Field("short_title", "A2", "Short title or acronym", maximum=40, required=False,
          guidance="What the team calls the project.", example="EASTMERE-D"),
    Field("request_type", "A3", "Type of request", "choice", options=REQUEST_TYPES,
          guidance="It decides which approvals and documents are needed. Unsure? Use the HRA decision tool."),
    Field("approval", "A4", "Approval sought", "choice", options=("full", "provisional"),
          guidance="Full: approvals and funding are in place. Provisional: agreement in principle while you plan; "
                   "it never leads to data, and is not needed before a full request."),
    Field("kind", "A5", "Kind of application", "choice", options=("new", "amendment", "extension", "renewal"),
          guidance="New unless an agreement for this work is in force already."),
    Field("previous_reference", "A6", "Reference of the present agreement", when=on.NOT_NEW, maximum=60,
          guidance="As it stands on the agreement that this one follows.", example="DSA-2026-00042-v1.0"),
    Field("amendment_kind", "A6a", "What the amendment is", "choice", when=on.AMENDMENT,
          options=("administrative", "substantive"),
          guidance="Administrative: nothing changes in what is processed, by whom, or why."),
    Field("unchanged", "A6b", "Datasets, purpose, parties and legal basis stay exactly as they are", "bool",
          when=on.EXTENSION, guidance="If any of them changes, ask for a renewal instead."),
    Field("outside_software", "A7", "Is software used outside the secure environment?", "bool", when=on.HOSPITAL,
          guidance="Any program or app on the hospital network. It leads to a review by IT security."),
    Field("outside_software_detail", "A7a", "Which software, and what for", "long", when=on.OUTSIDE_SOFTWARE,
          giver="security", guidance="Name, version, maker, where it runs and what data it sees.",
          example="REDCap 14, hosted by the trust: keeps the list of study numbers; no clinical data."),
    Field("lead_organisation", "A8", "Employer of the lead applicant", "organisation",
          guidance="The name, address, telephone and ORCID of the lead are those of the account."),
    Field("lead_role", "A8a", "Role of the lead applicant", maximum=200, required=False,
          guidance="Job title, and the part in this project.", example="Senior lecturer; chief investigator"),
    Field("contact", "A9", "Day-to-day contact", "person", required=False,
          guidance="Whom the case officer asks first. Left empty, it is the lead applicant. Who signs is named with "
                   "each controller (E1), who submits a cohort file in the section on the cohort (G9)."),
    Field("finance_contact", "A9a", "Finance contact", "person", required=False, giver="finance",
          guidance="Who can raise a purchase order and receives invoices."),
    Field("sponsor", "A10", "Sponsor", "organisation", when=on.RESEARCH, giver="sponsor",
          guidance="The organisation that takes responsibility for the research."),
    Field("directorate", "A10a", "Responsible directorate", when=on.LOCAL_REGISTRATION, maximum=200,
          guidance="The part of the hospital that takes responsibility for the work.", example="Medicine and diabetes"),
    Field("start", "A11", "Planned start", "date", guidance="Within twelve months from now."),
    Field("end", "A11a", "Planned end", "date", guidance="At most three years after the start; one if commercial. "
          "Consented research may ask for up to fifteen where records must be archived."),
    Field("local_collaborator", "A12", "Clinical sponsor at the hospital", "person", when=on.EXTERNAL_LEAD,
          guidance="Somebody employed there who supports the work and knows its patients."),
    Field("keywords", "A14", "Keywords", "texts", required=False,
          guidance="By which the public may find it in the register, one on each line.", example="diabetes"),
    Field("health_category", "A14a", "Health category", "many", options=HEALTH_CATEGORIES, required=False,
          guidance="For the register: what the work is about."),
    Field("use_kinds", "A14b", "Is the use one of these?", "many", options=("ancestry", "methods", "genetics"),
          required=False,
          guidance="Work on ancestry or the origin of populations; developing methods or software alone; genetics. "
                   "Some datasets allow only some uses: it is compared with their conditions."),
    Field("diseases", "A14c", "Diseases studied", "texts", rule="V-MONDO", required=False,
          guidance="Mondo identifiers, one on each line, where the work is about particular diseases.",
          example="MONDO:0004979"),
    Field("planned", "A15", "Planned dates of what is still missing", "map", when=on.PROVISIONAL, required=False,
          guidance="Provisional requests only: the question or document, and the date you expect to have it.",
          example="REC_LETTER: 2027-03-31"),
)  # fmt: skip
