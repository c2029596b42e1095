"""What a request still lacks, as a list that leads to each place where it is given: by section, or by the person who
can give it, so that everybody is asked once for all that is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.contracts.intake import ApplicationView, FormView
from services.contracts.message import Problem as Reason

from . import dataset_fields
from .visit import Visit

QUERIES, DOCUMENTS, PROFILE = "Questions of the case officer", "Documents", "Your profile"
FORM, AGAIN = "The new version of the form", "Carried over from the earlier request"
BY_CODE = {"G-QUERIES": (QUERIES, ""), "G-CARRIED": (AGAIN, "/look-again")}  # whatever question it is about
EMPTY, RULES = "G-COMPLETE", ("X-", "V-")
WHOLE, LEAD = "The request as a whole", "The lead applicant"
# The answers that name who that is; else only the office is known.
NAMED_BY = {
    "Finance and contracts": "finance_contact",
    "The sponsor or research office": "sponsor",
}


@dataclass(frozen=True)
class Item:
    """One thing that is missing: what to do, the address where, the part of the request, and who can give it."""

    message: str
    href: str
    part: str
    part_href: str
    giver: str


@dataclass(frozen=True)
class Group:
    """What is missing in one part, or from one person. `href`: the part's own page; `names`: who that person is."""

    title: str
    items: tuple[Item, ...]
    href: str = ""
    names: str = ""


def items(form: FormView | None, application: ApplicationView | None) -> list[Item]:
    """Everything that stands against submitting, in the order in which intake says it."""
    if form is None or application is None:
        return []
    fields = {field.key: (one, field) for one in form.sections for field in one.fields}
    kinds = {one.kind: one for one in form.evidence}
    here = f"/requests/{application.application_id}"
    found = []
    for one in _once(application):
        key = one.field.partition(".")[0]
        giver = LEAD
        if one.code in BY_CODE:
            part, href = BY_CODE[one.code][0], f"{here}{BY_CODE[one.code][1]}"
        elif key in kinds:
            part, href, giver = DOCUMENTS, f"{here}/documents", kinds[key].giver or LEAD
        elif one.code == "G-FORM":
            part, href = FORM, f"{here}/look-again" if key in fields else f"{here}/form"
        elif key == "profile":
            part, href = PROFILE, "/account"
        elif key in fields:
            section, field = fields[key]
            part, href, giver = section.title, f"{here}/draft/{section.letter}", _giver(one, field.items, field.giver)
        else:
            part, href = WHOLE, f"{here}/draft"
        anchor = f"#{one.field.replace('.', '-')}" if "/draft/" in href else ""
        place = dataset_fields.where(application, one.field) or f"{href}{anchor}"
        found.append(Item(one.message, place, part, href, giver))
    return found


def _once(application: ApplicationView) -> list[Reason]:
    """Without what rules say of an answer that is not there yet: it is asked for already."""
    empty = {one.field for one in application.missing if one.code == EMPTY}
    return [one for one in application.missing if one.field not in empty or not one.code.startswith(RULES)]


def _giver(one: Reason, items: Mapping[str, Mapping[str, str]], giver: str) -> str:
    """Who can give an answer; of a part of a row that somebody else gives than the row, that person."""
    return items.get(one.field.rpartition(".")[2], {}).get("giver", "") or giver or LEAD


def by_section(found: list[Item]) -> list[Group]:
    """One group for each part of the request."""
    parts = dict.fromkeys((one.part, one.part_href) for one in found)
    return [Group(part, tuple(one for one in found if one.part == part), href) for part, href in parts]


def by_person(found: list[Item], application: ApplicationView) -> list[Group]:
    """One group for each person or office, with their names where the answers say them."""
    givers = dict.fromkeys(one.giver for one in found)
    return [
        Group(giver, tuple(one for one in found if one.giver == giver), names=_names(giver, application))
        for giver in givers
    ]


def _names(giver: str, application: ApplicationView) -> str:
    if giver == LEAD:
        return application.lead_name
    ref = application.answers.get(NAMED_BY.get(giver, ""))
    return str(application.named.get(str(ref), "")) if ref else ""


def page(visit: Visit) -> Mapping[str, Any]:
    """What is missing, grouped as the address says: by person unless by section."""
    found, by = items(visit["form"], visit["application"]), visit.arg("by")
    groups = by_section(found) if by == "section" else by_person(found, visit["application"])
    return {"found": found, "groups": groups, "by": "section" if by == "section" else "person"}
