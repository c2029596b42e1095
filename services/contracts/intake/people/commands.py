"""What may be asked about people, their accounts, roles and evidence."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar
from uuid import UUID

from ...message import Command, Role
from .parts import EMAIL, LABEL, NAME, SECRET, SHA256, Evidence, Scope
from .views import ApiTokenView, RecoveryCodesView, SessionView, Told, TotpSecretView

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
    email: str = field(metadata={"max": 254, "free": False})
    password: str = field(metadata=SECRET)
    code: str = field(default="", metadata={"max": 40, "free": False})
    address: str = field(default="", metadata={"max": 64})


@dataclass(frozen=True, kw_only=True)
class SignInWithProvider(Command):
    """Begins a session for whoever an OpenID Connect provider knows. `assertion` is the gateway's signed word on what
    the provider said; `code` our second factor, where the provider showed none; `address` the client's."""

    answers = SessionView
    remembered: ClassVar[bool] = False
    assertion: str = field(metadata={"max": 8_000, "secret": True})
    code: str = field(default="", metadata={"max": 40})
    address: str = field(default="", metadata={"max": 64})


@dataclass(frozen=True, kw_only=True)
class ConfirmProvider(Command):
    """Joins what a provider knows to the account with the same address, with the token that was mailed to it."""

    token: str = field(metadata=SECRET)


@dataclass(frozen=True, kw_only=True)
class RemoveProvider(Command):
    """I sign in with this provider no more. Ends all my sessions."""

    issuer: str = field(metadata={"min": 1, "max": 500})


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
class EndSession(Command):
    """Ends one of my sessions, at once, wherever it was begun."""

    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class EndSessions(Command):
    """Ends all sessions and tokens of a person, at once: one's own, or anybody's by an administrator (ASVS 7.4.5)."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class AskPasswordReset(Command):
    """Asks for a mail with a token to choose a new password; the same answer for any address."""

    answers = Told
    email: str = field(metadata={"max": 254, "free": False})


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
    code: str = field(default="", metadata={"max": 40, "free": False})


@dataclass(frozen=True, kw_only=True)
class ConfirmTotp(Command):
    """Enrols, with a code of the new secret. Ends all sessions: sign in again, with the code, to hold staff roles."""

    answers = RecoveryCodesView
    remembered: ClassVar[bool] = False
    code: str = field(metadata={"min": 6, "max": 10, "free": False})


@dataclass(frozen=True, kw_only=True)
class ProposeTotpReset(Command):
    """A second factor was lost: an administrator, who knows the person, proposes to take it away. Never one's own."""

    person_id: UUID
    reason: str = field(metadata={"min": 1, "max": 500})


@dataclass(frozen=True, kw_only=True)
class ResetTotp(Command):
    """Takes away a lost second factor, as proposed: by a second administrator or the SIRO, within a day. Ends all
    sessions of the person."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MakeRecoveryCodes(Command):
    """New recovery codes in place of the old, with a current TOTP code."""

    answers = RecoveryCodesView
    remembered: ClassVar[bool] = False
    code: str = field(metadata={"min": 6, "max": 10, "free": False})


@dataclass(frozen=True, kw_only=True)
class IssueApiToken(Command):
    """A bearer token for a program of mine: it may do what I may, within its scopes, until it expires. Two with one
    label may be in force at once, so that the new one takes the old one's place without a gap; a third is refused."""

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
    phone: str = field(default="", metadata={"max": 30, "free": False})
    expected_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AddProfileEvidence(Command):
    """A CV, or a training certificate with its course and day of completion (domain 2.4.5). `sha256` is the stored
    document. A newer one of the same kind and course takes the older one's place."""

    kind: Evidence
    sha256: str = field(metadata={**SHA256, "document": True})
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
