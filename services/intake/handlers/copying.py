"""Requests that begin with the answers of an earlier one. The earlier one is only read."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.message import Call, Command, Done, new_id

from ..domain import application as domain
from ..domain.application import Application, Facts, carrying
from ..domain.bank import again
from ..domain.people.day import day_of
from ..models import application as models
from ..models import forms, references, sections
from . import application as applications

Answers = dict[str, Any]


def copy(session: Session, command: say.CopyApplication, call: Call) -> Done:
    """A draft with what carries over from an earlier request of the caller."""
    row, earlier = applications.known(session, command.application_id, call.actor)
    before = said(session, row, earlier)
    answers = {**carrying.copied(before), "title": command.title.strip(), "kind": "new"}
    facts = Facts(call=call, invitation=applications.invitation(session, command.enquiry_id))
    done = _begin(session, command, earlier, facts, before, answers)
    applications.use_invitation(session, command.enquiry_id, done.subject)
    return done


def renew(session: Session, command: say.RenewApplication, call: Call) -> Done:
    """A draft of the renewal or extension of an approved request."""
    row, earlier = applications.known(session, command.application_id, call.actor)
    before = said(session, row, earlier)
    answers = carrying.renewed(before, command.kind, earlier.reference)
    return _begin(session, command, earlier, Facts(call=call), before, answers)


def said(session: Session, row: models.ApplicationRow, application: Application) -> Answers:
    """What a request says: its last version or, before the first, its draft."""
    return models.last_answers(session, application) or sections.answers(session, row)


def _begin(
    session: Session, command: Command, earlier: Application, facts: Facts, before: Answers, answers: Answers
) -> Done:
    domain.permit(command, earlier, facts.call.actor)
    new, newest = Application(id=new_id()), forms.in_force(session)
    carried = carrying.to_check(answers, carrying.reasons(answers["kind"]))
    facts = replace(
        facts,
        new_id=new.id,
        reference=references.next_reference(session, "DAR", day_of(facts.call.at).year),
        newest=newest,
        look_again=again(forms.read(session, earlier.form_version), newest, before),
        carried=tuple(key for key in newest.fields if key in carried),
    )
    events = domain.handle(command, earlier, facts)
    return applications.keep(session, new, None, events, answers, domain.sections.touched({}, answers))
