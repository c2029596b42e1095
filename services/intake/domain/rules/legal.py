"""Purpose, legal basis, confidentiality and opt-outs (X-ELIG, X-LEGAL, X-OPT)."""

import re
from collections.abc import Iterator

from ..draft import PUBLIC_BODIES, Draft
from ..form import FIELDS
from .table import Severity, rule

SCREENED = re.compile(
    r"\b(insur\w*|underwrit\w*|marketing|advertis\w*|price comparison|pricing|market research|targeting)\b"
)
SCREENED_FIELDS = ("title", "lay_summary", "aim", "processing", "necessity")
OPT_OUT_NEEDS = {
    "not_applied_not_CPI": {"not_confidential"},
    "not_applied_consent": {"consent"},
    "not_applied_reg3": {"reg3"},
    "not_applied_law": {"statute_or_direction", "court_order"},
    "not_applied_public_interest": {"public_interest"},
    "not_applied_cag_exemption": {"s251_reg5", "s251_reg2"},
}


@rule("X-ELIG", Severity.BLOCK)
def not_for_marketing(draft: Draft) -> Iterator[tuple[str, str]]:
    """S2-7: solely commercial purposes, marketing and insurance are refused."""
    if draft.get("not_for_marketing") is False:
        yield "not_for_marketing", "Data are never given for marketing, selling, insurance or market research"


@rule("X-ELIG-TEXT", Severity.WARN)
def purpose_screened(draft: Draft) -> Iterator[tuple[str, str]]:
    for key in SCREENED_FIELDS:
        found = SCREENED.search(str(draft.get(key, "")).lower())
        if found:
            yield key, f"The word '{found[0]}' makes a case officer look at whether the purpose is eligible"


@rule("X-LEGAL1", Severity.BLOCK)
def each_controller_has_bases(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(draft.rows("controllers") if draft.personal else ()):
        for key, label in (("article6", "an Article 6 basis"), ("article9", "an Article 9 condition")):
            if not row.get(key):
                yield f"controllers.{number}.{key}", f"Personal data: give this controller {label}"


@rule("X-LEGAL2", Severity.WARN)
def public_body_on_legitimate_interests(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(draft.rows("controllers")):
        organisation = draft.organisation(row.get("organisation"))
        if organisation and organisation.kind in PUBLIC_BODIES and "6(1)(f)" in (row.get("article6") or ()):
            yield f"controllers.{number}.article6", "Public authorities do not rely on legitimate interests"


@rule("X-LEGAL3", Severity.WARN)
def article_9_fits_the_type(draft: Draft) -> Iterator[tuple[str, str]]:
    nine = draft.bases("article9")
    if "9(2)(j)" in nine and not draft.research:
        yield "request_type", "Article 9(2)(j) is for research and statistics: check the type of request"
    if "9(2)(h)" in nine and draft.research:
        yield "request_type", "Article 9(2)(h) is for health and care management, not research"


@rule("X-LEGAL4", Severity.BLOCK)
def identifiable_is_confidential(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.level == "identifiable" and draft.get("confidentiality") == "not_confidential":
        yield "confidentiality", "Identifiable data are confidential: choose another route, or a lower identifiability"


@rule("X-LEGAL5", Severity.BLOCK_FULL)
def section_251_is_complete(draft: Draft) -> Iterator[tuple[str, str]]:
    if not draft.section_251:
        return
    if draft.get("cag_status") != "supported":
        yield "cag_status", "Section 251 needs the advisory group's support: wait for it, or ask provisionally"
    for key in ("cag_reference", "cag_end"):
        if draft.get(key) is None:
            yield key, f"Section 251: give {FIELDS[key].label.lower()}"
    if draft.research and not (draft.get("rec_reference") and draft.get("rec_date")):
        yield "rec_reference", "Section 251 for research needs a favourable ethics opinion first"
    end, support = draft.day("end"), draft.day("cag_end")
    if end and support and end > support:
        yield "end", "End no later than the advisory group's support"


@rule("X-LEGAL6", Severity.BLOCK)
def consent_is_shown(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("confidentiality") == "consent":
        if not draft.rows("consents"):
            yield "consents", "Give every version of the consent"
        if draft.get("consent_reviewed") is not True:
            yield "consent_reviewed", "Have the consent reviewed against this request, and tick it"


@rule("X-OPT1", Severity.BLOCK)
def section_251_applies_opt_outs(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.section_251 and draft.get("opt_out") not in (None, "applied"):
        exempt = draft.get("opt_out") == "not_applied_cag_exemption"
        if not (exempt and any(doc.kind == "OPT_OUT_EVIDENCE" for doc in draft.documents)):
            yield "opt_out", "Section 251: apply opt-outs, or attach the letter that exempts this use"


@rule("X-OPT2", Severity.BLOCK)
def opt_out_fits_confidentiality(draft: Draft) -> Iterator[tuple[str, str]]:
    needs = OPT_OUT_NEEDS.get(str(draft.get("opt_out")))
    if needs and draft.get("confidentiality") not in needs:
        yield "opt_out", f"This position needs the confidentiality route to be {' or '.join(sorted(needs))}"


@rule("X-OPT3", Severity.BLOCK)
def mixed_says_which(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("opt_out") == "mixed" and not draft.get("opt_out_flows"):
        yield "opt_out_flows", "Give the opt-out position of each flow"
