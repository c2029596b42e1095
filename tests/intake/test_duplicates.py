"""Likely duplicates: found by who asks, for what, and what they call it; shown with the reasons (S1-16 to S1-19)."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from services.contracts.intake import application as say
from services.contracts.message import NotPermitted, Role
from services.intake.domain.duplicates import likeness, words
from services.intake.handlers import application as handlers
from services.intake.models import traits
from services.intake.models.application import ApplicationRow
from services.intake.models.traits import TraitRow
from services.intake.views.duplicates import duplicates
from tests.intake.test_application_handlers import ALL, LEAD, OFFICER, SECOND, World
from tests.support import actor

ONE = {("lead", "ada"), ("party", "north"), ("dataset", "HES_APC"), ("word", "readmission"), ("word", "diabete")}


@pytest.mark.parametrize(
    ("theirs", "score"),
    [
        (ONE, 8),
        ({("lead", "ada"), ("dataset", "HES_APC")}, 4),
        ({("lead", "ada"), ("dataset", "ECDS")}, 2),
        ({("party", "north"), ("dataset", "HES_APC"), ("dataset", "ECDS")}, 3),
        ({("dataset", "HES_APC")}, 2),
        ({("word", "readmission"), ("word", "diabete")}, 3),
        ({("word", "readmission"), ("word", "fall"), ("word", "home")}, 0),
        (set(), 0),
    ],
)
def test_each_likeness_counts_and_says_why(theirs, score):
    found = likeness(ONE, theirs)
    assert found.score == score
    assert found.likely is (score >= 3)
    assert bool(found.reasons) is bool(score)
    assert likeness(theirs, ONE).score == score


def test_titles_are_compared_by_their_telling_words():
    assert words("A study of Readmissions after discharge, in patients with diabetes (2026)") == {
        "readmission", "discharge", "diabete",
    }  # fmt: skip


@pytest.fixture
def both(ground) -> World:
    return World(ground("intake"))


def alike(world: World, by=OFFICER):
    return world.ground.ask(duplicates, say.ReadDuplicates(application_id=world.id), by, world.at).rows


def test_the_same_request_again_is_found_once_it_was_submitted(both: World) -> None:
    both.start().fill()  # a draft is not found: it was never submitted
    first = both.submitted().id
    assert alike(both) == ()
    both.submitted()
    (found,) = alike(both)
    assert (found.application_id, found.lead_name, found.score) == (first, both.read().lead_name, 8)
    assert found.reasons[0] == "The same lead applicant"
    assert "HES_APC" in found.reasons[2]


def test_what_was_submitted_before_this_release_is_found_after_its_first_minute(both: World) -> None:
    first = both.submitted().id
    both.submitted()

    def as_before(session, _, call):
        session.execute(delete(TraitRow))
        session.execute(update(ApplicationRow).values(evidence_due=date(1970, 1, 1)))

    both.ground.do(as_before, None)
    assert alike(both) == ()
    for _ in range(2):
        both.ground.do(lambda session, _, call: handlers.remind_of_documents(session, call), None)
    assert [one.application_id for one in alike(both)] == [first]


def test_a_new_version_is_compared_by_what_it_says_now(lite) -> None:
    world = World(lite("intake")).submitted().give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    first = world.id
    world.give(say.ReturnApplication, by=OFFICER, queries=(say.QueryAsked(field="title", question="Of what?"),))
    world.give(say.AnswerQuery, query_id=world.read().queries[0].query_id, response="Of falls")
    world.give(say.SaveDraft, answers={"title": "Falls at home after a hip fracture"})
    world.give(say.SubmitApplication, declarations=ALL)
    world.submitted()
    (found,) = alike(world)
    assert found.application_id == first
    assert not any("titles" in reason for reason in found.reasons)


def test_of_many_that_share_something_those_that_share_the_most_are_looked_at(lite, monkeypatch) -> None:
    monkeypatch.setattr(traits, "CANDIDATES", 1)
    world = World(lite("intake")).submitted()

    def others(session, _, call):
        near = {("lead", "ada"), ("word", "fall"), ("word", "home")}
        for number, theirs in enumerate(({("word", "fall")}, near, {("lead", "ada")})):
            session.add_all(
                traits.TraitRow(application_id=UUID(int=number), kind=kind, value=value) for kind, value in theirs
            )
        session.flush()
        assert traits.sharing(session, world.id, near) == {UUID(int=1): near}

    world.ground.do(others, None)


def test_only_who_validates_is_told_of_others_requests(lite) -> None:
    world = World(lite("intake")).submitted()
    for who in (LEAD, actor(Role.AUDITOR), actor(Role.CHAIR)):
        with pytest.raises(NotPermitted):
            alike(world, who)
