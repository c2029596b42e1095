"""Security, dates, people and signatories (X-SEC, X-DATE, X-PPL, X-SIGN, X-EXT)."""

from collections.abc import Iterator
from datetime import date

from ..draft import Draft
from .table import Severity, rule

TERM_YEARS, COMMERCIAL_TERM_YEARS = 3, 1


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
