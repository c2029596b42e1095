"""What waits for a second person, or for a look back: roles, lost second factors, settings, changes of the form, and
requests that were drawn from those that a precedent decided. Nobody has a task in what they proposed or took part in
(SoD-01, SoD-10)."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.access import holders
from services.contracts.intake import application as say
from services.contracts.intake import people, precedents, question_bank, settings
from services.contracts.message import Call
from services.contracts.settings import BY_KEY

from .. import models
from ..domain import adoption, bank, lookback, setting
from ..domain.access import OTHERS
from ..domain.people import GRANTERS, may, moot
from ..domain.people.account import TOTP_RESET_WAITS
from ..models.lookback import UseRow, requests_of, use_of
from ..models.people import OpenProposal, Person, account_of

MOST = 200


def tasks(session: Session, call: Call) -> Iterator[say.Task]:
    """Everything of these that waits for the caller; nothing is read for whoever could do none of it."""
    if call.actor.has(*GRANTERS):
        yield from _roles(session, call)
        yield from _resets(session, call)
    if call.actor.has(*holders(OTHERS[settings.ApproveSetting])):
        yield from _settings(session, call)
    if call.actor.has(*holders(OTHERS[question_bank.ApproveFormChange])):
        yield from _changes(session, call)
    if call.actor.has(*holders(OTHERS[precedents.RecordLookBack])):
        yield from _look_backs(session, call)


def _roles(session: Session, call: Call) -> Iterator[say.Task]:
    me = call.actor.id
    wanted = select(OpenProposal.person_id, Person.name).join(Person, Person.id == OpenProposal.person_id)
    wanted = wanted.where(OpenProposal.person_id != me, OpenProposal.proposed_by != me)
    for person_id, name in session.execute(wanted.order_by(OpenProposal.proposed_at).limit(MOST)):
        yield say.Task(
            kind="role", title="Approve or decline a role", subject=person_id, about=name,
            command=people.ApproveRole.__name__,
        )  # fmt: skip


def _resets(session: Session, call: Call) -> Iterator[say.Task]:
    """Lost second factors that somebody else proposed to take away, until the proposal has run out."""
    since = call.at - TOTP_RESET_WAITS
    wanted = select(Person).where(Person.reset_proposed_at >= since).order_by(Person.reset_proposed_at)
    for row in session.scalars(wanted.limit(MOST)):
        account = account_of(row)
        if people.ResetTotp in may(account, call.actor) - moot(account, call.actor):
            yield say.Task(
                kind="second-factor", title="Agree to take a lost second factor away, or leave it", subject=row.id,
                about=row.name, command=people.ResetTotp.__name__,
            )  # fmt: skip


def _settings(session: Session, call: Call) -> Iterator[say.Task]:
    for one in models.settings.every(session, BY_KEY).values():
        if one.proposal and settings.ApproveSetting in setting.may(call.actor, one):
            yield say.Task(
                kind="setting", title="Approve or decline another value", subject=one.subject, about=one.row[0].title,
                command=settings.ApproveSetting.__name__,
            )  # fmt: skip


def _changes(session: Session, call: Call) -> Iterator[say.Task]:
    for one in models.forms.changes(session, question_bank.ChangeState.PROPOSED.value):
        if question_bank.ApproveFormChange in bank.may(call.actor, one):
            yield say.Task(
                kind="form-change", title="Approve or decline a change of the form", subject=one.id, about=one.label,
                command=question_bank.ApproveFormChange.__name__,
            )  # fmt: skip


def _look_backs(session: Session, call: Call) -> Iterator[say.Task]:
    waiting = select(UseRow).where(UseRow.sampled.is_(True), UseRow.state == precedents.LookBack.WAITING.value)
    rows = session.scalars(waiting.order_by(UseRow.accepted_at).limit(MOST)).all()
    requests = requests_of(session, rows)
    for one in map(use_of, rows):
        if lookback.may(call.actor, one, requests[one.application_id]):
            yield say.Task(
                kind="look-back", title="Look back at what a precedent decided", subject=one.application_id,
                reference=one.reference, about=adoption.BY_ID[one.precedent].title,
                command=precedents.RecordLookBack.__name__,
            )  # fmt: skip
