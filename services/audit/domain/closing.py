"""The end of one project, and what of its life the end depends on: who is on it, what was released, and to whom.

It is kept from the first event on, of enquiries too, since who may see a request's clocks is read from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.contracts.audit import Certificate, ClosingState, HolderState, MustCertify
from services.contracts.message import Event
from services.contracts.request import Access, Profile, Request

from .calendar import local_date


@dataclass(frozen=True, kw_only=True)
class Received:
    """A certificate as it came in, and what was said about it."""

    number: str
    submitted_at: datetime
    submitted_by: UUID
    certificate: Certificate
    question: str = ""
    accepted_at: datetime | None = None
    accepted_by: UUID | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """An organisation that has to certify. `backups_until`: the day its last backup ages out, while that is awaited."""

    must: MustCertify
    state: HolderState = HolderState.DUE
    certificates: tuple[Received, ...] = ()
    backups_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signs for an organisation in this request."""

    organisation_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class Closing:
    """One request as audit needs it. `helpers` have worked on it by invitation, and see nothing of it here. `in_force`:
    an agreement has been; `workspace`: there is one now."""

    id: UUID
    version: int = 0
    state: ClosingState = ClosingState.NONE
    reference: str = ""
    title: str = ""
    profile: Profile | None = None
    access: Access | None = None
    lead_id: UUID | None = None
    team: tuple[UUID, ...] = ()
    helpers: tuple[UUID, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    case_officer_id: UUID | None = None
    decided_by: tuple[UUID, ...] = ()
    approved_on: date | None = None
    agreement_ref: str = ""
    request_version: int = 0
    in_force: bool = False
    bound: tuple[MustCertify, ...] = ()
    releases: tuple[str, ...] = ()
    workspace: bool = False
    auditors: tuple[UUID, ...] = ()
    reason: str = ""
    ended_on: date | None = None
    due_on: date | None = None
    overdue: bool = False
    holders: tuple[Holder, ...] = ()
    destroyed_at: datetime | None = None
    custodian: Received | None = None
    closed_on: date | None = None
    retain_until: date | None = None

    def holder(self, organisation_id: UUID) -> Holder | None:
        """The organisation, if it has to certify."""
        return next((one for one in self.holders if one.must.organisation_id == organisation_id), None)

    def with_holder(self, changed: Holder) -> "Closing":
        """The same with one organisation's destruction further on, and the state that follows from all of them."""
        ours = changed.must.organisation_id
        holders = tuple(changed if one.must.organisation_id == ours else one for one in self.holders)
        checking = any(one.state is HolderState.SUBMITTED for one in holders)
        return replace(self, holders=holders, state=ClosingState.CHECK if checking else ClosingState.DUE)

    @property
    def covered(self) -> bool:
        """Whether every organisation's certificate is accepted, and there is no workspace."""
        done = all(one.state is HolderState.ACCEPTED for one in self.holders)
        return bool(self.holders) and done and not self.workspace


def heard(event: Event, closing: Closing) -> Closing:
    """What this request is after an event of another service; the same when it says nothing that matters here."""
    listen = HEARD.get(type(event).__name__)
    return listen(event, closing) if listen else closing


def _requested(event: Any, closing: Closing) -> Closing:
    """The request as its latest version says; an earlier version may be heard late, from another service."""
    request: Request = event.request
    if request.version < closing.request_version:
        return closing
    return replace(
        closing,
        request_version=request.version,
        reference=request.reference,
        title=request.title,
        profile=request.profile,
        access=request.access,
        lead_id=request.lead.person_id,
        team=tuple(member.person_id for member in request.team),
        helpers=request.helpers,
        signatories=tuple(
            Signatory(organisation_id=party.organisation_id, person_id=party.signatory_id)
            for party in (*request.controllers, *request.processors)
            if party.signatory_id
        ),
    )


def _started(event: Any, closing: Closing) -> Closing:
    told = {"reference": event.reference, "title": event.title, "profile": event.profile, "lead_id": event.lead_id}
    return replace(closing, **told)


def _enquired(event: Any, closing: Closing) -> Closing:
    return replace(closing, reference=event.reference, profile=event.profile, lead_id=event.contact_id)


def _accepted(event: Any, closing: Closing) -> Closing:
    return replace(_requested(event, closing), case_officer_id=event.case_officer_id)


def _officer(event: Any, closing: Closing) -> Closing:
    return replace(closing, case_officer_id=event.officer_id)


def _approved(event: Any, closing: Closing) -> Closing:
    officer = event.case_officer_id or closing.case_officer_id
    told = replace(_requested(event, closing), decided_by=tuple(event.decided_by), case_officer_id=officer)
    return replace(told, approved_on=local_date(event.at))


def _signatory(event: Any, closing: Closing) -> Closing:
    named = Signatory(organisation_id=event.organisation_id, person_id=event.person_id)
    return replace(closing, signatories=tuple(dict.fromkeys((*closing.signatories, named))))


def _in_force(event: Any, closing: Closing) -> Closing:
    told = _requested(event, closing)
    return replace(
        told,
        signatories=tuple(dict.fromkeys((*told.signatories, *closing.signatories))),
        in_force=True,
        agreement_ref=event.agreement_ref,
        case_officer_id=event.case_officer_id or closing.case_officer_id,
        decided_by=tuple(event.decided_by) or closing.decided_by,
        bound=must_certify(event.organisations, locations(event.request)),
    )


def _released(event: Any, closing: Closing) -> Closing:
    named = str(event.release_ref)
    return replace(closing, releases=tuple(dict.fromkeys((*closing.releases, named)))) if event.final else closing


def _workspace(event: Any, closing: Closing) -> Closing:
    return replace(closing, workspace=True, destroyed_at=None)


def _destroyed(event: Any, closing: Closing) -> Closing:
    return replace(closing, workspace=False, destroyed_at=event.at)


HEARD: Mapping[str, Callable[[Any, Closing], Closing]] = {
    "EnquiryReceived": _enquired,
    "ApplicationStarted": _started,
    "ApplicationSubmitted": _requested,
    "ApplicationAccepted": _accepted,
    "CaseOfficerAssigned": _officer,
    "ApplicationApproved": _approved,
    "SignatoryNamed": _signatory,
    "AgreementInForce": _in_force,
    "ReleaseApproved": _released,
    "WorkspaceReady": _workspace,
    "WorkspaceDestroyed": _destroyed,
}


def must_certify(bound: tuple[Any, ...], places: Mapping[str, tuple[str, ...]]) -> tuple[MustCertify, ...]:
    """Each organisation that an agreement binds, with the places where the request says it keeps data."""
    return tuple(
        MustCertify(
            organisation_id=one.organisation_id,
            name=one.name,
            role=one.role,
            locations=places.get(str(one.organisation_id), ()),
        )
        for one in bound
    )


def locations(request: Request) -> dict[str, tuple[str, ...]]:
    """Where each organisation, by id, processes, stores or backs up the data (form fields I1, I2), in words."""
    found: dict[str, tuple[str, ...]] = {}
    listed = request.answers.get("locations")
    for place in listed if isinstance(listed, list) else []:
        words = [str(place.get(part) or "") for part in ("address", "postcode", "cloud_region", "country", "purpose")]
        owner, told = str(place.get("organisation") or ""), ", ".join(word for word in words if word)
        if told and told not in found.get(owner, ()):
            found[owner] = (*found.get(owner, ()), told)
    return found
