"""Two texts of an application compared: answers, rows of repeated answers, documents (S1-21)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.intake import application as say
from services.contracts.intake.application import Differs
from services.contracts.message import NotFound, NotPermitted, Role, new_id
from services.intake.domain.application import compare, documents_changed, unchanged
from services.intake.domain.application.comparison import rows_changed
from services.intake.domain.form import SHIPPED
from services.intake.views import versions
from tests.intake.test_application_handlers import ALL, LEAD, OFFICER, World
from tests.support import actor

ROWS = st.lists(
    st.dictionaries(st.sampled_from(("dataset", "reason", "frequency")), st.sampled_from("abc"), min_size=1), max_size=6
)


def document(kind: str = "PROTOCOL", sha256: str = "a" * 64, valid_to: date | None = None) -> say.Document:
    return say.Document(document_id=new_id(), kind=kind, sha256=sha256, filename=f"{kind}.pdf", valid_to=valid_to)


def rows(before, after):
    return rows_changed(before, after, "dataset")


@given(before=ROWS, after=ROWS)
def test_the_old_rows_with_what_changed_are_the_new_rows(before, after):
    left = list(before)
    for change in rows(before, after):
        if change.how is not Differs.ADDED:
            assert change.before == before[change.number_before - 1]
            left.remove(change.before)
        if change.how is not Differs.REMOVED:
            assert change.after == after[change.number_after - 1]
            left.append(change.after)
    assert sorted(map(str, map(sorted, (one.items() for one in left)))) == sorted(
        map(str, map(sorted, (one.items() for one in after)))
    )


@given(before=ROWS)
def test_the_same_rows_do_not_differ_and_neither_do_they_in_another_order(before):
    assert rows(before, before) == rows(before, before[::-1]) == ()


def test_a_row_that_stands_elsewhere_now_is_compared_with_itself():
    hes = {"dataset": "HES_APC", "year_from": 2019}
    later = [{"dataset": "CIV_DEATH"}, {"dataset": "ECDS"}, {**hes, "year_from": 2021}]
    change, new = rows([hes, {"dataset": "ECDS"}], later)
    assert (change.how, change.number_before, change.number_after, change.parts) == ("changed", 1, 3, ("year_from",))
    assert (new.how, new.number_before, new.number_after) == ("added", 0, 1)


def test_a_row_under_another_name_is_the_same_row_when_most_of_it_is():
    old = {"dataset": "HES_APC", "reason": "Why", "frequency": "one-off"}
    (change,) = rows([old], [{**old, "dataset": "ECDS"}])
    assert (change.how, change.parts) == ("changed", ("dataset",))
    assert [one.how for one in rows([old], [{"dataset": "ECDS", "reason": "Else"}])] == ["removed", "added"]


def test_answers_are_compared_in_the_order_of_the_form_and_an_empty_one_is_none():
    before = {"title": "One", "aim": "To know", "questions": ["A?", "B?"], "keywords": []}
    after = {"title": "Two", "questions": ["A?", "C?"], "commercial_gain": True}
    found = {change.field: change for change in compare(SHIPPED, before, after)}
    assert list(found) == ["title", "aim", "questions", "commercial_gain"]
    assert [one.how for one in found.values()] == ["changed", "removed", "changed", "added"]
    assert [(one.how, one.before, one.after) for one in found["questions"].rows] == [
        ("removed", {"value": "B?"}, {}), ("added", {}, {"value": "C?"}),
    ]  # fmt: skip
    assert (found["title"].question, found["title"].section, found["title"].material) == ("A1", "A", False)
    assert found["commercial_gain"].material
    assert unchanged(before, {**after, "title": "One"}) == 1


def test_what_the_form_no_longer_asks_is_not_lost():
    (change,) = compare(SHIPPED, {"abolished": "Said long ago"}, {})
    assert (change.field, change.before, change.how) == ("abolished", "Said long ago", "removed")


def test_documents_are_added_taken_off_and_put_in_the_place_of_others():
    kept, old, gone = document("DPIA"), document(), document("LIA")
    again = say.Document(**{**vars(kept), "document_id": new_id()})
    new, more = document(sha256="b" * 64), document("OTHER")
    found = documents_changed((kept, old, gone), (again, new, more))
    assert [(one.how, one.kind) for one in found] == [("changed", "PROTOCOL"), ("removed", "LIA"), ("added", "OTHER")]
    (later,) = documents_changed((kept,), (document("DPIA", valid_to=date(2027, 1, 1)),))
    assert (later.how, later.before.valid_to, later.after.valid_to) == ("changed", None, date(2027, 1, 1))


@pytest.fixture
def returned(lite) -> World:
    """Version 1 was returned with a query; the draft differs from it by now."""
    world = World(lite("intake")).submitted().give(say.AssignCaseOfficer, by=OFFICER, officer_id=OFFICER.id)
    world.give(say.ReturnApplication, by=OFFICER, queries=(say.QueryAsked(field="aim", question="Why?"),))
    return world.give(say.SaveDraft, answers={"aim": "To know more than before"})


def compared(world, by=LEAD, **asked):
    query = say.ReadComparison(application_id=world.id, **asked)
    return world.ground.ask(versions.comparison, query, by, world.at)


def test_the_applicant_sees_what_the_draft_changes_and_nobody_else_sees_the_draft(returned):
    seen = compared(returned)
    assert (seen.before.version, seen.after.version, seen.draft) == (1, 0, True)
    assert [change.field for change in seen.changes] == ["aim"]
    assert compared(returned, after=0).changes == seen.changes
    theirs = compared(returned, OFFICER)
    assert (theirs.before, theirs.after.version, theirs.draft) == (None, 1, False)
    assert "aim" in [change.field for change in theirs.changes], "the first version is compared with nothing"
    with pytest.raises(NotFound):
        compared(returned, OFFICER, after=0)


def test_any_two_versions_can_be_compared_both_ways(returned):
    query = returned.read().queries[0]
    returned.give(say.AnswerQuery, query_id=query.query_id, response="See there")
    returned.give(say.SubmitApplication, declarations=ALL)
    forth, back = compared(returned, OFFICER), compared(returned, OFFICER, before=2, after=1)
    assert [one.version for one in forth.versions] == [1, 2]
    ((change,), (undone,)) = (forth.changes, back.changes)
    assert (change.before, change.after) == (undone.after, undone.before)
    assert forth.unchanged == back.unchanged > 20
    assert (forth.before.sha256, forth.after.sha256) == tuple(one.sha256 for one in forth.versions)
    with pytest.raises(NotFound):
        compared(returned, OFFICER, before=7)


def test_who_may_know_only_that_there_is_a_request_compares_nothing(returned):
    with pytest.raises(NotPermitted):
        compared(returned, actor(Role.FINANCE))
    with pytest.raises(NotFound):
        compared(returned, actor())
