"""Kinds of documents and declarations are part of the form: added without code, by two people, and asked for from the
next version on."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.contracts.intake import application as say
from services.contracts.intake import question_bank as bank_say
from services.contracts.intake import question_views as shown
from services.contracts.intake.question_bank import ChangeKind, Comparison, FormChange, Term
from services.contracts.message import Malformed, NotPermitted, Refused
from services.intake import handlers, views
from services.intake.domain import bank, guards
from services.intake.domain.form import SHIPPED
from services.intake.domain.form.data import dump, load
from tests import examples
from tests.intake.test_application_handlers import ALL, LEAD, World
from tests.intake.test_question_bank import ADMIN, IG, missing, propose, publish
from tests.support import Ground

FUNDED = Term(subject="funding", comparison=Comparison.ONE_OF, values=("external",))
PLAN = FormChange(
    kind=ChangeKind.DOCUMENT, label="Plan of the analysis", required=True, planned=True, years=2, terms=(FUNDED,)
)  # fmt: skip
PAID = FormChange(kind=ChangeKind.DECLARATION, message="Nobody is paid for it.")
KIND, CODE = "ADDED_PLAN_OF_THE_ANALYSIS", "added-nobody-is-paid-for-it"
OTHERWISE = FormChange(kind=ChangeKind.DOCUMENT, target="PROTOCOL", label="Study protocol")


@pytest.fixture
def ground(lite_intake: Ground) -> Ground:
    return lite_intake


@pytest.fixture
def world(ground: Ground) -> World:
    return World(ground)


def out(target: str) -> FormChange:
    return FormChange(kind=ChangeKind.RETIREMENT, target=target)


def wrong(change: FormChange) -> list[str]:
    return [problem.field.removeprefix("change.") for problem in bank.problems(SHIPPED, change)]


@pytest.mark.parametrize("change", [PLAN, PAID, OTHERWISE, replace(PAID, target="audit")])
def test_a_proper_change_has_no_problems(change: FormChange) -> None:
    assert wrong(change) == []


@pytest.mark.parametrize(("change", "where"), [
    (replace(PLAN, label=" "), "label"), (replace(PLAN, label="protocol"), "label"),
    (replace(PLAN, required=False), "planned"), (replace(PLAN, target="NO_SUCH_KIND"), "target"),
    (replace(PLAN, terms=(replace(FUNDED, subject="nonsense"),)), "terms.0.subject"),
    (replace(OTHERWISE, terms=(FUNDED,)), "target"), (replace(OTHERWISE, required=True), "target"),
    (replace(OTHERWISE, years=1), "target"), (replace(PAID, message="Yes."), "message"),
    (replace(PAID, message="The custodian may audit the use of the data."), "message"),
    (replace(PAID, terms=(FUNDED,)), "terms"), (replace(PAID, target="no-such-code"), "target"),
    (out("PROTOCOL"), "target"), (out("audit"), "target"), (out(KIND), "target"),
])  # fmt: skip
def test_a_change_that_the_form_could_not_be_asked_with_says_where(change: FormChange, where: str) -> None:
    assert where in wrong(change)


def test_a_document_and_a_declaration_are_asked_for_from_the_next_version_on(world: World) -> None:
    world.start().fill(funding="external")
    form = publish(world.ground, PLAN, PAID, OTHERWISE)
    assert load(dump(form)) == form
    assert [one.kind for one in form.evidence][-2:] == [KIND, "OTHER"], "what is other stays last"
    assert missing(world) == {("G-FORM", "form")}
    world.give(say.TakeUpForm)
    assert missing(world) == {("G-EVIDENCE", KIND)}
    view = world.ground.ask(views.form.form, say.ReadForm(application_id=world.id), LEAD)
    assert {one.kind: one.label for one in view.evidence}["PROTOCOL"] == "Study protocol"
    world.give(say.AttachDocument, kind=KIND, sha256="b" * 64, filename="plan.pdf", dated=date(2026, 6, 1))
    assert missing(world) == set()
    with pytest.raises(Refused) as refused:
        world.give(say.SubmitApplication, declarations=ALL)
    assert [(one.code, one.field) for one in refused.value.problems] == [("G-DECLARE", CODE)]
    world.give(say.SubmitApplication, declarations=(*ALL, CODE))
    documents = {one.kind: one.valid_to for one in world.read().documents}
    assert documents[KIND] == date(2028, 6, 1), "it counts for two years after it was dated"


def test_it_is_wanted_while_its_condition_holds_and_may_be_planned() -> None:
    form = replace(bank.applied(SHIPPED, replace(PLAN, target=KIND), 2), number=2)

    def lacks(approval: str = "full", **answers: Any) -> list[str]:
        draft = examples.draft(approval=approval, form=form, **answers)
        return [one.message for one in guards.evidence(draft) if one.field == KIND]

    assert lacks(funding="external") == ["Attach: Plan of the analysis"]
    assert lacks(funding="none") == []
    assert lacks("provisional", funding="external", planned={KIND: "2027-01-01"}) == []


def test_two_people_add_it_and_what_was_added_is_taken_out_again(ground: Ground) -> None:
    done = propose(ground, PLAN)
    assert done.reference == KIND
    with pytest.raises(NotPermitted):
        ground.do(handlers.forms.decide, bank_say.ApproveFormChange(change_id=done.subject), ADMIN)
    seen = ground.ask(views.forms.change, shown.ReadFormChange(change_id=done.subject), IG)
    assert (seen.row.label, seen.when, seen.was) == ("Plan of the analysis", "K1 Funding is external", "")
    preview = ground.ask(views.forms.preview, shown.PreviewForm(change_id=done.subject), IG)
    assert KIND in {one.kind for one in preview.evidence}
    ground.do(handlers.forms.decide, bank_say.ApproveFormChange(change_id=done.subject), IG)
    publish(ground, PAID)
    listed = ground.ask(views.forms.whole, shown.ReadQuestionBank(), ADMIN)
    assert [one.target for one in (*listed.documents, *listed.declarations) if one.added] == [KIND, CODE]
    assert set(listed.versions[0].papers) == {PLAN.label, PAID.message}
    with pytest.raises(Malformed):
        propose(ground, PLAN)
    form = publish(ground, out(KIND), out(CODE))
    assert {KIND, CODE} & set(bank.words(form)) == set()
    assert propose(ground, PLAN).reference == f"{KIND}_1", "a name is never given twice"


def test_a_question_on_which_a_document_depends_is_not_taken_out(ground: Ground) -> None:
    question = FormChange(
        kind=ChangeKind.QUESTION, section="K", label="Is it insured?", type=bank_say.QuestionType.YES_OR_NO,
        guidance="By whom does not matter.",
    )  # fmt: skip
    publish(ground, question)
    key = "added_k_is_it_insured"
    publish(ground, replace(PLAN, terms=(Term(subject=key, comparison=Comparison.ONE_OF, values=("yes",)),)))
    with pytest.raises(Malformed) as refused:
        propose(ground, out(key))
    assert "Plan of the analysis" in refused.value.problems[0].message
