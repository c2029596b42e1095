"""People and their accounts: sign-up, sign-in, second factor, sessions, API tokens, profile, evidence, roles.

The subject of every event here is the person. E-mail addresses, passwords, tokens and secrets travel in commands and
one-time answers only, never in an event.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from ..message import Command, Event, Listing, Query, Role, View

EMAIL: dict[str, Any] = {"max": 254, "pattern": r"^[^@\s]{1,64}@[^@\s]+\.[^@\s]+$"}
SECRET: dict[str, Any] = {"max": 512, "secret": True}
NAME: dict[str, Any] = {"min": 1, "max": 200}
LABEL: dict[str, Any] = {"min": 1, "max": 100}
SHA256: dict[str, Any] = {"pattern": r"^[0-9a-f]{64}$", "max": 64}


class Evidence(StrEnum):
    """What a person puts into their profile (S0-14, S0-15)."""

    CV = "cv"
    IG_TRAINING = "ig-training"


class Scope(StrEnum):
    """What an API token may be used for."""

    READ = "read"
    WRITE = "write"


# --- answers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SessionView(View):
    """Who is asking. `token` is filled once, when the session begins. `roles` are those in force at this moment.

    `failure` is empty when the session exists; otherwise `sign-in-failed`, `code-needed` or `throttled`, with no token
    (a failed attempt is recorded, so it is answered and not refused). `totp_needed`: the account holds staff roles and
    no second factor yet; this session has none of those roles and may only enrol (StartTotp, ConfirmTotp).
    `touch_due`: send TouchSession now, or the session ends when idle.
    """

    failure: str = ""
    retry_after: int = 0
    token: str = ""
    session_id: UUID | None = None
    person_id: UUID | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    organisation_id: UUID | None = None
    expires_at: datetime | None = None
    idle_until: datetime | None = None
    totp_needed: bool = False
    touch_due: bool = False
    by_token: bool = False
    scopes: frozenset[Scope] = frozenset(Scope)


@dataclass(frozen=True, kw_only=True)
class Told(View):
    """An answer that is the same whether or not the address is known (ASVS 6.3.8)."""

    told: str


@dataclass(frozen=True, kw_only=True)
class TotpSecretView(View):
    """Shown once: the secret in base 32 and the address for a QR code."""

    secret: str
    uri: str


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesView(View):
    """Shown once: codes that each replace one TOTP code, one time."""

    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApiTokenView(View):
    """Shown once: the token itself."""

    token_id: UUID
    token: str
    label: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class EvidenceView(View):
    """One document of a profile and what staff found. `valid` is true when it counts towards G-PROFILE today."""

    evidence_id: UUID
    kind: Evidence
    filename: str
    sha256: str
    course_code: str = ""
    completed_on: date | None = None
    expires_on: date | None = None
    status: str = "attached"
    valid: bool = False
    note: str = ""
    person_id: UUID | None = None
    person_name: str = ""


@dataclass(frozen=True, kw_only=True)
class ProfileView(View):
    """A person's own page, or what staff may see of it. `missing` says what G-PROFILE still wants."""

    person_id: UUID
    name: str
    email: str
    email_confirmed: bool
    version: int
    organisation_id: UUID | None = None
    organisation_name: str = ""
    job_title: str = ""
    orcid: str = ""
    phone: str = ""
    roles: frozenset[Role] = frozenset()
    totp: bool = False
    recovery_codes_left: int = 0
    disabled: bool = False
    evidence: tuple[EvidenceView, ...] = ()
    training_expires: date | None = None
    ready: bool = False
    missing: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonRow(View):
    """One person in a list for staff; no address."""

    person_id: UUID
    name: str
    roles: frozenset[Role] = frozenset()
    organisation_id: UUID | None = None
    organisation_name: str = ""
    disabled: bool = False


@dataclass(frozen=True, kw_only=True)
class PeopleView(View):
    """A page of people."""

    rows: tuple[PersonRow, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleProposalRow(View):
    """A role that one person proposed and another must approve (SoD-10)."""

    proposal_id: UUID
    person_id: UUID
    person_name: str
    role: Role
    reason: str
    proposed_by: UUID
    proposed_at: datetime
    may: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoleProposalsView(View):
    """A page of open proposals."""

    rows: tuple[RoleProposalRow, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionRow(View):
    """One of my sessions or tokens; never its secret."""

    session_id: UUID
    started_at: datetime
    last_used_at: datetime
    expires_at: datetime
    label: str = ""
    scopes: frozenset[Scope] = frozenset()


@dataclass(frozen=True, kw_only=True)
class SessionsView(View):
    """A page of sessions or tokens."""

    rows: tuple[SessionRow, ...]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class EvidenceListView(View):
    """A page of evidence that waits for staff."""

    rows: tuple[EvidenceView, ...]
    next: str = ""


# --- accounts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SignUp(Command):
    """Asks for an account (S0-12). The answer is the same for an address that already has one; a mail tells which."""

    answers = Told
    email: str = field(metadata=EMAIL)
    name: str = field(metadata=NAME)
    password: str = field(metadata=SECRET)
    organisation_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ConfirmAddress(Command):
    """Proves that the address is theirs, with the token that was mailed."""

    token: str = field(metadata=SECRET)


@dataclass(frozen=True, kw_only=True)
class SignIn(Command):
    """Begins a session. `code` is the TOTP code or a recovery code; `address` is the client's, from the gateway."""

    answers = SessionView
    remembered: ClassVar[bool] = False
    email: str = field(metadata={"max": 254})
    password: str = field(metadata=SECRET)
    code: str = field(default="", metadata={"max": 40})
    address: str = field(default="", metadata={"max": 64})


@dataclass(frozen=True, kw_only=True)
class TouchSession(Command):
    """Keeps a session from ending idle. NotFound when it has ended."""

    answers = SessionView
    remembered: ClassVar[bool] = False
    token: str = field(metadata=SECRET)


@dataclass(frozen=True, kw_only=True)
class SignOut(Command):
    """Ends one session, at once."""

    token: str = field(metadata=SECRET)


@dataclass(frozen=True, kw_only=True)
class EndSessions(Command):
    """Ends all sessions of a person, at once: one's own, or anybody's by an administrator (ASVS 7.4.5)."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class AskPasswordReset(Command):
    """Asks for a mail with a token to choose a new password; the same answer for any address."""

    answers = Told
    email: str = field(metadata={"max": 254})


@dataclass(frozen=True, kw_only=True)
class ResetPassword(Command):
    """A new password, with the mailed token. Ends all sessions; leaves the second factor as it was."""

    token: str = field(metadata=SECRET)
    password: str = field(metadata=SECRET)


@dataclass(frozen=True, kw_only=True)
class ChangePassword(Command):
    """A new password, with the old one. Ends all sessions."""

    old: str = field(metadata=SECRET)
    new: str = field(metadata=SECRET)


@dataclass(frozen=True, kw_only=True)
class StartTotp(Command):
    """A new TOTP secret, in force after ConfirmTotp. With a second factor already, a current `code` is needed."""

    answers = TotpSecretView
    remembered: ClassVar[bool] = False
    code: str = field(default="", metadata={"max": 40})


@dataclass(frozen=True, kw_only=True)
class ConfirmTotp(Command):
    """Enrols, with a code of the new secret. Ends all sessions: sign in again, with the code, to hold staff roles."""

    answers = RecoveryCodesView
    remembered: ClassVar[bool] = False
    code: str = field(metadata={"min": 6, "max": 10})


@dataclass(frozen=True, kw_only=True)
class ResetTotp(Command):
    """Takes away a lost second factor: by an administrator, never one's own. Ends all sessions of the person."""

    person_id: UUID
    reason: str = field(metadata={"min": 1, "max": 500})


@dataclass(frozen=True, kw_only=True)
class MakeRecoveryCodes(Command):
    """New recovery codes in place of the old, with a current TOTP code."""

    answers = RecoveryCodesView
    remembered: ClassVar[bool] = False
    code: str = field(metadata={"min": 6, "max": 10})


@dataclass(frozen=True, kw_only=True)
class IssueApiToken(Command):
    """A bearer token for a program of mine: it may do what I may, within its scopes, until it expires."""

    answers = ApiTokenView
    remembered: ClassVar[bool] = False
    label: str = field(metadata=LABEL)
    days: int = field(default=30, metadata={"min": 1, "max": 365})
    scopes: frozenset[Scope] = frozenset({Scope.READ})


@dataclass(frozen=True, kw_only=True)
class RevokeApiToken(Command):
    """Ends one of my tokens, at once (an administrator: anybody's)."""

    token_id: UUID


@dataclass(frozen=True, kw_only=True)
class DisableAccount(Command):
    """No sign-in, no session, no token any more: by an administrator, never one's own account (ASVS 7.4.2)."""

    person_id: UUID
    reason: str = field(metadata={"min": 1, "max": 500})


@dataclass(frozen=True, kw_only=True)
class EnableAccount(Command):
    """Takes DisableAccount back."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class BootstrapAdministrator(Command):
    """The first two administrators, so that there are two people to grant roles (SoD-10). In demo and test runs freely;
    in production with the secret of the file `bootstrap.token` in the keys folder. A third is refused for ever."""

    email: str = field(metadata=EMAIL)
    name: str = field(metadata=NAME)
    password: str = field(metadata=SECRET)
    secret: str = field(default="", metadata=SECRET)


# --- profile -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SaveProfile(Command):
    """My name, job, ORCID iD, telephone and organisation."""

    name: str = field(metadata=NAME)
    organisation_id: UUID | None = None
    job_title: str = field(default="", metadata={"max": 200})
    orcid: str = field(default="", metadata={"max": 19})
    phone: str = field(default="", metadata={"max": 30})
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AddProfileEvidence(Command):
    """A CV, or a training certificate with its course and day of completion (domain 2.4.5). `sha256` is the stored
    document. A newer one of the same kind and course takes the older one's place."""

    kind: Evidence
    sha256: str = field(metadata=SHA256)
    filename: str = field(metadata={"min": 1, "max": 255})
    course_code: str = field(default="", metadata={"max": 20})
    completed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CheckProfileEvidence(Command):
    """Staff looked at a document: accepted, or not and why. Nobody checks their own."""

    evidence_id: UUID
    accepted: bool
    note: str = field(default="", metadata={"max": 500})
    expires_on: date | None = None


# --- roles -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ProposeRole(Command):
    """Administrator or SIRO proposes; never for themselves (SoD-10). Answers the proposal's id as `subject`."""

    person_id: UUID
    role: Role
    reason: str = field(default="", metadata={"max": 500})


@dataclass(frozen=True, kw_only=True)
class ApproveRole(Command):
    """Another administrator or the SIRO approves: neither the proposer nor the person (SoD-10)."""

    proposal_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeclineRole(Command):
    """The proposal is turned down, or taken back by its proposer."""

    proposal_id: UUID
    reason: str = field(metadata={"min": 1, "max": 500})


@dataclass(frozen=True, kw_only=True)
class RevokeRole(Command):
    """Takes a role away, at once. One person suffices: taking away is the safe direction."""

    person_id: UUID
    role: Role
    reason: str = field(default="", metadata={"max": 500})


# --- questions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ReadSession(Query):
    """Who holds this session token or API token (`hvn_…`) now? NotFound when it ended, expired, or never was."""

    answers = SessionView
    token: str = field(metadata=SECRET)


@dataclass(frozen=True, kw_only=True)
class ReadProfile(Query):
    """My profile; with `person_id`, somebody's (staff who check evidence or manage accounts)."""

    answers = ProfileView
    person_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ListPeople(Listing):
    """For staff: people by name, by role, or both."""

    answers = PeopleView
    q: str = field(default="", metadata={"max": 100})
    role: Role | None = None


@dataclass(frozen=True, kw_only=True)
class ListRoleProposals(Listing):
    """Open proposals, for those who may approve."""

    answers = RoleProposalsView


@dataclass(frozen=True, kw_only=True)
class MySessions(Listing):
    """My open sessions."""

    answers = SessionsView


@dataclass(frozen=True, kw_only=True)
class MyApiTokens(Listing):
    """My API tokens that are in force."""

    answers = SessionsView


@dataclass(frozen=True, kw_only=True)
class ListEvidenceToCheck(Listing):
    """Documents that wait for staff, oldest first."""

    answers = EvidenceListView


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
    """A session began; `factor` is none, totp or recovery-code."""

    session_id: UUID
    factor: str = "none"


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
class TotpRemoved(Event):
    """An administrator took the second factor away."""

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
