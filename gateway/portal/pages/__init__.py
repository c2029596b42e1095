"""The table of pages: the PAGES of every module here, and what of the commands deliberately has no page."""

import importlib
import pkgutil
from dataclasses import replace

from ..row import Form, Shown
from ..words import humanised

FIRST = ("public", "tasks", "requests", "enquiries", "drafting")  # in the menu; the other areas follow by name


def _areas() -> list[str]:
    names = [one.name for one in pkgutil.iter_modules(__path__)]
    return sorted(names, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))


TABLE: tuple[Shown, ...] = tuple(
    replace(row, area=humanised(name))
    for name in _areas()
    for row in getattr(importlib.import_module(f"{__name__}.{name}"), "PAGES", ())
)
FORMS: dict[str, Form] = {row.name: row for row in TABLE if isinstance(row, Form)}

# Command -> why nobody gives it on a page.
NOT_A_PAGE: dict[str, str] = {
    "OpenSection": "the page of each section gives it",
    "OpenWorkspaceFile": "the link of each file gives it, on the page of the files",
    "BootstrapAdministrator": "whoever installs Haven gives it, with a secret of the machine, before there is anybody",
}

# Page with a table or with rows of a list -> why it is no list with filters, order, next pages and a file of its own.
_ONE = "tables of one thing, which is read as a whole"
_FIGURES = "figures already added up, all on the page; what they are made of is in the lists"
NOT_A_LIST: dict[str, str] = {
    "/account/providers": "one row for each provider that this installation knows, with what can be done there",
    "/account/sessions": "one's own open sessions: a handful, each to be ended",
    "/account/tokens": "one's own tokens in force: a handful, each to be revoked",
    "/charges": "a tariff, in the order in which it was decided",
    "/cohort": "rules, in the order in which they are applied",
    "/dashboard": _FIGURES,
    "/data/<dataset>": "the fields of one dataset, with a file of their own",
    "/ledger/<int:index>": _ONE,
    "/ledger/verification": "what a check found, part by part; nothing is the rule",
    "/my/invitations": "invitations that one person has not answered: a handful, gone after 14 days",
    "/operations": "what waits for a person in five parts, side by side; `haven parked list` gives all of it",
    "/operations/settings": _ONE,
    "/organisations/<uuid:organisation_id>": _ONE,
    "/register/<reference>": _ONE,
    "/requests/<uuid:application_id>": _ONE,
    "/requests/<uuid:application_id>/agreement": _ONE,
    "/requests/<uuid:application_id>/duplicates": "the few requests that are most like one, the likest first",
    "/requests/<uuid:application_id>/files": "the files of one workspace, under their folders",
    "/requests/<uuid:application_id>/origin": _ONE,
    "/requests/<uuid:application_id>/production": _ONE,
    "/requests/<uuid:application_id>/summary": "sentences; the catalogue is asked for the names of its datasets",
    "/requests/<uuid:application_id>/together": "the people of one request, with what each may do",
    "/requests/<uuid:application_id>/use": "the conditions of the datasets of one request",
    "/requests/<uuid:application_id>/versions/<int:version>": _ONE,
    "/service-levels": _FIGURES,
    "/staff/calendar": "one week, day by day",
    "/staff/enquiries/<uuid:enquiry_id>": _ONE,
    "/staff/form": "the questions in the order of the form, section by section, as they are asked",
    "/staff/form/questions/<key>": "the versions of one question, the newest first",
    "/staff/meetings/<uuid:meeting_id>": _ONE,
    "/staff/people/<uuid:person_id>": _ONE,
    "/staff/precedents": "the precedents of both services, by number; new ones come with Haven itself",
    "/staff/settings/<setting>": _ONE,
    "/staff/workload": _FIGURES,
}
