"""Purpose, legal basis, confidentiality and opt-outs (X-ELIG, X-LEGAL, X-OPT)."""

import re
from collections.abc import Iterator

from ..draft import PUBLIC_BODIES, Draft, years_after
from ..form.decisions import ROUTE, ROUTES, SCHEDULE_1_FOR
from .table import Severity, rule

SCREENED = re.compile(
    r"\b(insur\w*|underwrit\w*|marketing|advertis\w*|price comparison|pricing|market research|targeting)\b"
)
SCREENED_FIELDS = ("title", "lay_summary", "aim", "processing", "necessity")
# Only these let anybody be recognised or written to (B8).
RECONTACT_ROUTES = frozenset({"consent", "s251_reg5", "s251_reg2", "direct_care_team"})


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


@rule("X-DPO1", Severity.BLOCK)
def identifiable_is_personal(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.level == "identifiable" and draft.get("personal_judged") == "not_personal":
        yield "personal_judged", "Data that identify people are personal data whoever judges: leave this empty"


@rule("X-DPO2", Severity.WARN)
def judged_by_the_data_protection_officer(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("personal_judged"):
        yield "personal_judged", "A case officer reads the note of your data protection officer"


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
            yield key, f"Section 251: give {draft.form.fields[key].label.lower()}"
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


@rule("X-LEGAL7", Severity.BLOCK)
def schedule_1_fits(draft: Draft) -> Iterator[tuple[str, str]]:
    """C6: each Article 9 condition that needs one has its condition of Schedule 1 (2.3.1)."""
    chosen = set(draft.get("schedule1", ()))
    for article, needed in SCHEDULE_1_FOR.items():
        if chosen and article in draft.bases("article9") and not chosen & set(needed):
            yield "schedule1", f"Article {article} needs {' or '.join(needed).replace('_', ' ')} of Schedule 1"


@rule("X-LEGAL8", Severity.BLOCK)
def route_is_explained(draft: Draft) -> Iterator[tuple[str, str]]:
    route = ROUTE.get(str(draft.get("confidentiality")))
    if route and route.detail and not draft.get("confidentiality_detail"):
        yield "confidentiality_detail", "Say what this route rests on: the law, the order, the reasoning or the team"


@rule("X-LEGAL9", Severity.BLOCK)
def care_team_gives_no_identifiers(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("confidentiality") == "direct_care_team" and draft.level == "identifiable":
        yield "level", "The care team hands over de-identified data only: choose a lower identifiability"


@rule("X-CONTACT", Severity.BLOCK)
def contact_has_a_route(draft: Draft) -> Iterator[tuple[str, str]]:
    """B8: whoever is recognised or written to has consented, or section 251 or the care team covers it."""
    wanted = draft.get("recontact") in ("reidentify", "contact")
    if wanted and draft.get("confidentiality") not in (None, *RECONTACT_ROUTES):
        yield "recontact", "People are recognised or contacted only with consent, section 251, or by their care team"


@rule("X-DPIA", Severity.WARN)
def assessment_is_current(draft: Draft) -> Iterator[tuple[str, str]]:
    """2.7: reviewed within twelve months; C12: a high residual risk goes to the Information Commissioner first."""
    day = draft.day("dpia_date")
    if day and years_after(day, 1) < draft.known.today:
        yield "dpia_date", "Review the data protection impact assessment: it is more than twelve months old"
    if draft.get("dpia_risk") == "high":
        yield "dpia_risk", "High residual risk: consult the Information Commissioner before anything is processed"


@rule("X-PUB", Severity.WARN)
def notice_was_checked(draft: Draft) -> Iterator[tuple[str, str]]:
    """L1: the notice was read within twelve months; nobody reads it tomorrow."""
    day = draft.day("privacy_notice_checked")
    if day and (day > draft.known.today or years_after(day, 1) < draft.known.today):
        yield "privacy_notice_checked", "Open the privacy notice, check it, and give the day on which you did"


@rule("X-OPT1", Severity.BLOCK)
def section_251_applies_opt_outs(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.section_251 and draft.get("opt_out") not in (None, "applied"):
        exempt = draft.get("opt_out") == "not_applied_cag_exemption"
        if not (exempt and any(doc.kind == "OPT_OUT_EVIDENCE" for doc in draft.documents)):
            yield "opt_out", "Section 251: apply opt-outs, or attach the letter that exempts this use"


@rule("X-OPT2", Severity.BLOCK)
def opt_out_fits_confidentiality(draft: Draft) -> Iterator[tuple[str, str]]:
    """The last column of the table of routes (2.3.2)."""
    position = str(draft.get("opt_out", "applied"))
    needs = sorted(route.name for route in ROUTES if position in route.opt_out)
    if position != "mixed" and draft.get("confidentiality") not in (None, *needs):
        yield "opt_out", f"This position needs the confidentiality route to be {' or '.join(needs)}"


@rule("X-OPT3", Severity.BLOCK)
def mixed_says_which(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("opt_out") == "mixed" and not draft.get("opt_out_flows"):
        yield "opt_out_flows", "Give the opt-out position of each flow"
