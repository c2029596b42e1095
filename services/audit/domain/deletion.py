"""From the end of an agreement to a closed project: who may do what, what follows, and what is then true.

Every organisation that the agreement binds certifies for itself; somebody who neither handled, decided nor audited the
case checks the certificate (SoD-03); the last acceptance closes the project once the workspace is destroyed.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import singledispatch
from typing import Any
from uuid import UUID

from services.contracts.access import holders
from services.contracts.audit import (
    AcceptCertificate,
    BackupStatement,
    CertificateAccepted,
    CertificateQueried,
    CertificateReceived,
    ClosingState,
    HolderState,
    QueryCertificate,
    ReadDeletion,
    SubmitCertificate,
)
from services.contracts.message import (
    Actor,
    Call,
    Command,
    Conflict,
    Event,
    NotFound,
    NotPermitted,
    Problem,
    Refused,
    happened,
)

from . import certificate as rules
from .access import ACCESS
from .closing import Closing, Holder
from .ending import RUNNING, closed, evolve


class Part(StrEnum):
    """A person's part in the end of one project."""

    APPLICANT = "applicant"
    SIGNATORY = "signatory of the organisation"
    CHECKER = "IG lead or auditor"
    READER = "other staff who may read"
    NONE = "no part"


CHECKERS = holders(ACCESS[AcceptCertificate])
READERS = holders(ACCESS[ReadDeletion])
H = HolderState

RULES: tuple[tuple[type[Command], tuple[HolderState, ...], tuple[Part, ...]], ...] = (
    (SubmitCertificate, (H.DUE, H.QUERIED, H.PARTIAL), (Part.APPLICANT, Part.SIGNATORY)),
    (QueryCertificate, (H.SUBMITTED,), (Part.CHECKER,)),
    (AcceptCertificate, (H.SUBMITTED,), (Part.CHECKER,)),
)
MAY: Mapping[tuple[HolderState, Part], frozenset[type[Command]]] = {
    (state, part): frozenset(command for command, states, parts in RULES if state in states and part in parts)
    for state in H
    for part in Part
}


def part_of(closing: Closing, actor: Actor, organisation_id: UUID | None = None) -> Part:
    """What somebody is to this project, or to one organisation's destruction in it. Whoever belongs to the request has
    no other part in it, whatever their account may do elsewhere (SoD-01)."""
    if actor.id == closing.lead_id:
        return Part.APPLICANT
    signs_for = [one.organisation_id for one in closing.signatories if one.person_id == actor.id]
    if signs_for and (organisation_id is None or organisation_id in signs_for):
        return Part.SIGNATORY
    if signs_for or actor.id in (*closing.team, *closing.helpers):
        return Part.NONE
    if actor.has(*CHECKERS):
        return Part.CHECKER
    return Part.READER if actor.has(*READERS) else Part.NONE


def may(closing: Closing, holder: Holder, actor: Actor) -> tuple[str, ...]:
    """The commands that this person may give about this organisation now."""
    part = part_of(closing, actor, holder.must.organisation_id)
    if closing.state not in RUNNING or (part is Part.CHECKER and _biased(closing, actor, holder)):
        return ()
    return tuple(sorted(command.__name__ for command in MAY[holder.state, part]))


@singledispatch
def decide(command: Command, closing: Closing, call: Call) -> list[Event]:
    """What follows from a command; Refused, NotPermitted, NotFound or Conflict when nothing does."""
    raise TypeError(f"{type(command).__name__} is not about the end of a project")


@decide.register
def _submit(command: SubmitCertificate, closing: Closing, call: Call) -> list[Event]:
    holder = _allowed(command, closing, call, command.certificate.organisation_id)
    if command.expected_version not in (None, closing.version):
        raise Conflict("Somebody else changed this first: read it again.")
    told, access = command.certificate, closing.access
    if access is None:
        raise Refused("It is not known how the data were given.", code="access-unknown")
    releases = closing.releases
    if found := rules.problems(told, holder.must.locations, releases, access, call.at):
        raise Refused("The certificate cannot be taken yet.", problems=found, code="certificate-incomplete")
    number = f"COD-{closing.reference.removeprefix('DAR-')}-{_received(closing) + 1:02}"
    facts: dict[str, Any] = {"number": number, "certificate": told, "organisation": holder.must.name}
    return [happened(CertificateReceived, call, closing.id, reference=closing.reference, **facts)]


@decide.register
def _query(command: QueryCertificate, closing: Closing, call: Call) -> list[Event]:
    holder = _allowed(command, closing, call, command.organisation_id)
    facts: dict[str, Any] = {"number": holder.certificates[-1].number, "question": command.question}
    named: dict[str, Any] = {"reference": closing.reference, "organisation_id": command.organisation_id}
    return [happened(CertificateQueried, call, closing.id, **named, **facts)]


@decide.register
def _accept(command: AcceptCertificate, closing: Closing, call: Call) -> list[Event]:
    holder = _allowed(command, closing, call, command.organisation_id)
    backups = holder.certificates[-1].certificate.backups
    aging = backups.statement is BackupStatement.AGES_OUT
    accepted = happened(
        CertificateAccepted,
        call,
        closing.id,
        reference=closing.reference,
        number=holder.certificates[-1].number,
        organisation_id=command.organisation_id,
        note=command.note,
        partial=aging,
        backups_until=backups.on if aging else None,
    )
    return [accepted, *closed(evolve(accepted, closing), call)]


def _allowed(command: Command, closing: Closing, call: Call, organisation_id: UUID) -> Holder:
    """The organisation a command is about, once it is known that this person may give it now."""
    part = part_of(closing, call.actor, organisation_id)
    if part is Part.NONE:
        raise NotFound("There is no such project.")
    holder = closing.holder(organisation_id)
    if holder is None:
        told = "There is no deletion to certify." if closing.state is ClosingState.NONE else ""
        raise Refused(told or "This organisation has nothing to certify here.", code="nothing-to-certify")
    if type(command) not in MAY[holder.state, part] or closing.state is ClosingState.CLOSED:
        raise NotPermitted(f"As {part} you cannot do this while the certificate is {holder.state}.")
    if part is Part.CHECKER and _biased(closing, call.actor, holder):
        problem = Problem(code="SoD-03", message="Let somebody check it who had no other part in this case.")
        raise NotPermitted("Whoever handled the case cannot check this.", problems=(problem,), code="not-independent")
    return holder


def _biased(closing: Closing, actor: Actor, holder: Holder) -> bool:
    """Whether this person had another part in the case (SoD-03), or put their name to this certificate."""
    involved = {closing.case_officer_id, *closing.decided_by, *closing.auditors}
    if holder.certificates:
        last = holder.certificates[-1]
        told = last.certificate
        signed = (told.performed_by, told.witnessed_by, told.authorised_by)
        involved |= {last.submitted_by, *(one.person_id for one in signed)}
    return actor.id in involved


def _received(closing: Closing) -> int:
    return sum(len(one.certificates) for one in closing.holders)
