"""Separation of duties (domain 9.3) and conflicts (9.4): each test tries to break one rule, and is refused."""

from dataclasses import replace
from datetime import date

import pytest

from services.contracts import review as r
from services.contracts.message import NotPermitted, Refused, Role
from services.contracts.request import Assurance, Party
from services.review.domain import delegation, separation
from services.review.domain.delegation import delegated
from tests.review.given import (
    CHAIR,
    COLLEAGUE,
    CONFLICTED,
    DARS,
    DEPUTY,
    EASTMERE,
    GP,
    GUARDIAN,
    IG,
    IG_LEAD,
    LAY,
    LAY_TOO,
    LEAD,
    MEMBERS,
    NORTHBRIDGE,
    OFFICER,
    PRECEDENT,
    REVIEWERS,
    SECOND_OFFICER,
    SECRETARY,
    SIGNATORY,
    SIRO,
    accepted,
    call,
    line,
    person,
    request,
)

EVERY_ROLE = tuple(Role)


def as_reviewer(who, organisation_id=None):
    return r.Reviewer(person_id=who.id, name=who.name, discipline="ig", organisation_id=organisation_id)


def with_every_role(who):
    return person(who.id.int, *EVERY_ROLE)


def broke(rule, ask):
    with pytest.raises(Refused) as refused:
        ask()
    assert rule in refused.value.detail
    assert refused.value.code == "separation-of-duties"


# SoD-01: nobody on the request has another part in it, whatever their account may do elsewhere


@pytest.mark.parametrize("who", [LEAD, COLLEAGUE])
def test_sod_01_the_team_neither_assigns_nor_advises_nor_decides_whatever_their_accounts_hold(who):
    one = line().at_signoff()
    with pytest.raises(NotPermitted):
        one.sign(who=with_every_role(who))
    two = line().opened()
    with pytest.raises(NotPermitted):
        two.ask(with_every_role(who), r.AssignReviewers, reviewers=REVIEWERS)
    three = line().opened().reviewed().scheduled().held()
    with pytest.raises(NotPermitted):
        three.ask(with_every_role(who), r.RecordAdvice, outcome=r.Advice.SUPPORT, summary="Ours")


@pytest.mark.parametrize("who", [LEAD, COLLEAGUE, SIGNATORY])
def test_sod_01_people_of_the_request_assigned_by_mistake_are_conflicted_at_once(who):
    one = line().opened()
    [_, conflict] = one.ask(SECRETARY, r.AssignReviewers, reviewers=(as_reviewer(who),))
    assert (conflict.rule, conflict.conflicted, conflict.automatic) == ("SoD-01", True, True)
    with pytest.raises(NotPermitted):
        one.review(who)


def test_sod_01_a_conflict_of_the_team_cannot_be_accepted_by_the_chair():
    one = line().opened()
    one.ask(SECRETARY, r.AssignReviewers, reviewers=(as_reviewer(COLLEAGUE),))
    with pytest.raises(Refused) as refused:
        one.ask(CHAIR, r.AcceptInterest, person_id=COLLEAGUE.id, reason="We know them well")
    assert refused.value.code == "not-acceptable"


def test_sod_01_a_team_member_on_the_committee_is_not_counted():
    members = tuple(replace(m, person_id=COLLEAGUE.id if m == MEMBERS[1] else m.person_id) for m in MEMBERS)
    with pytest.raises(Refused) as refused:
        line().opened().reviewed().planned(members).scheduled()
    assert refused.value.code == "no-quorum"


# SoD-02: no reviewer reviews their own organisation's request


def test_sod_02_a_reviewer_employed_by_a_party_is_conflicted_even_when_they_declare_nothing():
    one = line().opened().assigned(CONFLICTED)
    assert one.case.conflicted(GP.id)
    one.ask(GP, r.DeclareInterest, kind=r.Interest.NONE)
    assert one.case.conflicted(GP.id), "saying none does not undo what the record shows"
    with pytest.raises(NotPermitted) as refused:
        one.review(GP)
    assert refused.value.code == "conflicted"


def test_sod_02_the_chair_may_accept_it_as_not_material_with_a_reason():
    one = line().opened().assigned(CONFLICTED)
    one.ask(CHAIR, r.AcceptInterest, person_id=GP.id, reason="Another faculty, no shared work")
    assert not one.case.conflicted(GP.id)
    one.review(GP)


def test_sod_02_a_reviewer_does_not_accept_their_own_interest():
    one = line().opened()
    own = person(CHAIR.id.int, Role.CHAIR, Role.REVIEWER)
    one.ask(SECRETARY, r.AssignReviewers, reviewers=(as_reviewer(own, NORTHBRIDGE),))
    with pytest.raises(Refused) as refused:
        one.ask(own, r.AcceptInterest, person_id=own.id, reason="It is fine")
    assert refused.value.code == "own-interest"


def test_sod_02_the_custodians_own_staff_review_every_request_and_declare_for_themselves():
    one = line().opened()
    one.ask(SECRETARY, r.AssignReviewers, reviewers=(as_reviewer(IG, EASTMERE),))
    assert not one.case.conflicted(IG.id)


def test_sod_02_the_parties_and_the_leads_employer_are_whose_staff_have_an_interest():
    processor = Party(organisation_id=person(503).id, name="Cloud", role="processor")
    assert separation.organisations(request(processors=(processor,))) == {NORTHBRIDGE, processor.organisation_id}


# SoD-03: the case officer, and whoever validated, does not decide


def test_sod_03_the_case_officer_does_not_decide_even_as_siro():
    one = line().at_signoff(profile=DARS)
    broke("SoD-03", lambda: one.sign(who=person(OFFICER.id.int, Role.CASE_OFFICER, Role.SIRO)))


def test_sod_03_the_case_officer_is_not_the_second_officer_of_an_administrative_change():
    one = line()
    one.hear(accepted(request(), Assurance.L0, disciplines=()))
    one.ask(SECOND_OFFICER, r.PassForDecision, summary="A name is corrected")
    broke("SoD-03", lambda: one.sign(who=OFFICER, office=r.Office.SECOND_OFFICER))


def test_sod_03_whoever_passed_it_for_decision_does_not_decide():
    one = line().opened(DARS, Assurance.L1).reviewed()
    other = person(SECOND_OFFICER.id.int, Role.CASE_OFFICER, Role.SIRO)
    one.ask(other, r.PassForDecision, summary="Simple extension")
    broke("SoD-03", lambda: one.sign(who=other))


def test_sod_03_the_case_officer_does_not_review():
    one = line().opened()
    [_, conflict] = one.ask(SECRETARY, r.AssignReviewers, reviewers=(as_reviewer(OFFICER),))
    assert conflict.rule == "SoD-03"


# SoD-04: review, advice, decision: at most one of them on one request


def test_sod_04_a_reviewer_does_not_decide():
    one = line().at_signoff(profile=DARS)
    broke("SoD-04", lambda: one.sign(who=person(IG.id.int, Role.REVIEWER, Role.SIRO)))


def test_sod_04_a_member_who_advised_does_not_decide():
    one = line().at_signoff(profile=DARS)
    broke("SoD-04", lambda: one.sign(who=person(MEMBERS[0].person_id.int, Role.CHAIR, Role.SIRO)))


def test_sod_04_the_guardian_who_only_observes_the_meeting_may_decide():
    members = tuple(replace(m, person_id=GUARDIAN.id if m == MEMBERS[-1] else m.person_id) for m in MEMBERS)
    one = line().opened().reviewed().planned(members).scheduled()
    one.at = one.at.replace(day=9, hour=15)
    one.meet(SECRETARY, r.RecordAttendance(meeting_id=one.meeting.id, present=tuple(m.person_id for m in members)))
    said = tuple(
        r.Declaration(person_id=m.person_id, kind=r.Interest.NONE, outcome=r.InterestOutcome.NONE) for m in members
    )
    one.ask(SECRETARY, r.RecordInterests, declarations=said)
    one.advised()
    assert type(one.sign()[-1]) is r.ApplicationApproved


def test_sod_04_a_reviewer_is_not_counted_for_advice():
    members = tuple(replace(m, person_id=IG.id if m == MEMBERS[4] else m.person_id) for m in MEMBERS)
    with pytest.raises(Refused) as refused:
        line().opened().reviewed().planned(members).scheduled()
    assert refused.value.code == "no-quorum"


def test_sod_04_whoever_advised_does_not_review_the_next_round():
    one = line().deferred()
    one.ask(LEAD, r.AnswerDeferral, responses=tuple(r.ActionAnswer(number=n, response="Done") for n in (1, 2)))
    one.ask(OFFICER, r.ReturnToReview, reason="Answered")
    member = r.Reviewer(person_id=MEMBERS[5].person_id, name="Member 35", discipline="ethics")
    broke("SoD-04", lambda: one.ask(SECRETARY, r.AssignReviewers, reviewers=(member,)))


def test_sod_04_one_person_does_not_sign_for_both_offices():
    one = line().at_signoff(level=Assurance.L4)
    both = person(40, Role.SIRO, Role.CALDICOTT_GUARDIAN)
    one.sign(who=both, office=r.Office.SIRO)
    broke("SoD-04", lambda: one.sign(who=both, office=r.Office.CALDICOTT_GUARDIAN))


def test_an_office_holder_with_a_declared_conflict_does_not_decide():
    one = line().at_signoff()
    interest = {"kind": r.Interest.FINANCIAL, "outcome": r.InterestOutcome.WITHDRAW, "detail": "Shares"}
    one.ask(GUARDIAN, r.DeclareInterest, **interest)
    broke("SoD-01", one.sign)


# Who holds the office


@pytest.mark.parametrize("who", [SIRO, SECOND_OFFICER])
def test_only_the_named_office_decides(who):
    with pytest.raises(NotPermitted) as refused:
        line().at_signoff().sign(who=who)
    assert refused.value.code == "not-the-holder"


def test_an_office_that_the_route_does_not_name_does_not_decide():
    with pytest.raises(Refused) as refused:
        line().at_signoff().sign(who=SIRO, office=r.Office.SIRO)
    assert refused.value.code == "not-this-office"


def delegating(holder, office, until=date(2026, 12, 31), delegate=DEPUTY):
    command = r.DelegateOffice(
        office=office,
        delegate_id=delegate.id,
        delegate_name=delegate.name,
        valid_from=date(2026, 7, 1),
        valid_to=until,
        reason="Annual leave",
    )
    return delegated(delegation.delegate(command, person(77).id, call(holder)))


def test_a_recorded_delegate_signs_for_the_holder_and_the_record_says_so():
    one = line().at_signoff()
    one.delegations = (delegating(GUARDIAN, r.Office.CALDICOTT_GUARDIAN),)
    signed, _ = one.sign(who=DEPUTY, delegate_of=GUARDIAN.id)
    assert (signed.person_id, signed.delegate_of) == (DEPUTY.id, GUARDIAN.id)


def test_a_delegation_that_has_ended_or_is_for_another_office_gives_nothing():
    for given in (
        delegating(GUARDIAN, r.Office.CALDICOTT_GUARDIAN, until=date(2026, 7, 8)),
        delegating(SIRO, r.Office.SIRO),
    ):
        one = line().at_signoff()
        one.delegations = (given,)
        with pytest.raises(NotPermitted):
            one.sign(who=DEPUTY, delegate_of=GUARDIAN.id)


def test_nobody_signs_through_a_delegate_what_they_may_not_sign_themselves():
    one = line().at_signoff(profile=DARS)
    reviewer_siro = person(IG.id.int, Role.REVIEWER, Role.SIRO)
    one.delegations = (delegating(reviewer_siro, r.Office.SIRO),)
    broke("SoD-04", lambda: one.sign(who=DEPUTY, delegate_of=reviewer_siro.id))


def test_only_the_holder_delegates_an_office_and_not_to_themselves():
    with pytest.raises(NotPermitted):
        delegating(SIRO, r.Office.CALDICOTT_GUARDIAN)
    with pytest.raises(Refused) as refused:
        delegating(GUARDIAN, r.Office.CALDICOTT_GUARDIAN, delegate=GUARDIAN)
    assert refused.value.code == "self-delegation"


# SoD-16: appeals by people who had no part in the first decision


@pytest.mark.parametrize(
    "who",
    [
        GUARDIAN,
        person(OFFICER.id.int, Role.CASE_OFFICER, Role.IG_LEAD),
        person(IG.id.int, Role.REVIEWER, Role.IG_LEAD),
        person(MEMBERS[0].person_id.int, Role.CHAIR),
    ],
)
def test_sod_16_nobody_with_a_part_in_the_first_decision_hears_the_appeal(who):
    one = line().rejected()
    one.ask(LEAD, r.LodgeAppeal, grounds="fact", statement="Page 4")
    broke("SoD-16", lambda: one.ask(who, r.DecideAppeal, upheld=True, reasons="I was wrong"))


def test_sod_16_the_first_reviewers_and_deciders_have_no_part_in_the_second_round():
    one = line().rejected()
    one.ask(LEAD, r.LodgeAppeal, grounds="fact", statement="Page 4")
    one.ask(IG_LEAD, r.DecideAppeal, upheld=True, reasons="Overlooked")
    assert set(one.case.barred) == {IG.id, LAY.id, LAY_TOO.id, GUARDIAN.id}
    broke("SoD-16", lambda: one.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS[:1]))
    broke("SoD-16", lambda: separation.refuse_decision(replace(one.case, acts=()), GUARDIAN.id))


# SoD-18: whoever verifies is not the author


def test_sod_18_evidence_is_not_verified_by_its_author():
    one = line().approved(PRECEDENT)
    [condition] = one.case.conditions
    one.ask(LEAD, r.SubmitConditionEvidence, condition_id=condition.id, statement="Here it is")
    with pytest.raises(NotPermitted):
        one.ask(with_every_role(LEAD), r.VerifyCondition, condition_id=condition.id)
    author_left = replace(
        one.case, conditions=(replace(condition, evidence_by=IG_LEAD.id, state="EVIDENCE_SUBMITTED"),)
    )
    one.case = author_left
    with pytest.raises(Refused, match="SoD-18"):
        one.ask(IG_LEAD, r.VerifyCondition, condition_id=condition.id)


# A conflict found late


def test_a_conflict_found_late_voids_the_review_and_reopens_what_it_made_complete():
    one = line().opened().reviewed()
    interest = {"kind": r.Interest.FINANCIAL, "outcome": r.InterestOutcome.WITHDRAW, "detail": "Shares"}
    events = one.ask(LAY, r.DeclareInterest, **interest)
    assert [type(e) for e in events] == [r.ConflictDeclared, r.CaseReopened]
    assert one.case.state == r.CaseState.UNDER_REVIEW


def test_an_interest_is_said_in_words_and_none_means_none():
    one = line().opened().assigned()
    for said in (
        {"kind": r.Interest.FINANCIAL},
        {"kind": r.Interest.FINANCIAL, "outcome": r.InterestOutcome.WITHDRAW},
        {"kind": r.Interest.NONE, "outcome": r.InterestOutcome.WITHDRAW},
    ):
        with pytest.raises(Refused):
            one.ask(IG, r.DeclareInterest, **said)
