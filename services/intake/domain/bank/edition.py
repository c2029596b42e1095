"""How changes make the next version of the form, and what must be looked at again when a draft goes on with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.contracts.intake.question_bank import ChangeKind, FormChange
from services.contracts.message import Problem

from ..draft import is_empty
from ..form import Field, Form, Section, WrittenRule
from . import papers
from .proposal import condition, named, wrong


def problems(form: Form, said: FormChange) -> tuple[Problem, ...]:
    """Why the form cannot be asked with a change; nothing when it can."""
    found = wrong(form, said)
    if found:
        return found
    try:
        _ = applied(form, named(form, said), form.number + 1).order
    except ValueError:
        message = "Its condition reads a question that waits for this one"
        return (Problem(code="V-CHANGE", message=message, field="change.terms"),)
    return ()


def applied(form: Form, said: FormChange, number: int) -> Form:
    """The form with one change, which becomes part of version `number`."""
    if said.kind is ChangeKind.RULE:
        when = condition(form, said.match, said.terms)
        rule = WrittenRule(said.target, said.where, said.message.strip(), said.severity, when, number)
        return replace(form, rules=(*(one for one in form.rules if one.id != rule.id), rule))
    if said.kind in papers.PAPERS:
        return papers.applied(form, said, condition(form, said.match, said.terms))
    if said.kind is ChangeKind.RETIREMENT and said.target in papers.words(form):
        return papers.without(form, said.target)
    if said.kind is ChangeKind.RETIREMENT:
        left = tuple(one for one in form.rules if one.id != said.target)
        return replace(form, rules=left, sections=_sections(form, lambda one: () if one.key == said.target else (one,)))
    if said.kind is ChangeKind.WORDING or said.target in form.fields:
        return replace(form, sections=_sections(
            form, lambda one: (_changed(form, one, said, number),) if one.key == said.target else (one,)
        ))  # fmt: skip
    return replace(form, sections=tuple(
        _with(one, _new(form, said, number), said.after) if one.letter == said.section else one for one in form.sections
    ))  # fmt: skip


def _sections(form: Form, made: Any) -> tuple[Section, ...]:
    return tuple(replace(one, fields=tuple(f for field in one.fields for f in made(field))) for one in form.sections)


def _with(section: Section, field: Field, after: str) -> Section:
    keys = [one.key for one in section.fields]
    place = keys.index(after) + 1 if after in keys else len(keys)
    return replace(section, fields=(*section.fields[:place], field, *section.fields[place:]))


def _changed(form: Form, field: Field, said: FormChange, number: int) -> Field:
    """A question with other words, or one that was added replaced as a whole."""
    words = {"label": said.label.strip(), "guidance": said.guidance.strip(), "example": said.example.strip()}
    meaning = number if said.meaning_changed else field.meaning
    if said.kind is ChangeKind.WORDING:
        return replace(field, **words, version=number, meaning=meaning)  # type: ignore[arg-type]
    return replace(_new(form, said, number), meaning=meaning)


def _new(form: Form, said: FormChange, number: int) -> Field:
    taken = sum(one.added for one in form.fields.values() if one.letter == said.section)
    known = form.fields.get(said.target)
    return Field(
        said.target,
        known.id if known else f"{said.section}+{taken + 1}",
        said.label.strip(),
        said.type.value,
        said.guidance.strip(),
        said.example.strip(),
        when=condition(form, said.match, said.terms),
        required=said.required,
        options=tuple(one.strip() for one in said.options),
        version=number,
        meaning=number,
        added=True,
    )


def again(before: Form, after: Form, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The answers that must be looked at again when they are carried from one version of the form to a later one: those
    whose question has come to mean something else."""
    return tuple(
        key for key, field in after.fields.items() if field.meaning > before.number and not is_empty(answers.get(key))
    )
