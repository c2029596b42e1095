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
