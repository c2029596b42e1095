"""The workspace, the grant that carries its end, suspension and the end. No database, no files."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.contracts import provisioning as p
from services.contracts.message import NotPermitted, Refused
from services.contracts.provisioning import (
    MemberState,
    ProjectState,
)
from services.provisioning.domain import (
    days,
    guards,
    live,
    membership,
    rules,
    waiting,
)
from tests.provisioning import given
from tests.provisioning.given import (
    ADMIN,
    APPLICATION,
    CHECKER,
    ENDS_AT,
    LEAD,
    MEMBER,
    NOON,
    READY,
    TRAINED,
    names,
)

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
    [event] = given.ask(given.settled(), ADMIN, given.activate(), known=READY)
    assert (event.members, event.ends_at) == ((LEAD.id,), ENDS_AT)
    with pytest.raises(Refused) as raised:
        given.ask(given.settled(), ADMIN, given.activate(), known=rules.Known(files=()))
    assert raised.value.code == "files-differ"
    alone = given.verified(given.provisioned(), MEMBER)
    alone = given.obey(alone, ADMIN, given.remove(LEAD, MEMBER))
    with pytest.raises(Refused) as raised:
        given.ask(alone, ADMIN, given.activate(), known=READY)
    assert raised.value.code == "no-member"


def test_each_track_of_the_set_up_says_who_has_it_until_it_is_met():
    """S1-15, in both profiles."""
    for profile, order in guards.ORDER.items():
        project = given.signed(given.request(profile=profile))
        found = guards.tracks(project)
        assert {one.track for one in found} <= set(order) == set(order) & set(guards.WAITS_FOR)
        assert [one.track for one in found if bool(one.waits_for) is one.met] == []
        assert any(not one.met for one in found)


def test_access_does_not_go_live_while_anybody_listed_waits():
    waiting_for = given.provisioned()
    checking = given.obey(waiting_for, MEMBER, given.terms())
    verified = given.verified(waiting_for, MEMBER)
    suspended = given.rules.fold(membership.expired(verified, given.call(at=given.day_after(TRAINED))), verified)
    assert {one.state for one in suspended.members} == {MemberState.SUSPENDED}
    restored = given.obey(suspended, ADMIN, given.verify(LEAD), known=given.TRAINING)
    restored = given.obey(restored, ADMIN, p.AddWorkspaceMember(application_id=APPLICATION, person_id=LEAD.id))
    for project in (waiting_for, checking, restored):
        assert "ActivateProject" not in waiting.offered(project, ADMIN, NOON)
        with pytest.raises(Refused) as raised:
            given.ask(project, ADMIN, given.activate(), known=READY)
        assert [(one.code, one.message[:6]) for one in raised.value.problems] == [("G-USER", "1 of 2")]
    settled = (verified, given.settled(), given.obey(waiting_for, ADMIN, given.remove(MEMBER)))
    for project in settled:
        assert "ActivateProject" in waiting.offered(project, ADMIN, NOON)
        assert names(given.ask(project, ADMIN, given.activate(), known=READY)) == ["ProjectActive"]


def test_access_does_not_go_live_without_the_letter():
    without = replace(given.settled(), needs_letter=True)
    with pytest.raises(Refused) as raised:
        given.ask(without, ADMIN, given.activate(), known=READY)
    assert given.code_of(raised) == {"guards-unmet", "G-DRCL"}
    with_it = replace(without, letter="DRCL-2026-00042")
    assert names(given.ask(with_it, ADMIN, given.activate(), known=READY)) == ["ProjectActive"]


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
    assert live.granted(project, given.call(LEAD)) == given.day_after(TRAINED)
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
