"""What has happened to people, their accounts, roles and evidence."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ...message import Event, Role
from .parts import Evidence, Scope

# --- history -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(Event):
    """An account was made; the address is not confirmed yet."""

    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AddressConfirmed(Event):
    """The person proved that the address is theirs."""


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """A session began; `factor` is none, totp, recovery-code, or provider where that showed a second factor."""

    session_id: UUID
    factor: str = "none"


@dataclass(frozen=True, kw_only=True)
class ProviderJoined(Event):
    """The person can sign in with a provider from now on."""

    issuer: str


@dataclass(frozen=True, kw_only=True)
class ProviderRemoved(Event):
    """The person signs in with that provider no more."""

    issuer: str


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Event):
    """A wrong password or code for an account that exists."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class SignInThrottled(Event):
    """Too many failures: the account takes no sign-in until `until`."""

    until: datetime


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """One session was ended by its holder."""

    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """All sessions of the person were ended."""

    reason: str
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class PasswordResetAsked(Event):
    """A token to choose a new password was mailed."""


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """The password is another one now."""


@dataclass(frozen=True, kw_only=True)
class TotpEnrolled(Event):
    """The account has a second factor."""


@dataclass(frozen=True, kw_only=True)
class TotpResetProposed(Event):
    """An administrator proposed to take a lost second factor away; a second person must agree."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class TotpRemoved(Event):
    """Two people took the second factor away."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Event):
    """New recovery codes; the older ones are void."""

    count: int


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(Event):
    """A recovery code stood in for a TOTP code."""

    left: int


@dataclass(frozen=True, kw_only=True)
class ApiTokenIssued(Event):
    """A token for a program."""

    token_id: UUID
    expires_at: datetime
    scopes: frozenset[Scope]


@dataclass(frozen=True, kw_only=True)
class ApiTokenRevoked(Event):
    """A token was ended."""

    token_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountDisabled(Event):
    """The account may not be used any more."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class AccountEnabled(Event):
    """The account may be used again."""


@dataclass(frozen=True, kw_only=True)
class ProfileSaved(Event):
    """The person changed their profile."""

    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ProfileEvidenceAdded(Event):
    """A document was added; `expires_on` follows from course and completion."""

    person_id: UUID
    evidence_id: UUID
    kind: Evidence
    sha256: str
    course_code: str = ""
    completed_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ProfileEvidenceChecked(Event):
    """Staff accepted a document, or did not."""

    person_id: UUID
    evidence_id: UUID
    kind: Evidence
    accepted: bool
    course_code: str = ""
    expires_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TrainingExpiring(Event):
    """A training certificate ends in `days` days (60, 30, 7) or has ended (0)."""

    person_id: UUID
    course_code: str
    expires_on: date
    days: int


@dataclass(frozen=True, kw_only=True)
class RoleProposed(Event):
    """One person proposed a role for another."""

    person_id: UUID
    proposal_id: UUID
    role: Role
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """The role is held from now on; `proposed_by` and `approved_by` are two people (equal only at bootstrap)."""

    person_id: UUID
    role: Role
    proposed_by: UUID
    approved_by: UUID


@dataclass(frozen=True, kw_only=True)
class RoleDeclined(Event):
    """The proposal was turned down or taken back."""

    person_id: UUID
    proposal_id: UUID
    role: Role
    reason: str


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    """The role is no longer held."""

    person_id: UUID
    role: Role
    reason: str = ""
