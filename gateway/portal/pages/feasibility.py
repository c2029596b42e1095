"""How many people there would be: counted before anybody applies, small numbers hidden and the others rounded."""

from collections.abc import Mapping
from typing import Any

from flask import request

from services.contracts import provisioning
from services.contracts.provisioning import Sex
from services.contracts.request import Profile

from ...api.route import SIGNED_IN
from ..row import Column, Field, Form, Listing, Page
from ..visit import Visit

NUMBERS = ("age_from", "age_to")
MINE = ("/my/feasibility", "Feasibility counts")
CRUMBS = (("/data", "Data you can ask for"), MINE)
SEXES = {Sex.FEMALE: ("Female", "Women and girls"), Sex.MALE: ("Male", "Men and boys")}
STATES = {"counting": "Being counted", "counted": "Counted", "refused": "Could not be counted"}


def figure(row: provisioning.FeasibilityView) -> str:
    """The figure in words."""
    if row.shown == "*":
        return f"Fewer than {row.threshold}"
    return f"{int(row.shown):,}" if row.shown.isdigit() else row.shown or STATES[row.state.value]


def criteria(row: provisioning.FeasibilityView) -> str:
    """What was asked for, on one line."""
    said = []
    if row.conditions:
        said.append(f"Condition {' or '.join(row.conditions)}")
    if row.age_from is not None or row.age_to is not None:
        youngest, oldest = row.age_from or 0, row.age_to
        said.append(f"Age {youngest} to {oldest}" if oldest is not None else f"Age {youngest} or more")
    if len(row.sexes) == 1:
        said.append(SEXES[row.sexes[0]][1])
    if row.first_day and row.last_day:
        said.append(f"From {row.first_day:%-d %B %Y} to {row.last_day:%-d %B %Y}")
    return "; ".join(said)


def begun(_visit: Visit) -> Mapping[str, Any]:
    """What a link from a draft brings with it."""
    given = request.args
    found: dict[str, Any] = {name: given[name] for name in NUMBERS if given.get(name, "").isdigit()}
    return {"profile": given.get("profile", Profile.HOSPITAL.value), "conditions": given.getlist("conditions"), **found}


PAGES = (
    Listing(
        path=MINE[0],
        who=SIGNED_IN,
        title="Feasibility counts",
        query=provisioning.MyFeasibilityCounts,
        crumbs=CRUMBS[:1],
        intro="How many people in the data meet your criteria, before you apply. Small numbers are hidden and the "
        "others rounded, so that nobody can be picked out.",
        columns=(
            Column("Criteria", criteria, lambda row: f"/my/feasibility/{row.count_id}"),
            Column("People", figure),
            Column("Asked", lambda row: row.asked_at),
        ),
        empty="You have not counted anybody yet.",
        actions=(("CountFeasibility", "Count people"),),
    ),
    Form(
        path=f"{MINE[0]}/new",
        who=SIGNED_IN,
        command=provisioning.CountFeasibility,
        title="Count the people who meet your criteria",
        action="Count people",
        crumbs=CRUMBS,
        intro=(
            "Give at least one criterion. Somebody is counted who meets all that you give. Where you give a time, the "
            "condition must have been recorded in it; without a condition, there must have been a visit in it.",
            "You can count 20 times a day. Every count is recorded.",
        ),
        start=begun,
        fields=(
            Field("profile", "Whose data?", choices=(
                (Profile.HOSPITAL, "The hospital's"), (Profile.DARS, "The national service's"),
            )),
            Field("conditions", "Conditions", "Codes of ICD-10, one on each line, such as I21. Each stands for all "
                  "codes that begin with it. Somebody needs one of them."),
            Field("age_from", "Age from", "Whole years, on the last day of the time or today."),
            Field("age_to", "Age to"),
            Field("sexes", "Sex", "Leave both open for everybody.", kind="many",
                  choices=tuple((sex.value, word) for sex, (word, _) in SEXES.items())),
            Field("first_day", "First day"),
            Field("last_day", "Last day"),
        ),
        submit="Count",
        then="/my/feasibility/{subject}",
        done="The count has been asked for. It takes a few seconds.",
    ),
    Page(
        path=f"{MINE[0]}/<uuid:count_id>",
        who=SIGNED_IN,
        title="Feasibility count",
        template="feasibility/count.html",
        asks=lambda visit: {"count": provisioning.ReadFeasibility(count_id=visit.path["count_id"])},
        needs="count",
        crumbs=CRUMBS,
        more=lambda visit: {"figure": figure(visit["count"]), "criteria": criteria(visit["count"])},
    ),
)  # fmt: skip
