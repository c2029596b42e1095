"""The project's opening, and who may use the data: terms, verification, and the end of training (1.4.11)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ..message import Command, Event
from ..request import Access, Profile
from .parts import REASON, TERMS_VERSION, IdentityMethod, NamedMember


@dataclass(frozen=True, kw_only=True)
class ProjectOpened(Event):
    """A project was opened for an approved request (T24). `members` are the people named in it, not yet verified."""

    reference: str
    agreement_ref: str
    title: str
    profile: Profile
    access: Access
    members: tuple[NamedMember, ...]
    needs_cohort: bool = False
    needs_letter: bool = False
    needs_service_agreement: bool = False


@dataclass(frozen=True, kw_only=True)
class AcceptUserTerms(Command):
    """A named user accepts the end-user terms for themselves. Refused with `terms-version` for an outdated text."""

    application_id: UUID
    version: str = field(default=TERMS_VERSION, metadata={"min": 1, "max": 20})


@dataclass(frozen=True, kw_only=True)
class UserTermsAccepted(Event):
    """A data user accepted this version of the terms."""

    reference: str
    person_id: UUID
    terms_version: str


@dataclass(frozen=True, kw_only=True)
class VerifyUser(Command):
    """SDE administrator, not on the team (SoD-17): identity seen, affiliation and training checked (G-USER).

    `affiliation` is the id of a controller or processor of the agreement; `last4` the end of the document's number.
    `training_expires` may shorten, never lengthen, what the person's profile shows. Refused with `guards-unmet` and a
    problem each: `terms-not-accepted`, `training-not-in-date`, `training-differs`, `affiliation-unknown`,
    `identity-incomplete`."""

    application_id: UUID
    person_id: UUID
    identity_method: IdentityMethod
    document_type: str = field(default="", metadata={"max": 60})
    last4: str = field(default="", metadata={"pattern": r"^[A-Za-z0-9]{0,4}$"})
    affiliation: UUID
    training_expires: date | None = None


@dataclass(frozen=True, kw_only=True)
class DataUserVerified(Event):
    """This person may become a member of the workspace, to the end of `valid_to`."""

    reference: str
    person_id: UUID
    name: str
    valid_to: date
    identity_method: IdentityMethod
    document_type: str
    last4: str
    affiliation: UUID


@dataclass(frozen=True, kw_only=True)
class RefuseUser(Command):
    """SDE administrator: this person may not use the data. They can be verified later if the reason goes away."""

    application_id: UUID
    person_id: UUID
    reason: str = field(metadata=REASON)


@dataclass(frozen=True, kw_only=True)
class DataUserRefused(Event):
    """Somebody listed in the agreement is not admitted, and why."""

    reference: str
    person_id: UUID
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MembershipSuspended(Event):
    """Training ran out on `valid_to`, or its evidence was not accepted: no access until it is renewed."""

    reference: str
    person_id: UUID
    reason: str
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class MembershipRestored(Event):
    """New training evidence was accepted: access again, to the end of `valid_to`."""

    reference: str
    person_id: UUID
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class MembershipExtended(Event):
    """New training evidence was accepted before the old one ran out."""

    reference: str
    person_id: UUID
    valid_to: date
