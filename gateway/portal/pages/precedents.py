"""Precedents: which the committee has adopted, and until when (domain 3.4)."""

from typing import Any

from services.contracts import intake
from services.contracts.message import Role

from ..row import Field, Form, Page
from ..visit import Visit

READERS = frozenset({
    Role.CASE_OFFICER, Role.IG_LEAD, Role.CHAIR, Role.SECRETARIAT, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.AUDITOR,
})  # fmt: skip
ALL = ("/staff/precedents", "Precedents")
ONE = "/staff/precedents/<profile>/<precedent>"


def _all(_visit: Visit) -> dict[str, Any]:
    return {"precedents": intake.ReadPrecedents()}


PAGES = (
    Page(
        path=ALL[0],
        who=READERS,
        title="Precedents",
        nav="Precedents",
        under="/staff/requests",
        template="precedents/list.html",
        asks=_all,
        needs="precedents",
    ),
    Form(
        path=f"{ONE}/adopt",
        who=frozenset({Role.CHAIR}),
        command=intake.AdoptPrecedent,
        title="Adopt a precedent",
        action="Adopt",
        asks=_all,
        needs="precedents",
        crumbs=(ALL,),
        intro=("From now on requests that fit it in every test need no committee of their own. Each route that it "
               "decides names it.",),
        fields=(
            Field("decided_on", "When did the committee decide it?"),
            Field("review_on", "Until when does it hold?", "At most twelve months after that day; then it is looked at "
                  "again."),
            Field("minutes", "Where is that recorded?", "For example: minutes of 3 July 2026, item 4."),
            Field("sampling_percent", "How many in a hundred are looked at afterwards?"),
        ),
        start=lambda visit: {"sampling_percent": 10},
        submit="Adopt the precedent",
        then=ALL[0],
        done="The precedent is in force. Case officers have been told.",
    ),
    Form(
        path=f"{ONE}/suspend",
        who=frozenset({Role.CHAIR}),
        command=intake.SuspendPrecedent,
        title="Suspend a precedent",
        action="Suspend",
        asks=_all,
        needs="precedents",
        crumbs=(ALL,),
        intro=("Routes that it has decided already stand.",),
        fields=(Field("reason", "Why?", "At least a sentence.", kind="long"),),
        submit="Suspend the precedent",
        danger=True,
        then=ALL[0],
        done="The precedent is suspended. Case officers have been told.",
    ),
)  # fmt: skip
