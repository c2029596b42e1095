"""Comments on questions: threaded, settled, for those who may read, and in no version."""

import pytest

from services.contracts.intake import application as say
from services.contracts.intake.application import Audience
from services.contracts.message import Malformed, NotFound, NotPermitted, Refused, Role
from services.intake.domain.application import comments as domain
from services.intake.domain.form import SHIPPED
from services.intake.handlers import comments as handlers
from services.intake.views import comments as views
from tests.intake.test_application_handlers import ALL, IG, LEAD, MEMBER, OFFICER, SECOND, STRANGER, World
from tests.support import actor


class Talk(World):
    """A request with comments."""

    def comment(self, text="Why so few?", by=LEAD, question="aim", audience=Audience.TEAM, thread=None):
        about = {"application_id": self.id, "question": question, "text": text, "audience": audience}
        self.ground.do(handlers.add, say.AddComment(**about, thread_id=thread), by, self.at)
        return next(one.thread_id for one in self.threads(by) if one.comments[-1].text == text)

    def settle(self, thread, by=LEAD, resolved=True):
        command = say.ResolveThread(application_id=self.id, thread_id=thread, resolved=resolved)
        return self.ground.do(handlers.resolve, command, by, self.at)

    def seen(self, by=LEAD):
        return self.ground.ask(views.read, say.ReadComments(application_id=self.id), by, self.at)

    def threads(self, by=LEAD):
        return self.seen(by).threads


@pytest.fixture
def world(lite_intake):
    return Talk(lite_intake)


@pytest.fixture
def both(intake):
    """On SQLite and on PostgreSQL."""
    return Talk(intake)


def test_the_team_talks_about_a_question_settles_it_and_takes_it_up_again(both):
    both.start().fill()
    thread = both.comment()
    both.comment("Because the others moved", by=MEMBER, thread=thread)
    (seen,) = both.threads(MEMBER)
    assert [(one.name, one.text) for one in seen.comments] == [
        ("Lead", "Why so few?"), ("Analyst", "Because the others moved")]  # fmt: skip
    assert (seen.label, seen.letter, seen.resolved) == (SHIPPED.fields["aim"].label, "B", False)
    both.settle(thread, by=MEMBER)
    (seen,) = both.threads()
    assert (seen.resolved, seen.resolved_by) == (True, "Analyst")
    with pytest.raises(Refused):
        both.settle(thread)
    both.comment("Not all of them", thread=thread)
    assert [one.resolved for one in both.threads()] == [False]


def test_the_case_officer_reads_what_is_said_to_them_and_nothing_else(both):
    both.start().fill().comment("Among us")
    with pytest.raises(Refused) as refused:
        both.comment("To the officer", audience=Audience.OFFICER)
    assert refused.value.code == "not-submitted"
    assert both.seen().audiences == (Audience.TEAM,)
    both.give(say.SubmitApplication, declarations=ALL).give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    thread = both.comment("To the officer", audience=Audience.OFFICER)
    both.comment("We see", by=OFFICER, thread=thread)
    both.comment("And this?", by=OFFICER, question=say.WHOLE, audience=Audience.OFFICER)
    assert {one.field for one in both.threads(OFFICER)} == {"aim", say.WHOLE}
    assert not [one for one in both.threads(OFFICER) if one.audience is Audience.TEAM]
    assert len(both.threads(MEMBER)) == 3
    assert both.seen(OFFICER).audiences == (Audience.OFFICER,)
    with pytest.raises(Refused):
        both.comment("Among them", by=OFFICER)
    theirs = next(one.thread_id for one in both.threads() if one.audience is Audience.TEAM)
    with pytest.raises(NotFound):
        both.comment("In their thread", by=OFFICER, thread=theirs)


def test_nobody_reads_or_writes_who_may_not(world):
    world.submitted().give(say.AssignCaseOfficer, by=SECOND, officer_id=OFFICER.id)
    thread = world.comment(audience=Audience.OFFICER)
    assert len(world.threads(IG)) == len(world.threads(SECOND)) == 1
    with pytest.raises(NotFound):
        world.seen(STRANGER)
    for role in (Role.FINANCE, Role.CHAIR):
        with pytest.raises(NotPermitted):
            world.seen(actor(role))
    for someone in (SECOND, IG, actor(Role.CHAIR)):
        with pytest.raises(NotPermitted):
            world.comment("x", by=someone, audience=Audience.OFFICER)
        with pytest.raises(NotPermitted):
            world.settle(thread, by=someone)


def test_comments_change_no_version_no_hash_and_nobodys_edit(world):
    world.start().fill()
    seen = world.read()
    world.comment("A word that must not be frozen")
    assert world.read().version == seen.version
    world.give(say.SaveDraft, answers={"aim": "Another aim, in a few words more"}, expected_version=seen.version)
    world.give(say.SubmitApplication, declarations=ALL)
    assert "must not be frozen" not in repr(world.version(1))
    assert not any("must not be frozen" in repr(event) for event in world.ground.said())


def test_comments_are_on_questions_that_there_are_and_say_something(world, monkeypatch):
    world.start()
    with pytest.raises(Malformed):
        world.comment(question="nickname")
    with pytest.raises(Refused):
        world.comment("  ")
    monkeypatch.setattr(domain, "AT_MOST", 1)
    thread = world.comment()
    with pytest.raises(Refused) as refused:
        world.comment("One too many")
    assert refused.value.code == "too-many"
    world.comment("But this fits", thread=thread)


def test_open_threads_come_first_and_in_the_order_of_the_form(world):
    world.start()
    for question in ("security", "aim", "title"):
        world.comment(question, question=question)
    world.settle(next(one.thread_id for one in world.threads() if one.field == "title"))
    assert [one.field for one in world.threads()] == ["aim", "security", "title"]
