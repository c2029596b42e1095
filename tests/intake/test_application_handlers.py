"""Applications on a database: saved, posted, seen by the right people, each edit once (S0-4, S0-10, S0-25)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import select

from services.contracts import review
from services.contracts.intake import application as say
from services.contracts.intake import enquiry as enquiries
from services.contracts.intake import organisations as orgs
from services.contracts.intake.people import Evidence
from services.contracts.message import SYSTEM, Conflict, NotFound, NotPermitted, Refused, Role, new_id
from services.contracts.request import Access, Approval, Assurance, Profile, RequestType
from services.intake import models
from services.intake.domain.enquiry import Enquiry
from services.intake.domain.enquiry import State as EnquiryState
from services.intake.domain.form import DECLARATIONS
from services.intake.domain.organisation import Organisation
from services.intake.domain.people import Account, State
from services.intake.domain.people.training import Document
from services.intake.handlers import application as handlers
from services.intake.handlers import stage
from services.intake.models.people import Person
from services.intake.views import application as views
from services.intake.views import requests, versions
from tests import examples
from tests.support import NOON, actor, envelope_of

LEAD = actor(id=examples.id_of("lead"), name="Ada Okafor")
MEMBER = actor(id=examples.id_of("analyst"))
OFFICER = actor(Role.CASE_OFFICER, id=examples.id_of("officer"), name="Gwen Pike")
SECOND = actor(Role.CASE_OFFICER, id=examples.id_of("second"), name="Hal Reed")
IG = actor(Role.IG_LEAD, id=examples.id_of("ig"), name="Hari Bose")
STRANGER = actor(id=examples.id_of("stranger"))
OPERATOR = actor(Role.OPERATOR, id=examples.id_of("operator"))
STAFF = {"officer": (OFFICER, Role.CASE_OFFICER), "second": (SECOND, Role.CASE_OFFICER), "ig": (IG, Role.IG_LEAD)}
WRITING = (
    "AttachDocument", "ConfirmAnswers", "ConfirmChecklist", "OpenSection", "RemoveDocument", "SaveDraft", "TakeUpForm",
)  # fmt: skip
ALL = tuple(DECLARATIONS)


def evidence(kind, **facts):
    return Document(id=new_id(), kind=kind, sha256="a" * 64, status="accepted", **facts)


def add_person(session, id, name, organisation=None, roles=(), email=""):
    row = Person(
        id=id, version=0, email=email or f"{name.replace(' ', '.').lower()}@northbridge.example", name=name,
        sort_name=name, state="active", password_hash="x", registered_at=NOON,
    )  # fmt: skip
    session.add(row)
    training = evidence(Evidence.IG_TRAINING, course_code="DSA-L1", expires_on=date(2027, 5, 1))
    account = Account(
        id=id,
        state=State.ACTIVE,
        organisation_id=organisation,
        roles=frozenset({Role.PERSON, *roles}),
        documents=(evidence(Evidence.CV), training),
    )
    models.people.save(session, row, account, NOON)


def populate(session, message, call):
    for one in examples.ORGANISATIONS.values():
        organisation = Organisation(
            id=one.id, name=one.name, kind=orgs.OrganisationType(one.kind), ods_code=one.ods_code,
            ico_number=one.ico_number, ico_expiry=one.ico_expiry, dspt_status=orgs.Dspt.STANDARDS_MET,
            dspt_year="2025-26", checked=True,
        )  # fmt: skip
        models.organisations.save(session, organisation)
    for person in examples.PEOPLE.values():
        add_person(session, person.id, person.name, person.organisation_id)
    for name, (who, role) in STAFF.items():
        add_person(session, who.id, who.name, roles=(role,), email=f"{name}@haven.example")


class World:
    """Intake's database with the people and organisations of the examples, and one application at work."""

    def __init__(self, ground):
        self.ground, self.at, self.versions = ground, NOON, {}
        ground.do(populate, None)

    def start(self, profile="hospital", approval="full", by=LEAD, **facts):
        command = say.StartApplication(
            profile=Profile(profile),
            title=examples.answers(profile)["title"],
            request_type=RequestType.RESEARCH,
            approval=Approval(approval),
            **facts,
        )
        self.id = self.ground.do(handlers.start, command, by, self.at).subject
        return self

    def give(self, cls, by=LEAD, **facts):
        self.done = self.ground.do(handlers.act, cls(application_id=self.id, **facts), by, self.at)
        return self

    def fill(self, profile="hospital", approval="full", **changed):
        self.give(say.SaveDraft, answers=examples.answers(profile, approval, **changed))
        for kind in examples.example(profile, approval)["documents"]:
            self.give(say.AttachDocument, kind=kind, sha256="a" * 64, filename=f"{kind}.pdf")
        return self

    def submitted(self, **facts):
        return self.start(**facts).fill().give(say.SubmitApplication, declarations=ALL)

    def accepted(self):
        self.submitted().give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
        return self.accept()

    def accept(self):
        for item in say.CheckItem:
            self.give(say.RecordCheck, by=OFFICER, item=item, passed=True)
        return self.give(say.ConfirmRoute, by=OFFICER).give(say.AcceptApplication, by=OFFICER)

    def hear(self, source, cls, **facts):
        event = object.__new__(cls)
        for name, value in {"subject": self.id, "at": self.at, "by": SYSTEM.id, **facts}.items():
            object.__setattr__(event, name, value)
        envelope = envelope_of(event, source)
        self.ground.do(lambda session, message, call: stage.hear(session, message, call, envelope), event)
        return self

    def read(self, by=LEAD):
        return self.ground.ask(views.one, say.ReadApplication(application_id=self.id), by, self.at)

    def mine(self, by=LEAD):
        return self.ground.ask(requests.mine, say.MyRequests(), by, self.at)

    def listed(self, by=OFFICER, **asked):
        return self.ground.ask(requests.listed, say.ListApplications(**asked), by, self.at)

    def tasks(self, by):
        return [task.kind for task in self.ground.ask(requests.tasks, say.MyTasks(), by, self.at).rows]

    def version(self, number, by=LEAD, against=None):
        query = say.ReadVersion(application_id=self.id, version=number, against=against)
        return self.ground.ask(versions.version, query, by, self.at)


@pytest.fixture
def world(lite):
    return World(lite("intake"))


@pytest.fixture
def both(ground):
    """On SQLite and on PostgreSQL."""
    return World(ground("intake"))


def test_both_sides_read_the_appointments_of_an_application_and_only_the_officer_may_call_them_off(both):
    both.submitted().give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    at = NOON + timedelta(days=1)
    both.give(say.ArrangeAppointment, by=OFFICER, starts_at=at, place="Room 2", purpose="What is left")
    with pytest.raises(NotPermitted):
        both.give(say.ArrangeAppointment, by=LEAD, starts_at=at, place="Room 2", purpose="What is left")
    (mine,), (theirs,) = both.read().appointments, both.read(OFFICER).appointments
    assert mine == theirs
    assert (mine.starts_at, mine.minutes, mine.place) == (at, 30, "Room 2")
    assert "CancelAppointment" in both.read(OFFICER).may
    assert not {"ArrangeAppointment", "CancelAppointment"} & set(both.read().may)
    both.give(say.CancelAppointment, by=OFFICER, appointment_id=mine.appointment_id, reason="Illness")
    assert [(one.cancelled, one.reason) for one in both.read().appointments] == [(True, "Illness")]


def test_an_application_goes_from_draft_to_acceptance(both):
    both.accepted()
    names = [name for name in both.ground.names() if name not in ("DocumentAttached", "CheckRecorded")]
    assert names == [
        "ApplicationStarted", "DraftSaved", "ApplicationSubmitted", "CaseOfficerAssigned", "RouteConfirmed",
        "ApplicationAccepted",
    ]  # fmt: skip
    seen = both.read()
    assert (seen.reference, seen.state, seen.case_officer_name) == ("DAR-2026-00001", "ACCEPTED", "Gwen Pike")
    assert seen.request.level.value == "pseudonymised"
    both.ground.ask(requests.listed, say.ListApplications(q="readmission"), OFFICER)


def test_references_count_up_and_are_not_used_up_by_refusals(world):
    assert world.start().read().reference == "DAR-2026-00001"
    with pytest.raises(Refused):
        world.start(profile="dars")
    assert world.start().read().reference == "DAR-2026-00002"


def test_a_draft_is_kept_as_it_was_left_and_cleared_answers_are_gone(both):
    both.start().give(say.SaveDraft, answers={"aim": "To learn", "questions": ["One?"]})
    both.give(say.SaveDraft, answers={"aim": "", "necessity": "None other"})
    answers = both.read().answers
    assert "aim" not in answers
    assert (answers["questions"], answers["necessity"]) == (["One?"], "None other")


def test_the_second_of_two_writers_gets_a_conflict(both):
    seen = both.start().read().version
    both.give(say.SaveDraft, answers={"aim": "Mine"}, expected_version=seen)
    assert both.done.version == seen + 1
    with pytest.raises(Conflict):
        both.give(say.SaveDraft, answers={"aim": "Theirs"}, expected_version=seen)
    assert both.read().answers["aim"] == "Mine"


def test_a_refused_command_changes_nothing_and_says_nothing(world):
    world.start()
    before, said = world.read(), world.ground.names()
    with pytest.raises(Refused):
        world.give(say.SubmitApplication, declarations=ALL)
    assert (world.read(), world.ground.names()) == (before, said)


def test_the_checklist_of_the_page_is_what_submission_refuses_with(world):
    world.start().fill(rec_reference=None)
    with pytest.raises(Refused) as refused:
        world.give(say.SubmitApplication, declarations=ALL)
    assert refused.value.problems == world.read().missing
    failing = {guard.guard for guard in world.read().guards if not guard.passed}
    assert failing == {"G-COMPLETE", "G-DECLARE"}


def test_progress_counts_the_required_questions_of_each_section(world):
    assert world.start().read().progress["B"]["answered"] == 0
    progress = world.fill().read().progress
    assert all(section["required"] == section["answered"] for section in progress.values())


def test_a_page_is_told_what_these_answers_ask_for_and_may_leave_for_later(world):
    world.start().fill(rec_required=True)
    assert {"rec_reference", "REC_LETTER", "title"} <= set(world.read().required)
    assert world.read().planned == (), "a full request leaves nothing for later"
    world.fill(rec_required=False, approval="provisional")
    assert not {"rec_reference", "REC_LETTER"} & set(world.read().required)
    assert "funding" in world.read().planned
    assert set(world.read().planned) <= {*world.read().required, "signatory", "dsfc_reference"}, "and parts of rows"


def test_people_and_organisations_named_by_id_have_their_names_beside_the_answers(world):
    world.start().fill()
    told = world.read().named
    team = [row["person"] for row in world.read().answers["team"]]
    assert {told[ref] for ref in team if ref in told} == {"Lead", "Analyst"}
    assert world.read().answers["lead_organisation"] in told
    assert not [ref for ref in told if "@" in ref], "an address would tell whether it has an account"


def test_staff_see_that_a_draft_exists_but_not_what_it_says(world):
    world.start().fill()
    seen = world.read(by=OFFICER)
    assert (seen.answers, seen.documents, seen.guards, seen.missing) == ({}, (), (), ())
    assert (seen.required, seen.planned, seen.named) == ((), (), {})


def test_strangers_and_operators_are_told_that_there_is_no_such_application(world):
    world.submitted()
    for someone in (STRANGER, OPERATOR):
        with pytest.raises(NotFound):
            world.read(by=someone)
        with pytest.raises(NotFound):
            world.version(1, by=someone)
        with pytest.raises(NotFound):
            world.give(say.WithdrawApplication, by=someone)


def test_a_team_member_may_edit_the_draft_but_not_submit_it(world):
    world.start().fill()
    world.give(say.SaveDraft, by=MEMBER, answers={"short_title": "READMIT"})
    assert set(world.read(by=MEMBER).may) == {*WRITING, "AddComment", "LeaveApplication", "ResolveThread"}
    with pytest.raises(NotPermitted):
        world.give(say.SubmitApplication, by=MEMBER, declarations=ALL)


def test_people_may_be_named_by_e_mail_address(world):
    team = examples.answers()["team"]
    team[1]["person"] = "Analyst@northbridge.example"
    world.start().fill(team=team).give(say.SubmitApplication, declarations=ALL)
    assert MEMBER.id in {member.person_id for member in world.read().request.team}


def test_versions_are_frozen_and_compared_field_by_field(both):
    both.submitted().give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    asked = (say.QueryAsked(field="aim", question="Which programme?"),)
    both.give(say.ReturnApplication, by=OFFICER, queries=asked)
    assert both.read().label == "DAR Submitted (action needed)"
    first = both.version(1)
    both.give(say.SaveDraft, answers={"aim": "The national programme"})
    assert both.version(1) == first
    assert both.read(by=OFFICER).answers["aim"] == first.answers["aim"]
    (query,) = both.read().queries
    both.give(say.AnswerQuery, query_id=query.query_id, response="The national one")
    both.give(say.SubmitApplication, declarations=ALL)
    second = both.version(2)
    assert [change.field for change in second.changes] == ["aim"]
    assert second.sha256 != first.sha256
    assert [row.version for row in both.read().versions] == [1, 2]
    assert both.version(2, against=1).changes == second.changes
    with pytest.raises(NotFound):
        both.version(3)


def test_the_officers_page_shows_checks_route_and_warnings(world):
    world.start().fill(aim="To refine insurance pricing.").give(say.SubmitApplication, declarations=ALL)
    world.give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    world.give(say.RecordCheck, by=OFFICER, item=say.CheckItem.PURPOSE, passed=False, note="Pricing")
    seen = world.read(by=OFFICER)
    assert [warning.code for warning in seen.warnings] == ["X-ELIG-TEXT"]
    assert {check.item.value: check.passed for check in seen.checks}["purpose"] is False
    assert (seen.route.level, seen.route_confirmed) == (Assurance.L3, False)
    assert {"RecordCheck", "ReturnApplication", "AcceptApplication", "OverrideRoute"} <= set(seen.may)


def test_an_ineligible_request_is_refused_by_two_people(world):
    world.submitted().give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    world.give(say.ProposeIneligible, by=OFFICER, reasons=("Insurance purpose",))
    assert world.tasks(IG) == ["confirm-ineligible"]
    world.give(say.ConfirmIneligible, by=IG)
    seen = world.read()
    assert (seen.label, seen.ineligible_reasons) == ("DAR Rejected", ("Insurance purpose",))


def test_requests_move_between_the_three_tables(both):
    def groups():
        mine = both.mine()
        return [len(group) for group in (mine.drafts, mine.submitted, mine.approved)]

    both.start()
    assert groups() == [1, 0, 0]
    both.fill().give(say.SubmitApplication, declarations=ALL)
    assert groups() == [0, 1, 0]
    both.give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id).accept()
    both.hear("review", review.CaseOpened, level=Assurance.L3)
    assert both.mine().submitted[0].label == "DAR Under Review"
    request = both.read().request
    both.hear("review", review.ApplicationApproved, request=request, level=Assurance.L3, conditions=())
    assert groups() == [0, 0, 1]
    assert both.read().state == "APPROVED"
    assert both.mine().may == ("StartApplication",)
    assert len(both.mine(by=MEMBER).approved) == 1
    assert both.mine(by=STRANGER).approved == ()


def test_whoever_has_more_requests_than_fit_in_one_answer_reads_the_older_ones_after_it(world, monkeypatch):
    monkeypatch.setattr(requests, "MINE_AT_MOST", 2)
    made = []
    for _ in range(5):  # two of them at the same instant
        made.append(world.start().id)
        world.at += timedelta(minutes=len(made) % 2)
    seen, after, answers = [], "", 0
    while answers == 0 or after:
        mine = world.ground.ask(requests.mine, say.MyRequests(after=after), LEAD, world.at)
        seen += [row.application_id for row in mine.drafts]
        after, answers = mine.next, answers + 1
    assert answers == 3
    assert sorted(seen) == sorted(made)
    assert seen[-1] == made[0], "the newest change first"


def test_feedback_opens_the_application_and_a_material_change_gets_a_new_route(world):
    world.accepted().hear("review", review.FeedbackRequested)
    assert (world.read().stage, world.tasks(LEAD)) == ("APPLICANT_FEEDBACK", ["revise"])
    world.give(say.SaveDraft, answers={"territory": "worldwide", "transfer_mechanism": "Adequacy"})
    world.give(say.SubmitApplication, declarations=ALL)
    said = world.ground.said()[-1]
    assert (said.after, said.material, said.route.level) == ("feedback", True, Assurance.L4)
    assert world.read().stage == "APPLICANT_FEEDBACK"
    world.hear("review", review.CaseReopened, level=Assurance.L4)
    row = world.listed().rows[0]
    assert (row.stage, row.level) == ("UNDER_REVIEW", "L4")


def test_events_about_other_subjects_and_our_own_are_left_alone(world):
    world.submitted()
    here, world.id = world.id, new_id()
    world.hear("review", review.CaseOpened, level=Assurance.L3)
    world.id = here
    world.hear("intake", say.ApplicationWithdrawn, reference="", reason="")
    assert world.read().stage == "SUBMITTED"


def test_a_full_request_carries_over_the_provisional_one(world):
    world.start(approval="provisional").fill(approval="provisional").give(say.SubmitApplication, declarations=ALL)
    first = world.id
    world.give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id).accept()
    facts = {"concerns": ("Consent of 2017 says nothing of GP records",), "valid_until": date(2027, 7, 1)}
    world.hear("review", review.ApplicationApprovedProvisionally, level=Assurance.L3, **facts)
    world.start(provisional_id=first)
    seen = world.read()
    assert (seen.provisional_id, seen.concerns) == (first, facts["concerns"])
    assert seen.answers["aim"] == examples.answers()["aim"]
    assert (seen.answers["approval"], "planned" in seen.answers) == ("full", False)
    assert "G-EVIDENCE" in {problem.code for problem in seen.missing}
    world.fill().give(say.SubmitApplication, declarations=ALL)
    assert world.read().request.previous_concerns == facts["concerns"]


def invitation(session, message, call):
    assessment = enquiries.Assessment(
        access_service=Access.SDE, access_reason="x", evidence_needed=(), preparations=(), agreements_needed=(),
        signatories=(), time_estimate="x", application_cost_pence=100, service_cost_pence=23,
    )  # fmt: skip
    made = Enquiry(
        id=examples.id_of("enquiry"), reference="ENQ-2026-00001", state=EnquiryState.INVITED, contact_id=LEAD.id,
        received_at=NOON, waiting_since=NOON, assessment=assessment,
    )  # fmt: skip
    models.enquiry.save(session, made)


def test_a_dars_application_uses_up_its_invitation(both):
    both.ground.do(invitation, None)
    with pytest.raises(NotFound):
        both.start(profile="dars", by=STRANGER, enquiry_id=examples.id_of("enquiry"))
    both.start(profile="dars", enquiry_id=examples.id_of("enquiry"))
    assert (both.read().answers["access"], both.read().answers["estimate_pence"]) == ("sde", 123)
    with pytest.raises(Refused) as refused:
        both.start(profile="dars", enquiry_id=examples.id_of("enquiry"))
    assert refused.value.code == "no-invitation"
    both.fill("dars").give(say.SubmitApplication, declarations=ALL)
    assert both.read().label == "Submitted"


def test_the_staff_list_filters_sorts_and_pages(both):
    titles = ["Beta in the hospital", "Alpha in the hospital", "Gamma in the hospital"]
    for number, title in enumerate(titles):
        both.at = NOON + timedelta(minutes=number)
        both.start().give(say.SaveDraft, answers={"title": title})
    both.fill().give(say.SubmitApplication, declarations=ALL)
    assert [row.title for row in both.listed(sort="title").rows[:2]] == [
        "Alpha in the hospital",
        "Beta in the hospital",
    ]
    assert [row.stage for row in both.listed(stage="SUBMITTED").rows] == ["SUBMITTED"]
    assert len(both.listed(group="drafts").rows) == 2
    assert [row.reference for row in both.listed(q="alpha").rows] == ["DAR-2026-00002"]
    assert both.listed(profile=Profile.DARS).rows == ()
    for sort in ("updated_at", "-updated_at", "reference", "-reference", "title", "stage"):
        seen, after = [], ""
        while True:
            page = both.listed(sort=sort, limit=1, after=after)
            seen += [row.application_id for row in page.rows]
            after = page.next
            if not after:
                break
        assert len(set(seen)) == 3


def test_lists_and_their_words_are_for_staff_and_wildcards_are_plain_text(world):
    world.start()
    with pytest.raises(NotPermitted):
        world.listed(by=LEAD)
    with pytest.raises(NotPermitted):
        world.listed(by=OPERATOR)
    assert world.listed(q="%").rows == ()


def test_everybody_sees_their_own_tasks(world):
    world.start()
    assert (world.tasks(LEAD), world.tasks(OFFICER)) == (["finish-draft"], [])
    world.fill().give(say.SubmitApplication, declarations=ALL)
    assert (world.tasks(LEAD), world.tasks(OFFICER)) == ([], ["assign"])
    world.give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    assert (world.tasks(OFFICER), world.tasks(SECOND)) == (["validate"], [])
    lower = {"level": Assurance.L2, "reason": "As in the year before"}
    world.give(say.OverrideRoute, by=OFFICER, **lower)
    assert world.tasks(SECOND) == ["confirm-route"]
    asked = (say.QueryAsked(field="aim", question="Which?"),)
    world.give(say.ReturnApplication, by=OFFICER, queries=asked)
    assert (world.tasks(LEAD), world.tasks(MEMBER)) == (["answer-queries"], ["answer-queries"])


def test_silence_lapses_a_draft_once_after_its_warnings(both):
    both.start()
    both.at = NOON + timedelta(days=30)
    for _ in range(3):
        both.ground.do(lambda session, message, call: handlers.lapse_silent(session, call), None, at=both.at)
    assert both.ground.names().count("LapseWarned") == 1
    for days in (181, 181, 188, 188):
        both.at = NOON + timedelta(days=days)
        both.ground.do(lambda session, message, call: handlers.lapse_silent(session, call), None, at=both.at)
    assert both.ground.names().count("LapseWarned") == 2
    assert both.ground.names().count("ApplicationLapsed") == 1
    assert both.read().label == "Lapsed"
    both.give(say.ReopenApplication)
    assert both.read().state == "DRAFT"


def test_the_history_that_was_posted_folds_to_the_application_that_is_stored(world):
    from services.intake.domain.application import Application, evolve

    world.accepted().hear("review", review.FeedbackRequested)
    folded = Application(id=world.id)
    for event in world.ground.said():
        folded = evolve(event, folded)
    with world.ground.db.read() as session:
        stored = models.application.read(session, world.id)
    assert replace(folded, state=stored.state, revising=stored.revising) == stored


def test_the_versions_of_a_reference_are_never_rewritten(world):
    world.submitted()
    with world.ground.db.read() as session:
        rows = list(session.scalars(select(models.application.VersionRow)))
    assert [(row.number, len(row.sha256)) for row in rows] == [(1, 64)]
    assert all(before.number < after.number for before, after in pairwise(rows))


def test_ids_of_organisations_that_are_not_ids_do_not_break_the_page(world):
    with pytest.raises(Refused):
        world.start().give(say.SaveDraft, answers={"lead_organisation": "Northbridge"})
    world.give(say.SaveDraft, answers={"lead_organisation": str(UUID(int=3))})
    assert "V-REF" in {problem.code for problem in world.read().missing}
