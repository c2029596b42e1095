"""The question bank: questions and their history, rules, changes, versions; the form as it would be."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from services.contracts.intake import application as form_say
from services.contracts.intake import question_views as say
from services.contracts.message import Call, NotFound

from .. import models
from ..domain import bank
from ..domain.form import ALWAYS, SHIPPED, Field, Form
from . import form as asked

OPEN = tuple(state.value for state in bank.OPEN)


def whole(session: Session, query: say.ReadQuestionBank, call: Call) -> say.QuestionBankView:
    """The form in force and what is proposed."""
    form, open_ = models.forms.in_force(session), models.forms.changes(session, *OPEN)
    words = query.q.casefold().split()
    rows = [_row(field, open_) for field in form.fields.values() if query.section in ("", field.letter)]
    rows = [row for row in rows if all(word in f"{row.id} {row.key} {row.label}".casefold() for word in words)]
    return say.QuestionBankView(
        version=form.number,
        questions=tuple(rows),
        rules=tuple(
            say.WrittenRuleRow(
                rule_id=rule.id,
                field=rule.field,
                message=rule.message,
                severity=rule.severity,
                when=rule.when.text,
                version=rule.version,
            )
            for rule in form.rules
        ),
        documents=tuple(
            _paper(one.kind, one.label, open_, when="" if one.when is ALWAYS else one.when.text, required=one.required)
            for one in form.evidence
        ),
        declarations=tuple(_paper(code, told, open_) for code, told in form.declarations),
        changes=_changes(session, open_),
        versions=_versions(session),
        subjects=bank.subjects(form),
        sections={one.letter: one.title for one in form.sections},
        may=tuple(sorted(cls.__name__ for cls in bank.may(call.actor))),
    )


def one(session: Session, query: say.ReadQuestion, call: Call) -> say.QuestionView:
    """A question with its history. NotFound when the form in force does not ask it."""
    form = models.forms.in_force(session)
    if query.key not in form.fields:
        raise NotFound("There is no such question")
    field, history = form.fields[query.key], []
    for row, version in _every(session):
        found = version.fields.get(query.key)
        if found is not None and (found.version == version.number or version is SHIPPED):
            changed = found.meaning == version.number and version is not SHIPPED
            shown = asked.question(found, asked.bare(version))
            history.append(
                say.QuestionVersionView(
                    number=version.number,
                    published_at=row.published_at if row else None,
                    question=shown,
                    meaning_changed=changed,
                )
            )
    return say.QuestionView(
        key=query.key,
        section=field.letter,
        question=asked.question(field, asked.bare(form)),
        added=field.added,
        versions=tuple(reversed(history)),
        changes=_changes(session, models.forms.changes(session, *OPEN, target=query.key)),
        may=tuple(sorted(cls.__name__ for cls in bank.may(call.actor))),
    )


def change(session: Session, query: say.ReadFormChange, call: Call) -> say.FormChangeView:
    """One change, what it changes, and what it would make of it."""
    found, form = models.forms.change(session, query.change_id), models.forms.in_force(session)
    waits = found.state in bank.OPEN
    problems = bank.problems(form, found.said) if waits else ()
    after = bank.applied(form, found.said, form.number + 1) if waits and not problems else None
    (row,) = _changes(session, [found])
    return say.FormChangeView(
        row=row,
        change=found.said,
        when=_when(form, found),
        now=_shown(form, found.target),
        then=_shown(after, found.target),
        was=bank.words(form).get(found.target, ""),
        problems=problems,
        may=tuple(sorted(cls.__name__ for cls in bank.may(call.actor, found))),
    )


def preview(session: Session, query: say.PreviewForm, call: Call) -> form_say.FormView:
    """The form with one change, or with all that are open and go together, for these choices."""
    form = models.forms.in_force(session)
    chosen = [models.forms.change(session, query.change_id)] if query.change_id else None
    for found in chosen or models.forms.changes(session, *OPEN):
        if found.state in bank.OPEN and not bank.problems(form, found.said):
            form = bank.applied(form, found.said, form.number + 1)
    return asked.of(form, query)


def _when(form: Form, found: bank.Change) -> str:
    when = bank.condition(form, found.said.match, found.said.terms)
    return "" if when is ALWAYS else when.text


def _shown(form: Form | None, key: str) -> form_say.FormField | None:
    field = form.fields.get(key) if form else None
    return asked.question(field, asked.bare(form)) if form and field else None


def _row(field: Field, open_: Iterable[bank.Change]) -> say.QuestionRow:
    return say.QuestionRow(
        key=field.key,
        id=field.id,
        section=field.letter,
        label=field.label,
        type=field.type,
        version=field.version,
        meaning=field.meaning,
        added=field.added,
        required=field.required,
        when="" if field.when is ALWAYS else field.when.text,
        open=sum(one.target == field.key for one in open_),
    )


def _paper(target: str, label: str, open_: Iterable[bank.Change], **more: Any) -> say.PaperRow:
    waiting = sum(one.target == target for one in open_)
    return say.PaperRow(target=target, label=label, added=bank.is_added(target), open=waiting, **more)


def _changes(session: Session, found: Iterable[bank.Change]) -> tuple[say.FormChangeRow, ...]:
    found = list(found)
    names = models.people.names_of(session, {id for one in found for id in (one.proposed_by, one.decided_by) if id})
    return tuple(
        say.FormChangeRow(
            change_id=one.id,
            kind=one.said.kind,
            target=one.target,
            label=one.label,
            state=one.state,
            reason=one.reason,
            proposed_at=one.proposed_at,
            proposed_by=names.get(one.proposed_by, ""),
            decided_by=names.get(one.decided_by, "") if one.decided_by else "",
            note=one.note,
            number=one.published_in,
        )
        for one in found
    )


def _every(session: Session) -> list[tuple[models.forms.FormRow | None, Form]]:
    """Each version of the form with its row; the shipped one has none."""
    rows = models.forms.published(session)
    return [(None, SHIPPED), *((row, models.forms.read(session, row.number)) for row in rows)]


def _versions(session: Session) -> tuple[say.FormVersionRow, ...]:
    every = _every(session)
    names = models.people.names_of(session, {row.published_by for row, _ in every if row})
    made = [say.FormVersionRow(number=SHIPPED.number, sha256=models.forms.SHIPPED_SHA256)]
    for (_, before), (row, form) in pairwise(every):
        if row is not None:
            changed = [one for one in form.fields.values() if one.version == form.number]
            made.append(
                say.FormVersionRow(
                    number=row.number,
                    sha256=row.sha256,
                    published_at=row.published_at,
                    published_by=names.get(row.published_by, ""),
                    questions=tuple(one.key for one in changed),
                    look_again=tuple(
                        one.key for one in changed if one.meaning == form.number and one.key in before.fields
                    ),
                    papers=tuple(
                        told for name, told in bank.words(form).items() if bank.words(before).get(name) != told
                    ),
                )
            )
    return tuple(reversed(made))
