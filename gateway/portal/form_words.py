"""What may be chosen in the application form, in words: option -> words, for each question that offers codes."""

from collections.abc import Mapping
from typing import Any

from .words import humanised

_DATA = {
    "NHS_NO": "NHS number", "DOB": "Date of birth", "SEX": "Sex", "POSTCODE": "Postcode",
    "FAMILY_NAME": "Family name", "GIVEN_NAME": "Given name", "UNIQUE_REFERENCE": "A unique reference of your own",
}  # fmt: skip
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "approval": {"full": "Full approval", "provisional": "Agreement in principle (provisional)"},
    "kind": {
        "new": "A new request", "amendment": "An amendment of a present agreement",
        "extension": "More time, with nothing else changed", "renewal": "A renewal, with changes",
    },
    "amendment_kind": {
        "administrative": "Administrative, such as a change of address",
        "substantive": "Substantive, such as another purpose, dataset or organisation",
    },
    "ai": {
        "none": "No", "train_or_test": "Yes, and the model stays in the environment",
        "model_export": "Yes, and the model is exported",
        "automated_decisions": "Yes, and it decides something automatically",
    },
    "recontact": {"no": "No", "reidentify": "They will be re-identified", "contact": "They will be contacted"},
    "contentious": {
        "first_use": "First use of a dataset or linkage", "media_sensitive": "Politically or media sensitive",
        "surprise": "Likely to surprise patients", "group_harm": "Could harm a group of people",
        "law_enforcement": "Police, immigration, insurance or employers are involved",
        "exclusivity": "Somebody gets exclusive commercial rights", "new_technology": "New technology",
    },
    "article6": {
        "6(1)(a)": "6(1)(a) consent", "6(1)(b)": "6(1)(b) contract", "6(1)(c)": "6(1)(c) legal obligation",
        "6(1)(d)": "6(1)(d) vital interests", "6(1)(e)": "6(1)(e) public task",
        "6(1)(ea)": "6(1)(ea) recognised legitimate interests", "6(1)(f)": "6(1)(f) legitimate interests",
    },
    "article9": {
        "9(2)(a)": "9(2)(a) explicit consent", "9(2)(b)": "9(2)(b) employment and social protection",
        "9(2)(g)": "9(2)(g) substantial public interest", "9(2)(h)": "9(2)(h) management of health and social care",
        "9(2)(i)": "9(2)(i) public health", "9(2)(j)": "9(2)(j) research, archiving and statistics",
    },
    "confidentiality": {
        "not_confidential": "The data you receive are not confidential patient information",
        "consent": "Consent of the patients", "s251_reg5": "Section 251 support (regulation 5)",
        "s251_reg2": "Cancer registration (regulation 2)", "reg3": "Communicable disease (regulation 3)",
        "statute_or_direction": "A statute or a direction", "court_order": "A court order",
        "public_interest": "Overriding public interest", "direct_care_team": "The direct care team extracts the data",
    },
    "cag_status": {"supported": "Supported", "pending": "Applied for, no answer yet"},
    "power": {
        "hsca_s261_2a": "NHS England: section 261(2)(a), Health and Social Care Act 2012",
        "hsca_s261_4": "NHS England: section 261(4), Health and Social Care Act 2012",
        "hsca_s261_5": "NHS England: section 261(5), Health and Social Care Act 2012",
        "nhs_functions": "A hospital: its functions as an NHS body", "public_task": "Public task", "other": "Another",
    },
    "role": {
        "sole": "Sole controller", "joint": "Joint controller", "in_common": "Controller in common",
        "processor": "Processor", "sub_processor": "Sub-processor", "cloud": "Cloud provider",
    },
    "territory": {
        "england_wales": "England and Wales", "uk": "The United Kingdom", "uk_eea": "The UK and the EEA",
        "worldwide": "Worldwide",
    },
    "access": {
        "sde": "In a secure data environment", "extract": "As an extract that leaves the custodian",
        "query_service": "Through a query service", "tabulation": "As a table made for you",
        "viewer": "Looks at results", "analyst": "Works with the data", "lead": "Leads the work with the data",
        "output_requester": "Asks for outputs only", "none": "No access",
    },
    "special_content": {"free_text": "Free text", "imaging": "Images", "genomics": "Genomics"},
    "cohort_source": {
        "criteria": "The custodian finds it by criteria", "applicant_supplied": "You supply identifiers in a file",
        "none": "There is no cohort",
    },
    "cohort_identifiers": _DATA,
    "direct_identifiers": _DATA,
    "level": {
        "aggregate_suppressed": "Totals, small numbers suppressed",
        "aggregate_unsuppressed": "Totals, small numbers shown",
        "anonymised_record": "One line a person, anonymised", "pseudonymised": "One line a person, pseudonymised",
        "deidentified_with_dates": "One line a person, de-identified, with exact dates or places",
        "identifiable": "Identifiable: people can be recognised",
    },
    "quasi_identifiers": {
        "full_dob": "Full date of birth", "postcode": "Postcode", "exact_dates": "Exact dates",
        "rare_disease": "A rare disease",
    },
    "opt_out": {
        "applied": "Opt-outs are applied", "not_applied_not_CPI": "Not applied: no confidential patient information",
        "not_applied_consent": "Not applied: the patients have consented",
        "not_applied_reg3": "Not applied: communicable disease (regulation 3)",
        "not_applied_law": "Not applied: required by law",
        "not_applied_public_interest": "Not applied: overriding public interest",
        "not_applied_cag_exemption": "Not applied: an exemption of the Confidentiality Advisory Group",
        "mixed": "Applied to some flows and not to others",
    },
    "contract": {
        "substantive": "Employed", "honorary": "Honorary contract", "student": "Student",
    },
    "funding": {"external": "From outside", "internal": "From inside", "none": "None"},
    "payment_route": {
        "purchase-order": "A purchase order", "internal-recharge": "An internal recharge", "grant-code": "A grant code",
        "waiver": "A waiver",
    },
    "document": {
        "PROTOCOL": "Protocol", "DATAFLOW": "Data-flow diagram", "REC_LETTER": "Ethics committee's letter",
        "HRA_LETTER": "Health Research Authority's letter", "CAG_LETTER": "Confidentiality Advisory Group's letter",
        "CONSENT_FORM": "Consent form and information sheet", "DPIA": "Data protection impact assessment",
        "LIA": "Legitimate interests assessment", "SPONSOR_LETTER": "Sponsor's letter",
        "DELEGATED_AUTHORITY": "Authority of a signatory", "DATA_SPEC": "Data specification",
    },
    "sensitive": {"sexual_health": "Sexual health, HIV"},
    "schedule1": {
        "part1_para1": "Part 1, paragraph 1: employment, social security and social protection",
        "part1_para2": "Part 1, paragraph 2: health or social care",
        "part1_para3": "Part 1, paragraph 3: public health",
        "part1_para4": "Part 1, paragraph 4: research, archiving and statistics",
        "part2": "Part 2: substantial public interest",
    },
    "cag_type": {"research": "Research", "non_research": "Not research"},
    "cohort_updates": {"never": "Never"},
    "transfer_method": {
        "seft": "Secure electronic file transfer (SEFT)", "mesh": "Message exchange (MESH)", "other": "Another way",
    },
}  # fmt: skip


def choices(key: str, options: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """The options of a question, with their words."""
    return tuple((one, word(key, one), "") for one in options)


def parameter(term: Any) -> str:
    """What a term of the Data Use Ontology is limited to: a region or a number of months, where it is a code."""
    if term.short == "TS" and term.parameter.isdigit():
        return f"{term.parameter} months"
    return OPTIONS["territory"].get(term.parameter, term.parameter)


def word(key: str, option: str) -> str:
    """One option in words."""
    return OPTIONS.get(key, {}).get(option) or humanised(option.removeprefix("ADDED_"))
