"""The ledger: every event, and the proof that it is in there as it was written."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import redirect

from services.contracts import audit, intake
from services.contracts.message import STAFF, Malformed, Role

from ...api.route import PUBLIC, SIGNED_IN
from .. import choices
from ..row import Column, Filter, Listing, Own, Page
from ..visit import Visit
from ..words import humanised, part, sentence

VERIFIERS = frozenset({Role.AUDITOR, Role.SIRO, Role.CALDICOTT_GUARDIAN, Role.IG_LEAD, Role.OPERATOR})
SOURCES = tuple((one, sentence(part(one))) for one in ("intake", "review", "agreements", "provisioning", "audit"))
ALL = ("/ledger", "Ledger")
IDENT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
AT_ONCE = 2000  # entries of one check


def people(visit: Visit) -> Mapping[str, Any]:
    """Those whose names staff may read; the ledger itself has none."""
    return {"people": intake.ListPeople(limit=choices.MOST)} if visit.caller.actor.has(*STAFF) else {}


def somebody(visit: Visit) -> list[tuple[str, str]]:
    """Who may be asked for: everybody for staff, oneself for others."""
    return choices.people(visit) or [(str(visit.me), "You")]


def told(visit: Visit) -> Callable[[str], str]:
    """A name for the id of somebody, and the beginning of any other id."""
    known = {str(one): name for one, name in choices.names(visit).items()}
    names = {**known, str(UUID(int=0)): "Haven, or not shown", str(visit.me): "You"}

    def said(text: str) -> str:
        return names.get(text) or (f"Other: {text[:8]}" if IDENT.fullmatch(text) else text)

    return said


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
            Column("Part", lambda row: sentence(part(row.source))),
            Column("About", lambda row: row.reference or row.subject, lambda row: f"/ledger?subject={row.subject}"),
            Column("By", lambda row: row.actor_id),
        ),
        filters=(
            Filter("subject", "About", hidden=True),
            Filter("reference", "Reference of a request or an enquiry"),
            Filter("type", "What happened, such as Application submitted"),
            Filter("source", "Part", SOURCES),
            Filter("actor", "By", somebody),
            Filter("newest_first", "Order", (("true", "Newest first"),), all="Oldest first"),
        ),
        asks=people,
        told=told,
        empty="There is nothing in the ledger that concerns you.",
    ),
    Page(
        path="/ledger/<int:index>",
        who=SIGNED_IN,
        title="Entry of the ledger",
        template="audit/entry.html",
        asks=lambda visit: {"proof": audit.ReadLedgerEntry(index=visit.path["index"]), **people(visit)},
        needs="proof",
        more=lambda visit: {"told": told(visit)},
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
