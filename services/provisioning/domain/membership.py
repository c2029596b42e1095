"""Who may use the data: terms accepted by the person, verified by somebody else, and only while trained (1.4.11)."""

from collections.abc import Iterable
from datetime import date

from services.contracts import provisioning as p
from services.contracts.message import Call, Event, NotPermitted, Problem, Refused, happened
from services.contracts.provisioning import IdentityMethod, MemberState

from . import guards
from .days import london
from .door import Known, decide
from .project import VERIFIED, Membership, Project

EXPIRED, NOT_ACCEPTED = "training-expired", "training-not-accepted"


def named(project: Project, person_id: object) -> Membership:
    """The membership of somebody named in the agreement; refused for anybody else, who would need an amendment."""
    found = next((one for one in project.members if one.person_id == person_id), None)
    if found is None:
        raise Refused("Only people named in the agreement can use its data.", code="not-named")
    return found


@decide.register
def accept_terms(command: p.AcceptUserTerms, project: Project, call: Call, known: Known) -> list[Event]:
    member = named(project, call.actor.id)
    if command.version != p.TERMS_VERSION:
        raise Refused(f"The terms in force are version {p.TERMS_VERSION}: read and accept those.", code="terms-version")
    if member.terms_version == command.version:
        return []
    facts = {"reference": project.reference, "person_id": call.actor.id, "terms_version": command.version}
    return [happened(p.UserTermsAccepted, call, project.id, **facts)]


@decide.register
def verify(command: p.VerifyUser, project: Project, call: Call, known: Known) -> list[Event]:
    member = named(project, command.person_id)
    if command.person_id == call.actor.id:
        raise NotPermitted("Nobody verifies themselves.", code="sod-17")
    if member.state in (*VERIFIED, MemberState.REMOVED):
        raise Refused(f"This person is {member.state}.", code="not-waiting")
    guards.require(list(_unmet(command, project, member, call, known)))
    valid_to = min(filter(None, (known.training, command.training_expires)))
    return [
        happened(
            p.DataUserVerified, call, project.id, reference=project.reference, person_id=member.person_id,
            name=member.name, valid_to=valid_to, identity_method=command.identity_method,
            document_type=command.document_type, last4=command.last4, affiliation=command.affiliation,
        )
    ]  # fmt: skip


def _unmet(
    command: p.VerifyUser, project: Project, member: Membership, call: Call, known: Known
) -> Iterable[Problem]:
    """What of G-USER is not met."""
    today = london(call.at)
    if member.terms_version != p.TERMS_VERSION:
        yield Problem(code="terms-not-accepted", message="This person has not accepted the end-user terms.")
    if known.training is None or known.training < today:
        yield Problem(code="training-not-in-date", message="The profile shows no training certificate in date.")
    elif command.training_expires and not today <= command.training_expires <= known.training:
        yield Problem(
            code="training-differs", field="training_expires",
            message=f"The profile shows training until {known.training}: give that day or an earlier one.",
        )  # fmt: skip
    parties = {party.organisation_id for party in (*project.asked.controllers, *project.asked.processors)}
    if command.affiliation not in parties:
        yield Problem(
            code="affiliation-unknown", field="affiliation",
            message="This organisation is no controller or processor of the agreement.",
        )  # fmt: skip
    seen = bool(command.document_type) and len(command.last4) == 4
    if command.identity_method is IdentityMethod.PHOTO_ID and not seen:
        yield Problem(
            code="identity-incomplete", field="last4",
            message="Record the type of the document you saw and the last four characters of its number.",
        )  # fmt: skip


@decide.register
def refuse(command: p.RefuseUser, project: Project, call: Call, known: Known) -> list[Event]:
    member = named(project, command.person_id)
    if member.state in (MemberState.REFUSED, MemberState.REMOVED, MemberState.ACTIVE):
        raise Refused(f"This person is {member.state}.", code="not-waiting")
    facts = {"person_id": member.person_id, "name": member.name, "reason": command.reason}
    return [happened(p.DataUserRefused, call, project.id, reference=project.reference, **facts)]


def expired(project: Project, call: Call) -> list[Event]:
    """The memberships whose training has run out are suspended; their access ended by itself at that instant."""
    today = london(call.at)
    return [
        _suspended(project, member, EXPIRED, call)
        for member in project.members
        if member.state in VERIFIED and member.valid_to is not None and member.valid_to < today
    ]


def judged(project: Project, person_id: object, training: date | None, accepted: bool, call: Call) -> list[Event]:
    """What follows for a membership when staff judged the person's training evidence. `training` is the last day of
    the best evidence: of what staff accepted when this was `accepted`, of what is not rejected when it was not."""
    member = next((one for one in project.members if one.person_id == person_id), None)
    if member is None or member.valid_to is None:
        return []
    today = london(call.at)
    facts = {"reference": project.reference, "person_id": member.person_id}
    if training is None or training < today:
        return [_suspended(project, member, NOT_ACCEPTED, call)] if member.state in VERIFIED and not accepted else []
    if not accepted:
        return []
    if member.state is MemberState.SUSPENDED:
        return [happened(p.MembershipRestored, call, project.id, **facts, valid_to=training)]
    if member.state in VERIFIED and training > member.valid_to:
        return [happened(p.MembershipExtended, call, project.id, **facts, valid_to=training)]
    return []


def _suspended(project: Project, member: Membership, reason: str, call: Call) -> Event:
    facts = {"person_id": member.person_id, "reason": reason, "valid_to": member.valid_to}
    return happened(p.MembershipSuspended, call, project.id, reference=project.reference, **facts)
