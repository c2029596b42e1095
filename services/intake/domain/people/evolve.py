"""The account after each event."""

from dataclasses import replace
from functools import singledispatch
from typing import Any

from services.contracts.intake import people as say
from services.contracts.message import Event

from .account import Account, Proposal, State, TotpReset
from .training import ACCEPTED, REJECTED, Document


@singledispatch
def evolve(event: Any, account: Account) -> Account:
    """The account after `event`."""
    raise TypeError(type(event).__name__)


@evolve.register(say.SignedIn)
@evolve.register(say.SignInFailed)
@evolve.register(say.SignInThrottled)
@evolve.register(say.SignedOut)
@evolve.register(say.SessionsEnded)
@evolve.register(say.PasswordResetAsked)
@evolve.register(say.PasswordChanged)
@evolve.register(say.ProviderJoined)
@evolve.register(say.ProviderRemoved)
@evolve.register(say.ApiTokenIssued)
@evolve.register(say.ApiTokenRevoked)
def _unchanged(event: Event, account: Account) -> Account:
    """Sessions, tokens and secrets are kept beside the account."""
    return account


@evolve.register
def _registered(event: say.PersonRegistered, account: Account) -> Account:
    return replace(account, state=State.UNCONFIRMED, organisation_id=event.organisation_id)


@evolve.register(say.AddressConfirmed)
@evolve.register(say.AccountEnabled)
def _active(event: Event, account: Account) -> Account:
    return replace(account, state=State.ACTIVE)


@evolve.register
def _disabled(event: say.AccountDisabled, account: Account) -> Account:
    return replace(account, state=State.DISABLED)


@evolve.register
def _enrolled(event: say.TotpEnrolled, account: Account) -> Account:
    return replace(account, totp=True)


@evolve.register
def _reset_proposed(event: say.TotpResetProposed, account: Account) -> Account:
    return replace(account, totp_reset=TotpReset(by=event.by, at=event.at, reason=event.reason))


@evolve.register
def _removed(event: say.TotpRemoved, account: Account) -> Account:
    return replace(account, totp=False, codes_left=0, totp_reset=None)


@evolve.register
def _codes(event: say.RecoveryCodesMade, account: Account) -> Account:
    return replace(account, codes_left=event.count)


@evolve.register
def _code(event: say.RecoveryCodeUsed, account: Account) -> Account:
    return replace(account, codes_left=event.left)


@evolve.register
def _saved(event: say.ProfileSaved, account: Account) -> Account:
    return replace(account, organisation_id=event.organisation_id)


@evolve.register
def _added(event: say.ProfileEvidenceAdded, account: Account) -> Account:
    """The newer document takes the place of the older of the same kind and course. File names may be personal: they
    are kept beside, never in an event."""
    copied = ("kind", "sha256", "course_code", "completed_on", "expires_on")
    new = Document(id=event.evidence_id, **{name: getattr(event, name) for name in copied})
    others = (d for d in account.documents if (d.kind, d.course_code) != (new.kind, new.course_code))
    return replace(account, documents=(*others, new))


def _on_document(account: Account, which: Any, **changes: Any) -> Account:
    documents = (replace(d, **changes) if which(d) else d for d in account.documents)
    return replace(account, documents=tuple(documents))


@evolve.register
def _checked(event: say.ProfileEvidenceChecked, account: Account) -> Account:
    found = {"status": ACCEPTED if event.accepted else REJECTED, "checked_by": event.by, "note": event.note}
    return _on_document(account, lambda d: d.id == event.evidence_id, **found, expires_on=event.expires_on)


@evolve.register
def _expiring(event: say.TrainingExpiring, account: Account) -> Account:
    return _on_document(account, lambda d: d.course_code == event.course_code, warned=event.days)


@evolve.register
def _proposed(event: say.RoleProposed, account: Account) -> Account:
    proposal = Proposal(id=event.proposal_id, role=event.role, by=event.by, reason=event.reason)
    return replace(account, proposals=(*account.proposals, proposal))


@evolve.register
def _granted(event: say.RoleGranted, account: Account) -> Account:
    left = tuple(p for p in account.proposals if p.role is not event.role)
    return replace(account, roles=account.roles | {event.role}, proposals=left)


@evolve.register
def _declined(event: say.RoleDeclined, account: Account) -> Account:
    return replace(account, proposals=tuple(p for p in account.proposals if p.id != event.proposal_id))


@evolve.register
def _revoked(event: say.RoleRevoked, account: Account) -> Account:
    return replace(account, roles=account.roles - {event.role})
