"""The ledger: every event, and the proof that it is in there as it was written."""

from collections.abc import Mapping
from typing import Any

from flask import redirect

from services.contracts import audit
from services.contracts.message import Malformed, Role

from ...api.route import PUBLIC, SIGNED_IN
from ..row import Column, Filter, Listing, Own, Page
from ..visit import Visit
from ..words import humanised

VERIFIERS = frozenset({Role.AUDITOR, Role.SIRO, Role.CALDICOTT_GUARDIAN, Role.IG_LEAD, Role.OPERATOR})
SOURCES = tuple((one, humanised(one)) for one in ("intake", "review", "agreements", "provisioning", "audit"))
ALL = ("/ledger", "Ledger")
AT_ONCE = 2000  # entries of one check


def first(visit: Visit) -> int:
    """Where a check begins."""
    given = visit.arg("from", "0")
    if not (given.isdigit() and len(given) <= 12):
        raise Malformed("A check begins at the number of an entry.")
    return int(given)


def verdict(visit: Visit) -> Mapping[str, Any]:
    """What the check begins with, for the link to the next."""
    return {"first": first(visit)}


def by_event(visit: Visit) -> Any:
    """To the entry of an event, by the event's id."""
    found = visit.ask(audit.ReadLedgerEntry(event_id=visit.path["event_id"]))
    return redirect(f"/ledger/{found.entry.index}", 302)


PAGES = (
    Listing(
        path="/ledger",
        who=SIGNED_IN,
        title="Ledger",
        nav="Ledger",
        template="audit/ledger.html",
        query=audit.ListLedger,
        intro="Every event, in the order in which it was entered. You see what concerns you: your requests and what "
              "you did yourself, or all of it if that is your office.",
        columns=(
            Column("Entry", lambda row: row.index, lambda row: f"/ledger/{row.index}", numeric=True),
            Column("When", lambda row: row.at),
            Column("What", lambda row: humanised(row.type)),
            Column("Part", lambda row: humanised(row.source)),
            Column("Subject", lambda row: row.subject, lambda row: f"/ledger?subject={row.subject}"),
            Column("By", lambda row: row.actor_id if row.actor_id.int else "Not shown, or Haven itself"),
        ),
        filters=(
            Filter("subject", "Subject's id (a request, for example)"),
            Filter("type", "What happened, such as ApplicationSubmitted"),
            Filter("source", "Part", SOURCES),
            Filter("actor", "Person's id"),
            Filter("newest_first", "Order", (("true", "Newest first"),), all="Oldest first"),
        ),
        empty="There is nothing in the ledger that concerns you.",
    ),
    Page(
        path="/ledger/<int:index>",
        who=SIGNED_IN,
        title="Entry of the ledger",
        template="audit/entry.html",
        asks=lambda visit: {"proof": audit.ReadLedgerEntry(index=visit.path["index"])},
        needs="proof",
        crumbs=(ALL,),
    ),
    Own(path="/ledger/events/<uuid:event_id>", who=SIGNED_IN, title="Entry of an event", view=by_event),
    Page(
        path="/ledger/checkpoint",
        who=PUBLIC,
        title="Checkpoint of the ledger",
        template="audit/checkpoint.html",
        asks=lambda visit: {"checkpoint": audit.ReadCheckpoint()},
        needs="checkpoint",
    ),
    Page(
        path="/ledger/verification",
        who=VERIFIERS,
        title="Verify the ledger",
        nav="Verify",
        under="/ledger",
        template="audit/verification.html",
        asks=lambda visit: {"checked": audit.VerifyLedger(first=first(visit), limit=AT_ONCE)},
        needs="checked",
        more=verdict,
    ),
)  # fmt: skip
