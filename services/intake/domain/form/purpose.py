"""Sections A (overview and administration) and B (purpose and benefits)."""

from . import conditions as on
from .field import NEVER, Field

REQUEST_TYPES = (
    "research", "service_evaluation", "clinical_audit", "quality_improvement", "commissioning_planning",
    "public_health", "statutory",
)  # fmt: skip
DATA_LEVELS = ("aggregated, small numbers suppressed", "aggregated", "record level")

OVERVIEW = (
    Field("title", "A1", "Project title (public)", minimum=10, maximum=200,
          guidance="Ten to two hundred characters that a member of the public understands. It will be published."),
    Field("short_title", "A2", "Short title or acronym", maximum=40, when=NEVER),
    Field("request_type", "A3", "Type of request", "choice", options=REQUEST_TYPES,
          guidance="It decides which approvals and documents are needed. Unsure? Use the HRA decision tool."),
    Field("approval", "A4", "Approval sought", "choice", options=("full", "provisional"),
          guidance="Full: approvals and funding are in place. Provisional: agreement in principle while you plan; "
                   "it never leads to data, and is not needed before a full request."),
    Field("kind", "A5", "Kind of application", "choice", options=("new", "amendment", "extension", "renewal")),
    Field("previous_reference", "A6", "Reference of the present agreement", when=on.NOT_NEW, maximum=60),
    Field("amendment_kind", "A6a", "What the amendment is", "choice", when=on.AMENDMENT,
          options=("administrative", "substantive")),
    Field("unchanged", "A6b", "Datasets, purpose, parties and legal basis stay exactly as they are", "bool",
          when=on.EXTENSION, guidance="If any of them changes, ask for a renewal instead."),
    Field("outside_software", "A7", "Is software used outside the secure environment?", "bool", when=on.HOSPITAL,
          guidance="Any program or app on the hospital network. It leads to a review by IT security."),
    Field("outside_software_detail", "A7a", "Which software, and what for", "long", when=on.OUTSIDE_SOFTWARE),
    Field("lead_organisation", "A8", "Employer of the lead applicant", "organisation"),
    Field("finance_contact", "A9", "Finance contact", "person", when=NEVER),
    Field("sponsor", "A10", "Sponsor", "organisation", when=on.RESEARCH),
    Field("directorate", "A10a", "Responsible directorate", when=on.LOCAL_REGISTRATION, maximum=200),
    Field("start", "A11", "Planned start", "date"),
    Field("end", "A11a", "Planned end", "date", guidance="At most three years after the start; one if commercial."),
    Field("local_collaborator", "A12", "Clinical sponsor at the hospital", "person", when=on.EXTERNAL_LEAD),
    Field("keywords", "A14", "Keywords", "texts", when=NEVER),
    Field("planned", "A15", "Planned dates of what is still missing", "map", when=NEVER,
          guidance="Provisional requests only: the question or document, and the date you expect to have it."),
)  # fmt: skip

PURPOSE = (
    Field("lay_summary", "B1", "Lay summary", "long", minimum=50, maximum=3000,
          guidance="In plain English, for the public. It is published as written."),
    Field("aim", "B2", "Aim of the work", "long",
          guidance="Why these data achieve the aim; background; the wider programme; limits; whose data."),
    Field("questions", "B3", "Research questions or specific objectives", "texts"),
    Field("necessity", "B4", "Why are these data necessary?", "long",
          guidance="Say which less intrusive alternatives you considered, and why they do not do."),
    Field("processing", "B5", "Processing activities", "long",
          guidance="Every flow in, out and onward; the level of data at each step; who does what; linkage; what "
                   "prevents re-identification. Attach a data-flow diagram."),
    Field("linkage", "B6", "Linkage to other data", "list", when=NEVER, items=(
        Field("source", "B6", "Source"), Field("controller", "B6", "Controller"),
        Field("key", "B6", "Linkage key"), Field("level", "B6", "Level of the data"),
    )),
    Field("ai", "B7", "Is a model trained or tested?", "choice",
          options=("none", "train_or_test", "model_export", "automated_decisions"),
          guidance="Exporting a model or deciding automatically leads to an enhanced review."),
    Field("ai_detail", "B7a", "The model, its data, and how it will be used", "long", when=on.USES_AI),
    Field("recontact", "B8", "Will people be re-identified or contacted?", "choice",
          options=("no", "reidentify", "contact")),
    Field("outputs", "B9", "Expected outputs", "list", items=(
        Field("type", "B9", "Type"), Field("audience", "B9", "Audience", when=NEVER),
        Field("date", "B9", "By when", "date", when=NEVER),
        Field("level", "B9", "Level of the data", "choice", options=DATA_LEVELS, when=NEVER),
    ), guidance="Outputs are aggregated with small numbers suppressed unless you say otherwise."),
    Field("dissemination", "B10", "How the results reach those who need them", "long"),
    Field("benefits", "B11", "Expected measurable benefits", "list", items=(
        Field("what", "B11", "Benefit", "long"), Field("who", "B11", "To whom", when=NEVER),
        Field("by", "B11", "By when", "date"), Field("measure", "B11", "How measured", when=NEVER),
    ), guidance="Benefits to health and care in the UK, each with a date; solely commercial benefit is refused."),
    Field("public_interest", "B12", "Public benefit and possible harms", "long",
          guidance="Follow the National Data Guardian's prompts; say who might be harmed or treated unequally."),
    Field("yielded_benefits", "B13", "Benefits so far", "long", when=on.RENEWAL,
          guidance="If there are none yet, explain why."),
    Field("ethical_issues", "B14", "Ethical issues and possible public concern", "long"),
    Field("contentious", "B14a", "Any of these?", "many", when=NEVER,
          options=("first_use", "media_sensitive", "surprise", "group_harm", "law_enforcement", "exclusivity",
                   "new_technology"),
          guidance="First use of a data set or linkage; politically sensitive; likely to surprise patients; harm to "
                   "a group; police, immigration, insurance or employers; commercial exclusivity; new technology."),
)  # fmt: skip
