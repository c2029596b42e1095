"""Whatever people try, in whatever order: what must never happen does not (a hypothesis state machine)."""

from dataclasses import fields as fields_of
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.contracts import intake, wire
from services.contracts import review as r
from services.contracts.message import Actor, Role
from services.contracts.request import Approval, Assurance, Profile
from services.review import domain
from services.review.domain import may, meeting, separation
from services.review.domain.case import Case
from services.review.domain.completeness import missing_reviews
from services.review.domain.door import Known, parts
from tests.machines import REPEATABLE, attempt
from tests.review.given import (
    CASE,
    CHAIR,
    COMMENT,
    GUARDIAN,
    IG,
    IG_LEAD,
    LAY,
    LAY_TOO,
    LEAD,
    MEETING,
    MEETING_DAY,
    MEMBERS,
    OFFICER,
    PRECEDENT,
    RATINGS,
    REVIEWERS,
    SAID,
    SECOND_OFFICER,
    SECRETARY,
    SIRO,
    accepted,
    call,
    line,
    person,
    request,
    revised,
)
from tests.review.test_may import any_command

# One person per part, and people whose accounts hold everything: a lead, a reviewer and a member among them.
TRICKSTERS = tuple(person(who, *Role) for who in (LEAD.id.int, IG.id.int, MEMBERS[1].person_id.int, 60))
PEOPLE = (LEAD, OFFICER, SECOND_OFFICER, SECRETARY, CHAIR, GUARDIAN, SIRO, IG_LEAD, IG, LAY, LAY_TOO, *TRICKSTERS)
OUTCOMES = st.sampled_from(r.Outcome)
# Mostly whoever's turn it is, so that histories get somewhere; sometimes anybody at all.
ANYBODY = st.one_of(st.none(), st.none(), st.sampled_from(PEOPLE))
RULE_SETTINGS = settings(REPEATABLE, max_examples=30)


class CaseMachine(RuleBasedStateMachine):
    """A case, and people who try things."""

    table, gives = may.MAY, frozenset(rule[0] for rule in may.RULES)

    @initialize(
        profile=st.sampled_from(Profile),
        level=st.sampled_from(Assurance),
        approval=st.sampled_from(Approval),
    )
    def open(self, profile: Profile, level: Assurance, approval: Approval) -> None:
        self.line = line()
        disciplines = () if level == Assurance.L0 else ("ig",)
        self.line.hear(accepted(request(profile, approval=approval), level, disciplines=disciplines))

    def attempt(self, who: Actor | None, turn: Actor, command: Any, **fields: Any) -> None:
        before, known = self.line.case, Known(meeting=self.line.meeting)
        allowed = command in may.allowed(before.state, parts(before, call(who or turn, self.line.at), known))
        events = attempt(lambda: self.line.ask(who or turn, command, **fields), allowed)
        if events is None:
            assert self.line.case == before, "a refusal changes nothing"
            return
        if any(isinstance(event, r.ReviewCompleted) for event in events):
            assert not missing_reviews(self.line.case)

    @rule(command=st.sampled_from([one[0] for one in may.RULES]), who=st.sampled_from(PEOPLE), seldom=st.integers(0, 3))
    def anybody_tries(self, command: Any, who: Actor, seldom: int) -> None:
        """With whatever the words may be."""
        if not seldom:
            made = any_command(command)
            told = {one.name: getattr(made, one.name) for one in fields_of(made) if one.name != "application_id"}
            self.attempt(who, who, command, **told)

    @rule(who=ANYBODY)
    def accept_interest(self, who: Actor | None) -> None:
        stance = next((one for one in self.line.case.stances if one.conflicted), None)
        if stance is not None:
            self.attempt(who, CHAIR, r.AcceptInterest, person_id=stance.person_id, reason="Small")

    @rule(who=ANYBODY, shown=st.booleans())
    def meet_conditions(self, who: Actor | None, shown: bool) -> None:
        for one in self.line.case.conditions:
            about = {"condition_id": one.id}
            self.attempt(who, LEAD, r.SubmitConditionEvidence, **about, statement="As published")
            self.attempt(who, IG_LEAD, r.VerifyCondition, **about, accepted=shown, note="Seen")

    @rule(who=ANYBODY)
    def assign(self, who: Actor | None) -> None:
        fresh = tuple(one for one in REVIEWERS if self.line.case.assignment(one.person_id) is None)
        self.attempt(who, SECRETARY, r.AssignReviewers, reviewers=fresh)

    @rule(turn=st.sampled_from([IG, LAY, LAY_TOO, GUARDIAN]), who=ANYBODY, withdraws=st.integers(0, 9))
    def declare(self, turn: Actor, who: Actor | None, withdraws: int) -> None:
        said: dict[str, Any] = {"kind": r.Interest.NONE}
        if not withdraws:
            said = {"kind": r.Interest.FINANCIAL, "outcome": r.InterestOutcome.WITHDRAW, "detail": "Shares"}
        self.attempt(who, turn, r.DeclareInterest, **said)

    @rule(turn=st.sampled_from([IG, LAY, LAY_TOO]), who=ANYBODY, comments=st.booleans())
    def review(self, turn: Actor, who: Actor | None, comments: bool) -> None:
        fields = {"ratings": RATINGS, "recommendation": r.Advice.SUPPORT, "comments": (COMMENT,) * comments}
        self.attempt(who, turn, r.RecordReview, **fields)

    @rule(who=ANYBODY)
    def wait(self, who: Actor | None) -> None:
        self.attempt(who, OFFICER, r.WaitForExternalBody, body="CAG", reference="25/CAG/0152")

    @rule(who=ANYBODY)
    def go_on(self, who: Actor | None) -> None:
        self.attempt(who, OFFICER, r.EndExternalWait, body="CAG", outcome="Supported")

    @rule(who=ANYBODY)
    def ask_applicant(self, who: Actor | None) -> None:
        self.attempt(who, SECRETARY, r.RequestFeedback)

    @rule(who=ANYBODY)
    def answer(self, who: Actor | None) -> None:
        given = tuple(r.FeedbackAnswer(item_id=item.id, response="Yes") for item in self.line.case.feedback)
        self.attempt(who, LEAD, r.AnswerFeedback, responses=given)

    @rule()
    def everybody_reviews(self) -> None:
        """The usual way on, so that histories get as far as advice and decision."""
        self.assign(None)
        for turn in (IG, LAY, LAY_TOO):
            self.attempt(None, turn, r.DeclareInterest, kind=r.Interest.NONE)
            self.review(turn, None, False)

    @rule(outcome=st.sampled_from(r.Advice))
    def committee_meets(self, outcome: r.Advice) -> None:
        self.answer(None)
        self.schedule(None)
        self.hold_and_advise(None, outcome)

    @rule(outcome=OUTCOMES)
    def offices_decide(self, outcome: r.Outcome) -> None:
        for office in self.line.case.offices:
            self.sign(None, office, outcome, True)

    @rule(outcome=OUTCOMES, seldom=st.integers(0, 2))
    def all_the_way(self, outcome: r.Outcome, seldom: int) -> None:
        if not seldom:
            self.everybody_reviews()
            with_conditions = outcome == r.Outcome.APPROVED_WITH_CONDITIONS
            self.committee_meets(r.Advice.SUPPORT_WITH_CONDITIONS if with_conditions else r.Advice.SUPPORT)
            self.pass_on(None)
            self.offices_decide(outcome)

    @rule(material=st.booleans(), seldom=st.integers(0, 5))
    def revise(self, material: bool, seldom: int) -> None:
        if seldom:
            return
        version = self.line.case.papers.version + 1
        frozen = {"version": version, "sha256": f"{version:064x}"}
        new = request(self.line.case.profile, approval=self.line.case.papers.approval, **frozen)
        self.line.hear(revised(new, material=material))

    @rule(who=ANYBODY)
    def schedule(self, who: Actor | None) -> None:
        day = max(MEETING_DAY, (self.line.at + timedelta(days=8)).date())
        planned = meeting.Meeting(id=MEETING, state=r.MeetingState.PLANNED, held_on=day, members=MEMBERS)
        if self.line.case.state not in (r.CaseState.SCHEDULED, r.CaseState.DECISION_SIGNOFF):
            self.line.meeting = planned
        self.attempt(who, SECRETARY, r.ScheduleCase, meeting_id=MEETING)

    @rule(who=ANYBODY, outcome=st.sampled_from(r.Advice))
    def hold_and_advise(self, who: Actor | None, outcome: r.Advice) -> None:
        if self.line.case.state != r.CaseState.SCHEDULED:
            return
        one = self.line
        one.at += max(timedelta(), one.meeting.held_on - one.at.date())
        if one.meeting.state == r.MeetingState.PLANNED:
            everybody = tuple(member.person_id for member in MEMBERS)
            one.meet(SECRETARY, r.RecordAttendance(meeting_id=MEETING, present=everybody))
        self.attempt(None, SECRETARY, r.RecordInterests, declarations=SAID)
        conditions = (PRECEDENT,) if outcome == r.Advice.SUPPORT_WITH_CONDITIONS else ()
        self.attempt(who, SECRETARY, r.RecordAdvice, outcome=outcome, summary="Said", conditions=conditions)

    @rule(who=ANYBODY)
    def pass_on(self, who: Actor | None) -> None:
        self.attempt(who, OFFICER, r.PassForDecision, summary="Simple")

    @rule(who=ANYBODY, office=st.sampled_from(r.Office), outcome=OUTCOMES, reasons=st.booleans())
    def sign(self, who: Actor | None, office: r.Office, outcome: r.Outcome, reasons: bool) -> None:
        turn = {r.Office.SIRO: SIRO, r.Office.CALDICOTT_GUARDIAN: GUARDIAN}.get(office, SECOND_OFFICER)
        fields: dict[str, Any] = {"office": office, "outcome": outcome, "reasons": ("Because",) * reasons}
        if outcome == r.Outcome.APPROVED_WITH_CONDITIONS:
            fields["conditions"] = (PRECEDENT,)
        if outcome == r.Outcome.DEFERRED:
            fields["actions"] = ("Show the consent form",)
        self.attempt(who, turn, r.SignDecision, **fields)

    @rule(who=ANYBODY)
    def answer_deferral(self, who: Actor | None) -> None:
        self.attempt(who, LEAD, r.AnswerDeferral, responses=(r.ActionAnswer(number=1, response="Done"),))

    @rule(who=ANYBODY)
    def send_back(self, who: Actor | None) -> None:
        self.attempt(who, OFFICER, r.ReturnToReview, reason="Answered")

    @rule(who=ANYBODY)
    def appeal(self, who: Actor | None) -> None:
        self.attempt(who, LEAD, r.LodgeAppeal, grounds="fact", statement="Page 4")

    @rule(who=ANYBODY, upheld=st.booleans())
    def hear_appeal(self, who: Actor | None, upheld: bool) -> None:
        self.attempt(who, IG_LEAD, r.DecideAppeal, upheld=upheld, reasons="Page 4 was overlooked")

    @rule(seldom=st.integers(0, 30))
    def withdraw(self, seldom: int) -> None:
        if not seldom:
            told = {"subject": CASE, "at": self.line.at, "by": LEAD.id, "reference": "DAR-2026-00042"}
            self.line.hear(intake.ApplicationWithdrawn(**told))

    @invariant()
    def the_case_is_what_its_events_say(self) -> None:
        if hasattr(self, "line"):
            assert domain.fold(self.line.events, Case(id=CASE)) == self.line.case
            assert wire.load(Case, wire.dump(self.line.case)) == self.line.case

    @invariant()
    def advice_decision_and_validation_are_acts_of_different_people(self) -> None:
        if not hasattr(self, "line"):
            return
        case = self.line.case
        for act in case.acts:
            if act.act == separation.DECIDED:
                others = (separation.REVIEWED, separation.ADVISED, separation.PREPARED, separation.VALIDATED)
                assert not case.did(act.person_id, *others)
                assert act.person_id not in separation.involved(case.papers)

    @invariant()
    def an_approval_follows_advice_on_the_same_version_and_is_never_provisional(self) -> None:
        if not hasattr(self, "line"):
            return
        advised: set[str] = set()
        for event in self.line.events:
            if isinstance(event, r.AdviceRecorded):
                advised.add(event.request_sha256)
            if isinstance(event, (r.ApplicationApproved, r.ApplicationApprovedProvisionally)):
                committee = event.level in (Assurance.L3, Assurance.L4)
                assert not committee or event.request.sha256 in advised
                provisional = isinstance(event, r.ApplicationApprovedProvisionally)
                assert provisional == (event.request.approval == Approval.PROVISIONAL)


TestCaseMachine = CaseMachine.TestCase
TestCaseMachine.settings = RULE_SETTINGS
