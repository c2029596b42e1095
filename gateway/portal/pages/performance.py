"""What everybody may know of how it goes: service levels and how they are kept, the dashboard, the register of approved
uses, the committee's meetings (S2-35 to S2-38, S2-59)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.contracts import audit, review
from services.contracts.message import NotFound

from ...api.route import PUBLIC
from .. import charts, form_words
from ..row import Column, Filter, Listing, Page
from ..visit import Visit
from ..words import day, humanised
from .public import words

REGISTER = ("/register", "Register of approved uses")
SERIES = (("submitted", "Submitted"), ("decided", "Decided"), ("released", "Released"))
FEW = 5  # below it a figure about requests is withheld
STATES = {"live": "Users have access", "updated": "Users have access, changed since", "closed": "Closed: data deleted",
          "pending": "Not yet public"}  # fmt: skip


def month(name: str) -> str:
    """2026-07 as Jul 2026."""
    return f"{date.fromisoformat(f'{name}-01'):%b %Y}"


def figures(visit: Visit) -> Mapping[str, Any]:
    """The charts of the dashboard."""
    found = visit["dashboard"]
    if found is None:
        return {}
    names = [month(one.month) for one in found.months]
    volumes = charts.grouped(names, [[getattr(one, name) for one in found.months] for name, _ in SERIES])
    return {"volumes": volumes, "series": [label for _, label in SERIES], "month": month}


def levels(visit: Visit) -> Mapping[str, Any]:
    """What is promised beside how it was kept, by target."""
    kept = {one.target: one for one in visit["dashboard"].levels} if visit["dashboard"] else {}
    promised = visit["promised"].rows if visit["promised"] else ()
    return {"levels": [(one, kept.get(one.target)) for one in promised]}


def entry(visit: Visit) -> Mapping[str, Any]:
    """The entry of the register with this reference. NotFound when there is none."""
    wanted = visit.path["reference"]
    found = next((one for one in visit["register"].rows if wanted in (one.reference, one.agreement_ref)), None)
    if found is None:
        raise NotFound("There is no such entry in the register.")
    article = {**form_words.OPTIONS["article6"], **form_words.OPTIONS["article9"]}
    basis = [article.get(one, one) for one in found.legal_basis]
    return {"entry": found, "basis": basis, "state": STATES.get(found.state, humanised(found.state))}


def years(one: audit.RegisterDataset) -> str:
    """A dataset with its years."""
    if not one.year_from:
        return one.dataset
    return f"{one.dataset} {one.year_from}" + (f" to {one.year_to}" if one.year_to > one.year_from else "")


def opt_outs(one: audit.OptOutStatement) -> str:
    """What became of opt-outs, in a word."""
    return {True: "Applied", False: "Not applied", None: "Not yet known"}[one.applied]


PAGES = (
    Page(
        path="/service-levels",
        who=PUBLIC,
        title="Service levels",
        nav="Performance",
        template="performance/levels.html",
        asks=lambda visit: {
            "content": words("service-levels"), "promised": audit.ServiceLevels(), "dashboard": audit.Dashboard(),
        },
        more=levels,
    ),
    Page(
        path="/dashboard",
        who=PUBLIC,
        title="Requests in figures",
        template="performance/dashboard.html",
        asks=lambda visit: {"content": words("dashboard"), "dashboard": audit.Dashboard()},
        more=figures,
    ),
    Listing(
        path="/register",
        who=PUBLIC,
        title="Register of approved uses",
        nav="Register",
        template="catalogue/list.html",
        asks=lambda visit: {"content": words("register")},
        query=audit.Register,
        columns=(
            Column("Reference", lambda row: row.reference, lambda row: f"/register/{row.reference}", "reference"),
            Column("Title", lambda row: row.title),
            Column("Organisations", lambda row: [one.name for one in row.organisations]),
            Column("Datasets", lambda row: [years(one) for one in row.datasets]),
            Column("Legal basis", lambda row: row.legal_basis),
            Column("Opt-outs", lambda row: opt_outs(row.opt_out)),
            Column("State", lambda row: STATES.get(row.state, humanised(row.state))),
            Column("Approved", lambda row: row.approved_on),
            Column("Ends", lambda row: row.ends_on),
        ),
        filters=(
            Filter("q", "Title, reference or organisation"),
            Filter("state", "State", tuple((state, STATES[state]) for state in ("live", "updated", "closed"))),
        ),
        empty="No use has been approved and begun yet.",
    ),
    Page(
        path="/register/<reference>",
        who=PUBLIC,
        title="An approved use",
        template="performance/entry.html",
        asks=lambda visit: {"register": audit.Register(q=visit.path["reference"][:200], limit=50)},
        needs="register",
        crumbs=(REGISTER,),
        more=entry,
    ),
    Listing(
        path="/committee",
        who=PUBLIC,
        title="Committee meetings",
        template="catalogue/list.html",
        asks=lambda visit: {"content": words("meetings")},
        query=review.PublicMeetings,
        columns=(
            Column("Day", lambda row: row.held_on),
            Column("State", lambda row: "Held" if row.state == "HELD" else "Planned"),
            Column("Requests on the agenda", lambda row: row.items, numeric=True),
            Column("Members", lambda row: row.members, numeric=True),
            Column("Lay members", lambda row: row.lay, numeric=True),
            Column("Members who came", lambda row: row.present if row.state == "HELD" else "", numeric=True),
            Column("Lay members who came", lambda row: row.lay_present if row.state == "HELD" else "", numeric=True),
            Column(
                "Minutes",
                lambda row: row.minutes_on and f"Minutes of {day(row.held_on)}",
                lambda row: f"/committee/{row.meeting_id}",
            ),
        ),
        empty="No meeting has been planned yet.",
    ),
    Page(
        path="/committee/<uuid:meeting_id>",
        who=PUBLIC,
        title="Minutes",
        template="meetings/minutes.html",
        asks=lambda visit: {"minutes": review.PublicMinutes(meeting_id=visit.path["meeting_id"])},
        needs="minutes",
        crumbs=(("/committee", "Committee meetings"),),
    ),
)  # fmt: skip
