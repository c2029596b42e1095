"""The table of pages, area by area, and what of the commands deliberately has no page."""

from dataclasses import replace

from ..row import Form, Shown
from . import (
    accounts,
    agreements_staff,
    decisions,
    demonstration,
    drafting,
    enquiries_staff,
    frameworks,
    meetings,
    public,
    requests,
    review,
    reviewing,
    second_factor,
    tasks,
    validation,
)

AREAS = {
    "Public": public,
    "Tasks": tasks,
    "Requests": requests,
    "Drafting": drafting,
    "Enquiries": enquiries_staff,
    "Validation": validation,
    "Review": review,
    "Reviewing": reviewing,
    "Meetings": meetings,
    "Decisions": decisions,
    "Agreements": agreements_staff,
    "Framework contracts": frameworks,
    "Accounts": accounts,
    "Second factor": second_factor,
    "Demonstration": demonstration,
}
TABLE: tuple[Shown, ...] = tuple(replace(row, area=area) for area, module in AREAS.items() for row in module.PAGES)
FORMS: dict[str, Form] = {row.name: row for row in TABLE if isinstance(row, Form)}

# Command -> why nobody gives it on a page.
NOT_A_PAGE: dict[str, str] = {
    "BootstrapAdministrator": "whoever installs Haven gives it, with a secret of the machine, before there is anybody",
}
