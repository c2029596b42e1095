"""The example of a completed application is made of the form itself, and would be accepted as it stands (S2-15)."""

from dataclasses import replace
from datetime import date

import pytest

from services.contracts.intake.application import Document, ReadExample, ReadForm
from services.contracts.message import ANONYMOUS
from services.contracts.request import Profile
from services.intake.domain import guards, rules
from services.intake.domain.draft import Draft, is_empty
from services.intake.domain.form import DECLARATIONS, SHIPPED, Field, Form
from services.intake.domain.form.example import NAMES, example, world
from services.intake.models.knowledge import catalogue_known
from services.intake.views.form import example as view
from tests import examples
from tests.support import NOON

DAYS = [date(2026, 7, 1), date(2028, 2, 29), date(2031, 12, 31)]


def completed(form: Form, profile: Profile, today: date) -> Draft:
    """The example as a draft with its documents and declarations, in the world in which it would be submitted."""
    made = example(form, profile, today)
    attached = tuple(
        Document(document_id=examples.id_of(kind), kind=kind, sha256="a" * 64, filename=f"{kind}.pdf")
        for kind in made.documents
    )
    return Draft(
        form=form, profile=profile, answers=made.answers, known=replace(world(today), datasets=catalogue_known()),
        documents=attached, declarations=frozenset(DECLARATIONS),
    )  # fmt: skip


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("profile", Profile)
def test_the_example_satisfies_every_rule_on_whatever_day_it_is_read(profile: Profile, today: date) -> None:
    draft = completed(SHIPPED, profile, today)
    assert guards.failing(draft) == ()
    assert rules.warnings(draft) == ()


@pytest.mark.parametrize("profile", Profile)
def test_it_answers_every_required_question_and_none_that_is_not_asked(profile: Profile) -> None:
    draft = completed(SHIPPED, profile, DAYS[0])
    asked = {field.key: field for field in SHIPPED.asked(draft)}
    assert {key for key, field in asked.items() if field.required and is_empty(draft.answers.get(key))} == set()
    assert set(draft.answers) <= set(asked)
    words = [key for key in draft.answers if asked[key].type in ("text", "long")]
    assert len(words) > 25
    assert {key for key in words if draft.answers[key] != asked[key].example} == set(), "in the form's own words"


def test_it_follows_the_form_when_an_administrator_changes_it() -> None:
    added = Field("added_grant", "K10", "Which grant pays?", guidance="Its number.", example="NIHR-000002")
    choice = Field("added_kind", "K11", "Which kind?", "choice", options=("one", "other"))
    money = next(section for section in SHIPPED.sections if section.letter == "K")
    aim = replace(SHIPPED.fields["aim"], example="Another example of an aim, which an administrator wrote down.")
    sections = tuple(
        replace(one, fields=tuple(aim if field.key == "aim" else field for field in one.fields))
        if one.letter == "B" else replace(one, fields=(*one.fields, added, choice)) if one is money else one
        for one in SHIPPED.sections
    )  # fmt: skip
    form = replace(SHIPPED, number=2, sections=sections)
    made = example(form, Profile.HOSPITAL, DAYS[0]).answers
    assert (made["added_grant"], made["added_kind"], made["aim"]) == ("NIHR-000002", "one", aim.example)
    assert guards.complete(completed(form, Profile.HOSPITAL, DAYS[0])) == ()


def test_anybody_reads_it_with_the_names_and_documents_of_the_form_in_force(lite_intake) -> None:  # type: ignore[no-untyped-def]
    shown = lite_intake.ask(view, ReadExample(), ANONYMOUS)
    assert (shown.number, shown.title) == (1, SHIPPED.fields["title"].example)
    assert shown.answers["start"] > NOON.date().isoformat()
    assert set(NAMES) == set(shown.named)
    labels = {one.label for one in examples.form_of(ReadForm()).evidence}
    assert set(shown.documents) <= labels
