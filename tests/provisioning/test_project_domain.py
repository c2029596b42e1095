"""Given this history, this is asked: these events follow, or this refusal. No database, no files."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.contracts import agreements, wire
from services.contracts import provisioning as p
from services.contracts.message import Actor, Command, CommandRefused, Event, NotPermitted, Query, Refused, Role
from services.contracts.provisioning import (
    CohortState,
    IdentityMethod,
    MemberState,
    ProjectState,
    QualityCheck,
    ReleaseState,
)
from services.contracts.request import Access, CohortWanted, DatasetWanted, Legal, Level, Profile
from services.contracts.review import ConditionKind, ConditionMet
from services.provisioning.domain import (
    access,
    days,
    guards,
    held,
    may,
    membership,
    rules,
    specification,
    waiting,
)
from services.provisioning.domain.may import MAY, Part
from services.provisioning.domain.project import Project
from services.provisioning.service import ProvisioningService
from tests.provisioning import given
from tests.provisioning.given import (
    ADMIN,
    APPLICATION,
    AUDITOR,
    BUILDER,
    CHECKER,
    ENDS_AT,
    LEAD,
    MEMBER,
    NOON,
    ONE,
    OTHER,
    READY,
    STRANGER,
    TRAINED,
    TRAINING,
)


def code_of(raised: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {raised.value.code, *(problem.code for problem in raised.value.problems)}


def names(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


# The table


COMMANDS = [cls for cls in wire.messages_of("provisioning", Command) if issubclass(cls, Command)]
OWN = [cls for cls in wire.messages_of("provisioning", Event) if cls is not CommandRefused]


def test_every_command_is_in_the_table_is_decided_and_makes_sense_somewhere():
    for command in COMMANDS:
        assert rules.decide.dispatch(command) is not rules.decide.dispatch(object), command
        assert any(command in allowed for allowed in MAY.values()), command
        assert command in waiting.SENSIBLE, command


def test_every_event_of_ours_evolves_and_every_event_we_hear_is_learned():
    for event in OWN:
        assert rules.evolve.dispatch(event) is not rules.evolve.dispatch(object), event
    heard = [reaction.event for reaction in _reactions() if reaction.event.__module__.split(".")[2] != "intake"]
    assert len(heard) == 10
    for event in heard:
        assert rules.learn.dispatch(event) is not rules.learn.dispatch(object), event


def _reactions():
    members = (getattr(ProvisioningService, name) for name in dir(ProvisioningService))
    return [member.reaction for member in members if hasattr(member, "reaction")]


def test_the_bus_answers_every_command_and_query():
    for message in (*COMMANDS, *wire.messages_of("provisioning", Query)):
        assert hasattr(ProvisioningService, wire.method(message)), message


PARTS = {
    Part.MEMBER: LEAD, Part.SUBMITTER: Actor(id=given.UUID(int=77), roles=frozenset({Role.PERSON})),
    Part.SIGNATORY: Actor(id=given.UUID(int=78), roles=frozenset({Role.PERSON})), Part.ANALYST: BUILDER,
    Part.QA: CHECKER, Part.APPROVER: ONE, Part.SDE_ADMIN: ADMIN, Part.READER: AUDITOR, Part.NONE: STRANGER,
}  # fmt: skip


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("state", list(ProjectState))
def test_whatever_the_table_does_not_allow_is_refused(state: ProjectState, part: Part):
    """All states, all parts, all commands: a command outside the table never reaches its decision."""
    party = replace(given.request().controllers[0], signatory_id=PARTS[Part.SIGNATORY].id)
    asked = given.request(controllers=(party,))
    project = replace(given.opened(asked), state=state)
    project = replace(project, cohort=replace(project.cohort, submitter_id=PARTS[Part.SUBMITTER].id))
    assert may.parts(project, PARTS[part]) == {part}
    for command in COMMANDS:
        if command in MAY[state, part]:
            continue
        blank = object.__new__(command)
        with pytest.raises(NotPermitted, match=f"you may not give {command.__name__}"):
            rules.handle(blank, project, given.call(PARTS[part]))


def test_nobody_is_offered_what_the_table_forbids():
    early = (given.opened(), given.signed(), given.started())
    for project in (*early, given.produced(), given.released(), given.active()):
        for part, person in PARTS.items():
            if part in (Part.SUBMITTER, Part.SIGNATORY):
                continue
            allowed = {one.__name__ for one in MAY[project.state, part]}
            assert set(waiting.offered(project, person, NOON)) <= allowed


# Users


def test_a_project_opens_with_the_people_named_in_the_request_not_yet_verified():
    project = given.opened()
    assert project.state is ProjectState.SETUP
    assert [(one.person_id, one.state) for one in project.members] == [
        (LEAD.id, MemberState.REQUESTED), (MEMBER.id, MemberState.REQUESTED)
    ]  # fmt: skip
    assert rules.hear(given.generated(), project, given.call()) == []


def test_a_user_is_verified_with_identity_terms_training_and_affiliation():
    project = given.obey(given.opened(), LEAD, given.terms())
    [event] = given.ask(project, ADMIN, given.verify(), known=TRAINING)
    assert isinstance(event, p.DataUserVerified)
    assert (event.person_id, event.valid_to, event.last4) == (LEAD.id, TRAINED, "1234")


@pytest.mark.parametrize(
    ("change", "training", "problem"),
    [
        ({}, None, "training-not-in-date"),
        ({}, date(2026, 6, 30), "training-not-in-date"),
        ({"training_expires": TRAINED + timedelta(days=1)}, TRAINED, "training-differs"),
        ({"affiliation": given.UUID(int=999)}, TRAINED, "affiliation-unknown"),
        ({"last4": "12"}, TRAINED, "identity-incomplete"),
        ({"document_type": ""}, TRAINED, "identity-incomplete"),
    ],
)
def test_each_part_of_the_check_of_a_user_can_fail(change, training, problem):
    project = given.obey(given.opened(), LEAD, given.terms())
    with pytest.raises(Refused) as raised:
        given.ask(project, ADMIN, given.verify(**change), known=rules.Known(training=training))
    assert code_of(raised) == {"guards-unmet", problem}


def test_without_terms_nobody_is_verified_and_old_terms_are_not_terms():
    with pytest.raises(Refused) as raised:
        given.ask(given.opened(), ADMIN, given.verify(), known=TRAINING)
    assert code_of(raised) == {"guards-unmet", "terms-not-accepted"}
    with pytest.raises(Refused) as raised:
        given.ask(given.opened(), LEAD, p.AcceptUserTerms(application_id=APPLICATION, version="2019-1"))
    assert raised.value.code == "terms-version"


def test_an_institutional_sign_in_needs_no_document():
    project = given.obey(given.opened(), LEAD, given.terms())
    command = given.verify(identity_method=IdentityMethod.INSTITUTIONAL_SIGN_IN, document_type="", last4="")
    assert names(given.ask(project, ADMIN, command, known=TRAINING)) == ["DataUserVerified"]


def test_nobody_can_be_verified_who_is_not_named_in_the_agreement():
    with pytest.raises(Refused) as raised:
        given.ask(given.opened(), ADMIN, given.verify(STRANGER), known=TRAINING)
    assert raised.value.code == "not-named"


def test_a_refused_user_can_be_verified_when_the_reason_is_gone():
    project = given.obey(given.opened(), LEAD, given.terms())
    refusal = p.RefuseUser(application_id=APPLICATION, person_id=LEAD.id, reason="the contract has ended")
    project = given.obey(project, ADMIN, refusal)
    assert project.member(LEAD.id).state is MemberState.REFUSED
    project = given.obey(project, ADMIN, given.verify(), known=TRAINING)
    assert project.member(LEAD.id).state is MemberState.VERIFIED


def test_membership_ends_with_the_training_and_returns_with_its_renewal():
    project = given.active()
    on_the_day = given.call(at=given.day_after(TRAINED) - timedelta(seconds=1))
    after = given.call(at=given.day_after(TRAINED))
    assert membership.expired(project, on_the_day) == []
    events = membership.expired(project, after)
    assert names(events) == ["MembershipSuspended"]
    project = rules.fold(events, project)
    assert membership.expired(project, after) == []
    later = TRAINED + timedelta(days=365)
    assert membership.judged(project, LEAD.id, later, False, after) == []
    [restored] = membership.judged(project, LEAD.id, later, True, after)
    project = rules.fold([restored], project)
    assert (project.member(LEAD.id).state, project.member(LEAD.id).valid_to) == (MemberState.ACTIVE, later)


def test_evidence_that_is_rejected_suspends_and_better_evidence_extends():
    project, later = given.active(), TRAINED + timedelta(days=30)
    assert names(membership.judged(project, LEAD.id, None, False, given.call())) == ["MembershipSuspended"]
    assert names(membership.judged(project, LEAD.id, later, True, given.call())) == ["MembershipExtended"]
    assert membership.judged(project, LEAD.id, TRAINED, True, given.call()) == []
    assert membership.judged(project, STRANGER.id, later, True, given.call()) == []


# The specification and the start


def test_the_specification_is_what_the_agreement_grants():
    asked = given.request(
        level=Level.DEIDENTIFIED_WITH_DATES,
        datasets=(DatasetWanted(dataset="HES_APC", fields=("DIAG_01..03", "SEX"), year_from=2022, year_to=2024,
                                reason="Admissions"),),
        cohort=CohortWanted(source="criteria", age_from=50, condition_codes=("I21",)),
        legal=Legal(confidentiality="s251_reg5", opt_out="applied"),
    )  # fmt: skip
    assert specification.of(asked) == {
        "level": "de-identified_with_dates_or_geo",
        "datasets": [{"id": "HES_APC", "fields": ["DIAG_01", "DIAG_02", "DIAG_03", "SEX"],
                      "justifications": dict.fromkeys(["DIAG_01", "DIAG_02", "DIAG_03", "SEX"], "Admissions"),
                      "years": {"from": 2022, "to": 2024}}],
        "cohort": {"source": "criteria", "age": {"from": 50, "to": 130}, "conditions": ["I21"]},
        "optout": {"position": "applied", "route": "s251_reg5"},
    }  # fmt: skip


@pytest.mark.parametrize("dataset", sorted(held.ABSENT))
def test_a_dataset_without_named_fields_gives_those_that_need_no_reason_and_are_held(dataset):
    asked = given.request(datasets=(DatasetWanted(dataset=dataset),))
    fields = specification.of(asked)["datasets"][0]["fields"]
    assert fields
    assert all(held.holds(dataset, field) for field in fields)
    assert specification.check(specification.of(asked)).datasets == (dataset,)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"datasets": (DatasetWanted(dataset="MHSDS", fields=("PERSON_ID",)),)}, "dataset-not-held"),
        ({"datasets": (DatasetWanted(dataset="HES_APC", fields=("SUSHRG",)),)}, "field-not-held"),
        ({"datasets": (DatasetWanted(dataset="HES_APC", fields=("NEWNHSNO",)),)}, "field-never-leaves"),
        ({"datasets": (DatasetWanted(dataset="HES_APC", fields=("ETHNOS",)),)}, "field-unjustified"),
        ({"level": Level.IDENTIFIABLE}, "level-not-produced"),
        ({"cohort": CohortWanted(source="criteria")}, "cohort-unbounded"),
    ],
)
def test_an_agreement_that_cannot_be_produced_stops_before_production_by_name(change, code):
    project = given.signed(given.request(**change))
    with pytest.raises(Refused) as raised:
        given.ask(project, BUILDER, p.StartProduction(application_id=APPLICATION))
    assert code_of(raised) == {"guards-unmet", "G-SPEC"}
    assert code in raised.value.detail


def test_what_the_application_says_after_the_agreement_was_signed_changes_nothing():
    signed = given.request(datasets=(DatasetWanted(dataset="HES_OP", fields=("SEX",)),))
    project = given.heard(given.opened(given.request()), given.in_force(signed))
    [event] = given.ask(project, BUILDER, p.StartProduction(application_id=APPLICATION))
    assert [dataset["id"] for dataset in event.specification["datasets"]] == ["HES_OP"]
    assert event.specification_sha256 == specification.sha256(event.specification)


def condition_met(number: str, everything: bool) -> ConditionMet:
    facts = {"reference": "R", "condition_id": UUID(number), "number": 1, "kind": ConditionKind.PRECEDENT}
    return ConditionMet(subject=APPLICATION, at=NOON, by=ADMIN.id, **facts, all_precedent_met=everything)


NEED = agreements.AgreedCondition(condition_id=str(given.UUID(int=5)), number=1, text="first", kind="precedent")


def test_each_guard_of_the_start_of_production_is_named_when_unmet():
    needs = {"needs_letter": True, "needs_service_agreement": True, "needs_cohort": True, "conditions": (NEED,)}
    project = given.opened(given.request(cohort=given.SUPPLIED), **needs)
    found = {problem.code for problem in guards.to_start(project, NOON)}
    assert found == {"G-DSA-EFFECTIVE", "G-COND-PREC", "G-COHORT", "G-DRCL", "G-SVC"}
    with pytest.raises(Refused) as raised:
        given.ask(project, BUILDER, p.StartProduction(application_id=APPLICATION))
    assert code_of(raised) == found | {"guards-unmet"}


def test_a_condition_met_before_the_agreement_is_here_counts():
    early = given.heard(Project(id=APPLICATION), condition_met(NEED.condition_id, False))
    project = given.heard(early, given.generated(conditions=(NEED,)))
    assert guards.conditions_met(project)
    assert not guards.conditions_met(given.opened(conditions=(NEED,)))
    last = condition_met(str(UUID(int=6)), True)
    assert guards.conditions_met(given.heard(given.opened(conditions=(NEED,)), last))


def test_the_service_agreement_and_the_letter_meet_their_guards():
    project = given.signed(needs_letter=True, needs_service_agreement=True)
    signature = agreements.Signature(party="x", party_name="x", person_id=LEAD.id, person_name="x", at=NOON,
                                     text_sha256=given.SHA, statement="x")  # fmt: skip
    common = {"subject": APPLICATION, "at": NOON, "by": LEAD.id, "reference": "R", "agreement_ref": "A"}
    service = agreements.ServiceAgreementSigned(**common, service=Access.SDE, terms_version="1", signature=signature)
    letter = agreements.ReleaseLetterIssued(**common, number="DRCL-1", sha256="", text_sha256="", users=())
    assert guards.to_start(given.heard(project, service, letter), NOON) == []
    assert {one.code for one in guards.to_start(given.heard(project, service), NOON)} == {"G-DRCL"}


def test_production_does_not_start_before_the_term_nor_after_its_end():
    project, before = given.signed(), NOON - timedelta(days=2)
    for at in (before, ENDS_AT):
        assert {one.code for one in guards.to_start(project, at)} == {"G-DSA-EFFECTIVE"}


# The cohort


def cohort_project() -> Project:
    return given.signed(given.request(cohort=given.SUPPLIED), needs_cohort=True)


def upload() -> p.UploadCohort:
    return p.UploadCohort(application_id=APPLICATION, sha256=given.SHA, filename="DAR-2026-00042_a.csv")


def test_a_cohort_is_awaited_from_the_agreement_on_with_the_columns_it_permits():
    asked = given.request(cohort=given.SUPPLIED)
    project = given.opened(asked, needs_cohort=True)
    assert project.cohort.state is CohortState.NEEDED
    learned = rules.learn(given.in_force(asked), project)
    [event] = rules.hear(given.in_force(asked), learned, given.call())
    assert isinstance(event, p.CohortAwaited)
    assert (event.submitter_id, event.permitted_columns) == (
        MEMBER.id, ("UNIQUE_REFERENCE", "NHS_NO", "DATE_OF_BIRTH", "GENDER")
    )  # fmt: skip


def test_a_cohort_comes_after_the_agreement_and_not_after_its_end():
    early = replace(cohort_project(), in_force=False)
    for project, at in ((early, NOON), (cohort_project(), ENDS_AT)):
        with pytest.raises(Refused) as raised:
            given.ask(project, MEMBER, upload(), at)
        assert raised.value.code == "agreement-not-in-force"


def test_a_second_file_waits_for_the_result_of_the_first():
    project = given.obey(cohort_project(), MEMBER, upload())
    with pytest.raises(Refused) as raised:
        given.ask(project, MEMBER, upload())
    assert raised.value.code == "being-examined"


# Quality and release


def test_a_release_goes_through_quality_and_two_approvals():
    project = given.produced()
    assert project.release.state is ReleaseState.QA
    project = given.obey(project, CHECKER, given.quality())
    assert project.release.state is ReleaseState.AWAITING_APPROVAL_1
    [first] = given.ask(project, ONE, given.approve())
    assert not first.final
    project = rules.fold([first], project)
    assert project.state is ProjectState.PRODUCTION
    [second] = given.ask(project, OTHER, given.approve())
    assert second.final
    assert rules.fold([second], project).state is ProjectState.PROVISIONING


def test_nothing_is_approved_before_its_quality_was_checked():
    with pytest.raises(Refused) as raised:
        given.ask(given.produced(), ONE, given.approve())
    assert raised.value.code == "nothing-to-approve"


def test_a_checklist_is_complete_and_its_result_follows_from_it():
    whole = given.quality()
    short = replace(whole, checklist=whole.checklist[1:])
    silent = replace(whole, passed=False, checklist=(QualityCheck(item="schema", passed=False), *whole.checklist))
    for command, code in (
        (short, "checklist-incomplete"), (silent, "checklist-incomplete"),
        (given.quality(passed=True, schema="a column too many"), "checklist-contradicts"),
        (given.quality(passed=False), "checklist-contradicts"),
    ):  # fmt: skip
        with pytest.raises(Refused) as raised:
            given.ask(given.produced(), CHECKER, command)
        assert raised.value.code == code


def test_a_failed_quality_check_is_followed_by_a_new_build():
    project = given.obey(given.produced(), CHECKER, given.quality(passed=False, schema="a column too many"))
    assert project.release.state is ReleaseState.QA_FAILED
    project = given.obey(project, BUILDER, given.build())
    assert [one.state for one in project.releases] == [ReleaseState.SUPERSEDED, ReleaseState.BUILDING]
    assert [one.release_ref for one in project.releases] == ["DAR-2026-00042-R01", "DAR-2026-00042-R02"]


def test_what_is_signed_for_is_the_manifest_that_was_shown():
    for by, command in ((CHECKER, given.quality(manifest="ee" * 32)), (ONE, given.approve("ee" * 32))):
        with pytest.raises(Refused) as raised:
            given.ask(given.produced(), by, command)
        assert raised.value.code == "another-release"


def test_an_old_opt_out_check_stops_the_release_until_it_is_made_again():
    late = NOON + timedelta(days=7, seconds=1)
    for project, by in ((given.checked(), ONE), (given.obey(given.checked(), ONE, given.approve()), OTHER)):
        given.ask(project, by, given.approve(), at=NOON + timedelta(days=7))
        with pytest.raises(Refused) as raised:
            given.ask(project, by, given.approve(), at=late)
        assert code_of(raised) == {"guards-unmet", "G-OPTOUT-FRESH"}
    with pytest.raises(Refused):
        given.ask(given.checked(), BUILDER, given.build())
    assert names(given.ask(given.checked(), BUILDER, given.build(), at=late)) == ["ReleaseBuilding"]


def test_where_opt_outs_are_not_applied_no_check_grows_old_and_without_evidence_nothing_leaves():
    exempt = given.record(applied=False, method="not-applied", checked_at=None)
    project = given.obey(given.produced(record=exempt), CHECKER, given.quality())
    assert names(given.ask(project, ONE, given.approve(), at=NOON + timedelta(days=60))) == ["ReleaseApproved"]
    bare = replace(project, releases=tuple(replace(one, optout=None) for one in project.releases))
    with pytest.raises(Refused) as raised:
        given.ask(bare, ONE, given.approve())
    assert "G-OPTOUT-FRESH" in code_of(raised)


def test_a_release_that_goes_beyond_the_agreement_is_not_approved():
    wide = {"HOSP_OMOP.person": {"columns": [{"name": "person_id"}, {"name": "postcode"}], "rows": 7}}
    project = given.obey(given.produced(schema=wide), CHECKER, given.quality())
    with pytest.raises(Refused) as raised:
        given.ask(project, ONE, given.approve())
    assert code_of(raised) == {"guards-unmet", "G-SPEC-MATCH"}
    assert "HOSP_OMOP.person.postcode" in raised.value.detail


# The workspace


def test_a_workspace_takes_verified_users_only():
    project = given.provisioned()
    assert project.member(LEAD.id).state is MemberState.ACTIVE
    assert project.member(MEMBER.id).state is MemberState.REQUESTED
    with pytest.raises(Refused) as raised:
        given.ask(project, ADMIN, p.AddWorkspaceMember(application_id=APPLICATION, person_id=MEMBER.id))
    assert raised.value.code == "not-verified"
    joined = given.verified(project, MEMBER)
    command = p.AddWorkspaceMember(application_id=APPLICATION, person_id=MEMBER.id)
    assert names(given.ask(joined, ADMIN, command)) == ["MemberAdded"]


def test_without_a_verified_user_there_is_no_workspace():
    project = given.released()
    late = given.day_after(TRAINED)
    with pytest.raises(Refused) as raised:
        given.ask(project, ADMIN, p.CreateWorkspace(application_id=APPLICATION), late, READY)
    assert raised.value.code == "no-verified-user"


def test_a_project_goes_live_with_a_smoke_test_a_member_and_unchanged_files():
    [event] = given.ask(given.provisioned(), ADMIN, given.activate(), known=READY)
    assert (event.members, event.ends_at) == ((LEAD.id,), ENDS_AT)
    with pytest.raises(Refused) as raised:
        given.ask(given.provisioned(), ADMIN, given.activate(), known=rules.Known(files=()))
    assert raised.value.code == "files-differ"
    alone = given.verified(given.provisioned(), MEMBER)
    alone = given.obey(alone, ADMIN, given.remove(LEAD, MEMBER))
    with pytest.raises(Refused) as raised:
        given.ask(alone, ADMIN, given.activate(), known=READY)
    assert raised.value.code == "no-member"


def test_a_lead_leaves_only_with_a_successor_who_is_verified():
    project = given.active()
    wrong = "successor-not-a-member"
    for successor, code in ((None, "successor-needed"), (MEMBER, wrong), (LEAD, wrong)):
        with pytest.raises(Refused) as raised:
            given.ask(project, ADMIN, given.remove(LEAD, successor))
        assert raised.value.code == code
    project = given.obey(given.verified(project, MEMBER), ADMIN, given.remove(LEAD, MEMBER))
    assert project.lead_id == MEMBER.id
    with pytest.raises(NotPermitted) as refused:
        given.ask(project, LEAD, given.open_file())
    assert refused.value.code == "not-a-member"


def test_opening_a_file_is_recorded_with_who_and_which():
    [event] = given.ask(given.active(), LEAD, given.open_file())
    assert isinstance(event, p.DataAccessed)
    assert (event.person_id, event.file, event.sha256) == (LEAD.id, "HOSP_OMOP.person.csv", given.SHA)


def test_the_grant_carries_its_end():
    project = given.active()
    assert access.granted(project, given.call(LEAD)) == given.day_after(TRAINED)
    for at, code in ((given.day_after(TRAINED), "membership-ended"), (ENDS_AT, "agreement-ended")):
        with pytest.raises(NotPermitted) as raised:
            given.ask(project, LEAD, given.open_file(), at)
        assert raised.value.code == code
    with pytest.raises(NotPermitted) as raised:
        given.ask(project, MEMBER, given.open_file())
    assert raised.value.code == "not-a-member"


def test_a_day_ends_at_midnight_in_london_in_summer_and_in_winter():
    assert days.day_after(date(2026, 6, 30)) == datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
    assert days.day_after(date(2026, 12, 31)) == datetime(2027, 1, 1, tzinfo=UTC)


# Suspension and the end


def test_a_suspension_locks_at_once_and_its_lifting_returns_to_where_it_was():
    for project in (given.signed(), given.started(), given.provisioned(), given.active()):
        locked = given.heard(project, given.suspended())
        assert locked.state is ProjectState.SUSPENDED
        assert guards.effective(locked, NOON) is not None
        assert given.heard(locked, given.suspended()) == locked
        assert given.heard(locked, given.reinstated()).state is project.state
    with pytest.raises(NotPermitted):
        given.ask(given.heard(given.active(), given.suspended()), LEAD, given.open_file())


def test_data_that_become_ready_during_a_suspension_wait_for_its_end():
    project = given.heard(given.produced(), given.suspended())
    with pytest.raises(NotPermitted):
        given.ask(project, CHECKER, given.quality())
    assert names(given.ask(given.heard(project, given.reinstated()), CHECKER, given.quality())) == ["QualityChecked"]


def test_the_end_revokes_and_the_order_destroys_whichever_comes_first():
    for events in ((given.expired(), given.ordered()), (given.ordered(), given.expired())):
        project, said = given.active(), []
        for event in events:
            project = rules.learn(event, project)
            follow = rules.hear(event, project, given.call(at=ENDS_AT))
            project, said = rules.fold(follow, project), said + names(follow)
        assert said == ["AccessRevoked", "DestructionStarted"]
        assert project.state is ProjectState.ENDED
    assert rules.hear(given.ordered(), project, given.call()) == []


def test_a_project_that_never_had_data_ends_as_well():
    project = given.heard(given.opened(), given.expired(), given.ordered())
    assert (project.state, project.ordered) == (ProjectState.ENDED, True)


# What people see


def test_the_label_is_the_first_unmet_thing_in_the_order_of_the_profile():
    assert guards.label(given.opened()) == "Verifying users"
    assert guards.label(given.opened(given.request(profile=Profile.DARS))) == "Agreement to be signed"
    assert guards.label(given.verified(given.signed())) == "Data being prepared"
    assert guards.label(given.released()) == "Access being set up"
    assert guards.label(given.active()) == "Active"
    assert guards.label(given.heard(given.active(), given.suspended())) == "Suspended"


def test_what_waits_for_whom_follows_the_release():
    waits = [
        {(one.who, one.command) for one in waiting.waits(project) if one.who in set(Role)}
        for project in (given.signed(), given.started(), given.building(), given.produced(), given.checked(),
                        given.released(), given.provisioned(), given.active())
    ]  # fmt: skip
    assert waits == [
        {("production-analyst", "StartProduction")}, {("production-analyst", "BuildRelease")}, set(),
        {("production-qa", "CheckQuality")}, {("release-approver", "ApproveRelease")},
        {("sde-admin", "CreateWorkspace")}, {("sde-admin", "ActivateProject")}, set(),
    ]  # fmt: skip


def test_a_release_is_due_fourteen_weekdays_after_the_agreement():
    [task] = [one for one in waiting.waits(given.signed()) if one.command == "StartProduction"]
    assert task.due_on == date(2026, 7, 21)
