"""The form as data, for the choices that somebody makes."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.contracts.intake import application as say
from services.contracts.intake.question_views import PreviewForm
from services.contracts.message import Call
from services.contracts.replies import Itself
from services.contracts.request import Profile

from ..domain.draft import Draft, Known, PersonKnown
from ..domain.form import ALWAYS, GIVERS, Field, Form
from ..domain.form import example as examples
from ..domain.form.caldicott import PRINCIPLES, answered_by
from ..domain.form.safes import BY_KEY, safe
from ..domain.formats import HINTS
from ..domain.people.day import day_of
from ..models import application as models
from ..models import forms, knowledge
from . import checklist
from .application import found
from .public import opt_out_address

Choices = say.ReadForm | PreviewForm
KEPT = 16  # of choices and versions: nearly all requests are drawn with the same


def form(session: Session, query: say.ReadForm, call: Call) -> say.FormView:
    """The form for these choices, open to anybody (S0-3, S0-24, S1-11). That of an application is for those who may
    know of it; a frozen version is drawn with the form that it was written with."""
    number = query.form_version or forms.newest(session)
    if query.application_id is not None:
        _, application, _ = found(session, query.application_id, call.actor)
        frozen = models.version(session, application.id, query.application_version)
        number = models.request_of(frozen).form_version if frozen else application.form_version
    choices = replace(query, form_version=0, application_id=None, application_version=0)
    return _drawn(Itself(forms.read(session, number)), choices, opt_out_address())


@lru_cache(maxsize=KEPT)
def _drawn(form: Itself, choices: say.ReadForm, _address: str) -> say.FormView:
    """A published version never changes: it is put together once for the same choices and the same address in it."""
    return of(form.it, choices)


def example(session: Session, query: say.ReadExample, call: Call) -> say.ExampleView:
    """A completed application by the form in force, made for today (S2-15)."""
    form = forms.in_force(session)
    made = examples.example(form, query.profile, day_of(call.at))
    return say.ExampleView(
        profile=query.profile,
        number=form.number,
        title=made.answers["title"],
        answers=dict(made.answers),
        named=dict(examples.NAMES),
        documents=tuple(form.documents[kind].label for kind in made.documents),
    )


def of(form: Form, query: Choices) -> say.FormView:
    """A form for these choices."""
    draft = _empty(form, query)
    sections = (
        say.FormSection(
            letter=section.letter, title=section.title, fields=tuple(question(f, draft) for f in section.fields)
        )
        for section in draft.form.sections
    )
    evidence = (
        say.FormEvidence(
            kind=item.kind,
            label=item.label,
            required=item.required and item.when.holds(draft),
            shown=item.when.holds(draft),
            when=item.when.text,
            giver=GIVERS[item.giver],
        )
        for item in draft.form.evidence
    )
    return say.FormView(
        profile=query.profile,
        number=form.number,
        sections=tuple(sections),
        evidence=tuple(evidence),
        declarations=dict(draft.form.declarations),
        checklist=checklist.lines(form),
        caldicott=tuple(
            say.FormPrinciple(number=one.number, title=one.title, question=one.asks) for one in PRINCIPLES
        ),
        safes=tuple(say.FormSafe(key=one.key, title=one.title, question=one.question) for one in BY_KEY.values()),
    )


def _empty(form: Form, query: Choices) -> Draft:
    answers: Mapping[str, Any] = {
        "request_type": query.request_type.value,
        "approval": query.approval.value,
        "level": query.level.value,
        "access": query.access.value,
    }
    nobody = PersonKnown(id=UUID(int=0))
    world = Known(today=knowledge.EPOCH, lead=nobody)
    return Draft(form=form, profile=Profile(query.profile), answers=answers, known=world)


def bare(form: Form) -> Draft:
    """A draft in which nothing is answered."""
    return _empty(form, say.ReadForm())


def question(field: Field, draft: Draft) -> say.FormField:
    """A question as it is asked of a draft; with the Caldicott principles that it answers (S3-21)."""
    answers = answered_by(field.id)
    return say.FormField(
        key=field.key,
        id=field.id,
        label=field.label,
        type=field.type,
        guidance=_guidance(field) + "".join(f" Caldicott principle {p.number}: {p.title.lower()}." for p in answers),
        example=field.example,
        shown=field.when.holds(draft),
        required=field.required and field.when.holds(draft),
        giver=GIVERS.get(draft.form.givers.get(field.key, "lead"), ""),
        may_be_planned=field.planned and draft.provisional,
        when="" if field.when is ALWAYS else field.when.text,
        safe=safe(field.id).key,
        caldicott=tuple(one.number for one in answers),
        options=field.options,
        max_length=field.limit if field.type in ("text", "long") else 0,
        items={item.key: _item(item) for item in field.items},
    )


def _item(item: Field) -> dict[str, Any]:
    """One column of a question that is answered in rows."""
    return {
        "label": item.label,
        "type": item.type,
        "options": item.options,
        "required": item.required,
        "giver": GIVERS.get(item.giver, ""),
        "example": item.example,
        "guidance": _guidance(item),
    }


def _guidance(field: Field) -> str:
    """What helps to answer; with an example of the form that a reference or an address has."""
    words = field.guidance.replace("{opt_out_address}", opt_out_address())
    shape = f"{HINTS[field.rule]}." if field.rule in HINTS else ""
    return f"{words} {shape}".strip()
