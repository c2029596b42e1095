"""The text of an agreement: everything it says, as plain data, made from the approved request (domain 7.1). Its
canonical JSON is what the hash is of, and the hash is what people sign; PDF pages are only a way to show it. Names of
signatories, signatures and the purchase order are not part of the text, since they come after it. Pure."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from services.contracts.agreements import AgreedCondition, Quote
from services.contracts.request import Access, CohortWanted, DatasetWanted, Legal, Party, Request

from . import policy, terms
from .agreement import Agreement

Text = dict[str, Any]

OPT_OUTS = {
    "applied": "National data opt-outs are applied to every release.",
    "not_applied_consent": "Opt-outs are not applied, because each person has consented.",
    "not_applied_reg3": "Opt-outs are not applied: Regulation 3, communicable disease and public health.",
    "not_applied_cag_exemption": "Opt-outs are not applied: the Confidentiality Advisory Group exempted this use.",
    "not_applied_law": "Opt-outs are not applied: the law requires this disclosure.",
    "not_applied_public_interest": "Opt-outs are not applied: an overriding public interest, as the evidence shows.",
    "mixed": "Opt-outs are applied to some flows and not to others, as the evidence says for each.",
    "not_applied_not_CPI": "Opt-outs do not apply: no confidential patient information is disclosed.",
}
ACCESS = {
    Access.SDE: "Analysis inside the custodian's Secure Data Environment; record-level data never leave it.",
    Access.EXTRACT: "An extract sent by Secure Electronic File Transfer to the places named in section 2.",
    Access.QUERY_SERVICE: "Questions through the custodian's query service; only counted results are returned.",
    Access.TABULATION: "Tables made by the custodian, with small numbers suppressed.",
}
OBLIGATIONS = (
    "Use the data only for the purposes in section 5, and only by the people in Annex D.",
    "Keep the data confidential: show them to nobody else, and keep them only in the places of section 2.",
    "Make no attempt to identify anyone, and link with no other data than section 5 names.",
    "Report any suspected breach to the custodian within 24 hours of becoming aware of it.",
    "Allow the custodian to audit, and give it what it asks for in an audit.",
    "Stop using the data at the end of the term, or at once when the custodian suspends or ends this agreement.",
    "Destroy every copy, backups included, and send a Certificate of Destruction within {days} days of the end.",
    "The custodian may suspend or end this agreement when a duty is not kept.",
    "Liability is that of the framework contract.",
)

RE_IDENTIFICATION = (
    "The key that leads from a pseudonym back to a person is held by the custodian only. No other party is given it."
)


CERTIFY_DAYS = 28  # what the texts said before the number became a setting


def duties(said: Iterable[str], agreement: Agreement) -> list[str]:
    """The duties, with the days within which this agreement asks for the certificate."""
    return [one.replace("{days}", str(agreement.certify_days or CERTIFY_DAYS)) for one in said]


def sha256(text: Text) -> str:
    """The hash of a text: what is printed on it, and what a signature names."""
    return hashlib.sha256(canonical(text)).hexdigest()


def canonical(text: Text) -> bytes:
    """One spelling for one text: sorted keys, no spaces, UTF-8."""
    return json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def agreement_text(agreement: Agreement) -> Text:
    """The whole agreement, section by section; `title`, `parts`: a heading with paragraphs, list, pairs or a table."""
    request = agreement.asked
    return {
        "kind": "Data Sharing Agreement",
        "reference": agreement.agreement_ref,
        "application": f"{request.reference}, version {request.version}, SHA-256 {request.sha256}",
        "title": request.title,
        "custodian": agreement.custodian,
        "language": "en-GB",
        "sections": [
            {"heading": "Summary", "parts": _front(agreement)},
            {"heading": "1 Parties", "parts": _parties(request, agreement.custodian)},
            {"heading": "2 Locations and assurance", "parts": _locations(request)},
            {"heading": "3 Data", "parts": _data(request)},
            {"heading": "4 Transparency", "parts": _transparency(request)},
            {"heading": "5 Purposes, activities, outputs and benefits", "parts": _purposes(request)},
            {"heading": "6 Special conditions", "parts": conditions(agreement.conditions)},
            {"heading": "7 Approvals and legal basis", "parts": _legal(request.legal)},
            {"heading": "8 Access, retention and destruction", "parts": _access(agreement)},
            {"heading": "9 Charges", "parts": charges(agreement.quote)},
            {"heading": "10 Onward sharing", "parts": [{"text": "No onward sharing and no sub-licence is allowed."}]},
            {"heading": "11 People who use the data", "parts": [{"text": USERS}]},
            {"heading": "12 Duties, audit, suspension and end", "parts": [{"list": duties(OBLIGATIONS, agreement)}]},
            {"heading": "Annex A Fields", "parts": _fields(request.datasets)},
            {"heading": "Annex D Approved users", "parts": [_people(request)]},
        ],
    }


USERS = (
    "Only the people in Annex D may use the data, each after the custodian has verified identity, affiliation and "
    "training, and each under the end user terms. A change of people is asked for before it is made."
)


def _front(agreement: Agreement) -> list[Text]:
    start, end = agreement.starts_on, agreement.ends_on
    term = f"{terms.months_in(start, end)} months" if start and end else "as asked for, until issue"
    pairs = [
        ["Reference", agreement.agreement_ref],
        ["Application", f"{agreement.reference}, version {agreement.asked.version}"],
        ["Framework contracts", ", ".join(agreement.framework_contracts) or "none needed"],
        ["Replaces", ", ".join(agreement.earlier) or "nothing"],
        ["Start", (start or agreement.asked.start).isoformat()],
        ["End", (end or agreement.asked.end).isoformat() + ", 23:59:59 Europe/London"],
        ["Term", term],
        ["Decided", terms.london(agreement.decided_at).isoformat() if agreement.decided_at else ""],
    ]
    return [{"pairs": pairs}]


def _parties(request: Request, custodian: str) -> list[Text]:
    rows = [["Custodian", custodian, ""]]
    rows += [["Controller" + (", joint" if len(request.controllers) > 1 else ""), p.name, p.ods_code]
             for p in request.controllers]  # fmt: skip
    rows += [["Processor", p.name, p.ods_code] for p in request.processors]
    return [{"table": {"head": ["Part", "Organisation", "ODS code"], "rows": rows}}]


def _locations(request: Request) -> list[Text]:
    rows = [_assurance(p) for p in (*request.controllers, *request.processors)]
    head = ["Organisation", "DSPT", "ISO 27001 until", "ICO registration", "ICO until"]
    territory = "Outside the United Kingdom in part" if request.outside_uk else "United Kingdom only"
    return [
        {"table": {"head": head, "rows": rows}},
        {"pairs": [["Territory of use", territory], ["Security measures", request.security or "as each party's DSPT"]]},
    ]


def _assurance(p: Party) -> list[str]:
    iso = p.iso27001_expiry.isoformat() if p.iso27001_expiry else "none"
    until = p.ico_expiry.isoformat() if p.ico_expiry else ""
    return [p.name, p.dspt_status.replace("_", " ").lower() or "none", iso, p.ico_number, until]


def _data(request: Request) -> list[Text]:
    rows = [[d.dataset, years(d), often(d), str(len(d.fields)), d.reason] for d in request.datasets]
    head = ["Dataset", "Years", "Frequency", "Fields", "Why"]
    level = request.level.replace("_", " ")
    return [
        {"sub": "3a Datasets"},
        {"pairs": [["Identifiability", level], ["Sensitive", "yes" if request.sensitive else "no"]]},
        {"table": {"head": head, "rows": rows}},
        {"sub": "3b Cohort"},
        {"pairs": _cohort(request.cohort)},
        {"sub": "3c Opt-outs"},
        {"text": OPT_OUTS.get(request.legal.opt_out, f"Opt-out position: {request.legal.opt_out}.")},
        *([{"text": f"Evidence: {request.legal.opt_out_evidence}"}] if request.legal.opt_out_evidence else []),
        {"sub": "3d Re-identification key"},
        {"text": RE_IDENTIFICATION},
    ]


def _cohort(cohort: CohortWanted) -> list[list[str]]:
    pairs = [["Source", cohort.source.replace("_", " ")], ["Estimated size", str(cohort.estimated_size)]]
    if cohort.age_from is not None or cohort.age_to is not None:
        pairs.append(["Age", f"{cohort.age_from or 0} to {cohort.age_to if cohort.age_to is not None else 'any'}"])
    if cohort.condition_codes:
        pairs.append(["Condition codes", ", ".join(cohort.condition_codes)])
    if cohort.permitted_identifiers:
        pairs.append(["Identifiers supplied", ", ".join(cohort.permitted_identifiers)])
    return pairs


def _transparency(request: Request) -> list[Text]:
    return [
        {"text": "The entry in the public register of data uses:"},
        {"pairs": [["Title", request.title], ["In plain words", request.lay_summary]]},
    ]


def _purposes(request: Request) -> list[Text]:
    commercial = "No party gains commercially."
    if request.commercial:
        commercial = (
            "The purpose is in part commercial. Where money is made from the results, the custodian and the people "
            "it serves receive a fair share, as agreed in writing before the first such use."
        )
    return [
        {"sub": "5a Objective"}, {"text": request.purpose or request.lay_summary},
        {"sub": "5b Processing"}, {"text": _answer(request, "processing", "As described in the application.")},
        {"sub": "5c Outputs"}, {"text": "Results, with small numbers suppressed."}, *_rows(request, "outputs"),
        {"sub": "5d Benefits"}, {"text": request.public_benefit}, *_rows(request, "benefits"),
        {"sub": "5e Commercial purpose"}, {"text": commercial},
    ]  # fmt: skip


def _answer(request: Request, name: str, otherwise: str) -> str:
    told = request.answers.get(name)
    return told if isinstance(told, str) and told else otherwise


def _rows(request: Request, name: str) -> list[Text]:
    """A repeated answer as a list: each entry's values, in the order of the form."""
    told = request.answers.get(name)
    rows = [row for row in told if isinstance(row, dict)] if isinstance(told, list | tuple) else []
    said = ["; ".join(str(value) for value in row.values() if value) for row in rows]
    return [{"list": said}] if said else []


def conditions(agreed: Iterable[AgreedCondition]) -> list[Text]:
    """Conditions, numbered as decided."""
    rows = [[str(c.number), c.kind, c.text, c.due.isoformat() if c.due else ""] for c in agreed]
    if not rows:
        return [{"text": "None."}]
    return [{"table": {"head": ["No.", "Kind", "Condition", "By"], "rows": rows}}]


def _legal(legal: Legal) -> list[Text]:
    return [
        {
            "pairs": [
                ["UK GDPR Article 6", ", ".join(legal.article6) or "not personal data"],
                ["UK GDPR Article 9", ", ".join(legal.article9) or "not special category data"],
                ["Common law duty of confidentiality", legal.confidentiality.replace("_", " ")],
                ["Section 251 support", legal.cag_reference or "none"],
                ["Support ends", legal.cag_end.isoformat() if legal.cag_end else "not applicable"],
                ["Research ethics", legal.rec_reference or "not applicable"],
            ]
        }
    ]


def _access(agreement: Agreement) -> list[Text]:
    request = agreement.asked
    terms_ref = policy.POLICIES[request.profile].service_terms if agreement.needs_service_agreement else "none"
    return [
        {"text": ACCESS[request.access]},
        {"pairs": [["Service agreement", terms_ref], ["Retention", request.retention or "to the end of the term"]]},
    ]


def charges(quote: Quote) -> list[Text]:
    """A quote: its lines and totals in pounds."""
    rows = [[one.label, str(one.quantity), pounds(one.unit_pence), pounds(one.amount_pence)] for one in quote.lines]
    totals = [["Net", pounds(quote.net_pence)], ["VAT", pounds(quote.vat_pence)], ["Total", pounds(quote.gross_pence)]]
    table = {"head": ["Charge", "Quantity", "Each", "Amount"], "rows": rows}
    return [{"pairs": [["Tariff", quote.tariff]]}, {"table": table}, {"pairs": totals}]


def pounds(pence: int) -> str:
    return f"£{pence // 100:,}.{pence % 100:02d}"


def _fields(datasets: Iterable[DatasetWanted]) -> list[Text]:
    rows = [[d.dataset, ", ".join(d.fields) or "all fields of the product"] for d in datasets]
    return [{"table": {"head": ["Dataset", "Fields"], "rows": rows}}]


def _people(request: Request) -> Text:
    people = {m.person_id: m for m in (request.lead, *request.team)}
    rows = [[m.name, m.access] for m in people.values()]
    return {"table": {"head": ["Name", "Access"], "rows": rows}}


def years(wanted: DatasetWanted) -> str:
    """The period of one dataset, in words."""
    return f"{wanted.year_from} to {wanted.year_to}" if wanted.year_from and wanted.year_to else "latest available"


def often(wanted: DatasetWanted) -> str:
    """How often one dataset is given, and how many times in all when it is more than once."""
    return f"{wanted.frequency}, {wanted.disseminations} times" if wanted.disseminations > 1 else wanted.frequency
