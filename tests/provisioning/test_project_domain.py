"""Who may ask what and when, in full; and what people see of a project."""

from dataclasses import replace
from datetime import date

import pytest

from services.contracts import provisioning as p
from services.contracts import wire
from services.contracts.message import Actor, Command, Event, NotPermitted, Query, Role
from services.contracts.operations import SAID_BY_ALL
from services.contracts.provisioning import (
    ProjectState,
)
from services.contracts.request import Profile
from services.provisioning.domain import (
    guards,
    may,
    rules,
    waiting,
)
from services.provisioning.domain.may import MAY, Part
from services.provisioning.service import ProvisioningService
from tests.provisioning import given
from tests.provisioning.given import (
    ADMIN,
    AUDITOR,
    BUILDER,
    CHECKER,
    LEAD,
    NOON,
    ONE,
    STRANGER,
)

# The table


COUNTS = {p.CountFeasibility, p.FeasibilityAsked, p.FeasibilityCounted, p.FeasibilityNotCounted}  # of no project
COMMANDS = [cls for cls in wire.messages_of("provisioning", Command) if cls not in COUNTS]
OWN = [cls for cls in wire.messages_of("provisioning", Event) if cls not in {*SAID_BY_ALL, *COUNTS}]


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
                        given.released(), given.settled(), given.active())
    ]  # fmt: skip
    assert waits == [
        {("production-analyst", "StartProduction")}, {("production-analyst", "BuildRelease")}, set(),
        {("production-qa", "CheckQuality")}, {("release-approver", "ApproveRelease")},
        {("sde-admin", "CreateWorkspace")}, {("sde-admin", "ActivateProject")}, set(),
    ]  # fmt: skip


def test_a_release_is_due_fourteen_weekdays_after_the_agreement():
    [task] = [one for one in waiting.waits(given.signed()) if one.command == "StartProduction"]
    assert task.due_on == date(2026, 7, 21)
