"""What is shown of people, their accounts, roles and evidence, to whom it may be shown."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ...message import Listing, Query, Role, View
from .parts import SECRET, Evidence, Scope

# --- answers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SessionView(View):
    """Who is asking. `token` is filled once, when the session begins. `roles` are those in force at this moment.

    `failure` is empty when the session exists; otherwise `sign-in-failed`, `code-needed`, `throttled`,
    `address-unconfirmed`, or with a provider `address-unverified`, `join-mailed` or `wrong-code`, with no token (a
    failed attempt is recorded, so it is answered and not refused). `totp_needed`: the account holds staff roles and
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
class ProviderRow(View):
    """A provider with which I sign in."""

    issuer: str
    joined_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProvidersView(View):
    """Providers with which I sign in."""

    rows: tuple[ProviderRow, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceListView(View):
    """A page of evidence that waits for staff."""

    rows: tuple[EvidenceView, ...]
    next: str = ""


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
    """For staff: people by name, by role, or both. `sort`: name, with a leading minus for descending."""

    answers = PeopleView
    q: str = field(default="", metadata={"max": 100})
    role: Role | None = None
    sort: str = field(default="name", metadata={"pattern": r"^-?(name)$"})


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
class MyProviders(Query):
    """The providers with which I sign in."""

    answers = ProvidersView


@dataclass(frozen=True, kw_only=True)
class ListEvidenceToCheck(Listing):
    """Documents that wait for staff, oldest first."""

    answers = EvidenceListView
