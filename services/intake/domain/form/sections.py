"""The form that is shipped with Haven: version 1 of the question bank (decision 0026)."""

from .data_and_cohort import COHORT, DATA, IDENTIFIABILITY
from .ethics_and_parties import ETHICS, PARTIES
from .evidence import KINDS
from .field import Section
from .form import Form
from .legal import LEGAL
from .money_and_ending import COMMERCIAL, MORE, RETENTION, TRANSPARENCY
from .overview import OVERVIEW
from .purpose import PURPOSE
from .security_and_people import PEOPLE, SECURITY

DECLARATIONS = {
    "accuracy": "What is written here is accurate and complete.",
    "conditions": "The data will be used only as approved, under the conditions of use.",
    "no-reidentification": "Nobody will try to identify any person from the data.",
    "report-breaches": "Any breach or suspected breach is reported to the custodian within 24 hours.",
    "audit": "The custodian may audit the use of the data.",
    "publication": "A summary of the request may be published in the register of data uses.",
    "interests": "Interests with the custodian or its committee have been declared.",
    "sponsor": "The sponsor or responsible manager supports this request, and I am authorised to say so.",
}

SHIPPED = Form(
    number=1,
    sections=(
        Section("A", "Overview and administration", OVERVIEW),
        Section("B", "Purpose and benefits", PURPOSE),
        Section("C", "Legal basis and confidentiality", LEGAL, giver="protection"),
        Section("D", "Ethics and research approvals", ETHICS, giver="sponsor"),
        Section("E", "Controllers, processors and territory", PARTIES),
        Section("F", "Data requested", DATA, giver="analyst"),
        Section("G", "Cohort", COHORT, giver="analyst"),
        Section("H", "Identifiability and opt-outs", IDENTIFIABILITY, giver="protection"),
        Section("I", "Security and locations", SECURITY, giver="security"),
        Section("J", "People", PEOPLE),
        Section("K", "Commercial and funding", COMMERCIAL, giver="finance"),
        Section("L", "Transparency", TRANSPARENCY, giver="protection"),
        Section("M", "Retention and deletion", RETENTION, giver="security"),
        Section("N", "Declarations and attachments", MORE),
    ),
    evidence=KINDS,
    declarations=tuple(DECLARATIONS.items()),
)
