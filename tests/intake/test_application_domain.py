"""Histories of an application: what happened, what is asked, what follows (T05 to T10, T35, T36; SoD-01, SoD-11)."""

import dataclasses
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import review, wire
from services.contracts.access import Reach
from services.contracts.intake import application as say
from services.contracts.message import (
    SYSTEM,
    Command,
    Conflict,
    Event,
    Malformed,
    NotFound,
    NotPermitted,
    Refused,
    Role,
    happened,
    new_id,
)
from services.contracts.request import Approval, Assurance, Profile, RequestType
from services.intake.domain import application as domain
from services.intake.domain import guards
from services.intake.domain.application import MAY, Application, Facts, Invitation, Part, State
from services.intake.domain.application.state import Collaborator, Submission
from services.intake.domain.draft import PersonKnown
from services.intake.domain.form import DECLARATIONS, SHIPPED
from tests import examples
from tests.support import NOON, actor, call

ID = new_id()
LEAD = actor(id=examples.id_of("lead"), name="Ada Okafor")
MEMBER = actor(id=examples.id_of("analyst"))
SIGNATORY = actor(Role.CASE_OFFICER, Role.IG_LEAD, id=examples.id_of("signatory"))
OFFICER = actor(Role.CASE_OFFICER, id=UUID(int=101), name="Gwen Pike")
SECOND = actor(Role.CASE_OFFICER, id=UUID(int=102))
IG = actor(Role.IG_LEAD, id=UUID(int=103))
AUDITOR = actor(Role.AUDITOR, id=UUID(int=104))
STRANGER = actor(id=UUID(int=105))
EDITOR, READER, SIGNER, INVITEE = (actor(id=UUID(int=110 + n)) for n in range(4))
INVITATION = UUID(int=120)
ALL = tuple(DECLARATIONS)
COMMANDS = [c for c in wire.messages_of("intake", Command) if ".intake.application." in c.__module__]
EVENTS = [c for c in wire.messages_of("intake", Event) if ".intake.application." in c.__module__]


class Story:
    """One application told by commands; `answers` is its draft, `events` what was said."""

    def __init__(self, profile="hospital", approval="full", **changed):
        self.profile, self.approval = profile, approval
        self.answers = examples.answers(profile, approval, **changed)
        self.attached = examples.documents(profile, approval)
        self.application, self.events, self.frozen = Application(id=ID), [], {}
        self.at = NOON

    def give(self, command, by=LEAD, **facts):
        draft = examples.draft(self.profile, self.approval, attached=self.application.documents)
        wanted = self.answers if by in (LEAD, MEMBER) else self.frozen.get(self.application.version, self.answers)
        draft = replace(draft, answers=wanted, declarations=frozenset(getattr(command, "declarations", ())))
        draft = replace(draft, rejected=domain.evidence.rejected(self.application))
        last = self.frozen.get(self.application.version)
        request = next((e.request for e in reversed(self.events) if isinstance(e, say.ApplicationSubmitted)), None)
        given = {"draft": draft, "previous": last, "request": request, "reference": "DAR-2026-00001", **facts}
        said = domain.handle(command, self.application, Facts(call=call(by, self.at), **given))
        return self.tell(*said)

    def tell(self, *events):
        for event in (one for one in events if one.subject == ID):  # a copy is another application
            self.events.append(event)
            self.application = domain.evolve(event, self.application)
            if isinstance(event, say.ApplicationSubmitted):
                self.frozen[event.request.version] = dict(event.request.answers)
        return self

    def started(self):
        request_type = RequestType(self.answers["request_type"])
        command = say.StartApplication(
            profile=Profile(self.profile),
            title=self.answers["title"],
            request_type=request_type,
            approval=Approval(self.approval),
        )
        invited = Invitation(enquiry_id=UUID(int=7), contact_id=LEAD.id, profile=Profile.DARS, open=True)
        self.give(command, invitation=invited)
        self.give(say.SaveDraft(application_id=ID, answers=self.answers))
        self.tell(*(happened(say.DocumentAttached, call(LEAD), ID, document=doc) for doc in self.attached))
        return self

    def submitted(self):
        return self.started().submit().give(assign(OFFICER), by=SECOND, officer=known(OFFICER))

    def submit(self, declarations=ALL):
        return self.give(say.SubmitApplication(application_id=ID, declarations=declarations))

    def returned(self):
        asked = (say.QueryAsked(field="aim", question="Which wider programme?", action="Name it"),)
        return self.submitted().give(say.ReturnApplication(application_id=ID, queries=asked), by=OFFICER)

    def checked(self):
        for item in say.CheckItem:
            self.give(say.RecordCheck(application_id=ID, item=item, passed=True), by=OFFICER)
        return self

    def accepted(self):
        self.submitted().checked().give(say.ConfirmRoute(application_id=ID), by=OFFICER)
        return self.give(say.AcceptApplication(application_id=ID), by=OFFICER)

    def revising(self):
        return self.accepted().tell(said_by_review(review.FeedbackRequested))

    @property
    def state(self):
        return self.application.state

    @property
    def last(self):
        return self.events[-1]


def known(someone):
    return PersonKnown(id=someone.id, name=someone.name, roles=frozenset(str(role) for role in someone.roles))


def assign(officer):
    return say.AssignCaseOfficer(application_id=ID, officer_id=officer.id)


def said_by_review(cls, **facts):
    """An event of review with no more in it than intake reads."""
    event = object.__new__(cls)
    told = {"subject": ID, "at": NOON, "by": SYSTEM.id, **facts}
    for name, value in told.items():
        object.__setattr__(event, name, value)
    return event


def refused(kind=Refused):
    return pytest.raises(kind)


# Drafting and entry


def test_the_hospital_form_is_open_to_anybody_with_an_account():
    command = say.StartApplication(profile=Profile.HOSPITAL, title="A title", request_type=RequestType.RESEARCH)
    (event,) = domain.handle(command, Application(id=ID), Facts(call=call(LEAD), reference="DAR-2026-00001"))
    assert (event.reference, event.lead_id, event.approval) == ("DAR-2026-00001", LEAD.id, Approval.FULL)


INVITED = Invitation(enquiry_id=UUID(int=7), contact_id=LEAD.id, profile=Profile.DARS, open=True)


@pytest.mark.parametrize(
    ("enquiry", "invitation", "kind"),
    [
        (None, None, Refused),
        (UUID(int=7), None, NotFound),
        (UUID(int=7), replace(INVITED, contact_id=STRANGER.id), NotFound),
        (UUID(int=7), replace(INVITED, open=False), Refused),
        (UUID(int=7), replace(INVITED, profile=Profile.HOSPITAL), Refused),
    ],
)
def test_the_dars_form_opens_only_with_an_invitation_to_this_person(enquiry, invitation, kind):
    command = say.StartApplication(
        profile=Profile.DARS, title="A title", request_type=RequestType.RESEARCH, enquiry_id=enquiry
    )
    with refused(kind) as problem:
        domain.handle(command, Application(id=ID), Facts(call=call(LEAD), invitation=invitation))
    assert type(problem.value) is kind


def test_a_full_request_from_a_provisional_one_links_it_and_carries_its_concerns():
    earlier = Application(
        id=UUID(int=9),
        state=State.APPROVED_PROVISIONAL,
        lead_id=LEAD.id,
        outcome_concerns=("Version 1 of the consent does not mention GP records",),
    )
    command = say.StartApplication(
        profile=Profile.HOSPITAL, title="A title", request_type=RequestType.RESEARCH, provisional_id=earlier.id
    )
    (event,) = domain.handle(command, Application(id=ID), Facts(call=call(LEAD), provisional=earlier))
    assert (event.provisional_id, event.concerns) == (earlier.id, earlier.outcome_concerns)


@pytest.mark.parametrize(
    ("change", "approval", "kind"),
    [
        ({"state": State.APPROVED}, Approval.FULL, Refused),
        ({}, Approval.PROVISIONAL, Refused),
        ({"lead_id": STRANGER.id}, Approval.FULL, NotFound),
    ],
)
def test_only_ones_own_provisionally_approved_request_leads_to_a_full_one(change, approval, kind):
    earlier = replace(Application(id=UUID(int=9), state=State.APPROVED_PROVISIONAL, lead_id=LEAD.id), **change)
    command = say.StartApplication(
        profile=Profile.HOSPITAL,
        title="A title",
        request_type=RequestType.RESEARCH,
        approval=approval,
        provisional_id=earlier.id,
    )
    with refused(kind):
        domain.handle(command, Application(id=ID), Facts(call=call(LEAD), provisional=earlier))


def test_a_draft_is_saved_at_any_incompleteness():
    story = Story().started()
    story.answers = {"title": "Only a title"}
    story.give(say.SaveDraft(application_id=ID, answers={"title": "Only a title"}))
    assert story.last.sections == ("A",)
    assert story.application.title == "Only a title"


def test_a_saved_draft_names_its_team_and_everybody_involved():
    story = Story("dars").started()
    saved = next(event for event in story.events if isinstance(event, say.DraftSaved))
    assert saved.team_ids == (MEMBER.id,)
    assert {LEAD.id, MEMBER.id, SIGNATORY.id} <= set(saved.involved_ids)


def test_unknown_questions_and_wrong_shapes_are_refused_by_name():
    story = Story().started()
    with refused(Malformed) as problem:
        story.give(say.SaveDraft(application_id=ID, answers={"nickname": "x", "under_16": "yes"}))
    assert {p.field for p in problem.value.problems} == {"nickname", "under_16"}


@pytest.mark.parametrize(("row", "where", "words"), [
    ({"dataset": "MADE_UP"}, "datasets.1.dataset", "Choose a dataset of the catalogue"),
    ({"dataset": "HES_APC", "fields": ["SEX", "SHOE_SIZE"]}, "datasets.1.fields", "catalogue of HES_APC: SHOE_SIZE"),
    ({"dataset": "HES_APC", "fields": ["DIAG"]}, "datasets.1.fields", "catalogue of HES_APC: DIAG"),
    ({"dataset": "HES_APC", "field_reasons": {"SHOE_SIZE": "x"}}, "datasets.1.field_reasons", "SHOE_SIZE"),
    ({"fields": ["SEX"]}, "datasets.1.fields", "Choose the dataset first"),
    ({"dataset": "HES_APC", "fields": ["SEX", "DOB", "SEX"]}, "datasets.1.fields", "Named twice: SEX"),
])  # fmt: skip
def test_what_the_catalogue_does_not_have_is_not_kept_in_a_draft_either(row, where, words):
    """F1, F3: X-DATA2."""
    story = Story().started()
    kept = {"dataset": "HES_APC", "fields": ["DIAG_01..20", "SEX"], "field_reasons": {"SEX": "Short"}}
    with refused(Malformed) as problem:
        story.give(say.SaveDraft(application_id=ID, answers={"datasets": [kept, row]}))
    assert [(one.code, one.field) for one in problem.value.problems] == [("X-DATA2", where)]
    assert words in problem.value.problems[0].message
    story.give(say.SaveDraft(application_id=ID, answers={"datasets": [kept, {"year_from": 2020}]}))


def test_an_nhs_number_in_free_text_is_never_stored():
    story = Story().started()
    with refused() as problem:
        story.give(say.SaveDraft(application_id=ID, answers={"aim": "as in 943 476 5919"}))
    assert problem.value.code == "patient-identifier"
    assert "943" not in f"{problem.value.detail}{problem.value.problems}"


def test_approval_sought_is_fixed_at_the_first_submission():
    story = Story().returned()
    with refused() as problem:
        story.give(say.SaveDraft(application_id=ID, answers={"approval": "provisional"}))
    assert problem.value.code == "fixed"


def test_only_kinds_of_the_form_are_attached_and_only_attached_documents_are_removed():
    story = Story().started()
    attach = {"application_id": ID, "sha256": "a" * 64, "filename": "x.pdf"}
    with refused(Malformed):
        story.give(say.AttachDocument(kind="SELFIE", **attach))
    story.give(say.AttachDocument(kind="OTHER", **attach))
    added = story.last.document
    assert story.application.documents[-1] == added
    story.give(say.RemoveDocument(application_id=ID, document_id=added.document_id))
    assert added not in story.application.documents
    with refused(NotFound):
        story.give(say.RemoveDocument(application_id=ID, document_id=added.document_id))


# Submission, query, resubmission


@pytest.mark.parametrize("profile", ["hospital", "dars"])
@pytest.mark.parametrize("approval", ["full", "provisional"])
def test_a_complete_draft_is_frozen_as_version_one(profile, approval):
    event = Story(profile, approval).started().submit().last
    assert (event.request.version, event.resubmission, event.after, event.changes) == (1, False, "", ())
    assert event.request.sha256 == domain.content_hash("DAR-2026-00001", 1, event.request.answers, event.documents)
    assert event.route.level == Assurance.L3
    assert wire.load(say.ApplicationSubmitted, wire.dump(event)) == event


def test_submission_is_blocked_by_a_missing_ethics_reference_and_goes_through_once_given():
    story = Story(rec_reference=None).started()
    with refused() as problem:
        story.submit()
    assert [(p.code, p.field) for p in problem.value.problems] == [("G-COMPLETE", "rec_reference")]
    story.answers = examples.answers()
    assert story.submit().state is State.SUBMITTED


def test_submission_without_all_declarations_is_refused():
    with refused() as problem:
        Story().started().submit(declarations=ALL[1:])
    assert [p.code for p in problem.value.problems] == ["G-DECLARE"]


def test_the_hash_depends_on_content_alone_and_not_on_the_order_of_answers():
    answers = examples.answers()
    backwards = dict(reversed(list(answers.items())))
    documents = examples.documents()
    first = domain.content_hash("DAR-2026-00001", 1, answers, documents)
    assert first == domain.content_hash("DAR-2026-00001", 1, backwards, tuple(reversed(documents)))
    assert first != domain.content_hash("DAR-2026-00001", 1, {**answers, "aim": "Another"}, documents)
    assert first != domain.content_hash("DAR-2026-00001", 1, answers, documents[1:])


def test_the_request_carries_people_organisations_and_data_resolved():
    request = Story("dars").started().submit().last.request
    assert [party.name for party in request.controllers] == [
        "University of Northbridge",
        "Eastmere Integrated Care Board",
    ]
    assert request.controllers[0].signatory_id == SIGNATORY.id
    assert {member.person_id for member in request.team} == {LEAD.id, MEMBER.id}
    assert [(party.name, party.role) for party in request.processors] == [("Eastmere Hospitals NHS Trust", "custodian")]
    assert request.cohort.submitter_id == MEMBER.id
    assert request.legal.cag_reference == "25/CAG/0152"
    assert [wanted.dataset for wanted in request.datasets] == ["HES_APC", "CIV_DEATH"]


def test_a_query_is_tied_to_a_question_and_waits_for_an_answer():
    story = Story().returned()
    assert (story.state, story.application.rounds) == (State.VALIDATION_QUERY, 1)
    with refused() as problem:
        story.submit()
    assert [(p.code, p.field) for p in problem.value.problems] == [("G-QUERIES", "aim")]
    (query,) = story.application.queries
    story.give(say.AnswerQuery(application_id=ID, query_id=query.query_id, response="The national one"))
    assert story.last.complete
    assert story.submit().state is State.SUBMITTED


# Appointments


def meet(hours=24, **changed):
    wanted = {"starts_at": NOON + timedelta(hours=hours), "place": "Room 2", "purpose": "The open query", **changed}
    return say.ArrangeAppointment(application_id=ID, **wanted)


def call_off(story, reason="Illness"):
    appointment_id = story.application.appointments[-1].appointment_id
    return say.CancelAppointment(application_id=ID, appointment_id=appointment_id, reason=reason)


@pytest.mark.parametrize("at_work", ["submitted", "returned"])
def test_the_case_officer_arranges_an_appointment_while_tasks_remain_and_calls_it_off(at_work):
    story = getattr(Story(), at_work)().give(meet(minutes=45), by=OFFICER)
    (made,) = story.application.appointments
    assert (made.starts_at, made.minutes, made.place) == (NOON + timedelta(hours=24), 45, "Room 2")
    assert (made.purpose, made.arranged_by, made.cancelled) == ("The open query", OFFICER.id, False)
    story.give(call_off(story), by=OFFICER)
    (gone,) = story.application.appointments
    assert (gone.cancelled, gone.reason, story.last.starts_at) == (True, "Illness", made.starts_at)
    with refused() as problem:
        story.give(call_off(story), by=OFFICER)
    assert problem.value.code == "past"


def test_any_officer_arranges_an_appointment_while_none_is_assigned_and_then_only_the_one():
    unassigned = Story().started().submit()
    unassigned.give(meet(), by=SECOND)
    unassigned.give(assign(OFFICER), by=SECOND, officer=known(OFFICER))
    with refused(NotPermitted):
        unassigned.give(meet(48), by=SECOND)
    unassigned.give(call_off(unassigned), by=OFFICER)


def test_an_appointment_is_to_come_and_says_where_and_over_what():
    story = Story().submitted()
    for wrong, code in ((meet(0), "past"), (meet(place=" "), "empty"), (meet(purpose=" "), "empty")):
        with refused() as problem:
            story.give(wrong, by=OFFICER)
        assert problem.value.code == code


def test_an_appointment_that_has_begun_or_is_not_there_is_not_called_off():
    story = Story().submitted().give(meet(1), by=OFFICER)
    with refused(NotFound):
        unknown = say.CancelAppointment(application_id=ID, appointment_id=UUID(int=5), reason="Illness")
        story.give(unknown, by=OFFICER)
    with refused():
        story.give(call_off(story, " "), by=OFFICER)
    story.at = NOON + timedelta(hours=1)
    with refused():
        story.give(call_off(story), by=OFFICER)


def test_an_appointment_made_before_the_acceptance_can_still_be_called_off():
    story = Story().submitted().give(meet(), by=OFFICER).checked().give(say.ConfirmRoute(application_id=ID), by=OFFICER)
    story.give(say.AcceptApplication(application_id=ID), by=OFFICER).give(call_off(story), by=OFFICER)
    assert story.application.appointments[0].cancelled


@pytest.mark.parametrize(
    ("queries", "kind"),
    [((), Refused), ((say.QueryAsked(field="aim", question=" "),), Refused),
     ((say.QueryAsked(field="nickname", question="Why?"),), Malformed)],
)  # fmt: skip
def test_a_return_needs_questions_about_the_form(queries, kind):
    with refused(kind):
        Story().submitted().give(say.ReturnApplication(application_id=ID, queries=queries), by=OFFICER)


def test_a_query_may_be_tied_to_a_document_or_one_row_of_an_answer():
    asked = tuple(say.QueryAsked(field=field, question="Why?") for field in ("DPIA", "datasets.0.fields"))
    story = Story().submitted().give(say.ReturnApplication(application_id=ID, queries=asked), by=OFFICER)
    assert len(story.application.queries) == 2


def test_rounds_are_unlimited_and_each_resubmission_tells_what_changed():
    story = Story().returned()
    for number in range(2, 7):
        (query,) = story.application.queries
        story.answers = {**story.answers, "aim": f"The aim, told for time {number}"}
        story.give(say.AnswerQuery(application_id=ID, query_id=query.query_id, response="Done")).submit()
        assert [(c.field, c.material) for c in story.last.changes] == [("aim", False)]
        assert (story.last.after, story.last.request.version, story.last.material) == ("query", number, False)
        asked = (say.QueryAsked(field="aim", question="And now?"),)
        story.give(say.ReturnApplication(application_id=ID, queries=asked), by=OFFICER)
    assert len({frozen.sha256 for frozen in story.application.submissions}) == 6


def test_checks_and_route_are_made_afresh_for_each_version():
    story = Story().submitted().checked().give(say.ConfirmRoute(application_id=ID), by=OFFICER)
    asked = (say.QueryAsked(field="aim", question="Which?"),)
    story.give(say.ReturnApplication(application_id=ID, queries=asked), by=OFFICER)
    story.give(say.AnswerQuery(application_id=ID, query_id=story.application.queries[0].query_id, response="This"))
    story.submit()
    assert (story.application.checks, story.application.confirmed) == ((), None)


def test_an_answer_to_a_query_that_does_not_exist_is_not_found():
    with refused(NotFound):
        Story().returned().give(say.AnswerQuery(application_id=ID, query_id=UUID(int=5), response="Yes"))


def test_fields_that_may_change_the_route_are_material():
    before = examples.answers()
    after = {**before, "territory": "worldwide", "aim": "Another", "level": None}
    found = {change.field: change.material for change in domain.changes(SHIPPED, before, after)}
    assert found == {"territory": True, "aim": False, "level": True}


# Validation, route, acceptance


def test_a_case_officer_must_hold_the_role_and_not_be_named_in_the_request():
    story = Story().started().submit()
    with refused() as problem:
        story.give(assign(STRANGER), by=SECOND, officer=known(STRANGER))
    assert problem.value.code == "not-a-case-officer"
    for named in (LEAD, MEMBER, SIGNATORY):
        officer = replace(known(named), roles=frozenset({"case-officer"}))
        with refused(NotPermitted):
            story.give(assign(named), by=SECOND, officer=officer)


@pytest.mark.parametrize("someone", [LEAD, MEMBER])
def test_applicant_and_team_cannot_validate_their_own_request_whatever_roles_they_hold(someone):
    story = Story().submitted()
    powerful = replace(someone, roles=frozenset(Role))
    allowed = domain.may(replace(story.application, officer_id=someone.id), powerful)
    own = {say.WithdrawApplication, say.WithdrawInvitation, say.ChangeCollaborator, say.RemoveCollaborator,
           say.AddComment, say.ResolveThread, say.CopyApplication, say.LeaveApplication}  # fmt: skip
    assert allowed <= own


def test_acceptance_needs_every_check_the_route_and_the_estimate():
    story = Story(estimate_accepted=False).submitted()
    with refused() as problem:
        story.give(say.AcceptApplication(application_id=ID), by=OFFICER)
    codes = [p.code for p in problem.value.problems]
    assert codes == ["G-VALIDATION-CHECKLIST"] * 6 + ["G-ROUTE", "G-FEE-ESTIMATE"]


def test_a_failed_check_needs_a_note_and_blocks_acceptance():
    story = Story().submitted().checked().give(say.ConfirmRoute(application_id=ID), by=OFFICER)
    with refused():
        story.give(say.RecordCheck(application_id=ID, item=say.CheckItem.SECURITY, passed=False), by=OFFICER)
    failed = say.RecordCheck(application_id=ID, item=say.CheckItem.SECURITY, passed=False, note="No DSPT")
    story.give(failed, by=OFFICER)
    with refused() as problem:
        story.give(say.AcceptApplication(application_id=ID), by=OFFICER)
    assert [p.field for p in problem.value.problems] == ["security"]


def test_acceptance_tells_review_the_whole_request_and_its_route():
    event = Story().accepted().last
    assert (event.level, event.committee, event.case_officer_id) == (Assurance.L3, True, OFFICER.id)
    assert (event.offices, event.case_officer_name) == (("caldicott-guardian",), "Gwen Pike")
    assert event.request.version == 1
    assert OFFICER.id in event.validated_by


def test_another_officer_than_the_assigned_one_does_not_accept():
    story = Story().submitted().checked().give(say.ConfirmRoute(application_id=ID), by=OFFICER)
    with refused(NotPermitted):
        story.give(say.AcceptApplication(application_id=ID), by=SECOND)


def test_a_higher_route_is_set_by_one_officer_with_a_reason():
    higher = say.OverrideRoute(application_id=ID, level=Assurance.L4, reason="A finely balanced case")
    event = Story().submitted().give(higher, by=OFFICER).last
    assert (event.route.level, event.overridden, event.downgraded) == (Assurance.L4, True, False)
    assert {"siro", "caldicott-guardian"} <= set(event.route.offices)


def test_a_lower_route_needs_a_second_officer_and_is_reported():
    lower = say.OverrideRoute(application_id=ID, level=Assurance.L2, reason="Same as last year's request")
    story = Story().submitted().checked().give(say.ConfirmRoute(application_id=ID), by=OFFICER).give(lower, by=OFFICER)
    assert story.application.confirmed is None
    with refused(NotPermitted):
        story.give(say.ConfirmRoute(application_id=ID), by=OFFICER)
    with refused() as problem:
        story.give(say.AcceptApplication(application_id=ID), by=OFFICER)
    assert [p.code for p in problem.value.problems] == ["G-ROUTE"]
    story.give(say.ConfirmRoute(application_id=ID), by=SECOND)
    assert (story.last.downgraded, story.last.proposed_by, story.last.by) == (True, OFFICER.id, SECOND.id)
    story.give(say.AcceptApplication(application_id=ID), by=OFFICER)
    assert (story.last.level, story.last.downgraded) == (Assurance.L2, True)


def test_the_computed_level_is_not_an_override():
    same = say.OverrideRoute(application_id=ID, level=Assurance.L3, reason="The very same level")
    with refused() as problem:
        Story().submitted().give(same, by=OFFICER)
    assert problem.value.code == "same-level"


def test_refusal_at_validation_takes_a_case_officer_and_the_ig_lead():
    story = Story().submitted()
    with refused() as problem:
        story.give(say.ConfirmIneligible(application_id=ID), by=IG)
    assert problem.value.code == "not-proposed"
    story.give(say.ProposeIneligible(application_id=ID, reasons=("Insurance purpose", " ")), by=OFFICER)
    both = actor(Role.CASE_OFFICER, Role.IG_LEAD, id=OFFICER.id)
    with refused(NotPermitted):
        story.give(say.ConfirmIneligible(application_id=ID), by=both)
    story.give(say.ConfirmIneligible(application_id=ID), by=IG)
    assert (story.last.reasons, story.last.proposed_by, story.state) == (
        ("Insurance purpose",),
        OFFICER.id,
        State.INELIGIBLE,
    )


def test_a_refusal_without_reasons_is_not_proposed():
    with refused():
        Story().submitted().give(say.ProposeIneligible(application_id=ID, reasons=(" ",)), by=OFFICER)


# Revision while review asks for it


@pytest.mark.parametrize(
    ("event", "after"), [(review.FeedbackRequested, "feedback"), (review.ApplicationDeferred, "deferral")]
)
def test_review_opens_the_application_and_a_resubmission_goes_back_to_it(event, after):
    story = Story().accepted().tell(said_by_review(event))
    assert story.state is State.REVISION
    story.answers = {**story.answers, "territory": "worldwide", "transfer_mechanism": "Adequacy regulations"}
    story.submit()
    assert (story.state, story.last.after, story.last.material) == (State.ACCEPTED, after, True)
    assert (story.last.request.version, story.last.route.level) == (2, Assurance.L4)


def test_a_revision_that_changes_nothing_is_refused():
    with refused() as problem:
        Story().revising().submit()
    assert problem.value.code == "unchanged"


def test_a_revision_may_change_documents_only():
    story = Story().revising()
    more = say.AttachDocument(application_id=ID, kind="OTHER", sha256="b" * 64, filename="letter.pdf")
    story.give(more).submit()
    assert (story.last.changes, story.last.request.version) == ((), 2)


@pytest.mark.parametrize("event", [review.CaseReopened, review.CaseScheduled, review.DecisionPrepared])
def test_when_review_goes_on_the_application_is_closed_to_changes(event):
    story = Story().revising().tell(said_by_review(event))
    assert story.state is State.ACCEPTED
    with refused(NotPermitted):
        story.give(say.SaveDraft(application_id=ID, answers={"aim": "Another"}))


@pytest.mark.parametrize(
    ("event", "facts", "state"),
    [
        (review.ApplicationApproved, {}, State.APPROVED),
        (review.ApplicationApprovedProvisionally, {"concerns": ("One",), "valid_until": date(2027, 7, 1)},
         State.APPROVED_PROVISIONAL),
        (review.ApplicationRejected, {}, State.REJECTED),
        (review.CaseClosed, {"reason": "lapsed"}, State.LAPSED),
        (review.CaseClosed, {"reason": "ineligible"}, State.ACCEPTED),
    ],
)  # fmt: skip
def test_the_outcome_of_review_ends_the_application_here(event, facts, state):
    assert Story().accepted().tell(said_by_review(event, **facts)).state is state


def test_an_upheld_appeal_takes_up_what_was_refused():
    for state in (State.REJECTED, State.INELIGIBLE):
        refused_one = replace(Application(id=ID), state=state)
        assert domain.evolve(said_by_review(review.CaseReopened), refused_one).state is State.ACCEPTED


def test_what_review_says_after_withdrawal_changes_nothing():
    story = Story().accepted().give(say.WithdrawApplication(application_id=ID))
    for event in (review.FeedbackRequested, review.ApplicationApproved, review.CaseReopened):
        assert story.tell(said_by_review(event)).state is State.WITHDRAWN


# Ends


@pytest.mark.parametrize("stage", ["started", "submitted", "returned", "accepted", "revising"])
def test_the_lead_withdraws_at_any_time_before_a_decision(stage):
    story = getattr(Story(), stage)()
    left = story.state
    story.give(say.WithdrawApplication(application_id=ID, reason="No funding"))
    assert (story.state, story.last.state_left) == (State.WITHDRAWN, left.value)


def days_later(story, days):
    return domain.silence(story.application, call(SYSTEM, NOON + timedelta(days=days)))


@pytest.mark.parametrize(
    ("stage", "days", "names"),
    [
        ("started", 29, []),
        ("started", 30, ["LapseWarned"]),
        ("started", 180, ["LapseWarned"]),
        ("returned", 53, ["LapseWarned"]),
        ("submitted", 400, []),
        ("accepted", 400, []),
        ("revising", 400, []),
    ],
)
def test_silence_is_warned_of(stage, days, names):
    story = getattr(Story(), stage)()
    assert [type(event).__name__ for event in days_later(story, days)] == names


def looked_at(stage, days):
    """What follows, and on which day, when somebody looks on these days only."""
    story, found = getattr(Story(), stage)(), []
    for day in days:
        events = days_later(story, day)
        found += [(day, type(event).__name__) for event in events]
        story.tell(*events)
    return found


@pytest.mark.parametrize(("stage", "warnings", "end"), [("started", (30, 60, 90), 180), ("returned", (30, 53), 60)])
def test_silence_is_warned_of_on_its_days_and_lapses_on_its_day(stage, warnings, end):
    warned = [(day, "LapseWarned") for day in warnings]
    assert looked_at(stage, range(400)) == [*warned, (end, "ApplicationLapsed")]


@pytest.mark.parametrize("stage", ["started", "returned"])
def test_who_could_not_be_warned_in_time_gets_two_letters_and_a_week_before_the_lapse(stage):
    after = looked_at(stage, range(300, 400))
    assert after == [(300, "LapseWarned"), (307, "LapseWarned"), (314, "ApplicationLapsed")]
    assert looked_at(stage, [300, 300, 301]) == [(300, "LapseWarned")]


@given(days=st.lists(st.integers(0, 500), max_size=12).map(sorted))
def test_nobody_lapses_without_two_letters_the_last_a_week_before(days):
    found = looked_at("started", days)
    letters = [day for day, name in found if name == "LapseWarned"]
    assert len(letters) == len(set(letters))
    for day in (day for day, name in found if name == "ApplicationLapsed"):
        assert day >= 180
        assert len(letters) >= 2
        assert day - letters[-1] >= 7


def test_each_warning_is_given_once_and_doing_something_starts_the_time_again():
    story = Story().started().tell(*days_later(Story().started(), 30))
    assert days_later(story, 31) == []
    assert domain.silence_due(story.application) == NOON + timedelta(days=60)
    story.at = NOON + timedelta(days=40)
    story.give(say.SaveDraft(application_id=ID, answers={"short_title": "X"}))
    assert domain.silence_due(story.application) == NOON + timedelta(days=70)


def lapsed():
    story = Story().returned()
    for days in (30, 53, 60):
        story.tell(*days_later(story, days))
    return story


def test_a_lapsed_application_is_reopened_once_and_within_thirty_days():
    story = lapsed()
    story.at = NOON + timedelta(days=90)
    assert story.give(say.ReopenApplication(application_id=ID)).state is State.VALIDATION_QUERY
    for days in (200, 207, 214):
        story.tell(*days_later(story, days))
    assert story.state is State.LAPSED
    with refused():
        story.give(say.ReopenApplication(application_id=ID))


def test_after_thirty_days_a_lapsed_application_stays_lapsed():
    story = lapsed()
    story.at = NOON + timedelta(days=91)
    with refused() as problem:
        story.give(say.ReopenApplication(application_id=ID))
    assert problem.value.code == "too-late"


# Who may do what


def person(part):
    """Somebody who is exactly `part` to an application that has everybody."""
    return {
        Part.ANYONE: STRANGER,
        Part.LEAD: LEAD,
        Part.TEAM: MEMBER,
        Part.EDITOR: EDITOR,
        Part.READER: READER,
        Part.SIGNATORY: SIGNER,
        Part.INVITED: INVITEE,
        Part.CASE_OFFICER: OFFICER,
        Part.OFFICER: SECOND,
        Part.FREE_OFFICER: SECOND,
        Part.IG_LEAD: IG,
        Part.CHAIR: actor(Role.CHAIR),
    }[part]


def in_state(state, part=Part.OFFICER):
    if state is State.ABSENT:
        return Application(id=ID)
    people = {"lead_id": LEAD.id, "team": (MEMBER.id,), "involved": (SIGNATORY.id,)}
    people["officer_id"] = None if part is Part.FREE_OFFICER else OFFICER.id
    roles = {EDITOR: "edit", READER: "read", SIGNER: "sign"}
    people["collaborators"] = tuple(
        Collaborator(person_id=one.id, role=say.CollaboratorRole(role)) for one, role in roles.items()
    )
    return Application(id=ID, state=state, **people)


def invitation_of(part):
    """The open invitation that names somebody who is `part`."""
    return INVITATION if part is Part.INVITED else None


def command_of(cls):
    """A command that its schema would let through."""
    usual = {
        "application_id": ID, "profile": Profile.HOSPITAL, "title": "A title", "request_type": RequestType.RESEARCH,
        "answers": {}, "kind": "DPIA", "sha256": "a" * 64, "filename": "x.pdf", "document_id": ID, "officer_id": ID,
        "keys": ("aim",), "item": say.CheckItem.PURPOSE, "passed": True, "queries": (), "query_id": ID, "response": "x",
        "level": Assurance.L1, "reason": "long enough a reason", "reasons": ("x",), "starts_at": NOON,
        "place": "Room 2", "purpose": "What is left", "appointment_id": ID, "letter": "B",
        "verified": True,
        "email": "bo@northbridge.example", "role": say.CollaboratorRole.READ, "invitation_id": ID, "person_id": ID,
        "expected_version": 1, "question": "aim", "text": "Why?", "thread_id": ID,
    }  # fmt: skip
    if cls is say.RenewApplication:
        usual["kind"] = say.Again.EXTENSION
    return cls(**{field.name: usual[field.name] for field in dataclasses.fields(cls) if field.name in usual})


TRIES = [(s, p, c) for s, p, c in product(State, Part, COMMANDS) if (p is Part.ANYONE) is (s is State.ABSENT)]


@pytest.mark.parametrize(("state", "part", "cls"), [t for t in TRIES if t[2] not in MAY.get(t[:2], ())])
def test_what_the_table_does_not_allow_is_refused(state, part, cls):
    with refused(NotPermitted):
        facts = Facts(call=call(person(part)), invited=invitation_of(part))
        domain.handle(command_of(cls), in_state(state, part), facts)


@pytest.mark.parametrize(("state", "part", "cls"), [t for t in TRIES if t[2] in MAY.get(t[:2], ())])
def test_what_the_table_allows_passes_the_door(state, part, cls):
    invited = invitation_of(part) is not None
    domain.permit(command_of(cls), in_state(state, part), person(part), invited=invited)
    assert cls in domain.may(in_state(state, part), person(part), invited=invited)


def test_a_stranger_and_whoever_is_only_named_may_do_nothing():
    for state, someone in product(set(State) - {State.ABSENT}, (STRANGER, SIGNATORY)):
        assert domain.may(in_state(state), someone) == frozenset()


def test_operators_and_strangers_do_not_see_an_application():
    frozen = Submission(version=1, sha256="a" * 64, at=NOON, by=LEAD.id)
    application = dataclasses.replace(in_state(State.SUBMITTED), submissions=(frozen,))
    assert domain.reads(application, STRANGER) is None
    assert domain.reads(application, actor(Role.OPERATOR)) is None
    assert domain.reads(application, SIGNATORY) is Reach.METADATA
    assert domain.reads(application, AUDITOR) is Reach.ALL


def test_every_command_is_decided_and_is_in_the_table():
    assert set(domain.decide.registry) - {object} == set(COMMANDS)
    assert {command for allowed in MAY.values() for command in allowed} == set(COMMANDS)


def test_every_event_evolves_the_application():
    from services.intake.domain.application.evolve import evolve

    assert set(EVENTS) <= set(evolve.registry)


def test_another_version_than_the_one_seen_is_a_conflict():
    domain.check_version(None, 5)
    domain.check_version(5, 5)
    with refused(Conflict):
        domain.check_version(4, 5)


@pytest.mark.parametrize("changed", [{}, {"aim": None, "opt_out": "mixed"}, {"start": "2020-01-01", "team": []}])
@pytest.mark.parametrize("queried", [False, True])
def test_what_is_shown_as_missing_is_exactly_what_a_submission_is_refused_for(changed, queried):
    application = (Story().returned() if queried else Story().started()).application
    draft = examples.draft(declared=(), **changed)
    with pytest.raises(Refused) as refused:
        domain.handle(say.SubmitApplication(application_id=ID), application, Facts(call=call(LEAD), draft=draft))
    shown = guards.outstanding(draft, application.queries)
    assert refused.value.problems == tuple(problem for found in shown.values() for problem in found)
    assert bool(shown["G-QUERIES"]) is queried
