"""The text of a data release confirmation letter (domain 7.2). Pure."""

from datetime import date

from . import terms
from .agreement import Agreement
from .text import ACCESS, OPT_OUTS, Text, conditions, duties, pounds, years

DUTIES = (
    "Make no attempt to identify anyone.",
    "Take results out only through the output check of the secure environment.",
    "Report any incident to the information governance team within 24 hours.",
    "Name the source of the data in everything that is published.",
    "At the end, stop, and return a Certificate of Destruction within {days} days.",
)


def letter_text(agreement: Agreement, issued_on: date) -> Text:
    """Everything the letter says, in the form of an agreement's text."""
    request = agreement.asked
    people = [[u.name, u.valid_to.isoformat() if u.valid_to else ""] for u in agreement.letter.users]
    rows = [[d.dataset, years(d)] for d in request.datasets]
    return {
        "kind": "Data Release Confirmation Letter",
        "reference": agreement.letter.number,
        "application": f"{request.reference}, version {request.version}, SHA-256 {request.sha256}",
        "title": request.title,
        "custodian": agreement.custodian,
        "language": "en-GB",
        "sections": [
            {"heading": "Permission", "parts": [{"pairs": _facts(agreement, issued_on)}]},
            {"heading": "Data", "parts": [{"table": {"head": ["Dataset", "Years"], "rows": rows}}]},
            {"heading": "Legal basis and opt-outs", "parts": _legal(agreement)},
            {"heading": "Conditions", "parts": conditions(agreement.conditions)},
            {"heading": "Your duties", "parts": [{"list": duties(DUTIES, agreement)}]},
            {
                "heading": "Annex: verified users",
                "parts": [{"table": {"head": ["Name", "Verified until"], "rows": people}}],
            },
        ],
    }


def _facts(agreement: Agreement, issued_on: date) -> list[list[str]]:
    request = agreement.asked
    return [
        ["To", request.lead.name],
        ["Issued", issued_on.isoformat()],
        ["Decided", terms.london(agreement.decided_at).isoformat() if agreement.decided_at else ""],
        ["Kind of request", request.request_type.replace("_", " ")],
        ["Purpose", request.purpose or request.lay_summary],
        ["Identifiability", request.level.replace("_", " ")],
        ["Cohort", f"{request.cohort.source.replace('_', ' ')}, about {request.cohort.estimated_size}"],
        ["Access", ACCESS[request.access]],
        ["Agreement", agreement.agreement_ref],
        ["Start", agreement.starts_on.isoformat() if agreement.starts_on else ""],
        ["End", agreement.ends_on.isoformat() if agreement.ends_on else ""],
        ["Charges without VAT", pounds(agreement.quote.net_pence)],
        ["Purchase order", agreement.purchase_order or "none needed"],
    ]


def _legal(agreement: Agreement) -> list[Text]:
    legal = agreement.asked.legal
    pairs = [
        ["UK GDPR", ", ".join((*legal.article6, *legal.article9)) or "not personal data"],
        ["Confidentiality", legal.confidentiality.replace("_", " ")],
        ["Approvals", ", ".join(ref for ref in (legal.cag_reference, legal.rec_reference) if ref) or "none needed"],
    ]
    return [{"pairs": pairs}, {"text": OPT_OUTS.get(legal.opt_out, f"Opt-out position: {legal.opt_out}.")}]
