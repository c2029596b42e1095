"""The question bank: conditions as data, changes by two people, versions that never change, answers carried over."""

from dataclasses import replace
from typing import Any

import pytest

from services.contracts import replies
from services.contracts.intake import application as say
from services.contracts.intake import question_bank as bank_say
from services.contracts.intake import question_views as shown
from services.contracts.intake.question_bank import ChangeKind, Comparison, FormChange, Match, QuestionType, Term
from services.contracts.message import Conflict, Malformed, NotFound, NotPermitted, Refused, Role
from services.contracts.request import RequestType
from services.intake import handlers, models, views
from services.intake.domain import bank, guards, rules
from services.intake.domain.application import content_hash
from services.intake.domain.bank.proposal import named
from services.intake.domain.form import SHIPPED, Form
from services.intake.domain.form.data import dump, load, sha256
from services.intake.domain.form.vocabulary import Joined, holds
from services.intake.views import versions as views_of_versions
from services.intake.views.form import form as read_form
from tests import examples
from tests.intake.test_application_handlers import ALL, LEAD, World
from tests.support import Ground, actor

ADMIN = actor(Role.PERSON, Role.ADMINISTRATOR, id=examples.id_of("admin"), name="Abe Admin")
IG = actor(Role.PERSON, Role.IG_LEAD, id=examples.id_of("ig"), name="Hari Bose")
OFFICER = actor(Role.PERSON, Role.CASE_OFFICER, id=examples.id_of("officer"))
OFFICER_OF_NOBODY = actor(Role.PERSON, id=examples.id_of("stranger"))
GRANT = FormChange(
    kind=ChangeKind.QUESTION, section="K", label="Which grant code pays?", type=QuestionType.TEXT,
    guidance="From the finance system of your department.", example="RG-2026-117", required=True,
    after="payment_route", terms=(Term(subject="payment_route", comparison=Comparison.ONE_OF, values=("grant-code",)),),
)  # fmt: skip
WORDS = FormChange(
    kind=ChangeKind.WORDING, target="aim", label="What is the work to find out?", guidance="In three sentences.",
    example="Whether early review helps.", meaning_changed=True,
)  # fmt: skip
RULE = FormChange(
    kind=ChangeKind.RULE, where="security", message="Say more of how access is controlled",
    severity=bank_say.Severity.BLOCK,
    terms=(Term(subject="security", comparison=Comparison.SHORTER, values=("200",)),
           Term(subject="@personal", comparison=Comparison.ONE_OF, values=("yes",))),
)  # fmt: skip
REASON = "The auditors asked for it in May"


@pytest.fixture
def ground(lite_intake: Ground) -> Ground:
    return lite_intake


def propose(ground: Ground, change: FormChange, by: Any = ADMIN) -> Any:
    return ground.do(handlers.forms.propose, bank_say.ProposeFormChange(change=change, reason=REASON), by)


def publish(ground: Ground, *changes: FormChange) -> Form:
    for change in changes:
        done = propose(ground, change)
        ground.do(handlers.forms.decide, bank_say.ApproveFormChange(change_id=done.subject), IG)
    ground.do(handlers.forms.publish, bank_say.PublishForm(), IG)
    return ground.ask(lambda session, *_: models.forms.in_force(session), None)


# Conditions as data


def test_the_shipped_form_is_data_and_comes_back_from_it_unchanged() -> None:
    assert load(dump(SHIPPED)) == SHIPPED


def test_version_1_of_the_form_never_changes() -> None:
    """What was frozen with version 1 is drawn with it for ever. Until Haven is released, put the new hash here; from
    then on a question that is to be shipped differently is a new version, and this hash stays."""
    assert sha256(dump(SHIPPED)) == "6088905a5b7bd6663615cbb221ead384d079823e3a9c9a2cc2b72f344323d1aa"


@pytest.mark.parametrize(
    ("subject", "comparison", "values", "expected"),
    [
        ("access", "one-of", ("sde", "extract"), True), ("access", "one-of", ("extract",), False),
        ("access", "none-of", ("extract",), True), ("sublicence", "one-of", ("no",), True),
        ("aim", "answered", (), True), ("comments", "answered", (), False), ("comments", "unanswered", (), True),
        ("cohort_size", "at-least", ("400",), True), ("cohort_size", "at-least", ("401",), False),
        ("cohort_size", "at-most", ("399",), False), ("start", "at-least", ("2026-07-31",), True),
        ("start", "at-most", ("2026-07-30",), False), ("start", "at-least", ("5",), False),
        ("datasets.dataset", "rows", ("2",), True), ("datasets.dataset", "rows", ("3",), False),
        ("datasets.fields", "one-of", ("UNIT",), True), ("controllers.article6", "one-of", ("6(1)(f)",), False),
        ("aim", "shorter-than", ("20",), False), ("comments", "shorter-than", ("20",), False),
        ("aim", "longer-than", ("20",), True), ("@profile", "one-of", ("hospital",), True),
        ("@personal", "one-of", ("yes",), True), ("@commercial", "one-of", ("yes",), False),
        ("no_such_question", "answered", (), False),
    ],
)  # fmt: skip
def test_each_comparison_says_yes_and_no(subject: str, comparison: str, values: Any, expected: bool) -> None:
    term = Term(subject=subject, comparison=Comparison(comparison), values=values)
    draft = examples.draft()
    assert holds(term, draft) is expected
    assert holds(Joined(Match.NONE, (term,)), draft) is not expected
    assert holds(Joined(Match.ALL, (term, term)), draft) is expected
    assert holds(Joined(Match.ANY, (term,)), draft) is expected


# What can be proposed


def wrong(change: FormChange) -> list[str]:
    return [problem.field.removeprefix("change.") for problem in bank.problems(SHIPPED, change)]


@pytest.mark.parametrize("change", [GRANT, WORDS, RULE])
def test_a_proper_change_has_no_problems(change: FormChange) -> None:
    assert wrong(change) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (replace(GRANT, section="Z"), "section"), (replace(GRANT, label=" "), "label"),
        (replace(GRANT, guidance=""), "guidance"), (replace(GRANT, example=""), "example"),
        (replace(GRANT, after="aim"), "after"), (replace(GRANT, options=("a", "b")), "options"),
        (replace(GRANT, type=QuestionType.CHOICE), "options"),
        (replace(GRANT, type=QuestionType.CHOICE, options=("a", "a")), "options"),
        (replace(GRANT, target="aim"), "target"),
        (replace(GRANT, terms=(Term(subject="nonsense", comparison=Comparison.ANSWERED),)), "terms.0.subject"),
        (replace(GRANT, terms=(Term(subject="aim", comparison=Comparison.ANSWERED, values=("x",)),)), "terms.0.values"),
        (replace(GRANT, terms=(Term(subject="aim", comparison=Comparison.ONE_OF),)), "terms.0.values"),
        (replace(GRANT, terms=(Term(subject="level", comparison=Comparison.ONE_OF, values=("secret",)),)),
         "terms.0.values"),
        (replace(GRANT, terms=(Term(subject="aim", comparison=Comparison.LONGER, values=("many",)),)),
         "terms.0.values"),
        (replace(GRANT, terms=(Term(subject="cohort_size", comparison=Comparison.AT_LEAST, values=("many",)),)),
         "terms.0.values"),
        (replace(WORDS, target="nothing"), "target"), (replace(WORDS, terms=GRANT.terms), "target"),
        (replace(RULE, where="nowhere"), "where"), (replace(RULE, where="@personal"), "where"),
        (replace(RULE, message="no"), "message"), (replace(RULE, terms=()), "terms"),
        (FormChange(kind=ChangeKind.RETIREMENT, target="aim"), "target"),
    ],
)  # fmt: skip
def test_a_change_that_the_form_could_not_be_asked_with_says_where(change: FormChange, where: str) -> None:
    assert where in wrong(change)


def added(form: Form, change: FormChange) -> Form:
    return bank.applied(form, named(form, change), form.number + 1)


def test_a_question_cannot_wait_for_itself() -> None:
    first = added(SHIPPED, replace(GRANT, terms=()))
    key = "added_k_which_grant_code_pays"
    second = added(first, replace(GRANT, label="And the sub-code?", terms=(
        Term(subject=key, comparison=Comparison.ANSWERED),)))  # fmt: skip
    back = replace(GRANT, target=key, terms=(Term(subject="added_k_and_the_sub_code", comparison=Comparison.ANSWERED),))
    assert [one.field for one in bank.problems(second, back)] == ["change.terms"]
    retired = FormChange(kind=ChangeKind.RETIREMENT, target=key)
    assert "It is needed by: And the sub-code?" in bank.problems(second, retired)[0].message


# Two people, and versions


def test_one_proposes_another_approves_and_the_next_version_asks_it(ground: Ground) -> None:
    form = publish(ground, GRANT, WORDS, RULE)
    assert form.number == 2
    keys = [field.key for field in form.sections[10].fields]
    assert keys[keys.index("payment_route") + 1] == "added_k_which_grant_code_pays"
    assert (form.fields["aim"].label, form.fields["aim"].meaning) == ("What is the work to find out?", 2)
    assert [rule.id for rule in form.rules] == ["W-SECURITY-1"]
    told = ground.names()
    assert told == ["FormChangeProposed", "FormChangeApproved"] * 3 + ["FormPublished"]
    published = ground.said()[-1]
    assert isinstance(published, bank_say.FormPublished)
    assert published.look_again == ("aim",)
    assert published.sha256 == sha256(dump(form))
    seen = ground.ask(views.forms.whole, shown.ReadQuestionBank(q="grant code"), ADMIN)
    assert [row.key for row in seen.questions] == ["added_k_which_grant_code_pays"]
    assert [(row.number, row.look_again) for row in seen.versions] == [(2, ("aim",)), (1, ())]
    assert seen.changes == ()
    history = ground.ask(views.forms.one, shown.ReadQuestion(key="aim"), ADMIN).versions
    assert [(one.number, one.question.label, one.meaning_changed) for one in history] == [
        (2, "What is the work to find out?", True), (1, "Aim of the work", False),
    ]  # fmt: skip


def test_nobody_approves_their_own_change_and_only_keepers_of_the_form_touch_it(ground: Ground) -> None:
    done = propose(ground, GRANT)
    with pytest.raises(NotPermitted):
        ground.do(handlers.forms.decide, bank_say.ApproveFormChange(change_id=done.subject), ADMIN)
    with pytest.raises(NotPermitted):
        ground.do(handlers.forms.decide, bank_say.ApproveFormChange(change_id=done.subject), OFFICER)
    with pytest.raises(NotPermitted):
        propose(ground, GRANT, OFFICER)
    seen = ground.ask(views.forms.change, shown.ReadFormChange(change_id=done.subject), ADMIN)
    assert seen.may == ("DeclineFormChange",)
    assert seen.then is not None
    assert seen.then.label == "Which grant code pays?"
    assert seen.when == "K8 How you will pay is grant-code"


def test_what_is_declined_or_not_approved_is_not_published(ground: Ground) -> None:
    done = propose(ground, GRANT)
    with pytest.raises(Refused, match="no approved change"):
        ground.do(handlers.forms.publish, bank_say.PublishForm(), IG)
    ground.do(handlers.forms.decide, bank_say.DeclineFormChange(change_id=done.subject, reason="Not needed"), ADMIN)
    with pytest.raises(NotPermitted):
        ground.do(handlers.forms.decide, bank_say.ApproveFormChange(change_id=done.subject), IG)
    with pytest.raises(NotFound):
        ground.do(handlers.forms.decide, bank_say.ApproveFormChange(change_id=examples.id_of("none")), IG)


def test_a_version_is_published_on_top_of_the_one_that_was_seen(ground: Ground) -> None:
    publish(ground, WORDS)
    done = propose(ground, GRANT)
    ground.do(handlers.forms.decide, bank_say.ApproveFormChange(change_id=done.subject), IG)
    with pytest.raises(Conflict):
        ground.do(handlers.forms.publish, bank_say.PublishForm(expected_version=1), IG)


def test_two_changes_that_cannot_both_be_are_not_published(ground: Ground) -> None:
    publish(ground, GRANT)
    key = "added_k_which_grant_code_pays"
    rule = replace(RULE, where=key, terms=(Term(subject=key, comparison=Comparison.ANSWERED),))
    for change in (FormChange(kind=ChangeKind.RETIREMENT, target=key), rule):
        done = propose(ground, change)
        ground.do(handlers.forms.decide, bank_say.ApproveFormChange(change_id=done.subject), IG)
    with pytest.raises(Refused, match="does not go with the others"):
        ground.do(handlers.forms.publish, bank_say.PublishForm(), IG)


def test_a_name_is_never_given_twice(ground: Ground) -> None:
    publish(ground, GRANT)
    publish(ground, FormChange(kind=ChangeKind.RETIREMENT, target="added_k_which_grant_code_pays"))
    assert propose(ground, GRANT).reference == "added_k_which_grant_code_pays_1"


def test_a_preview_shows_the_page_as_it_would_be_for_the_choices_made(ground: Ground) -> None:
    change = replace(GRANT, terms=(Term(subject="request_type", comparison=Comparison.ONE_OF, values=("research",)),))
    done = propose(ground, change)

    def seen(**choices: Any) -> dict[str, bool]:
        form = ground.ask(views.forms.preview, shown.PreviewForm(change_id=done.subject, **choices), ADMIN)
        return {one.key: one.shown for section in form.sections for one in section.fields}

    assert seen(request_type=RequestType.RESEARCH)["added_k_which_grant_code_pays"] is True
    assert seen(request_type=RequestType.CLINICAL_AUDIT)["added_k_which_grant_code_pays"] is False
    in_force = ground.ask(read_form, say.ReadForm(), ADMIN)
    assert "added_k_which_grant_code_pays" not in {f.key for section in in_force.sections for f in section.fields}


def test_a_written_rule_speaks_like_any_other() -> None:
    form = replace(added(SHIPPED, RULE), number=2)
    short, long = examples.draft(form=form), examples.draft(form=form, security="x" * 200)
    assert ("W-SECURITY-1", "security") in {(one.code, one.field) for one in rules.blocking(short)}
    assert "W-SECURITY-1" not in {one.code for one in rules.blocking(long)}
    warned = replace(added(SHIPPED, replace(RULE, severity=bank_say.Severity.WARN)), number=2)
    assert "W-SECURITY-1" in {one.code for one in rules.warnings(examples.draft(form=warned))}
    assert guards.failing(examples.draft(form=warned)) == ()


# Drafts and versions


@pytest.fixture
def world(ground: Ground) -> World:
    return World(ground)


KEY = "added_k_which_grant_code_pays"


def missing(world: World) -> set[tuple[str, str]]:
    return {(problem.code, problem.field) for problem in world.read().missing}


def test_a_draft_stays_with_the_form_that_it_was_begun_with_until_somebody_goes_on(world: World) -> None:
    world.start().fill(payment_route="grant-code")
    publish(world.ground, GRANT, WORDS)
    seen = world.read()
    assert (seen.form_version, seen.newest_form, seen.look_again) == (1, 2, ())
    assert KEY not in seen.asked
    assert missing(world) == {("G-FORM", "form")}
    with pytest.raises(Refused):
        world.give(say.SubmitApplication, declarations=ALL)
    world.give(say.TakeUpForm)
    seen = world.read()
    assert (seen.form_version, seen.look_again) == (2, ("aim",))
    assert seen.answers["aim"] == examples.answers("hospital")["aim"], "answers are carried over"
    assert missing(world) == {("G-COMPLETE", KEY), ("G-FORM", "aim")}
    with pytest.raises(Refused, match="already"):
        world.give(say.TakeUpForm)


def test_what_has_come_to_mean_something_else_is_confirmed_or_changed(world: World) -> None:
    world.start().fill()
    publish(world.ground, WORDS, replace(WORDS, target="necessity"))
    world.give(say.TakeUpForm)
    assert world.read().look_again == ("aim", "necessity")
    with pytest.raises(Malformed):
        world.give(say.ConfirmAnswers, keys=("title",))
    world.give(say.ConfirmAnswers, keys=("aim",))
    assert world.read().look_again == ("necessity",)
    world.give(say.SaveDraft, answers={"necessity": "Said afresh, because the question is another one now."})
    assert world.read().look_again == ()
    world.give(say.SubmitApplication, declarations=ALL)


def test_a_frozen_version_names_its_form_and_is_drawn_with_it_for_ever(world: World) -> None:
    world.submitted()
    publish(world.ground, GRANT, WORDS)
    asked = say.ReadVersion(application_id=world.id, version=1)
    frozen = world.ground.ask(views_of_versions.version, asked, LEAD)
    assert frozen.form_version == 1
    drawn = say.ReadForm(application_id=world.id, application_version=1)
    form = world.ground.ask(read_form, drawn, LEAD)
    labels = {field.key: field.label for section in form.sections for field in section.fields}
    assert (form.number, labels["aim"], KEY in labels) == (1, "Aim of the work", False)
    assert world.ground.ask(read_form, say.ReadForm(), LEAD).number == 2
    assert world.read().missing == (), "a round of questions goes on with the form of the first submission"
    with pytest.raises(NotFound):
        world.ground.ask(read_form, drawn, OFFICER_OF_NOBODY)


def test_a_published_form_is_put_together_and_written_once_for_the_same_choices_and_address(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(**choices: Any) -> Any:
        return ground.ask(read_form, say.ReadForm(**choices), ADMIN)

    first = drawn()
    assert drawn() is first
    assert replies.answer(drawn())["answer"] is replies.answer(first)["answer"]
    assert drawn(request_type=RequestType.CLINICAL_AUDIT) != first
    monkeypatch.setenv("HAVEN_OPT_OUT_ADDRESS", "https://opt-out.example")
    assert "https://opt-out.example" in str(drawn())
    publish(ground, GRANT)
    assert (drawn().number, drawn(form_version=1).number) == (2, 1)


def test_the_second_version_of_the_form_is_frozen_with_what_it_asks_and_its_number_is_hashed(world: World) -> None:
    publish(world.ground, GRANT)
    world.start().fill(payment_route="grant-code", **{KEY: "RG-2026-117"})
    world.give(say.SubmitApplication, declarations=ALL)
    submitted = world.ground.said()[-1]
    assert isinstance(submitted, say.ApplicationSubmitted)
    request = submitted.request
    assert (request.form_version, request.answers[KEY]) == (2, "RG-2026-117")
    told = (request.reference, 1, request.answers, submitted.documents)
    assert request.sha256 == content_hash(*told, 2) != content_hash(*told)


def test_what_a_condition_hides_is_kept_in_the_draft_and_frozen_nowhere(world: World) -> None:
    publish(world.ground, GRANT)
    world.start().fill(payment_route="grant-code", **{KEY: "RG-2026-117"})
    world.give(say.SaveDraft, answers={"payment_route": "waiver"})
    seen = world.read()
    assert seen.answers[KEY] == "RG-2026-117", "changing back loses nothing"
    assert KEY not in seen.asked
    world.give(say.SubmitApplication, declarations=ALL)
    request = world.read().request
    assert request is not None
    assert KEY not in request.answers
