"""Security, dates, people and signatories (X-SEC, X-DATE, X-PPL, X-SIGN, X-EXT)."""

from collections.abc import Iterator

from ..draft import UK, Draft, years_after
from .table import Severity, rule

TERM_YEARS, COMMERCIAL_TERM_YEARS, ARCHIVE_TERM_YEARS = 3, 1, 15


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
        years = _term(draft)
        if end <= start:
            yield "end", "End after the start"
        elif end > years_after(start, years):
            yield "end", f"End at most {years} year{'s' if years > 1 else ''} after the start; renew later if needed"


def _term(draft: Draft) -> int:
    """The longest term in years: short where there is gain, long for consented research that must be archived."""
    if draft.commercial or draft.get("sublicence"):
        return COMMERCIAL_TERM_YEARS
    archived = draft.research and draft.get("confidentiality") == "consent" and draft.get("archive")
    return ARCHIVE_TERM_YEARS if archived else TERM_YEARS


@rule("X-TERR", Severity.BLOCK)
def territory_holds_everybody(draft: Draft) -> Iterator[tuple[str, str]]:
    """A place or person outside the UK is outside the UK in E6 too, which asks for the transfer mechanism (C13)."""
    for key in ("locations", "team") if draft.get("territory") in ("england_wales", "uk") else ():
        for number, row in enumerate(draft.rows(key)):
            if row.get("country") and str(row["country"]).upper() not in UK:
                yield f"{key}.{number}.country", "This is outside the UK: say so under the territory of use (E6)"


@rule("X-DATE2", Severity.BLOCK)
def end_within_support(draft: Draft) -> Iterator[tuple[str, str]]:
    end, funding = draft.day("end"), draft.day("funding_end")
    if end and funding and end > funding and not draft.get("funding_gap_reason"):
        yield "end", "End no later than the funding, or say how the rest is paid for"


@rule("X-DATE2-DSFC", Severity.WARN)
def end_within_framework(draft: Draft) -> Iterator[tuple[str, str]]:
    """A warning: the contract may be renewed before it ends, and an agreement ends with it if it is not."""
    end = draft.day("end")
    for number, row in enumerate(draft.rows("controllers")):
        one = draft.organisation(row.get("organisation"))
        if one and one.framework_until and end and end > one.framework_until:
            told = f"The framework contract of {one.name} ends on {one.framework_until}, and the agreement with it"
            yield f"controllers.{number}.organisation", f"{told}: have it renewed, or end earlier"


OVERDUE = {
    "action": "An action from the audit of the earlier agreement is overdue: have it closed first",
    "certificate": "A certificate of destruction for the earlier agreement is overdue: hand it in first",
    "invoice": "An invoice of the earlier agreement is overdue: have it paid first",
}


@rule("X-RENEW", Severity.BLOCK)
def nothing_is_overdue(draft: Draft) -> Iterator[tuple[str, str]]:
    """Beside the benefits so far (B13), which the form asks for."""
    for kind, told in OVERDUE.items() if draft.kind in ("renewal", "extension") else ():
        if kind in draft.known.overdue:
            yield "previous_reference", told


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
