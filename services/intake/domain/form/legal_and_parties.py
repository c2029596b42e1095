"""Sections C (legal basis and confidentiality), D (ethics), E (controllers, processors, territory)."""

from . import conditions as on
from .field import NEVER, Field

ARTICLE_6 = ("6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(ea)", "6(1)(f)")
ARTICLE_9 = ("9(2)(a)", "9(2)(b)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)")
CONFIDENTIALITY = (
    "not_confidential", "consent", "s251_reg5", "s251_reg2", "reg3", "statute_or_direction", "court_order",
    "public_interest", "direct_care_team",
)  # fmt: skip

LEGAL = (
    Field("legal_reason", "C2", "Why these legal bases apply", "long", when=on.PERSONAL,
          guidance="Each controller's Article 6 basis and Article 9 condition are given with the controller (E1)."),
    Field("statute", "C3", "Public task or statute", when=on.PUBLIC_TASK, maximum=1000),
    Field("schedule1", "C6", "Condition of Schedule 1, Data Protection Act 2018", when=on.SCHEDULE_1, maximum=200,
          guidance="For example: Part 1 paragraph 4 (research)."),
    Field("confidentiality", "C7", "Route through the duty of confidentiality", "choice", options=CONFIDENTIALITY,
          guidance="Identifiable data cannot be 'not confidential'. Section 251 needs the advisory group's support."),
    Field("consents", "C8", "Versions of the consent", "list", when=on.CONSENT, items=(
        Field("version", "C8", "Version"), Field("date", "C8", "In use from", "date"),
        Field("covers", "C8", "What it covers: linkage, recipients, commercial use", "long", when=NEVER),
    )),
    Field("consent_reviewed", "C8a", "The consent has been reviewed against this request", "bool", when=on.CONSENT),
    Field("cag_reference", "C9", "Confidentiality Advisory Group reference", when=on.SECTION_251, planned=True,
          rule="V-CAG"),
    Field("cag_status", "C9a", "Status of its support", "choice", options=("supported", "pending"),
          when=on.SECTION_251, planned=True),
    Field("cag_end", "C9b", "Support ends", "date", when=on.SECTION_251, planned=True),
    Field("cag_next_review", "C9c", "Next annual review", "date", when=NEVER),
    Field("power", "C10", "The custodian's power to disclose", "choice",
          options=("hsca_s261_2a", "hsca_s261_4", "hsca_s261_5", "nhs_functions", "public_task", "other"),
          guidance="NHS England: the limb of section 261; a hospital: its functions as an NHS body."),
    Field("statutory_regulation", "C11", "Regulation that covers your work", when=NEVER, maximum=1000),
    Field("dpia_reference", "C12", "Data protection impact assessment: reference and version", when=on.PERSONAL,
          planned=True, maximum=100),
    Field("dpia_date", "C12a", "Its date", "date", when=on.PERSONAL, planned=True),
    Field("dpia_risk", "C12b", "Residual risk", "choice", options=("low", "medium", "high"), when=on.PERSONAL,
          planned=True),
    Field("transfer_mechanism", "C13", "Mechanism of the international transfer", "long", when=on.ABROAD),
)  # fmt: skip

ETHICS = (
    Field("is_research", "D1", "Does the HRA decision tool call it research?", "bool"),
    Field("rec_required", "D2", "Is research ethics approval required?", "bool", when=on.RESEARCH),
    Field("rec_name", "D2c", "Name of the committee", when=NEVER, maximum=200),
    Field("rec_reference", "D2a", "Research ethics reference", when=on.REC_REQUIRED, planned=True, rule="V-REC"),
    Field("rec_date", "D2b", "Date of the favourable opinion", "date", when=on.REC_REQUIRED, planned=True),
    Field("hra_date", "D3", "Date of HRA approval", "date", when=on.REC_REQUIRED, planned=True),
    Field("iras_id", "D4", "IRAS ID", when=on.REC_REQUIRED, planned=True, rule="V-IRAS"),
    Field("registration_number", "D6", "Local registration number", when=on.LOCAL_REGISTRATION, maximum=60,
          guidance="From the clinical audit or service improvement office."),
    Field("protocol_version", "D7", "Protocol version and date", when=on.RESEARCH, maximum=100),
    Field("trial_number", "D8", "Trial number", when=NEVER, rule="V-TRIAL"),
    Field("ppie", "D10", "Patient and public involvement", "long",
          guidance="Who was involved, how, and what changed because of it."),
)  # fmt: skip

PARTIES = (
    Field("controllers", "E1", "Controllers", "list", items=(
        Field("organisation", "E1", "Organisation", "organisation"),
        Field("role", "E1", "Role", "choice", options=("sole", "joint", "in_common"), when=NEVER),
        Field("article6", "C2", "Article 6 basis", "many", options=ARTICLE_6, when=NEVER),
        Field("article9", "C5", "Article 9 condition", "many", options=ARTICLE_9, when=NEVER),
        Field("signatory", "A9", "Who will sign the agreement", "person", when=NEVER, planned=True),
        Field("signatory_reason", "A9", "Why a member of the team signs", "long", when=NEVER),
        Field("dsfc_reference", "E4", "Framework contract", when=NEVER, planned=True),
    ), guidance="Every legal entity that determines why and how the data are used, whether or not it sees them."),
    Field("processors", "E2", "Processors", "list", when=NEVER, items=(
        Field("organisation", "E2", "Organisation", "organisation"),
        Field("role", "E2", "Role", "choice", options=("processor", "sub_processor", "cloud"), when=NEVER),
        Field("activity", "E2", "What it does", "long", when=NEVER),
    )),
    Field("influencers", "E5", "Who funds or influences the work without being a controller", "long",
          guidance="Write 'None' when there is nobody."),
    Field("territory", "E6", "Where the data are used", "choice",
          options=("england_wales", "uk", "uk_eea", "worldwide")),
    Field("sublicence", "E8", "Will data be shared onward or sub-licensed?", "bool"),
)  # fmt: skip
