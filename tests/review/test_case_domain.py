"""The case as histories: what happened, what is asked, what follows."""

from dataclasses import replace
from datetime import date

import pytest

from services.contracts import intake
from services.contracts import review as r
from services.contracts.message import Conflict, NotPermitted, Refused
from services.contracts.request import Approval, Assurance, Legal, Level, Profile
from services.review import domain
from services.review.domain import silence
from services.review.domain.case import Case
from tests.review.given import (
    CASE,
    CHAIR,
    COMMENT,
    DARS,
    DAY,
    EXTRA,
    GUARDIAN,
    HOSPITAL,
    IG,
    IG_LEAD,
    LAY,
    LAY_TOO,
    LEAD,
    NOON,
    OFFICER,
    PRECEDENT,
    RATINGS,
    REVIEWERS,
    SECOND_OFFICER,
    SECRETARY,
    SIRO,
    SPECIAL,
    TECHNICAL,
    accepted,
    call,
    later,
    line,
    names,
    request,
    revised,
)

S = r.CaseState


# Opening and reviewing


def test_acceptance_opens_a_case_with_its_route_and_the_papers_of_one_version():
    [event] = line().hear(accepted(request(DARS), Assurance.L3, rules=("R04",)))
    assert isinstance(event, r.CaseOpened)
    assert (event.level, event.committee, event.rules) == (Assurance.L3, True, ("R04",))
    assert event.request.sha256 == "a" * 64


def test_hearing_the_acceptance_twice_opens_one_case():
    one = line().opened()
    assert one.hear(accepted(request())) == []


@pytest.mark.parametrize(
    ("profile", "level", "offices"),
    [
        (HOSPITAL, Assurance.L1, ("caldicott-guardian",)),
        (HOSPITAL, Assurance.L3, ("caldicott-guardian",)),
        (HOSPITAL, Assurance.L4, ("siro", "caldicott-guardian")),
        (DARS, Assurance.L3, ("siro",)),
        (DARS, Assurance.L4, ("siro", "caldicott-guardian")),
        (HOSPITAL, Assurance.L0, ("case-officer",)),
    ],
)
def test_who_decides_follows_from_profile_and_level(profile, level, offices):
    assert line().opened(profile, level).case.offices == offices


def test_in_dars_the_caldicott_guardian_also_decides_where_confidentiality_is_in_question():
    legal = Legal(article6=("e",), article9=("j",), confidentiality="s251_reg5", cag_reference="25/CAG/0152")
    assert line().opened(DARS, legal=legal).case.offices == ("siro", "caldicott-guardian")


def test_review_completes_by_itself_with_the_last_mandatory_review_and_not_before():
    one = line().opened().assigned().declared()
    assert names(one.review(IG)) == ["ReviewRecorded"]
    assert names(one.review(LAY)) == ["ReviewRecorded"]
    assert names(one.review(LAY_TOO)) == ["ReviewRecorded", "ReviewCompleted"]
    assert one.case.state == S.REVIEW_COMPLETED


def test_a_committee_route_is_not_complete_with_one_lay_review():
    one = line().opened()
    one.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS[:2])
    one.declared(IG, LAY)
    one.review(IG)
    one.review(LAY)
    assert one.case.state == S.UNDER_REVIEW


def test_a_review_names_the_version_it_is_of():
    one = line().opened().assigned().declared()
    [event] = one.review(IG)
    assert event.request_sha256 == one.case.papers.sha256


def test_nobody_reviews_before_declaring_an_interest():
    with pytest.raises(NotPermitted) as refused:
        line().opened().assigned().review(IG)
    assert refused.value.code == "declaration-needed"


def test_a_review_rates_all_fifteen_criteria_and_no_other():
    one = line().opened().assigned().declared()
    partial = {name: value for name, value in RATINGS.items() if name != "security"}
    with pytest.raises(Refused) as refused:
        one.ask(IG, r.RecordReview, ratings={**partial, "style": "meets"}, recommendation=r.Advice.SUPPORT)
    assert {p.field for p in refused.value.problems} == {"ratings.security", "ratings.style"}


def test_a_second_review_of_the_same_version_is_refused():
    one = line().opened().assigned().declared()
    one.review(IG)
    with pytest.raises(Refused) as refused:
        one.review(IG)
    assert refused.value.code == "already-recorded"


def test_a_late_review_that_is_not_mandatory_holds_up_the_case_until_the_chair_waives_it_with_a_reason():
    one = line().opened().assigned(EXTRA).declared()
    for who in (IG, LAY, LAY_TOO):
        one.review(who, COMMENT)
    assert one.case.state == S.REVIEW_COMPLETED
    with pytest.raises(Refused, match="late"):
        one.feedback()
    one.ask(CHAIR, r.WaiveReview, person_id=TECHNICAL.id, reason="On leave until August")
    assert one.feedback().case.state == S.APPLICANT_FEEDBACK


def test_a_mandatory_review_cannot_be_waived():
    with pytest.raises(Refused) as refused:
        line().opened().assigned().ask(CHAIR, r.WaiveReview, person_id=IG.id, reason="Late")
    assert refused.value.code == "mandatory"


def test_an_external_wait_pauses_the_case_and_a_review_may_arrive_meanwhile():
    one = line().opened().assigned().declared()
    one.review(IG)
    one.review(LAY)
    one.ask(OFFICER, r.WaitForExternalBody, body="CAG", reference="25/CAG/0152")
    assert names(one.review(LAY_TOO)) == ["ReviewRecorded"], "not completed while the case waits"
    events = one.ask(OFFICER, r.EndExternalWait, body="CAG", outcome="Supported")
    assert names(events) == ["ExternalWaitEnded", "ReviewCompleted"]


def test_the_case_goes_on_only_when_every_body_outside_has_answered():
    one = line().opened().assigned().declared()
    for body in ("CAG", "ONS"):
        one.ask(OFFICER, r.WaitForExternalBody, body=body, reference="25/0152")
    [event] = one.ask(OFFICER, r.EndExternalWait, body="CAG", outcome="Supported")
    assert (event.waiting, one.case.state) == (("ONS",), S.EXTERNAL_WAIT)


def test_an_edit_of_an_older_version_of_the_case_is_a_conflict():
    one = line().opened()
    with pytest.raises(Conflict):
        one.ask(SECRETARY, r.AssignReviewers, reviewers=(EXTRA,), expected_version=one.case.version + 1)


# Feedback


def test_the_comment_sheet_holds_every_comment_numbered_and_nothing_confidential():
    one = line().opened().assigned().declared()
    for who in (IG, LAY, LAY_TOO):
        fields = {"ratings": RATINGS, "recommendation": r.Advice.SUPPORT, "confidential": "Weak protocol"}
        one.ask(who, r.RecordReview, comments=(COMMENT,), **fields)
    [event] = one.ask(SECRETARY, r.RequestFeedback)
    assert [item.number for item in event.items] == [1, 2, 3]
    assert "Weak protocol" not in str(event)
    assert (event.due_on - DAY).days == 14


def test_feedback_is_complete_when_every_item_has_an_answer():
    one = line().opened().reviewed(COMMENT).feedback()
    first, *rest = one.case.feedback
    [event] = one.ask(LEAD, r.AnswerFeedback, responses=(r.FeedbackAnswer(item_id=first.id, response="Ten years"),))
    assert not event.complete
    others = tuple(r.FeedbackAnswer(item_id=item.id, response="No", disputed=True) for item in rest)
    [event] = one.ask(LEAD, r.AnswerFeedback, responses=others)
    assert event.complete
    assert one.case.feedback[0].response == "Ten years"


def test_comments_go_to_the_applicant_before_the_committee_sees_the_case():
    with pytest.raises(Refused) as refused:
        line().opened().reviewed(COMMENT).scheduled()
    assert refused.value.code == "comments-waiting"


def test_a_case_is_not_scheduled_while_a_comment_is_unanswered():
    with pytest.raises(Refused) as refused:
        line().opened().reviewed(COMMENT).feedback().scheduled()
    assert refused.value.code == "feedback-open"


def test_with_every_comment_answered_the_case_is_scheduled():
    assert line().opened().reviewed(COMMENT).feedback().answered().scheduled().case.state == S.SCHEDULED


def test_a_material_change_brings_the_case_back_to_review_on_the_higher_route_and_keeps_its_reviewers():
    one = line().opened(level=Assurance.L2).reviewed(COMMENT).feedback().answered()
    second = request(version=2, sha256="b" * 64, level=Level.IDENTIFIABLE)
    route = intake.Route(level=Assurance.L3, committee=True, disciplines=("ig", "clinical"), rules=("R05",))
    change = intake.Change(field="level", label="Identifiability", material=True)
    events = one.hear(revised(second, route=route, material=True, changes=(change,)))
    assert names(events) == ["CaseRevised", "CaseReopened"]
    assert (events[0].changed, events[1].raised) == (("level",), True)
    case = one.case
    assert (case.state, case.level, case.committee, case.papers.version) == (S.UNDER_REVIEW, Assurance.L3, True, 2)
    assert case.disciplines == ("ig", "clinical")
    assert case.current_reviews() == (), "reviews of the earlier version do not count"
    assert case.assignment(IG.id) is not None


def test_a_lower_route_of_a_new_version_never_lowers_the_case():
    one = line().opened(level=Assurance.L4).reviewed(COMMENT).feedback()
    route = intake.Route(level=Assurance.L1, committee=False)
    one.hear(revised(request(version=2, sha256="b" * 64), route=route, material=True))
    assert (one.case.level, one.case.committee) == (Assurance.L4, True)


def test_a_change_that_is_not_material_replaces_the_papers_and_leaves_the_case_where_it_is():
    one = line().opened().reviewed(COMMENT).feedback()
    assert names(one.hear(revised(request(version=2, sha256="b" * 64)))) == ["CaseRevised"]
    assert (one.case.state, one.case.papers.sha256) == (S.APPLICANT_FEEDBACK, "b" * 64)


def test_an_older_version_that_arrives_late_changes_nothing():
    one = line().opened(version=3)
    assert one.hear(revised(request(version=2))) == []


def test_a_new_version_after_the_advice_is_advised_on_again():
    one = line().at_signoff()
    one.hear(revised(request(version=2, sha256="b" * 64)))
    assert (one.case.state, one.case.advice) == (S.UNDER_REVIEW, None)


# Advice and decision


def test_advice_leads_to_signoff_and_says_who_advised_on_which_version():
    one = line().at_signoff(r.Advice.SUPPORT_WITH_CONDITIONS, PRECEDENT)
    assert one.case.state == S.DECISION_SIGNOFF
    event = one.events[-1]
    assert len(event.advised_by) == 6, "the observer is not counted"
    assert (event.request_sha256, event.conditions) == ("a" * 64, (PRECEDENT,))


@pytest.mark.parametrize("state", ["opened", "reviewed", "scheduled"])
def test_no_decision_before_the_advice_on_a_committee_route(state):
    one = line().opened()
    if state != "opened":
        one.reviewed()
    if state == "scheduled":
        one.scheduled()
    with pytest.raises(NotPermitted):
        one.sign()


def test_a_committee_route_cannot_be_passed_for_decision_without_the_committee():
    with pytest.raises(Refused) as refused:
        line().opened().reviewed().ask(OFFICER, r.PassForDecision, summary="Simple")
    assert refused.value.code == "committee-route"


def test_a_delegated_route_is_decided_without_a_committee():
    one = line().at_signoff(profile=DARS, level=Assurance.L1)
    assert names(one.sign()) == ["DecisionSigned", "ApplicationApproved"]


def test_a_delegated_route_is_not_put_on_an_agenda():
    with pytest.raises(Refused) as refused:
        line().opened(DARS, Assurance.L1).reviewed().scheduled()
    assert refused.value.code == "delegated-route"


def test_an_administrative_change_asks_for_no_review_and_is_decided_by_a_second_officer():
    one = line()
    assert names(one.hear(accepted(request(), Assurance.L0, disciplines=()))) == ["CaseOpened", "ReviewCompleted"]
    one.ask(OFFICER, r.PassForDecision, summary="A name is corrected")
    office = r.Office.SECOND_OFFICER
    assert names(one.sign(who=SECOND_OFFICER, office=office))[-1] == "ApplicationApproved"


def test_an_approval_carries_the_version_the_people_and_a_letter():
    *_, event = line().approved(PRECEDENT, SPECIAL).events
    assert isinstance(event, r.ApplicationApproved)
    assert event.request.sha256 == "a" * 64
    assert event.decided_by == (GUARDIAN.id,)
    assert set(event.reviewed_by) == {IG.id, LAY.id, LAY_TOO.id}
    assert [(c.number, c.kind) for c in event.conditions] == [(1, "PRECEDENT"), (2, "SPECIAL")]
    assert "14 working days" in str(event.letter), "the applicant is told the time scale (S2-57)"


def test_at_the_enhanced_level_both_offices_sign_and_the_first_alone_decides_nothing():
    one = line().at_signoff(level=Assurance.L4)
    first = one.sign(office=r.Office.SIRO)
    assert names(first) == ["DecisionSigned"]
    assert first[0].waiting == ("caldicott-guardian",)
    assert one.case.state == S.DECISION_SIGNOFF
    events = one.sign(office=r.Office.CALDICOTT_GUARDIAN)
    assert events[-1].decided_by == (SIRO.id, GUARDIAN.id)


def test_offices_that_disagree_decide_nothing_until_one_signs_again():
    one = line().at_signoff(level=Assurance.L4)
    one.sign(office=r.Office.SIRO)
    with pytest.raises(Refused) as refused:
        one.sign(r.Outcome.REJECTED, office=r.Office.CALDICOTT_GUARDIAN, reasons=("Too much",))
    assert refused.value.code == "offices-disagree"
    again = {"office": r.Office.SIRO, "outcome": r.Outcome.APPROVED}
    assert names(one.sign(**again)) == ["DecisionSigned"], "the first may sign again"


@pytest.mark.parametrize(
    ("advice", "outcome", "more"),
    [
        (r.Advice.UNABLE_TO_SUPPORT, r.Outcome.APPROVED, {}),
        (r.Advice.SUPPORT, r.Outcome.DEFERRED, {"actions": ("Show the consent form",)}),
        (r.Advice.SUPPORT, r.Outcome.APPROVED_WITH_CONDITIONS, {"conditions": (PRECEDENT,)}),
        (r.Advice.DEFER, r.Outcome.APPROVED, {}),
    ],
)
def test_departing_from_the_advice_needs_reasons_and_is_recorded(advice, outcome, more):
    one = line().at_signoff(advice)
    with pytest.raises(Refused) as refused:
        one.sign(outcome, **more)
    assert refused.value.code == "reasons-needed"
    [_, decided] = one.sign(outcome, reasons=("The public interest is clear",), **more)
    assert decided.departs_from_advice
    assert "differs from this advice" in str(decided.letter)


def test_leaving_out_a_condition_that_the_committee_advised_departs_from_the_advice():
    one = line().at_signoff(r.Advice.SUPPORT_WITH_CONDITIONS, PRECEDENT, SPECIAL)
    with pytest.raises(Refused) as refused:
        one.sign(r.Outcome.APPROVED_WITH_CONDITIONS, conditions=(SPECIAL,))
    assert refused.value.code == "reasons-needed"


def test_an_approval_with_conditions_takes_those_that_the_committee_advised():
    one = line().at_signoff(r.Advice.SUPPORT_WITH_CONDITIONS, PRECEDENT)
    [_, decided] = one.sign(r.Outcome.APPROVED_WITH_CONDITIONS)
    assert [c.text for c in decided.conditions] == [PRECEDENT.text]


@pytest.mark.parametrize("level", [Assurance.L1, Assurance.L3])
def test_a_provisional_request_is_agreed_in_principle_for_a_year_and_never_approved(level):
    one = line().at_signoff(level=level, approval=Approval.PROVISIONAL)
    fields = {"outstanding": ("funding letter",), "concerns": ("Consent v1 does not name GP records",)}
    events = one.sign(**fields)
    assert names(events) == ["DecisionSigned", "ApplicationApprovedProvisionally"]
    decided = events[-1]
    assert decided.valid_until == decided.at.date().replace(year=2027)
    assert decided.outstanding[0] == "funding letter"
    assert decided.concerns == fields["concerns"]
    assert "not permission" in str(decided.letter)
    assert one.case.state == S.APPROVED_PROVISIONAL


def test_a_legal_basis_that_has_run_out_cannot_be_approved_but_may_be_planned_in_a_provisional_request():
    ended = Legal(
        article6=("e",),
        article9=("j",),
        confidentiality="s251_reg5",
        cag_reference="25/CAG/0152",
        cag_end=date(2026, 7, 8),
    )
    with pytest.raises(Refused) as refused:
        line().at_signoff(legal=ended).sign(office=r.Office.CALDICOTT_GUARDIAN)
    assert [p.field for p in refused.value.problems] == ["legal.cag_end"]
    one = line().at_signoff(legal=ended, approval=Approval.PROVISIONAL)
    assert names(one.sign())[-1] == "ApplicationApprovedProvisionally"


def test_personal_data_without_a_named_basis_cannot_be_approved():
    with pytest.raises(Refused) as refused:
        line().at_signoff(legal=Legal(article6=("e",))).sign()
    assert {p.field for p in refused.value.problems} == {"legal.article9", "legal.confidentiality"}


def test_a_deferral_numbers_its_actions_and_comes_back_when_all_are_answered():
    one = line().deferred()
    assert [action.number for action in one.case.actions] == [1, 2]
    one.ask(LEAD, r.AnswerDeferral, responses=(r.ActionAnswer(number=1, response="Ten years"),))
    with pytest.raises(Refused) as refused:
        one.ask(OFFICER, r.ReturnToReview, reason="Answered")
    assert refused.value.code == "actions-open"
    [event] = one.ask(LEAD, r.AnswerDeferral, responses=(r.ActionAnswer(number=2, response="Attached"),))
    assert event.complete
    one.ask(OFFICER, r.ReturnToReview, reason="Answered")
    assert (one.case.state, one.case.round, one.case.decision.signatures) == (S.UNDER_REVIEW, 2, ())


def test_a_revision_of_a_deferred_request_waits_for_the_case_officer():
    one = line().deferred()
    assert names(one.hear(revised(request(version=2, sha256="b" * 64), material=True))) == ["CaseRevised"]
    assert one.case.state == S.DEFERRED


def test_a_deferred_case_may_be_decided_in_the_next_round():
    one = line().deferred()
    given = tuple(r.ActionAnswer(number=n, response="Done") for n in (1, 2))
    one.ask(LEAD, r.AnswerDeferral, responses=given)
    one.ask(OFFICER, r.ReturnToReview, reason="Answered")
    for who in (IG, LAY, LAY_TOO):
        one.review(who)
    one.meeting = replace(one.meeting, state=r.MeetingState.PLANNED, held_on=date(2026, 8, 13))
    one.scheduled()
    one.meeting, one.at = replace(one.meeting, state=r.MeetingState.HELD), later(40)
    one.advised()
    assert names(one.sign())[-1] == "ApplicationApproved"


def test_a_refusal_gives_reasons_and_says_until_when_to_appeal():
    one = line().at_signoff(r.Advice.UNABLE_TO_SUPPORT)
    with pytest.raises(Refused) as refused:
        one.sign(r.Outcome.REJECTED)
    assert refused.value.code == "reasons-needed"
    [_, event] = one.sign(r.Outcome.REJECTED, reasons=("No benefit to health or care",))
    assert (event.appeal_by - event.at.date()).days == 28
    assert "appeal until" in event.letter.closing


# Appeals


def test_an_appeal_that_is_upheld_is_reviewed_again_by_others():
    one = line().rejected()
    one.ask(LEAD, r.LodgeAppeal, grounds="fact", statement="The benefit is stated on page 4")
    events = one.ask(IG_LEAD, r.DecideAppeal, upheld=True, reasons="Page 4 was overlooked")
    assert names(events) == ["AppealUpheld", "CaseReopened"]
    assert events[-1].fresh_reviewers
    assert (one.case.state, one.case.assignments, one.case.round) == (S.UNDER_REVIEW, (), 2)
    with pytest.raises(Refused) as refused:
        one.assigned()
    assert refused.value.code == "separation-of-duties"


def test_an_appeal_that_is_dismissed_leaves_the_rejection_and_cannot_be_repeated():
    one = line().rejected()
    one.ask(LEAD, r.LodgeAppeal, grounds="process", statement="Too quick")
    assert names(one.ask(IG_LEAD, r.DecideAppeal, upheld=False, reasons="In order")) == ["AppealDismissed"]
    assert one.case.state == S.REJECTED
    with pytest.raises(Refused) as refused:
        one.ask(LEAD, r.LodgeAppeal, grounds="process", statement="Again")
    assert refused.value.code == "already-appealed"


def test_an_appeal_is_lodged_within_the_window():
    one = line().rejected()
    one.at = later(29, one.at)
    with pytest.raises(Refused) as refused:
        one.ask(LEAD, r.LodgeAppeal, grounds="fact", statement="Late")
    assert refused.value.code == "appeal-late"


def test_a_request_refused_at_validation_may_be_appealed_and_is_then_reviewed_at_the_enhanced_level():
    one = line()
    facts = {"subject": CASE, "at": NOON, "by": IG_LEAD.id, "reference": "DAR-2026-00019"}
    told = {"reasons": ("solely commercial",), "proposed_by": OFFICER.id, "request": request()}
    one.hear(intake.ApplicationIneligible(**facts, **told))
    assert (one.case.state, one.case.appeal_by) == (S.REJECTED, date(2026, 7, 29))
    one.ask(LEAD, r.LodgeAppeal, grounds="fact", statement="It is for the public benefit")
    with pytest.raises(Refused):
        one.ask(IG_LEAD, r.DecideAppeal, upheld=True, reasons="I proposed it myself")
    events = one.ask(SIRO, r.DecideAppeal, upheld=True, reasons="It is")
    assert names(events) == ["AppealUpheld", "CaseReopened"]
    assert (events[-1].level, events[-1].committee) == (Assurance.L4, True)
    assert events[-1].offices == ("siro", "caldicott-guardian")
    assert set(one.case.barred) == {OFFICER.id, IG_LEAD.id}, "neither of the two who refused it"


# Conditions


def test_conditions_are_met_one_by_one_and_the_last_precedent_one_says_so():
    more = r.ConditionWanted(kind=r.ConditionKind.PRECEDENT, text="Show the DPIA")
    one = line().approved(PRECEDENT, more, SPECIAL)
    first, second, _ = one.case.conditions
    met = []
    for condition in (first, second):
        one.ask(LEAD, r.SubmitConditionEvidence, condition_id=condition.id, statement="Here it is")
        [event] = one.ask(OFFICER, r.VerifyCondition, condition_id=condition.id)
        met.append(event.all_precedent_met)
    assert met == [False, True]


def test_evidence_that_is_not_enough_comes_back_with_a_note_and_may_be_given_again():
    one = line().approved(PRECEDENT)
    [condition] = one.case.conditions
    one.ask(LEAD, r.SubmitConditionEvidence, condition_id=condition.id, statement="Draft")
    one.ask(OFFICER, r.VerifyCondition, condition_id=condition.id, accepted=False, note="It must be published")
    assert one.case.conditions[0].state == r.ConditionState.RETURNED
    one.ask(LEAD, r.SubmitConditionEvidence, condition_id=condition.id, statement="Published")
    assert one.case.conditions[0].state == r.ConditionState.EVIDENCE_SUBMITTED


# Endings


@pytest.mark.parametrize("step", ["opened", "reviewed", "feedback", "scheduled", "at_signoff", "deferred"])
def test_a_request_may_be_withdrawn_in_every_state_before_the_decision(step):
    one = history(step)
    [event] = one.hear(ended(intake.ApplicationWithdrawn))
    assert (event.reason, one.case.state) == ("withdrawn", S.WITHDRAWN)


@pytest.mark.parametrize("step", ["approved", "rejected"])
def test_a_withdrawal_that_comes_after_the_decision_does_not_undo_it(step):
    assert history(step).hear(ended(intake.ApplicationWithdrawn)) == []


def history(step):
    one = line()
    if step in ("at_signoff", "deferred", "approved", "rejected"):
        return getattr(one, step)() or one
    one.opened()
    if step == "reviewed":
        one.reviewed()
    elif step == "feedback":
        one.reviewed(COMMENT).feedback()
    elif step == "scheduled":
        one.reviewed().scheduled()
    return one


def ended(cls, **more):
    return cls(subject=CASE, at=NOON, by=LEAD.id, reference="DAR-2026-00042", **more)


def test_an_applicant_who_stays_silent_is_warned_twice_and_then_the_case_lapses():
    one = line().opened().reviewed(COMMENT).feedback()
    told = []
    for day in range(0, 70):
        at = later(day)
        for event in silence.silent(one.case, at.date(), call(SECRETARY, at)):
            told.append((day, type(event).__name__))
            one.case = domain.evolve(event, one.case)
    assert told == [(46, "CaseLapsing"), (57, "CaseLapsing"), (61, "CaseClosed")]
    assert one.case.state == S.LAPSED


def test_a_clock_that_jumps_still_warns_before_it_ends():
    one = line().opened().reviewed(COMMENT).feedback()
    at = later(400)
    [event] = silence.silent(one.case, at.date(), call(SECRETARY, at))
    assert isinstance(event, r.CaseLapsing)


def test_an_applicant_who_has_answered_everything_does_not_lapse():
    one = line().opened().reviewed(COMMENT).feedback().answered()
    assert silence.next_look(one.case) is None


def test_a_lapsed_case_that_is_taken_up_again_goes_on_where_it_stood():
    one = line().opened().reviewed(COMMENT).feedback()
    one.hear(ended(intake.ApplicationLapsed, state_left="REVISION", silent_days=61))
    one.hear(ended(intake.ApplicationReopened, state="REVISION"))
    assert (one.case.state, one.case.respond_by) == (S.APPLICANT_FEEDBACK, later(60).date())


def test_the_case_is_the_fold_of_its_events():
    one = line().approved(PRECEDENT)
    assert domain.fold(one.events, Case(id=CASE)) == one.case
    assert one.case.version == len(one.events)


def test_deciding_twice_gives_the_same_events():
    one = line().at_signoff(r.Advice.SUPPORT_WITH_CONDITIONS, PRECEDENT)
    before = one.case
    first = one.sign(r.Outcome.APPROVED_WITH_CONDITIONS)
    one.case = before
    assert one.sign(r.Outcome.APPROVED_WITH_CONDITIONS) == first


def test_both_profiles_are_one_engine():
    for profile in Profile:
        assert line().approved(profile=profile).case.state == S.APPROVED
