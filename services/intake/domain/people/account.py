"""An account: its state, roles, second factor and evidence, and who may do what to it (domain 9.1, 9.3, 9.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.contracts.access import holders
from services.contracts.intake import people as say
from services.contracts.message import STAFF, Actor, Role

from .access import PEOPLE
from .training import Document


class State(StrEnum):
    """May it be used?"""

    ABSENT = "absent"
    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    DISABLED = "disabled"


class Part(StrEnum):
    """What somebody is to this account. `door` is the service itself, after it verified a mailed token."""

    SELF = "self"
    ADMINISTRATOR = "administrator"
    GRANTER = "granter"
    CHECKER = "checker"
    DOOR = "door"


GRANTERS = holders(PEOPLE[say.ApproveRole])
CHECKERS = holders(PEOPLE[say.CheckProfileEvidence])
READERS = holders(PEOPLE[say.ReadProfile])

_OWN = frozenset(
    {
        say.SaveProfile,
        say.AddProfileEvidence,
        say.ChangePassword,
        say.StartTotp,
        say.ConfirmTotp,
        say.MakeRecoveryCodes,
        say.IssueApiToken,
        say.RevokeApiToken,
        say.EndSession,
        say.EndSessions,
        say.RemoveProvider,
    }
)
# Who gets in, and how: a person decides that, never a program with an API token (who finds one must not outlive it).
IN_PERSON = frozenset(
    {
        say.ChangePassword,
        say.StartTotp,
        say.ConfirmTotp,
        say.MakeRecoveryCodes,
        say.IssueApiToken,
        say.EndSession,
        say.EndSessions,
        say.RemoveProvider,
        say.ProposeTotpReset,
        say.ResetTotp,
        say.DisableAccount,
        say.EnableAccount,
        say.ProposeRole,
        say.ApproveRole,
    }
)
TOKENS_AT_ONCE = 2  # with one label: the new one is in place before the old one is revoked
TOTP_RESET_WAITS = timedelta(days=1)  # for its second person
MAY: Mapping[tuple[State, Part], frozenset[type]] = {
    (State.UNCONFIRMED, Part.DOOR): frozenset({say.ConfirmAddress, say.ConfirmProvider}),
    (State.ACTIVE, Part.DOOR): frozenset({say.ResetPassword, say.ConfirmProvider}),
    (State.ACTIVE, Part.SELF): _OWN,
    (State.ACTIVE, Part.ADMINISTRATOR): frozenset(
        {say.DisableAccount, say.ProposeTotpReset, say.EndSessions, say.RevokeApiToken}
    ),
    (State.DISABLED, Part.ADMINISTRATOR): frozenset({say.EnableAccount}),
    (State.ACTIVE, Part.GRANTER): frozenset(
        {say.ProposeRole, say.ApproveRole, say.DeclineRole, say.RevokeRole, say.ResetTotp}
    ),
    (State.DISABLED, Part.GRANTER): frozenset({say.RevokeRole, say.DeclineRole}),
    (State.ACTIVE, Part.CHECKER): frozenset({say.CheckProfileEvidence}),
}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A role proposed by one person, waiting for another."""

    id: UUID
    role: Role
    by: UUID
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class TotpReset:
    """A proposal to take a lost second factor away, waiting for another person."""

    by: UUID
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Account:
    """One person's account. Name, address and secrets are kept beside it, not in it."""

    id: UUID
    state: State = State.ABSENT
    organisation_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    proposals: tuple[Proposal, ...] = ()
    totp: bool = False
    codes_left: int = 0
    totp_reset: TotpReset | None = None
    documents: tuple[Document, ...] = ()

    @property
    def staff(self) -> bool:
        """Holds a role that needs a second factor."""
        return bool(self.roles & STAFF)

    def document(self, evidence_id: UUID) -> Document | None:
        """The document with this id, if it is here."""
        return next((d for d in self.documents if d.id == evidence_id), None)

    def proposal(self, proposal_id: UUID) -> Proposal | None:
        """The open proposal with this id, if it is here."""
        return next((p for p in self.proposals if p.id == proposal_id), None)


def parts(account: Account, actor: Actor) -> frozenset[Part]:
    """What `actor` is to this account. Nobody administers, grants or checks their own (SoD-10, SoD-17)."""
    if actor.id == account.id:
        return frozenset({Part.SELF})
    table = {
        Part.ADMINISTRATOR: frozenset({Role.ADMINISTRATOR}),
        Part.GRANTER: GRANTERS,
        Part.CHECKER: CHECKERS,
        Part.DOOR: frozenset({Role.SYSTEM}),
    }
    return frozenset(part for part, roles in table.items() if actor.has(*roles))


def moot(account: Account, actor: Actor) -> frozenset[type]:
    """Of what `actor` may do, what there is nothing to do about: a second factor that is not there, is not proposed to
    be taken away, or waits for somebody else. A page does not offer it; a command of it is refused with its reason."""
    open_to = account.totp_reset if account.totp_reset and account.totp_reset.by != actor.id else None
    return frozenset(({say.ProposeTotpReset} if not account.totp else set()) | (set() if open_to else {say.ResetTotp}))


def may(account: Account, actor: Actor) -> frozenset[type]:
    """The commands that `actor` may give now."""
    allowed = (MAY.get((account.state, part), frozenset()) for part in parts(account, actor))
    return frozenset().union(*allowed)
