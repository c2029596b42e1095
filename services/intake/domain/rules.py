"""The cross-field rules of domain section 2.5, each answering with what to do and where.

A rule is a function from a draft to problems. `RULES` says how severe each is: BLOCK stops a submission, BLOCK_FULL
stops a full one and warns in a provisional one, WARN is shown to applicant and case officer alike.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum

from services.contracts.message import Problem

from . import formats
from .draft import PUBLIC_BODIES, Draft
from .form import FIELDS, Field, text_problems
from .form.field import REASON_MINIMUM, shape_problems


class Severity(StrEnum):
    BLOCK = "block"
    BLOCK_FULL = "block(full)"
    WARN = "warn"


Rule = Callable[[Draft], Iterator[Problem]]
RULES: dict[str, tuple[Severity, Rule]] = {}

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
TERM_YEARS, COMMERCIAL_TERM_YEARS = 3, 1


def rule(code: str, severity: Severity) -> Callable[[Callable[[Draft], Iterator[tuple[str, str]]]], Rule]:
    """Register a rule written as pairs of (field, what to do)."""

    def register(find: Callable[[Draft], Iterator[tuple[str, str]]]) -> Rule:
        def problems(draft: Draft) -> Iterator[Problem]:
            return (Problem(code=code, message=message, field=field) for field, message in find(draft))

        RULES[code] = (severity, problems)
        return problems

    return register


def blocking(draft: Draft) -> tuple[Problem, ...]:
    """What stops a submission (G-VALIDATE)."""
    severities = (Severity.BLOCK,) if draft.provisional else (Severity.BLOCK, Severity.BLOCK_FULL)
    return (*_shapes(draft), *_run(draft, *severities))


def warnings(draft: Draft) -> tuple[Problem, ...]:
    """What applicant and case officer should look at, without stopping anything."""
    severities = (Severity.WARN, Severity.BLOCK_FULL) if draft.provisional else (Severity.WARN,)
    return tuple(_run(draft, *severities))


def _run(draft: Draft, *severities: Severity) -> Iterator[Problem]:
    for severity, find in RULES.values():
        if severity in severities:
            yield from find(draft)


def _shapes(draft: Draft) -> Iterator[Problem]:
    for key, value in draft.answers.items():
        if key in FIELDS:
            yield from shape_problems(FIELDS[key], value)
    yield from text_problems(draft.answers)


@rule("V-FORMAT", Severity.BLOCK)
def formats_fit(draft: Draft) -> Iterator[tuple[str, str]]:
    """Lengths, and the formats of domain 2.4."""
    for field, where, value in _values(draft):
        if isinstance(value, str) and value.strip():
            if field.rule and not formats.check(field.rule, value.strip()):
                yield where, formats.HINTS.get(field.rule, f"{field.label} has the wrong form")
            if len(value) > field.limit:
                yield where, f"{field.label}: shorten it to {field.limit} characters"
            if len(value.strip()) < field.minimum:
                yield where, f"{field.label}: write at least {field.minimum} characters"


@rule("V-REF", Severity.BLOCK)
def references_resolve(draft: Draft) -> Iterator[tuple[str, str]]:
    """Every person has an account and every organisation is registered."""
    for field, where, value in _values(draft):
        if field.type == "person" and value and draft.person(value) is None:
            yield where, "This person has no account yet: ask them to sign up with this address"
        if field.type == "organisation" and value and draft.organisation(value) is None:
            yield where, "Choose an organisation from the list, or register it first"


def _values(draft: Draft) -> Iterator[tuple[Field, str, object]]:
    for key, field in FIELDS.items():
        value = draft.get(key)
        if field.type != "list":
            yield field, key, value
            continue
        for number, row in enumerate(draft.rows(key)):
            for item in field.items:
                yield item, f"{key}.{number}.{item.key}", row.get(item.key)


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


@rule("X-SEC1", Severity.BLOCK_FULL)
def each_location_is_assured(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(draft.rows("locations")):
        organisation = draft.organisation(row.get("organisation"))
        if organisation and not organisation.secure(draft.known.today):
            yield f"locations.{number}.organisation", "This organisation has no accepted DSPT or ISO 27001 in date"


@rule("X-SEC2", Severity.WARN)
def removable_media(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("removable_media"):
        yield "removable_media", "Removable media are looked at by the Senior Information Risk Owner"


@rule("X-DATE1", Severity.BLOCK)
def dates_fit(draft: Draft) -> Iterator[tuple[str, str]]:
    start, end = draft.day("start"), draft.day("end")
    if start and start > years_after(draft.known.today, 1):
        yield "start", "Start within twelve months from now"
    if start and end:
        years = COMMERCIAL_TERM_YEARS if draft.commercial or draft.get("sublicence") else TERM_YEARS
        if end <= start:
            yield "end", "End after the start"
        elif end > years_after(start, years):
            yield "end", f"End at most {years} year{'s' if years > 1 else ''} after the start; renew later if needed"


@rule("X-DATE2", Severity.BLOCK)
def end_within_support(draft: Draft) -> Iterator[tuple[str, str]]:
    end, funding = draft.day("end"), draft.day("funding_end")
    if end and funding and end > funding and not draft.get("funding_gap_reason"):
        yield "end", "End no later than the funding, or say how the rest is paid for"


@rule("X-DATA1", Severity.BLOCK)
def sensitive_fields_have_reasons(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, row, dataset in draft.datasets():
        reasons = row.get("field_reasons") or {}
        for name in row.get("fields") or ():
            if dataset and name in dataset.justify and len(str(reasons.get(name, "")).strip()) < REASON_MINIMUM:
                yield f"datasets.{number}.field_reasons", f"{name}: say why it is needed ({REASON_MINIMUM} characters)"


@rule("X-DATA2", Severity.BLOCK)
def data_are_in_the_catalogue(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, row, dataset in draft.datasets():
        where = f"datasets.{number}"
        if dataset is None:
            yield f"{where}.dataset", "Choose a dataset of the catalogue"
            continue
        unknown = sorted(set(row.get("fields") or ()) - dataset.fields)
        if unknown:
            yield f"{where}.fields", f"Not in the catalogue: {', '.join(unknown)[:200]}"
        first, last = row.get("year_from"), row.get("year_to")
        if isinstance(first, int) and first < dataset.year_from:
            yield f"{where}.year_from", f"The data begin in {dataset.year_from}"
        if isinstance(first, int) and isinstance(last, int) and last < first:
            yield f"{where}.year_to", "The last year must not be before the first"
        if isinstance(last, int) and last > draft.known.today.year + TERM_YEARS:
            yield f"{where}.year_to", "The last year is too far ahead"


@rule("X-DATA3", Severity.BLOCK)
def aggregates_hold_no_identifiers(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, row, dataset in draft.datasets():
        if draft.level and not draft.record_level and dataset and set(row.get("fields") or ()) & dataset.direct:
            yield f"datasets.{number}.fields", "Aggregates cannot hold record-level identifiers: leave these fields out"


@rule("X-DATA4", Severity.BLOCK)
def children_are_justified(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("under_16") and len(str(draft.get("under_16_reason", "")).strip()) < REASON_MINIMUM:
        yield "under_16_reason", "Say why people under 16 are needed"


@rule("X-COH1", Severity.BLOCK)
def supplied_cohort_can_be_matched(draft: Draft) -> Iterator[tuple[str, str]]:
    missing = {"UNIQUE_REFERENCE", "DOB"} - set(draft.get("cohort_identifiers", ()))
    if draft.applicant_cohort and missing:
        yield "cohort_identifiers", "A cohort file needs a unique reference and the date of birth"


@rule("X-COH2", Severity.WARN)
def small_rare_cohort(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.get("rare_disease") and (draft.get("cohort_size") or 0) < 100 and not draft.get("disclosure_note"):
        yield "disclosure_note", "Fewer than a hundred people with a rare disease: say how disclosure is prevented"


@rule("X-PPL1", Severity.BLOCK)
def team_belongs_to_a_party(draft: Draft) -> Iterator[tuple[str, str]]:
    parties = {str(row.get("organisation")) for key in ("controllers", "processors") for row in draft.rows(key)}
    for number, row in enumerate(draft.rows("team")):
        if row.get("organisation") and str(row["organisation"]) not in parties:
            yield f"team.{number}.organisation", "Everybody in the team belongs to a controller or processor"


@rule("X-PPL2", Severity.WARN)
def lead_is_in_the_team(draft: Draft) -> Iterator[tuple[str, str]]:
    if not draft.get("lead_no_access") and draft.known.lead.id not in _team_ids(draft):
        yield "team", "Add the lead applicant, or say that the lead has no access"


@rule("X-SIGN", Severity.BLOCK)
def signatories_are_independent(draft: Draft) -> Iterator[tuple[str, str]]:
    """The signatory works for the controller and is neither the lead nor in the team, unless justified (A9, SoD-05)."""
    for number, row in enumerate(draft.rows("controllers")):
        where, signatory = f"controllers.{number}.signatory", draft.person(row.get("signatory"))
        if not row.get("signatory"):
            if not draft.planned("signatory"):
                yield where, "Name who will sign for this controller"
        elif signatory and str(signatory.organisation_id) != str(row.get("organisation")):
            yield where, "The signatory must belong to this controller"
        elif signatory and signatory.id in _team_ids(draft) | {draft.known.lead.id} and not row.get("signatory_reason"):
            yield where, "Name somebody who is neither the lead nor in the team, or say why not"


@rule("X-EXT", Severity.WARN)
def extension_changes_nothing(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.kind == "extension" and draft.get("unchanged") is False:
        yield "kind", "Something changes, so this is treated as a renewal"


def _team_ids(draft: Draft) -> set[object]:
    people = (draft.person(row.get("person")) for row in draft.rows("team"))
    return {person.id for person in people if person}


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 28 February for 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
