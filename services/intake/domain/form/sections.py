"""The questions of sections A to N, in the order in which they are asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.contracts.free_text import HINT, RULE, holds_nhs_number
from services.contracts.message import Problem

from .data_and_cohort import COHORT, DATA, IDENTIFIABILITY
from .field import Field, Section
from .legal_and_parties import ETHICS, LEGAL, PARTIES
from .people_and_ending import COMMERCIAL, MORE, PEOPLE, RETENTION, SECURITY, TRANSPARENCY
from .purpose import OVERVIEW, PURPOSE

SECTIONS = (
    Section("A", "Overview and administration", OVERVIEW),
    Section("B", "Purpose and benefits", PURPOSE),
    Section("C", "Legal basis and confidentiality", LEGAL),
    Section("D", "Ethics and research approvals", ETHICS),
    Section("E", "Controllers, processors and territory", PARTIES),
    Section("F", "Data requested", DATA),
    Section("G", "Cohort", COHORT),
    Section("H", "Identifiability and opt-outs", IDENTIFIABILITY),
    Section("I", "Security and locations", SECURITY),
    Section("J", "People", PEOPLE),
    Section("K", "Commercial and funding", COMMERCIAL),
    Section("L", "Transparency", TRANSPARENCY),
    Section("M", "Retention and deletion", RETENTION),
    Section("N", "Declarations and attachments", MORE),
)

FIELDS: dict[str, Field] = {field.key: field for section in SECTIONS for field in section.fields}

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


def text_problems(answers: Mapping[str, Any]) -> Iterator[Problem]:
    """Every answer whose free text could hold an NHS number; the number itself is never repeated (domain 9.5)."""
    for key, value in answers.items():
        for where, text in _texts(key, value):
            if holds_nhs_number(text):
                yield Problem(code=RULE, message=HINT, field=where)


def _texts(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield where, str(key)
            yield from _texts(f"{where}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(f"{where}.{number}", inner)
