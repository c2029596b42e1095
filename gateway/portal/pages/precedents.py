"""Precedents: which the committee has adopted, and until when (domain 3.4)."""

import re
from typing import Any

from services.contracts import intake
from services.contracts.message import Role

from ..row import Column, Field, Filter, Form, Listing, Page
from ..visit import Visit

READERS = frozenset({
    Role.CASE_OFFICER, Role.IG_LEAD, Role.CHAIR, Role.SECRETARIAT, Role.CALDICOTT_GUARDIAN, Role.SIRO, Role.AUDITOR,
})  # fmt: skip
PRECEDENT = re.compile(r"P[1-9][0-9]?")
ALL = ("/staff/precedents", "Precedents")
ONE = "/staff/precedents/<profile>/<precedent>"


BACKS = ("/staff/precedents/look-backs", "Look-backs")
STATES = (
    ("waiting", "Waits for the committee"), ("undecided", "Not decided yet"), ("upheld", "Rightly followed"),
    ("concern", "A concern: the precedent was suspended"),
)  # fmt: skip
FOUND = (("upheld", "The precedent was rightly followed"),
         ("concern", "There is a concern", "The precedent is suspended at once: nothing takes its route."))


def _record(row: intake.LookBackRow) -> str:
    """Where the look back is recorded, for whoever may."""
    return f"/staff/precedents/{row.precedent}/look-backs/{row.application_id}" if row.may else ""


def _one(visit: Visit) -> dict[str, Any]:
    known = str(visit.path["precedent"])
    asked = {"application_id": visit.path["application_id"], "precedent": known if PRECEDENT.fullmatch(known) else ""}
    return {"lookbacks": intake.ListLookBacks(**asked)}


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
    Listing(
        path=BACKS[0],
        who=READERS,
        title="Look-backs at what precedents decided",
        nav="Look-backs",
        under="/staff/requests",
        crumbs=(ALL,),
        query=intake.ListLookBacks,
        intro="Of the requests whose route a precedent decided, some are drawn for the committee to look at once they "
        "are decided: as many in a hundred as the committee said when it adopted the precedent. Nobody chooses which.",
        columns=(
            Column("Request", lambda row: row.reference, lambda row: f"/requests/{row.application_id}"),
            Column("Precedent", lambda row: f"{row.precedent}: {row.title}"),
            Column("Accepted", lambda row: row.accepted_at),
            Column("Decided", lambda row: row.decided_at),
            Column("Look-back", lambda row: dict(STATES)[row.state.value]),
            Column("What was said", lambda row: " ".join(filter(None, (row.reason, row.minutes)))),
            Column("Action", lambda row: f"Record for {row.reference}" if row.may else "", _record),
        ),
        filters=(Filter("state", "Look-back", STATES), Filter("precedent", "Precedent, such as P8")),
        empty="No request has been drawn.",
    ),
    Form(
        path="/staff/precedents/<precedent>/look-backs/<uuid:application_id>",
        who=frozenset({Role.CHAIR}),
        command=intake.RecordLookBack,
        title="Record the committee's look back",
        action="Record the look back",
        asks=_one,
        needs="lookbacks",
        crumbs=(ALL, BACKS),
        intro=("Whoever took part in the request does not record it.",),
        fields=(
            Field("found", "What did the committee find?", choices=FOUND),
            Field("reason", "Why?", "Needed for a concern, in at least ten characters. Case officers read it.",
                  kind="long"),
            Field("minutes", "Where is that recorded?", "For example: minutes of 3 July 2026, item 4."),
        ),
        submit="Record it",
        then=BACKS[0],
        done="The look back is recorded.",
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
