"""What follows from each command to an account. Secrets are verified before, by the one who calls: here it is known
that the password, the token or the code was right."""

from datetime import date
from functools import singledispatch
from typing import Any

from services.contracts.intake import people as say
from services.contracts.message import Call, Event, NotFound, NotPermitted, Refused, happened

from . import training
from .account import IN_PERSON, TOTP_RESET_WAITS, Account, State, may
from .session import NOT_GRANTED


def handle(command: Any, account: Account, call: Call, today: date) -> list[Event]:
    """The events that follow, or NotPermitted, NotFound, Refused. `today` is the date in London."""
    if call.actor.by_token and type(command) in IN_PERSON:
        raise NotPermitted("An API token may not do this: sign in", code="in-person")
    if type(command) not in may(account, call.actor):
        raise NotPermitted(f"{type(command).__name__} is not yours to give here")
    return decide(command, account, call, today)


def time_passed(account: Account, call: Call, today: date) -> list[Event]:
    """The training reminders that are due (60, 30, 7 days before, and when it has ended)."""
    steps = ((document, training.reminder(document, today)) for document in account.documents)
    return [
        happened(
            say.TrainingExpiring,
            call,
            account.id,
            person_id=account.id,
            course_code=document.course_code,
            expires_on=document.expires_on,
            days=days,
        )
        for document, days in steps
        if days is not None
    ]


@singledispatch
def decide(command: Any, account: Account, call: Call, today: date) -> list[Event]:
    """The events that follow from a permitted command; Refused when a guard fails."""
    raise TypeError(type(command).__name__)


@decide.register
def _confirm(command: say.ConfirmAddress, account: Account, call: Call, today: date) -> list[Event]:
    return [happened(say.AddressConfirmed, call, account.id)]


@decide.register
def _join(command: say.ConfirmProvider, account: Account, call: Call, today: date) -> list[Event]:
    """The mailed token proves the address as well. ProviderJoined names the provider, and is made with it."""
    return [happened(say.AddressConfirmed, call, account.id)] if account.state is State.UNCONFIRMED else []


@decide.register
def _remove_provider(command: say.RemoveProvider, account: Account, call: Call, today: date) -> list[Event]:
    return [
        happened(say.ProviderRemoved, call, account.id, issuer=command.issuer),
        happened(say.SessionsEnded, call, account.id, reason="provider removed"),
    ]


@decide.register(say.ResetPassword)
@decide.register(say.ChangePassword)
def _password(command: Any, account: Account, call: Call, today: date) -> list[Event]:
    ended = happened(say.SessionsEnded, call, account.id, reason="password changed")
    return [happened(say.PasswordChanged, call, account.id), ended]


@decide.register
def _start_totp(command: say.StartTotp, account: Account, call: Call, today: date) -> list[Event]:
    return []


@decide.register
def _confirm_totp(command: say.ConfirmTotp, account: Account, call: Call, today: date) -> list[Event]:
    return [
        happened(say.TotpEnrolled, call, account.id),
        happened(say.RecoveryCodesMade, call, account.id, count=RECOVERY_CODES),
        happened(say.SessionsEnded, call, account.id, reason="second factor enrolled"),
    ]


RECOVERY_CODES = 10


@decide.register
def _codes(command: say.MakeRecoveryCodes, account: Account, call: Call, today: date) -> list[Event]:
    if not account.totp:
        raise Refused("Enrol a second factor first", code="no-totp")
    return [happened(say.RecoveryCodesMade, call, account.id, count=RECOVERY_CODES)]


@decide.register
def _propose_totp_reset(command: say.ProposeTotpReset, account: Account, call: Call, today: date) -> list[Event]:
    if not account.totp:
        raise Refused("There is no second factor to take away", code="no-totp")
    return [happened(say.TotpResetProposed, call, account.id, reason=command.reason)]


@decide.register
def _reset_totp(command: say.ResetTotp, account: Account, call: Call, today: date) -> list[Event]:
    proposed = account.totp_reset
    if proposed is None or call.at - proposed.at > TOTP_RESET_WAITS:
        raise Refused("An administrator must propose it first", code="not-proposed")
    if call.actor.id == proposed.by:
        raise NotPermitted("Somebody else must agree to what you proposed", code="separation-of-duties")
    return [
        happened(say.TotpRemoved, call, account.id, reason=proposed.reason),
        happened(say.SessionsEnded, call, account.id, reason="second factor removed"),
    ]


@decide.register
def _end_session(command: say.EndSession, account: Account, call: Call, today: date) -> list[Event]:
    return [happened(say.SignedOut, call, account.id, session_id=command.session_id)]


@decide.register
def _end_sessions(command: say.EndSessions, account: Account, call: Call, today: date) -> list[Event]:
    return [happened(say.SessionsEnded, call, account.id, reason="asked for")]


@decide.register
def _issue(command: say.IssueApiToken, account: Account, call: Call, today: date) -> list[Event]:
    if not command.scopes:
        raise Refused("A token without scopes could do nothing", code="no-scope")
    return []  # ApiTokenIssued carries the token's id and end, which are made with it


@decide.register
def _revoke_token(command: say.RevokeApiToken, account: Account, call: Call, today: date) -> list[Event]:
    return [happened(say.ApiTokenRevoked, call, account.id, token_id=command.token_id)]


@decide.register
def _disable(command: say.DisableAccount, account: Account, call: Call, today: date) -> list[Event]:
    return [
        happened(say.AccountDisabled, call, account.id, reason=command.reason),
        happened(say.SessionsEnded, call, account.id, reason="account disabled"),
    ]


@decide.register
def _enable(command: say.EnableAccount, account: Account, call: Call, today: date) -> list[Event]:
    return [happened(say.AccountEnabled, call, account.id)]


@decide.register
def _save(command: say.SaveProfile, account: Account, call: Call, today: date) -> list[Event]:
    return [happened(say.ProfileSaved, call, account.id, organisation_id=command.organisation_id)]


@decide.register
def _add(command: say.AddProfileEvidence, account: Account, call: Call, today: date) -> list[Event]:
    expires = None
    if command.kind is say.Evidence.IG_TRAINING:
        if command.course_code not in training.COURSES:
            raise Refused(f"Name one of the courses: {', '.join(training.COURSES)}", code="unknown-course")
        if command.completed_on is None or command.completed_on > today:
            raise Refused("Give the day on which the course was completed, not later than today", code="no-date")
        expires = training.expires_on(command.course_code, command.completed_on)
        if expires < today:
            raise Refused("This certificate has expired already", code="expired")
    facts = {name: getattr(command, name) for name in ("kind", "sha256")}
    if command.kind is say.Evidence.IG_TRAINING:
        facts |= {"course_code": command.course_code, "completed_on": command.completed_on, "expires_on": expires}
    ids = {"person_id": account.id, "evidence_id": command.id}
    return [happened(say.ProfileEvidenceAdded, call, account.id, **ids, **facts)]


@decide.register
def _check(command: say.CheckProfileEvidence, account: Account, call: Call, today: date) -> list[Event]:
    document = account.document(command.evidence_id)
    if document is None:
        raise NotFound("There is no such document")
    if document.status != training.ATTACHED:
        raise Refused("This document was checked already", code="checked-before")
    if not command.accepted and not command.note.strip():
        raise Refused("Say why it is not accepted", code="no-reason")
    sooner = [day for day in (document.expires_on, command.expires_on) if day]
    facts = {"kind": document.kind, "course_code": document.course_code, "expires_on": min(sooner, default=None)}
    ids = {"person_id": account.id, "evidence_id": document.id}
    accepted = {"accepted": command.accepted, "note": command.note}
    return [happened(say.ProfileEvidenceChecked, call, account.id, **ids, **facts, **accepted)]


@decide.register
def _propose(command: say.ProposeRole, account: Account, call: Call, today: date) -> list[Event]:
    if command.role in NOT_GRANTED:
        raise Refused("This role cannot be granted", code="not-grantable")
    if command.role in account.roles:
        raise Refused("They hold this role already", code="held")
    if any(p.role is command.role for p in account.proposals):
        raise Refused("This role was proposed already", code="proposed")
    ids = {"person_id": account.id, "proposal_id": command.id}
    return [happened(say.RoleProposed, call, account.id, **ids, role=command.role, reason=command.reason)]


@decide.register
def _approve(command: say.ApproveRole, account: Account, call: Call, today: date) -> list[Event]:
    proposal = account.proposal(command.proposal_id)
    if proposal is None:
        raise NotFound("There is no such proposal")
    if call.actor.id == proposal.by:
        raise NotPermitted("Somebody else must approve what you proposed (SoD-10)", code="separation-of-duties")
    people = {"proposed_by": proposal.by, "approved_by": call.actor.id}
    granted = happened(say.RoleGranted, call, account.id, person_id=account.id, role=proposal.role, **people)
    return [granted, happened(say.SessionsEnded, call, account.id, reason="roles changed")]


@decide.register
def _decline(command: say.DeclineRole, account: Account, call: Call, today: date) -> list[Event]:
    proposal = account.proposal(command.proposal_id)
    if proposal is None:
        raise NotFound("There is no such proposal")
    ids = {"person_id": account.id, "proposal_id": proposal.id}
    return [happened(say.RoleDeclined, call, account.id, **ids, role=proposal.role, reason=command.reason)]


@decide.register
def _revoke(command: say.RevokeRole, account: Account, call: Call, today: date) -> list[Event]:
    if command.role not in account.roles:
        raise Refused("They do not hold this role", code="not-held")
    facts = {"person_id": account.id, "role": command.role, "reason": command.reason}
    ended = happened(say.SessionsEnded, call, account.id, reason="roles changed")
    return [happened(say.RoleRevoked, call, account.id, **facts), ended]
