"""Anybody changes the form, and somebody writes by it: each version comes of two people, answers are carried over, and
what is submitted satisfies every rule and holds nothing that its other answers hide (a hypothesis machine)."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.contracts.intake import application as app
from services.contracts.intake import question_bank as say
from services.contracts.intake.question_bank import ChangeKind, ChangeState, Comparison, FormChange, Match, Term
from services.contracts.message import Refused, Role, new_id
from services.contracts.request import Approval, Profile, RequestType
from services.intake.domain import application as domain
from services.intake.domain import bank, guards
from services.intake.domain.application import Application, Facts
from services.intake.domain.draft import Draft
from services.intake.domain.form import SHIPPED, Form
from services.intake.domain.form.data import dump, load, sha256
from tests import examples
from tests.machines import FEW, attempt, tried
from tests.support import UUID, actor, call

KEEPERS = (Role.ADMINISTRATOR, Role.IG_LEAD)
PEOPLE = tuple(actor(role, id=UUID(int=40 + n)) for n, role in enumerate((*KEEPERS, Role.ADMINISTRATOR, Role.FINANCE)))
LEAD = actor(id=examples.id_of("lead"), name="Ada Okafor")
KEY = "added_b_said_afresh"
ON = (
    Term(subject="ai", comparison=Comparison.ONE_OF, values=("none",)),
    Term(subject="request_type", comparison=Comparison.NONE_OF, values=("research",)),
    Term(subject="@personal", comparison=Comparison.ONE_OF, values=("yes",)),
    Term(subject=KEY, comparison=Comparison.ANSWERED),
)
WORDS = {"guidance": "What helps", "example": "An answer"}
CHANGES = (
    *(FormChange(kind=ChangeKind.QUESTION, section="B", label="Said afresh", terms=(one,), **WORDS) for one in ON[:3]),
    FormChange(kind=ChangeKind.QUESTION, section="B", label="And more", required=True, terms=(ON[3],), **WORDS),
    FormChange(kind=ChangeKind.QUESTION, section="B", target=KEY, label="Otherwise", match=Match.NONE, terms=ON[:1],
               meaning_changed=True, **WORDS),
    FormChange(kind=ChangeKind.WORDING, target="aim", label="Purpose", meaning_changed=True, **WORDS),
    FormChange(kind=ChangeKind.WORDING, target="opt_out", label="Opt-outs", **WORDS),
    FormChange(kind=ChangeKind.RULE, where="aim", message="Say more of it", severity=say.Severity.BLOCK,
               terms=(Term(subject="aim", comparison=Comparison.ONE_OF, values=("To learn",)),)),
    FormChange(kind=ChangeKind.RULE, where="aim", message="Look at it", terms=(ON[2],)),
    FormChange(kind=ChangeKind.DOCUMENT, label="Plan of the analysis", required=True, terms=ON[:1]),
    FormChange(kind=ChangeKind.DOCUMENT, label="Photograph", years=2),
    FormChange(kind=ChangeKind.DOCUMENT, target="PROTOCOL", label="Study protocol"),
    FormChange(kind=ChangeKind.DECLARATION, message="Nobody is paid for the answer."),
    FormChange(kind=ChangeKind.DECLARATION, target="audit", message="We open our doors to audits."),
    *(FormChange(kind=ChangeKind.RETIREMENT, target=one) for one in (
        "ADDED_PLAN_OF_THE_ANALYSIS", "added-nobody-is-paid-for-the-answer", "audit",
    )),
    FormChange(kind=ChangeKind.RETIREMENT, target=KEY),
    FormChange(kind=ChangeKind.RETIREMENT, target="W-AIM-1"),
)  # fmt: skip
# Answers that show and hide one another.
ANSWERS: dict[str, tuple[Any, ...]] = {
    "ai": ("none", "train_or_test"), "ai_detail": ("A score", None), "request_type": ("research", "clinical_audit"),
    "level": ("pseudonymised", "aggregate_suppressed", "anonymised_record"), "access": ("sde", "extract"),
    "transfer_method": ("seft",), "recontact": ("no",), "confidentiality": ("not_confidential", "consent", "reg3"),
    "consents": ([{"version": "1", "date": "2020-01-01"}], None), "consent_reviewed": (True,),
    "confidentiality_detail": ("Regulation 3 of 2002", None), "funding": ("external", "none"), "funder": ("A fund",),
    "registration_number": ("AUD-1",), "directorate": ("Medicine",), "cohort_source": ("criteria", "none"),
    "under_16": (False, True), "under_16_reason": ("Type 1 diabetes mostly begins before sixteen.", None),
    "quasi_identifiers": (["postcode"], None), "quasi_reason": ("Distance to hospital", None),
    KEY: ("Yes indeed", None), "added_b_and_more": ("A little", None), "aim": ("To learn", "To find out"),
}  # fmt: skip


class FormMachine(RuleBasedStateMachine):
    """The versions of the form, the changes that wait, and one draft."""

    table = None
    gives = frozenset({say.ProposeFormChange, say.ApproveFormChange, say.DeclineFormChange, say.PublishForm})

    @initialize()
    def begin(self) -> None:
        self.forms: list[Form] = [SHIPPED]
        self.hashes = [sha256(dump(SHIPPED))]
        self.changes: dict[Any, bank.Change] = {}
        self.used: set[str] = set()
        self.restart()

    def restart(self) -> None:
        self.answers = examples.answers()
        started = app.StartApplication(
            profile=Profile.HOSPITAL, title=self.answers["title"], request_type=RequestType.RESEARCH,
            approval=Approval.FULL,
        )  # fmt: skip
        self.application = Application(id=new_id())
        self.tell(started)

    def tell(self, command: Any, **facts: Any) -> list[Any]:
        number = self.application.form_version
        given = {"form": self.forms[number - 1], "newest": self.forms[-1], "draft": self.draft(command), **facts}
        said = domain.handle(command, self.application, Facts(call=call(LEAD), reference="DAR-2026-00001", **given))
        for event in said:
            self.application = domain.evolve(event, self.application)
        return said

    def draft(self, command: Any = None) -> Draft:
        form = self.forms[self.application.form_version - 1]
        kinds = [examples.document(one.kind) for one in form.evidence]
        whole = Draft(
            form=form, profile=Profile.HOSPITAL, answers=self.answers, known=examples.known(), documents=tuple(kinds),
            declarations=frozenset(dict(form.declarations)), look_again=self.application.look_again,
            newest=self.forms[-1].number,
        )  # fmt: skip
        return form.settled(whole)

    # The form

    @rule(who=st.sampled_from(PEOPLE), change=st.sampled_from(CHANGES))
    def anybody_proposes(self, who: Any, change: FormChange) -> None:
        command = say.ProposeFormChange(change=change, reason="It is asked for", id=new_id())
        made: list[bank.Change] = []

        def act() -> Any:
            one, event = bank.propose(command, self.forms[-1], self.used if change.target else (), call(who))
            made.append(one)
            return [event]

        askable = not bank.problems(self.forms[-1], change)
        if attempt(act, bool({*KEEPERS} & who.roles) and askable) is not None:
            self.changes[made[0].id] = made[0]
            self.used.add(made[0].target)

    @precondition(lambda self: self.changes)
    @rule(who=st.sampled_from(PEOPLE), data=st.data(), yes=st.booleans())
    def anybody_decides(self, who: Any, data: Any, yes: bool) -> None:
        change = self.changes[data.draw(st.sampled_from(list(self.changes)))]
        made: list[bank.Change] = []

        def act() -> Any:
            if yes:
                command = say.ApproveFormChange(change_id=change.id)
                one, event = bank.approve(command, change, self.forms[-1], call(who))
            else:
                one, event = bank.decline(say.DeclineFormChange(change_id=change.id, reason="No"), change, call(who))
            made.append(one)
            return [event]

        keeps = bool({*KEEPERS} & who.roles)
        open_ = change.state in (ChangeState.PROPOSED, ChangeState.APPROVED)
        fits = not bank.problems(self.forms[-1], change.said)
        allowed = (
            keeps and change.state is ChangeState.PROPOSED and who.id != change.proposed_by and fits
            if yes else keeps and open_
        )  # fmt: skip
        if attempt(act, allowed) is not None:
            self.changes[change.id] = made[0]

    @rule(who=st.sampled_from(PEOPLE))
    def anybody_publishes(self, who: Any) -> None:
        try:
            form, taken = bank.publish(say.PublishForm(), self.forms[-1], self.changes.values(), call(who))
        except Refused:
            return
        assert {*KEEPERS} & who.roles
        for one in taken:
            assert one.decided_by != one.proposed_by
            assert one.decided_by is not None
            self.changes[one.id] = one
        self.forms.append(form)
        self.hashes.append(sha256(dump(form)))
        assert [sha256(dump(one)) for one in self.forms] == self.hashes, "what was published is as it was"
        assert load(dump(form)) == form

    @rule(change=st.sampled_from(CHANGES))
    def two_people_move_the_form_on(self, change: FormChange) -> None:
        """The way that leads somewhere, so that drafts meet many versions."""
        if not bank.problems(self.forms[-1], change):
            command = say.ProposeFormChange(change=change, reason="It is asked for", id=new_id())
            one, _ = bank.propose(command, self.forms[-1], (), call(PEOPLE[0]))
            self.changes[one.id], _ = bank.approve(
                say.ApproveFormChange(change_id=one.id), one, self.forms[-1], call(PEOPLE[1])
            )
            self.anybody_publishes(PEOPLE[1])

    # The draft

    @rule(data=st.data(), key=st.sampled_from(list(ANSWERS)))
    def the_lead_answers(self, data: Any, key: str) -> None:
        value = data.draw(st.sampled_from(ANSWERS[key]))
        if key not in self.forms[self.application.form_version - 1].fields:
            return
        before, self.answers = self.answers, domain.fold_answers(self.answers, {key: value})
        try:
            self.tell(app.SaveDraft(application_id=self.application.id, answers={key: value}))
        except Refused:
            self.answers = before

    @rule()
    def the_lead_goes_on_with_the_form_in_force(self) -> None:
        before = dict(self.answers)
        try:
            self.tell(app.TakeUpForm(application_id=self.application.id))
        except Refused:
            assert self.application.form_version == self.forms[-1].number
        assert self.answers == before, "answers are carried over"

    @precondition(lambda self: self.application.look_again)
    @rule(data=st.data())
    def the_lead_looks_again(self, data: Any) -> None:
        key = data.draw(st.sampled_from(self.application.look_again))
        self.tell(app.ConfirmAnswers(application_id=self.application.id, keys=(key,)))
        assert key not in self.application.look_again

    @rule()
    def the_lead_submits(self) -> None:
        draft = self.draft()
        declared = tuple(dict(draft.form.declarations))
        submit = app.SubmitApplication(application_id=self.application.id, declarations=declared)
        events, refused = tried(lambda: self.tell(submit))
        assert (refused.problems if refused else ()) == guards.failing(draft)
        if refused is not None:
            return
        (event,) = events
        frozen, form = event.request, self.forms[-1]
        assert frozen.form_version == form.number, "the first submission is written with the form in force"
        again = form.settled(replace(draft, answers=frozen.answers))
        assert again.answers == frozen.answers, "nothing in it is hidden by the rest"
        assert all(field.when.holds(again) for key, field in form.fields.items() if key in frozen.answers)
        for one in form.rules:
            assert not (one.severity is say.Severity.BLOCK and one.when.holds(again))
        self.restart()

    @invariant()
    def each_version_has_its_number_and_each_question_its_name(self) -> None:
        if hasattr(self, "forms"):
            assert [form.number for form in self.forms] == list(range(1, len(self.forms) + 1))
            keys = [field.key for section in self.forms[-1].sections for field in section.fields]
            assert len(keys) == len(set(keys))

    @invariant()
    def what_is_hidden_is_kept_and_seen_by_nothing(self) -> None:
        if hasattr(self, "forms"):
            draft = self.draft()
            hidden = set(self.answers) - set(draft.answers)
            assert all(draft.get(key) is None for key in hidden)
            assert draft.form.settled(draft).answers == draft.answers


TestFormMachine = FormMachine.TestCase
TestFormMachine.settings = FEW
