"""The settings that administrators change: what holds, what is proposed, who settled what. Two people make a change."""

import dataclasses
from typing import Any

from services.contracts import intake
from services.contracts.message import Role
from services.contracts.settings import TABLE, Kind

from ...api.routes.settings import READERS
from ..fields import Question, parts_of
from ..row import Column, Field, Filter, Form, Listing, Page
from ..visit import Visit
from ..words import WHOM, whom

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
ALL = ("/staff/settings", "Settings")
ONE = f"{ALL[0]}/<setting>"
PROPOSAL = f"{ONE}/proposals/<uuid:proposal_id>"
AREAS = tuple((area, area) for area in dict.fromkeys(one.area for one in TABLE))
SHOW = (("waiting", "Those with a proposal that waits"), ("changed", "Those that were changed"))


def _one(visit: Visit) -> dict[str, Any]:
    return {"setting": intake.ReadSetting(setting=visit.path["setting"])}


def _asked(form: Form, visit: Visit) -> list[Question]:
    """The command's questions; that of the value as the setting is: a choice, or a line with what may be given."""
    view = visit["setting"]
    asked = {one.name: one for one in parts_of(intake.ProposeSetting, form, visit, "") if one.name != "setting"}
    if view is not None and view.kind is Kind.CHOICE:
        choices = tuple((value, words, "") for value, words in view.choices.items())
        asked["value"] = dataclasses.replace(asked["value"], kind="one", choices=choices)
    elif view is not None and view.kind is Kind.NUMBER:
        told = f"A whole number from {view.least} to {view.most}{f': {view.unit}' if view.unit else ''}."
        asked["value"] = dataclasses.replace(asked["value"], hint=told)
    return [asked[name] for name in ("value", "holds_from", "reason")]


def _waiting(row: intake.SettingRow) -> str:
    found = row.proposal
    return f"{found.words}, proposed by {found.proposed_by}" if found else ""


DECISION: dict[str, Any] = {
    "who": ADMINISTRATORS, "asks": _one, "needs": "setting", "crumbs": (ALL,), "then": "/staff/settings/{setting}",
    "template": "settings/decide.html",
}  # fmt: skip
PAGES = (
    Listing(
        path=ALL[0],
        who=READERS,
        title=ALL[1],
        nav=ALL[1],
        query=intake.ListSettings,
        columns=(
            Column("Setting", lambda row: row.title, lambda row: f"/staff/settings/{row.setting}"),
            Column("About", lambda row: row.area),
            Column("For", lambda row: whom(row.profile or "")),
            Column("Today", lambda row: row.words),
            Column("Default", lambda row: row.default_words),
            Column("From a later day", lambda row: row.following.words if row.following else ""),
            Column("Proposed", _waiting, lambda row: f"/staff/settings/{row.setting}"),
        ),
        filters=(
            Filter("q", "Words"),
            Filter("area", "About", AREAS),
            Filter("profile", "For", tuple(WHOM.items())),
            Filter("show", "Which", SHOW),
        ),
        intro="One administrator proposes another value and a second approves it. A change never touches what was "
        "promised or given out before. How each process is set is changed where Haven is started.",
    ),
    Page(
        path=ONE,
        who=READERS,
        title="A setting",
        template="settings/setting.html",
        asks=_one,
        needs="setting",
        crumbs=(ALL,),
    ),
    Form(
        path=f"{ONE}/propose",
        command=intake.ProposeSetting,
        title="Propose another value",
        fields=(
            Field("value", "Which value?"),
            Field("holds_from", "From which day does it hold?", "Today, or a later day. Never before a second "
                  "administrator has approved it."),
            Field("reason", "Why?", "Whoever approves it reads this, and it stays in the history.", kind="long"),
        ),
        asked=_asked,
        submit="Propose it",
        done="It is proposed. A second administrator approves or declines it.",
        **DECISION,
    ),
    Form(
        path=f"{PROPOSAL}/approve",
        command=intake.ApproveSetting,
        title="Approve another value",
        action="Approve",
        in_person=True,
        fields=(Field("note", "Note", "It stays in the history."),),
        submit="Approve it",
        done="It is approved. It holds from its day on, and all parts of Haven have been told.",
        **DECISION,
    ),
    Form(
        path=f"{PROPOSAL}/withdraw",
        command=intake.WithdrawSetting,
        title="Decline a proposal, or take it back",
        action="Decline, or take back",
        fields=(Field("reason", "Why?", "Whoever proposed it reads this."),),
        submit="Decline it",
        danger=True,
        done="The setting stays as it is.",
        **DECISION,
    ),
)  # fmt: skip
