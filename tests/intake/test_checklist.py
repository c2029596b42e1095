"""The checklist before an application: presented, confirmed line by line, kept with the request (S1-10)."""

from datetime import timedelta

import pytest

from services.contracts.intake import application as say
from services.contracts.message import Malformed, NotFound, NotPermitted
from services.intake.domain.application.checklist import LINES
from tests.examples import form_of
from tests.intake.test_application_handlers import ALL, LEAD, MEMBER, OFFICER, SECOND, STRANGER, World
from tests.support import NOON

CODES = tuple(line.code for line in LINES)


@pytest.fixture
def world(lite_intake):
    return World(lite_intake)


def confirmed(view):
    return {line.code: (line.confirmed_name, line.confirmed_at) for line in view.checklist if line.confirmed_at}


def test_everybody_reads_the_nine_lines_and_their_documents_before_they_apply():
    shown = form_of(say.ReadForm()).checklist
    assert [line.code for line in shown] == list(CODES)
    assert len(shown) == 9
    assert {line.code: line.documents for line in shown}["flow"] == ("Data-flow diagram",)
    assert not any(line.confirmed_at for line in shown)


def test_what_was_confirmed_when_and_by_whom_is_kept_and_the_officer_sees_it(world):
    world.start().fill().give(say.ConfirmChecklist, confirmed=("minimum", "flow"))
    world.at = NOON + timedelta(days=3)
    world.give(say.ConfirmChecklist, by=MEMBER, confirmed=("flow", "minimum", "basis"))
    names = {person: world.read().named.get(str(person), "") for person in (LEAD.id, MEMBER.id)}
    wanted = {
        "minimum": (names[LEAD.id], NOON), "flow": (names[LEAD.id], NOON), "basis": (names[MEMBER.id], world.at),
    }  # fmt: skip
    assert confirmed(world.read()) == wanted
    assert all(names.values())
    world.give(say.SubmitApplication, declarations=ALL).give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    assert confirmed(world.read(by=OFFICER)) == wanted
    assert len(world.read(by=OFFICER).checklist) == 9, "also what was not confirmed"
    said = [event for event in world.ground.said() if isinstance(event, say.ChecklistConfirmed)]
    assert [(event.by, event.complete) for event in said] == [(LEAD.id, False), (MEMBER.id, False)]


def test_its_completion_is_recorded_and_a_line_that_is_left_out_is_taken_back(world):
    world.start().give(say.ConfirmChecklist, confirmed=tuple(reversed(CODES)))
    assert (world.ground.said()[-1].confirmed, world.ground.said()[-1].complete) == (CODES, True)
    world.give(say.ConfirmChecklist, confirmed=CODES[1:])
    assert tuple(confirmed(world.read())) == CODES[1:]


def test_only_the_applicants_side_confirms_it_and_only_before_it_is_submitted(world):
    world.start()
    with pytest.raises(NotFound):
        world.give(say.ConfirmChecklist, by=STRANGER, confirmed=CODES)
    with pytest.raises(NotPermitted):
        world.give(say.ConfirmChecklist, by=OFFICER, confirmed=CODES)
    with pytest.raises(Malformed):
        world.give(say.ConfirmChecklist, confirmed=("luck",))
    world.fill().give(say.SubmitApplication, declarations=ALL)
    with pytest.raises(NotPermitted):
        world.give(say.ConfirmChecklist, confirmed=CODES)


def test_a_request_is_submitted_without_it_and_shows_that_nobody_went_through_it(world):
    """What it asks is asked by the guards: a tick neither opens nor closes anything."""
    world.submitted()
    assert confirmed(world.read(by=OFFICER)) == {}
    assert [line.text for line in world.read(by=OFFICER).checklist] == [line.text for line in LINES]
