"""Cases are kept, said and shown: the same line through a real database, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.chassis import documents, settings
from services.contracts import intake, wire
from services.contracts import review as r
from services.contracts.message import Conflict, Malformed, NotFound, NotPermitted, Refused, new_id
from services.contracts.request import Approval, Assurance
from services.review import domain, handlers, models, views
from services.review.domain.case import Case
from tests.review.given import (
    AFTER_MEETING,
    AUDITOR,
    CASE,
    CHAIR,
    COLLEAGUE,
    COMMENT,
    CONFLICTED,
    DARS,
    DEPUTY,
    GP,
    GUARDIAN,
    HOSPITAL,
    IG,
    LAY,
    LAY_TOO,
    LEAD,
    MEETING_DAY,
    MEMBERS,
    NOON,
    OFFICER,
    PRECEDENT,
    RATINGS,
    REVIEWERS,
    SAID,
    SECRETARY,
    SIRO,
    STRANGER,
    accepted,
    person,
    request,
    revised,
)

S = r.CaseState


@pytest.fixture(autouse=True)
def own_documents(monkeypatch, tmp_path):
    monkeypatch.setenv("HAVEN_DOCUMENTS", str(tmp_path / "documents"))
    settings.get.cache_clear()
    yield
    settings.get.cache_clear()


class Office:
    """The service's handlers and views as people use them."""

    def __init__(self, ground):
        self.ground = ground

    def ask(self, who, cls, **fields):
        return self.ground.do(handlers.handle, cls(application_id=CASE, **fields), who)

    def hear(self, event):
        self.ground.do(handlers.hear, event)

    def read(self, who, application_id=CASE):
        return self.ground.ask(views.case, r.ReadCase(application_id=application_id), who)

    def tasks(self, who):
        return [task.command for task in self.ground.ask(views.tasks, r.MyReviewTasks(), who).tasks]

    def stored(self, application_id=CASE):
        return self.ground.ask(lambda session, id_, call: models.load(session, id_, lock=False), application_id)

    def reviewed(self, *comments):
        self.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS)
        for who in (IG, LAY, LAY_TOO):
            self.ask(who, r.DeclareInterest, kind=r.Interest.NONE)
            fields = {"ratings": RATINGS, "recommendation": r.Advice.SUPPORT, "confidential": "Thin on statistics"}
            self.ask(who, r.RecordReview, comments=comments, **fields)

    def advised(self):
        plan = r.ScheduleMeeting(held_on=MEETING_DAY, place="Boardroom", members=MEMBERS)
        meeting = self.ground.do(handlers.meet, plan, SECRETARY).subject
        self.ask(SECRETARY, r.ScheduleCase, meeting_id=meeting)
        self.ground.at = AFTER_MEETING
        everybody = tuple(member.person_id for member in MEMBERS)
        self.ground.do(handlers.meet, r.RecordAttendance(meeting_id=meeting, present=everybody), SECRETARY)
        self.ask(SECRETARY, r.RecordInterests, declarations=SAID)
        self.ask(SECRETARY, r.RecordAdvice, outcome=r.Advice.SUPPORT, summary="Of clear benefit")
        return meeting


@pytest.fixture
def office(lite):
    return Office(lite("review"))


@pytest.mark.parametrize("profile", [HOSPITAL, DARS])
def test_a_request_goes_from_acceptance_to_approval(ground, profile):
    office = Office(ground("review"))
    office.hear(accepted(request(profile)))
    office.reviewed(COMMENT)
    office.ask(SECRETARY, r.RequestFeedback)
    items = office.read(LEAD).feedback
    responses = tuple(r.FeedbackAnswer(item_id=item.id, response="Ten years") for item in items)
    office.ask(LEAD, r.AnswerFeedback, responses=responses)
    office.advised()
    holder, name = (GUARDIAN, r.Office.CALDICOTT_GUARDIAN) if profile == HOSPITAL else (SIRO, r.Office.SIRO)
    done = office.ask(holder, r.SignDecision, office=name, outcome=r.Outcome.APPROVED)
    assert done.state == S.APPROVED
    said = [event for event in office.ground.said() if event.subject == CASE]
    assert [type(event).__name__ for event in said] == [
        "CaseOpened",
        "ReviewersAssigned",
        *["ConflictDeclared", "ReviewRecorded"] * 3,
        "ReviewCompleted",
        "FeedbackRequested",
        "FeedbackAnswered",
        "CaseScheduled",
        *["ConflictDeclared"] * len(SAID),
        "AdviceRecorded",
        "DecisionSigned",
        "ApplicationApproved",
    ]
    assert domain.fold(said, Case(id=CASE)) == office.stored(), "what is kept is what was said"


def test_the_decision_letter_is_a_pdf_kept_under_the_hash_that_the_event_names(office):
    office.hear(accepted(request()))
    office.reviewed()
    office.advised()
    office.ask(GUARDIAN, r.SignDecision, office=r.Office.CALDICOTT_GUARDIAN, outcome=r.Outcome.APPROVED)
    event = office.ground.said()[-1]
    assert documents.read(event.decision_letter_sha256).startswith(b"%PDF")
    assert office.read(LEAD).decision.letter_sha256 == event.decision_letter_sha256


def test_an_acceptance_heard_again_changes_nothing(office):
    for _ in range(2):
        office.hear(accepted(request()))
    assert office.ground.names() == ["CaseOpened"]


def test_a_refused_command_leaves_no_trace(office):
    office.hear(accepted(request()))
    before = office.stored()
    with pytest.raises(Refused):
        office.ask(SECRETARY, r.AssignReviewers, reviewers=())
    assert office.stored() == before
    assert office.ground.names() == ["CaseOpened"]


def test_two_editors_of_one_case_the_second_hears_of_a_conflict(office):
    office.hear(accepted(request()))
    version = office.read(SECRETARY).version
    office.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS[:1], expected_version=version)
    with pytest.raises(Conflict):
        office.ask(CHAIR, r.AssignReviewers, reviewers=REVIEWERS[1:], expected_version=version)


def test_a_case_is_not_found_by_whoever_has_no_part_in_it(office):
    office.hear(accepted(request()))
    for who in (STRANGER, IG):
        with pytest.raises(NotFound):
            office.read(who)
        with pytest.raises(NotFound):
            office.ask(who, r.RecordReview, ratings=RATINGS, recommendation=r.Advice.SUPPORT)
    with pytest.raises(NotFound):
        office.read(SECRETARY, new_id())


# What is shown


def test_a_reviewer_opens_the_papers_only_after_declaring(office):
    office.hear(accepted(request()))
    office.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS)
    before = office.read(IG)
    assert (before.papers, before.request, before.may) == ("declare", None, ("DeclareInterest",))
    office.ask(IG, r.DeclareInterest, kind=r.Interest.NONE)
    after = office.read(IG)
    assert (after.papers, after.request.sha256) == ("open", "a" * 64)
    assert after.may == ("DeclareInterest", "RecordReview")


def test_a_conflicted_reviewer_cannot_open_the_papers_nor_anything_made_from_them(office):
    office.hear(accepted(request()))
    office.ask(SECRETARY, r.AssignReviewers, reviewers=(*REVIEWERS, CONFLICTED))
    office.ask(GP, r.DeclareInterest, kind=r.Interest.NONE)
    seen = office.read(GP)
    assert (seen.papers, seen.request, seen.reviews, seen.feedback, seen.may) == (
        "conflicted",
        None,
        (),
        (),
        ("DeclareInterest",),
    )


def test_an_interest_that_means_withdrawing_closes_papers_that_were_open(office):
    office.hear(accepted(request()))
    office.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS)
    office.ask(IG, r.DeclareInterest, kind=r.Interest.NONE)
    said = {"kind": r.Interest.FINANCIAL, "outcome": r.InterestOutcome.WITHDRAW, "detail": "Shares"}
    office.ask(IG, r.DeclareInterest, **said)
    assert (office.read(IG).papers, office.read(IG).request) == ("conflicted", None)


def test_a_reviewer_sees_their_own_review_and_nobody_elses(office):
    office.hear(accepted(request()))
    office.reviewed(COMMENT)
    assert [review.person_id for review in office.read(IG).reviews] == [IG.id]
    assert [one.person_id for one in office.read(IG).assignments] == [IG.id]


def test_the_applicant_sees_the_comments_and_never_who_made_them_nor_what_is_confidential(office):
    office.hear(accepted(request()))
    office.reviewed(COMMENT)
    office.ask(SECRETARY, r.RequestFeedback)
    for who in (LEAD, COLLEAGUE):
        seen = office.read(who)
        assert [item.text for item in seen.feedback] == [COMMENT.text] * 3
        told = str(wire.dump(seen))
        assert not any(name in told for name in ("Hari Bose", "Ines Cole", "Thin on statistics", str(IG.id)))


def test_confidential_remarks_are_for_the_chair_and_the_offices_not_for_the_case_officer(office):
    office.hear(accepted(request()))
    office.reviewed()
    for who in (CHAIR, GUARDIAN, SIRO, SECRETARY, AUDITOR):
        assert {review.confidential for review in office.read(who).reviews} == {"Thin on statistics"}
    assert {review.confidential for review in office.read(OFFICER).reviews} == {""}


def test_the_applicant_hears_of_advice_and_decision_when_it_is_decided_and_not_before(office):
    office.hear(accepted(request(), Assurance.L4))
    office.reviewed()
    office.advised()
    office.ask(SIRO, r.SignDecision, office=r.Office.SIRO, outcome=r.Outcome.APPROVED)
    assert (office.read(LEAD).advice, office.read(LEAD).decision) == (None, None)
    assert office.read(CHAIR).advice.outcome == r.Advice.SUPPORT
    office.ask(GUARDIAN, r.SignDecision, office=r.Office.CALDICOTT_GUARDIAN, outcome=r.Outcome.APPROVED)
    assert office.read(LEAD).advice.summary == "Of clear benefit"
    assert office.read(LEAD).decision.outcome == "APPROVED"


def test_a_provisional_approval_shows_its_concerns_and_its_end(office):
    office.hear(accepted(request(approval=Approval.PROVISIONAL)))
    office.reviewed()
    office.advised()
    concerns = ("Consent v1 does not name GP records",)
    fields = {"office": r.Office.CALDICOTT_GUARDIAN, "outcome": r.Outcome.APPROVED, "concerns": concerns}
    office.ask(GUARDIAN, r.SignDecision, **fields)
    seen = office.read(LEAD)
    assert (seen.state, seen.decision.concerns) == (S.APPROVED_PROVISIONAL, concerns)
    assert seen.decision.valid_until == date(2027, 7, 9)
    assert "ApplicationApproved" not in office.ground.names()


# Meetings, delegations, conditions, silence


def test_a_meeting_shows_its_agenda_with_the_quorum_of_each_item(office):
    office.hear(accepted(request()))
    office.reviewed()
    meeting = office.advised()
    seen = office.ground.ask(views.meeting, r.ReadMeeting(meeting_id=meeting), SECRETARY)
    assert (seen.state, seen.held_on, len(seen.present)) == (r.MeetingState.HELD, MEETING_DAY, len(MEMBERS))
    [item] = seen.agenda
    assert (item.application_id, item.outcome, item.quorum.met) == (CASE, "SUPPORT", True)
    member = person(MEMBERS[1].person_id.int)
    assert office.ground.ask(views.meeting, r.ReadMeeting(meeting_id=meeting), member).agenda == seen.agenda
    with pytest.raises(NotFound):
        office.ground.ask(views.meeting, r.ReadMeeting(meeting_id=meeting), STRANGER)
    page = office.ground.ask(views.meetings, r.ListMeetings(), CHAIR)
    assert [(row.meeting_id, row.items) for row in page.rows] == [(meeting, 1)]
    with pytest.raises(NotPermitted):
        office.ground.ask(views.meetings, r.ListMeetings(), LEAD)


def test_staff_read_the_interests_of_members_with_their_names(office):
    office.hear(accepted(request()))
    office.reviewed()
    office.advised()
    seen = office.ground.ask(views.case, r.ReadCase(application_id=CASE), SECRETARY)
    names = {one.person_id: one.name for one in MEMBERS}
    told = {one.person_id: one.name for one in seen.interests if one.person_id in names}
    assert told == {one.person_id: names[one.person_id] for one in SAID}


def test_minutes_are_read_by_everybody_once_the_chair_has_published_them(office):
    office.hear(accepted(request()))
    office.reviewed()
    meeting = office.advised()
    office.ground.do(handlers.meet, r.WriteMinutes(meeting_id=meeting, text="We met."), SECRETARY)
    query = r.PublicMinutes(meeting_id=meeting)
    with pytest.raises(NotFound):
        office.ground.ask(lambda session, query, _call: views.public_minutes(session, query), query)
    seen = office.ground.ask(views.meeting, r.ReadMeeting(meeting_id=meeting), CHAIR)
    assert (seen.minutes, seen.published, "PublishMinutes" in seen.may) == ("We met.", "", True)
    office.ground.do(handlers.meet, r.PublishMinutes(meeting_id=meeting, expected_version=seen.version), CHAIR)
    public = office.ground.ask(lambda session, query, _call: views.public_minutes(session, query), query)
    assert (public.text, public.held_on) == ("We met.", MEETING_DAY)
    listed = office.ground.ask(lambda session, query, _call: views.public_meetings(session, query), r.PublicMeetings())
    assert [(row.meeting_id, row.minutes_on) for row in listed.rows] == [(meeting, public.published_on)]
    assert office.ground.names()[-2:] == ["MinutesWritten", "MinutesPublished"]


def test_a_case_cannot_be_put_on_the_agenda_of_a_meeting_that_does_not_exist(office):
    office.hear(accepted(request()))
    office.reviewed()
    with pytest.raises(Refused) as refused:
        office.ask(SECRETARY, r.ScheduleCase, meeting_id=new_id())
    assert refused.value.code == "no-meeting"


def test_a_delegate_signs_once_the_delegation_is_on_record(office):
    office.hear(accepted(request()))
    office.reviewed()
    office.advised()
    signing = {"office": r.Office.CALDICOTT_GUARDIAN, "outcome": r.Outcome.APPROVED, "delegate_of": GUARDIAN.id}
    with pytest.raises(NotFound):
        office.ask(DEPUTY, r.SignDecision, **signing)
    named = {"delegate_id": DEPUTY.id, "delegate_name": DEPUTY.name, "reason": "Annual leave"}
    period = {"valid_from": MEETING_DAY, "valid_to": MEETING_DAY + timedelta(days=14)}
    delegation = r.DelegateOffice(office=r.Office.CALDICOTT_GUARDIAN, **named, **period)
    office.ground.do(handlers.delegate, delegation, GUARDIAN)
    assert office.ask(DEPUTY, r.SignDecision, **signing).state == S.APPROVED


def test_a_condition_is_shown_to_be_met_by_the_applicant_and_verified_by_staff(office):
    office.hear(accepted(request()))
    office.reviewed()
    office.advised()
    fields = {"outcome": r.Outcome.APPROVED_WITH_CONDITIONS, "conditions": (PRECEDENT,), "reasons": ("To be sure",)}
    office.ask(GUARDIAN, r.SignDecision, office=r.Office.CALDICOTT_GUARDIAN, **fields)
    [condition] = office.read(LEAD).conditions
    assert office.tasks(LEAD) == ["SubmitConditionEvidence"]
    office.ask(LEAD, r.SubmitConditionEvidence, condition_id=condition.id, statement="Published", sha256="c" * 64)
    assert office.tasks(OFFICER) == ["VerifyCondition"]
    office.ask(OFFICER, r.VerifyCondition, condition_id=condition.id)
    assert office.ground.said()[-1].all_precedent_met
    assert office.read(LEAD).conditions[0].state == r.ConditionState.VERIFIED


def test_silence_is_warned_of_and_then_closes_the_case(office):
    office.hear(accepted(request()))
    office.reviewed(COMMENT)
    office.ask(SECRETARY, r.RequestFeedback)
    for days in (0, 46, 46, 57, 60, 61, 62):
        at = NOON + timedelta(days=days)
        office.ground.do(lambda session, _, call: handlers.look_for_silence(session, call), None, at=at)
    assert office.ground.names()[-3:] == ["CaseLapsing", "CaseLapsing", "CaseClosed"]
    assert office.read(LEAD).state == S.LAPSED


# Lists and tasks


def many(office, count=7):
    """Cases with references that count up; every third in dars at level L1."""
    for number in range(count):
        about = request(DARS if number % 3 == 0 else HOSPITAL)
        about = replace(about, reference=f"DAR-2026-{number:05d}", title=f"Study {number}")
        level = Assurance.L1 if number % 3 == 0 else Assurance.L3
        event = accepted(about, level, subject=person(5000 + number).id, at=NOON + timedelta(hours=number))
        office.ground.do(handlers.hear, event, at=NOON + timedelta(hours=number))


def listed(office, who=SECRETARY, **fields):
    return office.ground.ask(views.cases, r.ListCases(**fields), who)


def test_the_list_is_filtered_sorted_and_paged_without_gaps_or_repeats(ground):
    office = Office(ground("review"))
    many(office)
    seen, after = [], ""
    while True:
        page = listed(office, sort="reference", limit=3, after=after)
        seen += [row.reference for row in page.rows]
        after = page.next
        if not after:
            break
    assert seen == [f"DAR-2026-{number:05d}" for number in range(7)]
    assert [row.title for row in listed(office, limit=2).rows] == ["Study 6", "Study 5"], "the newest first"
    assert {row.profile for row in listed(office, profile="dars").rows} == {DARS}
    assert len(listed(office, level="L1").rows) == 3
    assert [row.title for row in listed(office, q="study 4").rows] == ["Study 4"]
    assert len(listed(office, q="00003").rows) == 1
    assert listed(office, q="%").rows == ()
    assert listed(office, state="SCHEDULED").rows == ()
    assert len(listed(office, officer_id=OFFICER.id).rows) == 7
    with pytest.raises(Malformed):
        listed(office, after="nonsense")


def test_a_reviewer_lists_the_cases_assigned_to_them_and_an_applicant_none(office):
    many(office, 2)
    office.hear(accepted(request()))
    office.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS)
    assert [row.application_id for row in listed(office, IG).rows] == [CASE]
    assert listed(office, LEAD).rows == ()


def test_each_step_is_a_task_of_the_person_whose_turn_it_is(office):
    office.hear(accepted(request()))
    assert office.tasks(SECRETARY) == ["AssignReviewers"]
    office.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS)
    assert (office.tasks(SECRETARY), office.tasks(IG)) == ([], ["DeclareInterest"])
    office.ask(IG, r.DeclareInterest, kind=r.Interest.NONE)
    assert office.tasks(IG) == ["RecordReview"]
    for who in (LAY, LAY_TOO):
        office.ask(who, r.DeclareInterest, kind=r.Interest.NONE)
    for who in (IG, LAY, LAY_TOO):
        office.ask(who, r.RecordReview, ratings=RATINGS, recommendation=r.Advice.SUPPORT, comments=(COMMENT,))
    assert (office.tasks(IG), office.tasks(SECRETARY)) == ([], ["RequestFeedback"])
    office.ask(SECRETARY, r.RequestFeedback)
    assert office.tasks(LEAD) == ["AnswerFeedback"]
    given = tuple(r.FeedbackAnswer(item_id=item.id, response="Yes") for item in office.read(LEAD).feedback)
    office.ask(LEAD, r.AnswerFeedback, responses=given)
    assert (office.tasks(LEAD), office.tasks(SECRETARY)) == ([], ["ScheduleCase"])
    office.advised()
    assert (office.tasks(SECRETARY), office.tasks(GUARDIAN), office.tasks(SIRO)) == ([], ["SignDecision"], [])


def test_tasks_come_most_urgent_first(office):
    many(office, 2)
    for number, due in ((0, date(2026, 7, 20)), (1, date(2026, 7, 10))):
        ask = r.AssignReviewers(application_id=person(5000 + number).id, reviewers=REVIEWERS[:1], due_on=due)
        office.ground.do(handlers.handle, ask, SECRETARY)
    found = office.ground.ask(views.tasks, r.MyReviewTasks(), IG).tasks
    assert [task.due_on for task in found] == [date(2026, 7, 10), date(2026, 7, 20)]


def test_a_withdrawn_request_leaves_nobody_with_a_task(office):
    office.hear(accepted(request()))
    office.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS)
    told = {"subject": CASE, "at": NOON, "by": LEAD.id, "reference": "DAR-2026-00042"}
    office.hear(intake.ApplicationWithdrawn(**told))
    assert office.tasks(IG) == []
    assert office.read(LEAD).state == S.WITHDRAWN


def test_a_new_version_replaces_the_papers_of_the_case(office):
    office.hear(accepted(request()))
    office.reviewed(COMMENT)
    office.ask(SECRETARY, r.RequestFeedback)
    office.hear(revised(request(version=2, sha256="b" * 64)))
    assert office.read(LEAD).request_sha256 == "b" * 64


def test_every_person_with_a_part_in_the_case_can_find_it(office):
    office.hear(accepted(request()))
    office.ask(SECRETARY, r.AssignReviewers, reviewers=REVIEWERS)
    wanted = select(models.PersonRow.person_id).where(models.PersonRow.case_id == CASE)
    people = office.ground.ask(lambda session, query, call: set(session.scalars(query)), wanted)
    assert people == {LEAD.id, COLLEAGUE.id, IG.id, LAY.id, LAY_TOO.id}
