"""Separation of duties of production and access (domain 9.3): each rule, and somebody who holds every role trying to
break it."""

from dataclasses import replace

import pytest

from services.contracts import provisioning as p
from services.contracts.message import Actor, NotPermitted, Refused, Role
from services.contracts.provisioning import ProjectState, ReleaseState
from services.provisioning.domain import waiting
from services.provisioning.domain.may import Part, parts, seen_as
from tests.provisioning import given
from tests.provisioning.given import (
    ADMIN,
    APPLICATION,
    BUILDER,
    CHECKER,
    ENDS_AT,
    LEAD,
    MEMBER,
    NOON,
    ONE,
    OTHER,
    READY,
    TRAINING,
)


def mighty(somebody: Actor) -> Actor:
    """The same person with every role there is."""
    return replace(somebody, roles=given.EVERY_ROLE)


def steps():
    """Each step of staff, and a project on which it is the next."""
    cohort = given.signed(given.request(cohort=given.SUPPLIED), needs_cohort=True)
    waits = given.obey(given.opened(), LEAD, given.terms())
    start = p.StartProduction(application_id=APPLICATION)
    make = p.CreateWorkspace(application_id=APPLICATION)
    refuse = p.RefuseUser(application_id=APPLICATION, person_id=LEAD.id, reason="not who they say")
    return {
        "verify": (waits, given.verify(), ADMIN),
        "refuse": (waits, refuse, ADMIN),
        "start": (given.verified(given.signed()), start, BUILDER),
        "build": (given.started(), given.build(), BUILDER),
        "check": (given.produced(), given.quality(), CHECKER),
        "approve": (given.checked(), given.approve(), ONE),
        "create": (given.released(), make, ADMIN),
        "activate": (given.settled(), given.activate(), ADMIN),
        "remove": (given.active(), given.remove(MEMBER), ADMIN),
        "cohort": (
            cohort, p.UploadCohort(application_id=APPLICATION, sha256=given.SHA, filename="DAR-2026-00042.csv"), MEMBER
        ),
    }  # fmt: skip


STAFF_STEPS = [name for name in steps() if name != "cohort"]
KNOWN = replace(TRAINING, files=READY.files)


@pytest.mark.parametrize("step", list(steps()))
def test_the_right_person_may(step):
    project, command, somebody = steps()[step]
    assert given.ask(project, somebody, command, known=KNOWN)


@pytest.mark.parametrize("outsider", [LEAD, MEMBER], ids=["lead", "team"])
@pytest.mark.parametrize("step", STAFF_STEPS)
def test_sod_01_nobody_named_in_the_request_works_on_it_whatever_their_roles(step, outsider):
    project, command, _ = steps()[step]
    with pytest.raises(NotPermitted):
        given.ask(project, mighty(outsider), command, known=KNOWN)
    assert type(command).__name__ not in waiting.offered(project, mighty(outsider), NOON)


def test_sod_01_a_signatory_and_a_submitter_have_no_other_part():
    party = replace(given.request().controllers[0], signatory_id=given.UUID(int=88))
    project = given.signed(
        given.request(controllers=(party,), cohort=replace(given.SUPPLIED, submitter_id=given.UUID(int=89))),
        needs_cohort=True,
    )
    assert parts(project, Actor(id=given.UUID(int=88), roles=given.EVERY_ROLE)) == {Part.SIGNATORY}
    assert parts(project, Actor(id=given.UUID(int=89), roles=given.EVERY_ROLE)) == {Part.SUBMITTER}


def test_sod_01_somebody_who_was_removed_stays_named():
    project = given.obey(given.active(), ADMIN, given.remove(MEMBER))
    assert parts(project, mighty(MEMBER)) == {Part.MEMBER}
    project = given.obey(given.verified(given.active(), MEMBER), ADMIN, given.remove(LEAD, MEMBER))
    assert parts(project, mighty(LEAD)) == {Part.MEMBER}


HELPER = given.person(4001, "Hal Perkin")


def test_sod_01_whoever_helped_with_the_request_has_no_part_in_its_project_unless_it_names_them():
    project = given.signed(given.request(helpers=(HELPER.id, MEMBER.id)))
    for somebody in (HELPER, mighty(HELPER)):
        assert parts(project, somebody) == {Part.NONE}
        assert seen_as(project, somebody) == frozenset()
        assert waiting.offered(project, somebody, NOON) == ()
    assert parts(project, MEMBER) == {Part.MEMBER}, "a data user who was invited too is what the request names"
    assert parts(given.signed(), mighty(HELPER)) != {Part.NONE}


def test_sod_06_the_builder_does_not_check_the_quality():
    with pytest.raises(NotPermitted) as raised:
        given.ask(given.produced(), mighty(BUILDER), given.quality())
    assert raised.value.code == "sod-06"


def test_sod_06_the_builder_does_not_approve():
    for project in (given.checked(), given.obey(given.checked(), ONE, given.approve())):
        with pytest.raises(NotPermitted) as raised:
            given.ask(project, mighty(BUILDER), given.approve())
        assert raised.value.code == "sod-06"


def test_sod_06_one_approver_is_not_two():
    project = given.obey(given.checked(), ONE, given.approve())
    with pytest.raises(NotPermitted) as raised:
        given.ask(project, mighty(ONE), given.approve())
    assert raised.value.code == "sod-06"
    assert project.state is ProjectState.PRODUCTION


def test_sod_06_the_checker_may_be_one_of_the_two_so_three_people_suffice():
    checker = replace(CHECKER, roles=CHECKER.roles | {Role.RELEASE_APPROVER})
    project = given.obey(given.obey(given.checked(), checker, given.approve()), ONE, given.approve())
    assert project.release.state is ReleaseState.APPROVED
    assert len({BUILDER.id, project.release.checked_by, *project.release.approved_by}) == 3


def test_sod_06_the_builder_of_the_rebuild_is_the_one_who_counts():
    failed = given.obey(given.produced(), CHECKER, given.quality(passed=False, schema="a column too many"))
    project = given.obey(failed, mighty(ONE), given.build())
    assert project.release.builder_id == ONE.id
    remade = replace(
        project, releases=(*project.releases[:-1], replace(project.release, state=ReleaseState.AWAITING_APPROVAL_1,
                                                           manifest_sha256=given.MANIFEST)),
    )  # fmt: skip
    with pytest.raises(NotPermitted) as raised:
        given.ask(remade, mighty(ONE), given.approve())
    assert raised.value.code == "sod-06"


def test_sod_06_no_role_of_the_account_stands_in_for_another():
    for project, command, roles in (
        (given.produced(), given.quality(), {Role.RELEASE_APPROVER, Role.SDE_ADMIN, Role.PRODUCTION_ANALYST}),
        (given.checked(), given.approve(), {Role.PRODUCTION_QA, Role.SIRO, Role.CALDICOTT_GUARDIAN}),
        (given.started(), given.build(), {Role.PRODUCTION_QA, Role.SDE_ADMIN, Role.ADMINISTRATOR}),
    ):
        with pytest.raises(NotPermitted):
            given.ask(project, replace(OTHER, roles=frozenset(roles)), command)


def test_sod_12_and_13_administrators_and_operators_see_no_data():
    for role in given.EVERY_ROLE - {Role.PERSON}:
        somebody = replace(OTHER, roles=frozenset({role}))
        for message in (p.OpenWorkspaceFile, p.ListWorkspaceFiles):
            assert message.__name__ not in waiting.offered(given.active(), somebody, NOON)
        with pytest.raises(NotPermitted):
            given.ask(given.active(), somebody, given.open_file())


def test_sod_17_nobody_verifies_a_user_of_their_own_team_nor_themselves():
    project = given.obey(given.opened(), LEAD, given.terms())
    for verifier in (LEAD, MEMBER):
        with pytest.raises(NotPermitted):
            given.ask(project, mighty(verifier), given.verify(), known=TRAINING)


def test_only_the_named_submitter_hands_in_a_cohort_whoever_asks():
    project, command, _ = steps()["cohort"]
    for other in (LEAD, BUILDER, ADMIN, CHECKER):
        with pytest.raises(NotPermitted):
            given.ask(project, mighty(other), command)


def test_nothing_is_done_after_the_end():
    project = given.heard(given.active(), given.expired())
    for _, command, somebody in steps().values():
        with pytest.raises(Refused):
            given.ask(project, mighty(somebody), command, ENDS_AT, KNOWN)


def test_who_did_what_is_remembered():
    project = given.active()
    assert project.did(BUILDER.id) == {"started production", "built"}
    assert project.did(CHECKER.id) == {"checked the quality"}
    assert project.did(ONE.id) == project.did(OTHER.id) == {"approved the release"}
    assert project.did(ADMIN.id) == {"verified a user", "refused a user", "made the workspace", "activated the project"}
