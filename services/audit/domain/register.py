"""The register of data uses as events build it (domain 7.5). It tells the truth about opt-outs: what the law required
and what was done are two statements."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from services.contracts.audit import (
    EntryState,
    OptOutStatement,
    RegisterDataset,
    RegisterEntryView,
    RegisterOrganisation,
    RegisterRelease,
)
from services.contracts.message import Event
from services.contracts.request import Legal, Level, Request

from .calendar import local_date

Entry = RegisterEntryView
FEWEST_SHOWN = 10  # people removed: a smaller number is withheld
OPEN_ROUTES = {"not_confidential", "direct_care_team"}
ANONYMOUS = (Level.AGGREGATE_SUPPRESSED, Level.AGGREGATE_UNSUPPRESSED, Level.ANONYMISED_RECORD)
REASONS: Mapping[str, str] = {
    "s251_reg5": "Section 251 support, regulation 5",
    "s251_reg2": "Section 251 support, regulation 2",
    "consent": "The people agreed to this use",
    "reg3": "Communicable disease or public health risk, regulation 3",
    "statute_or_direction": "Required by law",
    "court_order": "Required by a court",
    "public_interest": "Overriding public interest",
}


def required(legal: Legal, level: Level) -> tuple[bool, str]:
    """Whether the law requires opt-outs to be upheld for this use, and why (domain 5.1)."""
    if legal.confidentiality in OPEN_ROUTES or (level in ANONYMOUS and not legal.confidentiality):
        return False, "Not confidential patient information in the hands of the recipient"
    if legal.confidentiality.startswith("s251"):
        exempt = legal.opt_out == "not_applied_cag_exemption"
        return not exempt, "Exempted in the letter of support" if exempt else REASONS[legal.confidentiality]
    if legal.confidentiality in REASONS:
        return False, REASONS[legal.confidentiality]
    return True, "Confidential patient information without an exemption"


def published(event: Any, approved_on: Any = None) -> Entry:
    """The entry of an agreement that came into force, pending first access."""
    request: Request = event.request
    needed, why = required(request.legal, request.level)
    sectors = {str(party.organisation_id): party.kind for party in (*request.controllers, *request.processors)}
    return Entry(
        application_id=event.subject,
        reference=event.reference,
        agreement_ref=event.agreement_ref,
        state=EntryState.PENDING,
        title=request.title,
        lay_summary=request.lay_summary,
        public_benefit=request.public_benefit,
        purpose=request.purpose,
        request_type=request.request_type.value,
        organisations=tuple(
            RegisterOrganisation(name=one.name, role=one.role, sector=sectors.get(str(one.organisation_id), ""))
            for one in event.organisations
        ),
        datasets=tuple(
            RegisterDataset(
                dataset=one.dataset, year_from=one.year_from, year_to=one.year_to, frequency=one.frequency
            )
            for one in request.datasets
        ),
        sensitivity=request.level.value,
        legal_basis=(*request.legal.article6, *request.legal.article9),
        confidentiality=request.legal.confidentiality,
        opt_out=OptOutStatement(legally_required=needed, reason=why),
        access=request.access.value,
        commercial=request.commercial,
        gp_data=request.gp_data,
        outside_uk=request.outside_uk,
        approved_on=approved_on,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
    )


def heard(event: Event, entry: Entry | None, approved_on: Any = None) -> Entry | None:
    """The entry after an event; None while there is no agreement in force."""
    if type(event).__name__ == "AgreementInForce":
        fresh = published(event, approved_on)
        return _amended(fresh, entry) if entry else fresh
    listen = HEARD.get(type(event).__name__)
    return listen(event, entry) if listen and entry and entry.state is not EntryState.CLOSED else entry


def _amended(fresh: Entry, before: Entry) -> Entry:
    """A later version of the agreement: what it says now, with what has happened since."""
    state = before.state if before.state is EntryState.PENDING else EntryState.UPDATED
    kept: dict[str, Any] = {"first_access_on": before.first_access_on, "releases": before.releases}
    return replace(fresh, state=state, opt_out=before.opt_out, approved_on=before.approved_on, **kept)


def _active(event: Any, entry: Entry) -> Entry:
    if entry.first_access_on:
        return entry
    return replace(entry, state=EntryState.LIVE, first_access_on=local_date(event.at))


def _released(event: Any, entry: Entry) -> Entry:
    release = RegisterRelease(
        release_ref=str(event.release_ref), released_on=local_date(event.at), delivery=str(event.delivery)
    )
    if not event.final or release.release_ref in {one.release_ref for one in entry.releases}:
        return entry
    state = EntryState.UPDATED if entry.first_access_on else entry.state
    return replace(entry, state=state, releases=(*entry.releases, release))


def _checked(event: Any, entry: Entry) -> Entry:
    """What the check for opt-outs recorded: what the law required, what was done, how many people it took out."""
    told = event.record
    few = 0 < told.removed < FEWEST_SHOWN
    stated = replace(
        entry.opt_out,
        legally_required=told.legally_required,
        applied=told.applied,
        removed=told.removed if told.applied and not few else None,
    )
    return replace(entry, opt_out=stated)


def _suspended(event: Any, entry: Entry) -> Entry:
    return replace(entry, suspended=True)


def _reinstated(event: Any, entry: Entry) -> Entry:
    return replace(entry, suspended=False)


def _ended(event: Any, entry: Entry) -> Entry:
    return replace(entry, ends_on=event.ended_on)


def _closed(event: Any, entry: Entry) -> Entry:
    return replace(entry, state=EntryState.CLOSED, closed_on=event.closed_on)


HEARD: Mapping[str, Callable[[Any, Entry], Entry]] = {
    "OptOutChecked": _checked,
    "ReleaseApproved": _released,
    "ProjectActive": _active,
    "AgreementSuspended": _suspended,
    "AgreementReinstated": _reinstated,
    "AgreementExpired": _ended,
    "AgreementTerminated": _ended,
    "ProjectClosed": _closed,
}
