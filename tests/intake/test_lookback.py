"""Some of the requests that a precedent decided are drawn for the committee, which says whether it was rightly
followed; a concern suspends the precedent (domain 3.2, 3.4)."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.contracts import review
from services.contracts.intake import application as say
from services.contracts.intake import precedents as words
from services.contracts.message import Conflict, NotFound, NotPermitted, Refused, Role
from services.contracts.request import Profile
from services.intake.domain import lookback as domain
from services.intake.handlers import elsewhere
from services.intake.handlers import precedents as handlers
from services.intake.models import adoption
from services.intake.views import precedents as views
from tests.intake.test_adoption import ADOPT, CHAIR, SUSPEND, evaluated, standing
from tests.intake.test_application_handlers import LEAD, OFFICER, SECOND, World
from tests.support import NOON, actor

SIRO = actor(Role.SIRO, id=UUID(int=901))
ALL, NONE = 100, 0


class Drawn:
    """An evaluation that P8 decides, of which so many in a hundred are drawn."""

    def __init__(self, ground, percent=ALL):
        self.ground, self.world = ground, World(ground)
        ground.do(handlers.adopt, replace(ADOPT, precedent="P8", sampling_percent=percent), CHAIR)
        evaluated(self.world)
        self.world.give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id).accept()
        self.id = self.world.id

    def decided(self, *by):
        event = object.__new__(review.ApplicationApproved)
        told = {"subject": self.id, "at": NOON, "by": SIRO.id, "decided_by": by or (SIRO.id,), "reviewed_by": ()}
        for name, value in told.items():
            object.__setattr__(event, name, value)
        self.ground.do(lambda session, message, call: elsewhere.hear(session, message), event)
        return self

    def record(self, found="upheld", reason="", by=CHAIR):
        told = {"found": words.Found(found), "reason": reason, "minutes": "Minutes of 3 July, item 2"}
        command = words.RecordLookBack(application_id=self.id, precedent="P8", **told)
        return self.ground.do(handlers.look_back, command, by)

    def listed(self, by=CHAIR, **asked):
        return self.ground.ask(views.look_backs, words.ListLookBacks(**asked), by).rows


def test_a_request_that_a_precedent_decided_waits_for_the_committee_once_it_is_decided(intake):
    drawn = Drawn(intake)
    (row,) = drawn.listed()
    assert (row.precedent, row.state, row.decided_at, row.may) == ("P8", "undecided", None, ())
    with pytest.raises(Refused) as refused:
        drawn.record()
    assert refused.value.code == "not-decided"
    drawn.decided()
    (row,) = drawn.listed(state=words.LookBack.WAITING)
    assert (row.state, row.decided_at, row.may) == ("waiting", NOON, ("RecordLookBack",))
    assert drawn.listed(OFFICER)[0].may == ()
    assert drawn.record().state == "upheld"
    (row,) = drawn.listed(precedent="P8", application_id=drawn.id)
    assert (row.state, row.minutes, row.may) == ("upheld", "Minutes of 3 July, item 2", ())
    assert standing(intake, "P8").active
    with pytest.raises(Conflict):
        drawn.record()
    assert drawn.listed(state=words.LookBack.WAITING) == ()


def test_a_concern_needs_a_reason_and_suspends_the_precedent(intake):
    drawn = Drawn(intake).decided()
    with pytest.raises(Refused) as refused:
        drawn.record("concern", "Wrong")
    assert [one.field for one in refused.value.problems] == ["reason"]
    drawn.record("concern", "The team did not give the care")
    seen = standing(intake, "P8")
    assert (seen.active, seen.uses) == (False, 1)
    assert seen.reason == f"{drawn.listed()[0].reference}: The team did not give the care"
    said = [event for event in intake.said() if isinstance(event, (words.LookBackRecorded, words.PrecedentSuspended))]
    assert [type(event).__name__ for event in said] == ["LookBackRecorded", "PrecedentSuspended"]
    assert {event.subject for event in said} == {adoption.unsaid(Profile.HOSPITAL, "P8").subject}


def test_a_concern_about_what_was_suspended_meanwhile_is_only_recorded(intake):
    drawn = Drawn(intake).decided()
    intake.do(handlers.suspend, SUSPEND, CHAIR)
    drawn.record("concern", "The team did not give the care")
    assert standing(intake, "P8").reason == SUSPEND.reason
    assert intake.names().count("PrecedentSuspended") == 1


def test_nobody_looks_back_at_what_they_had_a_part_in(intake):
    """SoD-01."""
    drawn = Drawn(intake).decided(SIRO.id)
    for who in (OFFICER, LEAD, SIRO):
        chair = replace(who, roles=who.roles | {Role.CHAIR})
        assert drawn.listed(chair)[0].may == ()
        with pytest.raises(NotPermitted):
            drawn.record(by=chair)
    with pytest.raises(NotPermitted):
        drawn.record(by=actor(Role.SECRETARIAT))


def test_what_was_not_drawn_is_in_no_list_and_nobody_records_it(intake):
    drawn = Drawn(intake, NONE).decided()
    assert drawn.listed() == ()
    with pytest.raises(NotFound):
        drawn.record()
    assert standing(intake, "P8").uses == 1


def test_the_draw_is_of_so_many_in_a_hundred_the_same_each_time_and_not_to_be_foreseen():
    ids = [UUID(int=number) for number in range(2000)]

    def drawn(percent, key=b"key", precedent="P8"):
        return {one for one in ids if domain.drawn(key, one, precedent, percent)}

    assert (drawn(0), drawn(100)) == (set(), set(ids))
    assert 140 < len(drawn(10)) < 260
    assert drawn(10) == drawn(10) < drawn(30)
    assert drawn(10) != drawn(10, key=b"another")
    assert drawn(10) != drawn(10, precedent="P7")


def test_one_that_came_with_haven_is_sampled_too(lite_intake):
    assert (standing(lite_intake, "P8").sampling_percent, standing(lite_intake, "P10").sampling_percent) == (10, 0)
