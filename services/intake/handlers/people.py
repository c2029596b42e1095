"""Commands to an account: profile, evidence, second factor, tokens, roles, and what time brings."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.chassis import documents, mail
from services.contracts.intake import people as say
from services.contracts.message import Call, Conflict, Done, Event, NotFound, NotPermitted, Refused, happened

from .. import models
from ..domain import people as domain
from ..domain.formats import is_orcid
from ..domain.people.day import day_of
from ..models.people import OpenProposal, OpenSession, Person, ProfileDocument, RecoveryCode
from . import secrets, sign_in
from .accounts import finish

BATCH = 200  # people reminded in one transaction
KEPT = timedelta(days=30)  # ended sessions stay visible to whoever investigates


def handle(session: Session, command: Any, call: Call) -> Done:
    """Any command to the account of `command.person_id` (default: the caller's) that needs nothing but the rules."""
    row, account = _load(session, getattr(command, "person_id", call.actor.id))
    return finish(session, row, account, domain.handle(command, account, call, day_of(call.at)), call)


def save_profile(session: Session, command: say.SaveProfile, call: Call) -> Done:
    """My own profile."""
    row, account = _load(session, call.actor.id)
    if command.expected_version not in (None, row.version):
        raise Conflict("Somebody changed this profile meanwhile: look again")
    if command.orcid and not is_orcid(command.orcid):
        raise Refused("This is not an ORCID iD", code="invalid")
    if command.organisation_id and models.organisations.read(session, command.organisation_id) is None:
        raise Refused("There is no such organisation", code="unknown-organisation")
    events = domain.handle(command, account, call, day_of(call.at))
    row.name, row.job_title = command.name.strip(), command.job_title
    row.orcid, row.phone = command.orcid, command.phone
    return finish(session, row, account, events, call)


def add_profile_evidence(session: Session, command: say.AddProfileEvidence, call: Call) -> Done:
    """My CV or certificate; the file must have been uploaded."""
    documents.path(command.sha256)
    done = handle(session, command, call)
    session.get_one(ProfileDocument, command.id).filename = command.filename
    return done


def check_profile_evidence(session: Session, command: say.CheckProfileEvidence, call: Call) -> Done:
    """Staff looked at somebody's document."""
    found = session.get(ProfileDocument, command.evidence_id)
    return _on(session, found, "There is no such document", command, call)


def approve_role(session: Session, command: say.ApproveRole, call: Call) -> Done:
    """The second person."""
    return _on(session, session.get(OpenProposal, command.proposal_id), "There is no such proposal", command, call)


def decline_role(session: Session, command: say.DeclineRole, call: Call) -> Done:
    """Turned down, or taken back."""
    return _on(session, session.get(OpenProposal, command.proposal_id), "There is no such proposal", command, call)


def propose_role(session: Session, command: say.ProposeRole, call: Call) -> Done:
    """The first person. The answer's `reference` is the proposal's id."""
    done = handle(session, command, call)
    return Done(subject=done.subject, version=done.version, state=done.state, reference=str(command.id))


def start_totp(session: Session, command: say.StartTotp, call: Call) -> say.TotpSecretView:
    """A secret that waits for its first code."""
    row, account = _load(session, call.actor.id)
    domain.handle(command, account, call, day_of(call.at))
    if row.totp_secret:
        _need_code(session, row, command.code, call)
    secret = secrets.new_totp()
    row.totp_pending = secrets.seal(row.id, secret)
    return say.TotpSecretView(secret=secret, uri=secrets.totp_uri(secret, row.email))


def confirm_totp(session: Session, command: say.ConfirmTotp, call: Call) -> say.RecoveryCodesView:
    """The first code of the new secret: enrolled."""
    row, account = _load(session, call.actor.id)
    events = domain.handle(command, account, call, day_of(call.at))
    step = secrets.totp_step(secrets.unseal(row.id, row.totp_pending), command.code, 0) if row.totp_pending else None
    if step is None:
        raise Refused("This code is not right: start again or wait for the next one", code="wrong-code")
    # The step is not marked as used: the same code opens the session that follows at once.
    row.totp_secret, row.totp_pending, row.totp_step = row.totp_pending, "", step - 1
    codes = _new_codes(session, row.id)
    finish(session, row, account, events, call)
    return codes


def make_recovery_codes(session: Session, command: say.MakeRecoveryCodes, call: Call) -> say.RecoveryCodesView:
    """New codes; the older ones are void."""
    row, account = _load(session, call.actor.id)
    events = domain.handle(command, account, call, day_of(call.at))
    _need_code(session, row, command.code, call)
    codes = _new_codes(session, row.id)
    finish(session, row, account, events, call)
    return codes


def reset_totp(session: Session, command: say.ResetTotp, call: Call) -> Done:
    """A lost second factor is taken away, with its recovery codes."""
    done = handle(session, command, call)
    row = session.get_one(Person, command.person_id)
    row.totp_secret, row.totp_pending = "", ""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == row.id))
    return done


def end_session(session: Session, command: say.EndSession, call: Call) -> Done:
    """One of my sessions, such as one on a machine that I left."""
    row, account = _load(session, call.actor.id)
    opened = session.get(OpenSession, command.session_id, with_for_update=True)
    if opened is None or opened.by_token or opened.ended_at or opened.person_id != row.id:
        raise NotFound("There is no such session")
    events = domain.handle(command, account, call, day_of(call.at))
    opened.ended_at = secrets.now()
    return finish(session, row, account, events, call)


def issue_api_token(session: Session, command: say.IssueApiToken, call: Call) -> say.ApiTokenView:
    """A token for a program, shown once. It has the strength of the account: with a second factor, staff roles too."""
    row, account = _load(session, call.actor.id)
    domain.handle(command, account, call, day_of(call.at))
    if models.people.tokens_in_force(session, row.id, command.label, secrets.now()) >= domain.TOKENS_AT_ONCE:
        raise Refused("Two tokens with this label are in force: revoke one first", code="too-many-tokens")
    opened, token = sign_in.open_session(
        session,
        row.id,
        timedelta(days=command.days),
        secrets.now(),
        totp=account.totp,
        by_token=True,
        label=command.label,
        scopes=sorted(scope.value for scope in command.scopes),
    )
    facts: dict[str, Any] = {"token_id": opened.id, "expires_at": opened.expires_at}
    mail.post(session, happened(say.ApiTokenIssued, call, row.id, **facts, scopes=command.scopes))
    return say.ApiTokenView(token=token, label=command.label, **facts)


def revoke_api_token(session: Session, command: say.RevokeApiToken, call: Call) -> Done:
    """My token, or anybody's for an administrator."""
    opened = session.get(OpenSession, command.token_id, with_for_update=True)
    if opened is None or not opened.by_token or opened.ended_at:
        raise NotFound("There is no such token")
    row, account = _load(session, opened.person_id)
    if say.RevokeApiToken not in domain.may(account, call.actor):
        raise NotFound("There is no such token")
    events = domain.handle(command, account, call, day_of(call.at))
    opened.ended_at = secrets.now()
    return finish(session, row, account, events, call)


def remind(session: Session, call: Call) -> None:
    """Training certificates that end soon or have ended (domain 2.4.5), and what may be forgotten."""
    today = day_of(call.at)
    due = select(Person.id).where(Person.next_reminder <= today).order_by(Person.next_reminder, Person.id)
    for person_id in session.scalars(due.limit(BATCH)).all():
        row, account = _load(session, person_id)
        events = domain.time_passed(account, call, today)
        finish(session, row, account, events, call)
    models.people.forget_old(session, secrets.now(), secrets.now() - KEPT)
    models.providers.forget_old(session, secrets.now(), secrets.now() - KEPT)


def _load(session: Session, person_id: UUID) -> tuple[Person, domain.Account]:
    found = models.people.load(session, person_id)
    if found is None:
        raise NotFound("There is no such person")
    return found


def _on(session: Session, found: Any, otherwise: str, command: Any, call: Call) -> Done:
    """A command to the account that a document or a proposal belongs to."""
    if found is None:
        raise NotFound(otherwise)
    row, account = _load(session, found.person_id)
    events: list[Event] = domain.handle(command, account, call, day_of(call.at))
    return finish(session, row, account, events, call)


def _need_code(session: Session, row: Person, code: str, call: Call) -> None:
    wrong = NotPermitted("Give a current code of your second factor", code="wrong-code")
    either = (lambda: sign_in.use_totp(row, code), lambda: sign_in.use_recovery_code(session, row, code, call))
    sign_in.guess(session, row, call, wrong, lambda: any(fits() for fits in either))


def _new_codes(session: Session, person_id: UUID) -> say.RecoveryCodesView:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = tuple(secrets.new_recovery_code() for _ in range(domain.RECOVERY_CODES))
    session.add_all(RecoveryCode(code_hash=secrets.recovery_hash(person_id, c), person_id=person_id) for c in codes)
    session.flush()
    return say.RecoveryCodesView(codes=codes)
