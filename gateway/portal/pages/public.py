"""Pages for everybody: the content pages, the line as a picture, and the search over all of them."""

from collections.abc import Mapping
from typing import Any

from flask import redirect

from services.contracts import intake, provisioning
from services.contracts.message import NotFound
from services.contracts.request import Profile

from ...api.route import PUBLIC
from .. import line, picture
from ..row import Own, Page
from ..visit import Visit

# Where each content page is read; those with figures are in catalogue.py, charges.py and performance.py.
ADDRESSES = {
    "start": "/", "how-it-works": "/how-it-works", "before-you-apply": "/before-you-apply", "data": "/data",
    "asking-first": "/asking-first",
    "charges": "/charges", "service-levels": "/service-levels", "dashboard": "/dashboard", "register": "/register",
    "meetings": "/committee", "policies": "/policies", "help": "/help", "faq": "/faq",
    "accessibility": "/accessibility", "privacy": "/privacy", "cookies": "/cookies",
}  # fmt: skip
PROFILES = {Profile.HOSPITAL: "The hospital", Profile.DARS: "The national data access request service"}
SOME = 50  # results of one search


def words(page: str) -> intake.ReadContentPage:
    """The question for a content page."""
    return intake.ReadContentPage(page=page)


def content(page: str, title: str, template: str = "content/page.html", **more: Any) -> Page:
    """A page of words alone, or with what `more` says."""
    return Page(
        path=ADDRESSES[page], who=PUBLIC, title=title, template=template,
        asks=lambda visit: {"content": words(page)}, needs="" if page == "start" else "content", **more,
    )  # fmt: skip


def lines(_visit: Visit) -> Mapping[str, Any]:
    """The line of each profile, stage by stage."""
    every = [(PROFILES[profile], line.whole(profile)) for profile in PROFILES]
    return {"lines": [(name, stages, picture.drawn(stages)) for name, stages in every]}


def page(visit: Visit) -> Any:
    """To the address of a content page, by its name."""
    address = ADDRESSES.get(visit.path["page"])
    if address is None:
        raise NotFound("There is no such page.")
    return redirect(address, 302)


def search(visit: Visit) -> Mapping[str, Any]:
    """Pages and datasets that hold the words."""
    wanted = visit.arg("q").strip()[:100]
    if not wanted:
        return {}
    return {
        "pages": intake.ListContentPages(q=wanted, limit=SOME),
        "datasets": intake.ListDatasets(q=wanted, limit=SOME),
    }


def _profile(visit: Visit) -> Profile:
    """The one that the address names, else the hospital's."""
    return Profile.DARS if visit.arg("profile") == Profile.DARS.value else Profile.HOSPITAL


PAGES = (
    content("start", "Ask for health data", "public/start.html"),
    content("how-it-works", "How it works", "content/line.html", nav="How it works", more=lines),
    content("before-you-apply", "Before you apply", nav="Before you apply"),
    content("asking-first", "Ask first: enquiry and preliminary assessment"),
    Page(
        path="/cohort",
        who=PUBLIC,
        title="The cohort file",
        template="content/cohort.html",
        asks=lambda visit: {"guidance": provisioning.ReadCohortGuidance()},
        needs="guidance",
    ),
    Page(
        path="/form",
        who=PUBLIC,
        title="The application form, to read",
        template="content/form.html",
        asks=lambda visit: {"form": intake.ReadForm()},
        needs="form",
    ),
    Page(
        path="/form/example",
        who=PUBLIC,
        title="An example of a completed application",
        template="content/example.html",
        asks=lambda visit: {"example": intake.ReadExample(profile=_profile(visit)), "form": intake.ReadForm()},
        needs="example",
        crumbs=(("/form", "The application form"),),
        more=lambda visit: {"profiles": PROFILES},
    ),
    content("policies", "How we share data"),
    content("help", "Help and contact"),
    content("faq", "Questions and answers"),
    content("accessibility", "Accessibility statement"),
    content("privacy", "Privacy"),
    content("cookies", "Cookies"),
    Page(
        path="/search",
        who=PUBLIC,
        title="Search",
        template="content/search.html",
        asks=search,
        more=lambda visit: {"wanted": visit.arg("q").strip()[:100], "addresses": ADDRESSES},
    ),
    Own(path="/pages/<page>", who=PUBLIC, title="A page", view=page),
)
