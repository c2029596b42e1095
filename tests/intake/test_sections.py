"""The draft in sections: each with a version of its own, written alone, and no edit is ever lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, update

from services.chassis.database import Database, DatabaseAway
from services.contracts.intake import application as say
from services.contracts.message import Conflict, NotFound, NotPermitted
from services.intake.domain.application import sections as domain
from services.intake.domain.form import SHIPPED
from services.intake.handlers import application as handlers
from services.intake.handlers import together
from services.intake.models.application import ApplicationRow
from services.intake.views import application as views
from tests.intake.test_application_handlers import ALL, LEAD, MEMBER, OFFICER, STRANGER, World
from tests.support import NOON

WRITERS = 50
LETTERS = sorted({field.letter for field in SHIPPED.fields.values()})
LONG = [field.key for field in SHIPPED.fields.values() if field.type == "long"]
DATES = st.dictionaries(st.sampled_from(["funding", "cag_reference", "DPIA"]), st.sampled_from(["2027-01-02", ""]))
ANSWERS = st.dictionaries(st.sampled_from(LONG), st.sampled_from(["", "One", "Two"]), max_size=6)


@pytest.fixture
def world(lite_intake):
    return World(lite_intake).start()


def read(session, world, call):
    return views.one(session, say.ReadApplication(application_id=world.id), call)


def test_two_people_who_save_different_sections_of_what_both_have_read_both_succeed(world):
    world.give(say.SaveDraft, answers={"team": [{"person": str(MEMBER.id)}]})
    seen = world.read().version
    world.give(say.SaveDraft, answers={"aim": "Mine"}, expected_version=seen)
    world.give(say.SaveDraft, by=MEMBER, answers={"security": "Theirs"}, expected_version=seen)
    assert {key: world.read().answers[key] for key in ("aim", "security")} == {"aim": "Mine", "security": "Theirs"}


def test_the_same_section_at_a_stale_version_is_a_conflict_that_says_which(world):
    seen = world.give(say.SaveDraft, answers={"aim": "First"}).read().version
    world.give(say.SaveDraft, answers={"necessity": "Another question of it"}, expected_version=seen)
    with pytest.raises(Conflict) as refused:
        world.give(say.SaveDraft, answers={"aim": "Second", "security": "Locked"}, expected_version=seen)
    assert [one.field for one in refused.value.problems] == ["B"]
    answers = world.read().answers
    assert (answers["aim"], answers["necessity"], "security" in answers) == ("First", "Another question of it", False)


def test_a_save_writes_its_own_section_and_no_other(world):
    world.fill()
    before = {one.letter: one for one in world.read().sections}
    written = []

    def note(_connection, _cursor, statement, parameters, *_more):
        if statement.startswith("UPDATE application_section"):
            written.append(parameters)

    event.listen(world.ground.db.engine, "before_cursor_execute", note)
    world.give(say.SaveDraft, by=MEMBER, answers={"aim": "Another"})
    event.remove(world.ground.db.engine, "before_cursor_execute", note)
    after = {one.letter: one for one in world.read().sections}
    assert len(written) == 1
    assert [letter for letter in after if after[letter] != before[letter]] == ["B"]
    assert (after["B"].version, after["B"].saved_by) == (world.done.version, MEMBER.id)


def test_saving_what_is_there_already_makes_nothing_stale(world):
    seen = world.give(say.SaveDraft, answers={"aim": "First"}).read().version
    world.give(say.SaveDraft, answers={"aim": "First"}, expected_version=seen)
    world.give(say.SaveDraft, answers={"aim": "Second"}, expected_version=seen)
    assert world.read().answers["aim"] == "Second"


def test_the_dates_of_what_is_planned_are_saved_by_their_sections(world):
    seen = world.give(say.SaveDraft, answers={"approval": "provisional"}).read().version
    world.give(say.SaveDraft, answers={"planned": {"funding": "2027-01-02"}}, expected_version=seen)
    world.give(say.SaveDraft, answers={"planned": {"cag_reference": "2027-02-03"}}, expected_version=seen)
    assert world.read().answers["planned"] == {"funding": "2027-01-02", "cag_reference": "2027-02-03"}
    world.give(say.SaveDraft, answers={"planned": {"funding": ""}})
    assert world.read().answers["planned"] == {"cag_reference": "2027-02-03"}
    world.give(say.SaveDraft, answers={"planned": None})
    assert "planned" not in world.read().answers


def test_a_draft_of_the_release_before_is_read_kept_and_not_lost_by_either(world):
    """Decision 0013: it wrote all answers into the application's own row, and may do so while this one is installed."""
    world.fill()
    whole = world.read().answers

    def before(answers):
        change = update(ApplicationRow).values(written_before=answers, version=ApplicationRow.version + 1)
        with world.ground.db.engine.begin() as connection:
            connection.execute(change)

    before({**whole, "aim": "Theirs"})
    seen = world.read()
    assert seen.answers == {**whole, "aim": "Theirs"}
    with pytest.raises(Conflict):
        world.give(say.SaveDraft, answers={"aim": "Mine"}, expected_version=seen.version - 1)
    world.give(say.SaveDraft, answers={"security": "Locked"}, expected_version=seen.version)
    before({"necessity": "Written in between"})
    late = world.read().answers
    assert (late["aim"], late["security"], late["necessity"]) == ("Theirs", "Locked", "Written in between")


@given(before=ANSWERS, dates=DATES, saved=ANSWERS, later=DATES)
def test_the_parts_of_a_draft_are_the_draft(before, dates, saved, later):
    answers = domain.fold_answers({}, {**before, "planned": dates})
    assert domain.joined(domain.parted(answers).values()) == answers
    change = {**saved, "planned": later} if later else saved
    after = domain.fold_answers(answers, change)
    parts, old = domain.parted(after), domain.parted(answers)
    differing = {letter for letter in LETTERS if parts.get(letter, {}) != old.get(letter, {})}
    assert differing <= domain.touched(answers, change), "what is not touched is not written"


def test_somebody_who_opens_a_section_is_seen_there_until_they_have_gone(world):
    world.give(say.SaveDraft, answers={"team": [{"person": str(MEMBER.id)}]})
    before = world.ground.names()
    here = say.OpenSection(application_id=world.id, letter="B")
    assert world.ground.do(together.open_section, here, MEMBER).version == 0
    assert [(one.person_id, one.letter) for one in world.read().editing] == [(MEMBER.id, "B")]
    assert [one.person_id for one in world.read(by=MEMBER).editing] == [LEAD.id], "of oneself one knows"
    world.ground.do(together.open_section, replace(here, letter="C"), MEMBER)
    assert [one.letter for one in world.read().editing] == ["C"], "one is in one place"
    assert world.ground.names() == before, "it is no event"
    world.at = NOON + timedelta(minutes=4)
    assert world.read().editing == ()


def test_only_who_may_write_opens_a_section_and_only_one_that_there_is(world):
    here = say.OpenSection(application_id=world.id, letter="B")
    with pytest.raises(NotFound):
        world.ground.do(together.open_section, here, STRANGER)
    with pytest.raises(NotFound):
        world.ground.do(together.open_section, replace(here, letter="Z"), LEAD)
    world.fill().give(say.SubmitApplication, declarations=ALL)
    with pytest.raises(NotPermitted):
        world.ground.do(together.open_section, here, LEAD)


def test_fifty_writers_at_once_lose_no_edit(intake):
    """Each writes in a question of its own, from two replicas; whoever meets a conflict looks again, as people do."""
    world = World(intake).start()
    seen, begin = world.read().version, Barrier(WRITERS)
    other = replace(intake, db=Database(intake.db.url.render_as_string(hide_password=False)))

    def write(number):
        here, key, version, conflicts = (other if number % 2 else intake), LONG[number % len(LONG)], seen, 0
        begin.wait(60)
        while True:
            mine = f"{world.ground.ask(read, world, LEAD).answers.get(key, '')} {number};"
            command = say.SaveDraft(application_id=world.id, answers={key: mine}, expected_version=version)
            try:
                here.do(handlers.act, command, LEAD)
                return conflicts
            except DatabaseAway:  # fifty at one file, on a busy machine: told to come again
                continue
            except Conflict:
                conflicts += 1
                version = here.ask(read, world, LEAD).version

    try:
        with ThreadPoolExecutor(WRITERS) as pool:
            met = sum(pool.map(write, range(WRITERS)))
    finally:
        other.db.engine.dispose()
    answers = world.read().answers
    written = {number for key in LONG for number in answers.get(key, "").replace(";", "").split()}
    assert written == {str(number) for number in range(WRITERS)}
    assert met, "they did get in each other's way"
    assert world.read().version == seen + WRITERS


def test_a_draft_that_names_many_people_is_read_with_as_many_statements_as_one_that_names_one(world):
    """By id and by address; a team of forty must not take forty times as long."""
    asked = []

    def note(*told):
        asked.append(told[2])

    def statements(members):
        world.give(say.SaveDraft, answers={"team": [{"person": one} for one in members]})
        asked.clear()
        event.listen(world.ground.db.engine, "before_cursor_execute", note)
        found = world.read()
        event.remove(world.ground.db.engine, "before_cursor_execute", note)
        assert len(found.answers["team"]) == len(members)
        return len(asked)

    everybody = [str(OFFICER.id), "second@haven.example", "IG@haven.example", "nobody@haven.example", str(MEMBER.id)]
    assert statements(everybody) == statements(everybody[-1:])
