"""A draft that is worked on offline: taken out as a document, and brought back without losing anything."""

import dataclasses
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from gateway.portal.edits import digest
from gateway.word import Paragraph, document, paragraphs
from services.contracts import intake
from services.contracts.message import Done

from .conftest import Browser, Willing
from .test_drafting import DRAFT, HERE, KEY
from .test_every_answer import SHIPPED, answers, squeezed

Browse = Callable[..., Browser]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def saved(bus: Willing) -> list[intake.SaveDraft]:
    """The drafts that were saved in this test."""
    kept: list[intake.SaveDraft] = []
    holding(bus)
    bus.answers[intake.SaveDraft] = lambda m, _: kept.append(m) or Done(subject=KEY, version=8)
    return kept


def holding(bus: Willing, **changed: Any) -> None:
    """The draft as it is saved now."""
    said, named = answers("hospital")
    known = {key: one for key, one in {**said, **changed}.items() if key in SHIPPED.fields}
    every = tuple(SHIPPED.fields)
    view = dataclasses.replace(DRAFT, answers=known, named=named, asked=every, required=every)
    bus.answers[intake.ReadApplication] = view
    bus.answers[intake.ListDatasets] = intake.DatasetsView(rows=tuple(
        intake.DatasetRow(dataset=one["dataset"], name=one["dataset"].title(), grain="", coverage="", refresh="",
                          sensitive=False, complexity="") for one in known["datasets"]))  # fmt: skip


def taken_out(browse: Browse, tmp_path: Any) -> list[tuple[str, str]]:
    """The paragraphs of the draft's document."""
    answer = browse("person").get(f"{HERE}/draft/document.docx")
    assert answer.mimetype == WORD
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (tmp_path / "out.docx").write_bytes(answer.data)
    return paragraphs(tmp_path / "out.docx")


def changed(found: list[tuple[str, str]], name: str, *lines: str) -> list[tuple[str, str]]:
    """The same document with other lines below the heading of a question."""
    start = next(n for n, (_, text) in enumerate(found) if f"[haven:{name}#" in text or f"[haven:{name}]" in text) + 1
    while found[start][0] == "Hint":
        start += 1
    end = next((n for n in range(start, len(found)) if found[n][0]), len(found))
    return [*found[:start], *(("", line) for line in lines), *found[end:]]


def bring_back(browse: Browse, found: list[tuple[str, str]]) -> tuple[str, str]:
    """Hand a document in: the address of the page that says what would change, and the page."""
    made = document([Paragraph(text, style) for style, text in found], "Back")
    browser = browse("person")
    sent = {"csrf_token": browser.identity.csrf_token(browser.token),
            "document": (io.BytesIO(made), "back.docx", WORD)}  # fmt: skip
    answer = browser.client.post(f"{HERE}/draft/import", data=sent, headers={"Accept": "text/html"})
    assert answer.status_code == 303, answer.text
    where = answer.headers["Location"]
    return where, browser.get(where).text


def test_a_document_that_comes_back_as_it_went_changes_nothing(
    browse: Browse, bus: Willing, saved: list[Any], tmp_path: Any
) -> None:
    _, page = bring_back(browse, taken_out(browse, tmp_path))
    assert "0 answers differ" in page
    assert "Not taken" not in page
    assert saved == []


def test_what_was_changed_offline_is_shown_and_then_saved_alone(
    browse: Browse, saved: list[Any], tmp_path: Any
) -> None:
    found = taken_out(browse, tmp_path)
    for name, lines in {"aim": ("To learn", "", "and to tell"), "ai": ("None",), "under_16": ("Yes",),
                        "start": ("1 March 2027",), "keywords": ("falls", "hips")}.items():  # fmt: skip
        found = changed(found, name, *lines)
    where, page = bring_back(browse, found)
    assert "To learn\n\nand to tell" in page
    browse("person").post(where, take=["aim", "start", "keywords"], expected_version="7")
    (command,) = saved
    assert command.answers == {"aim": "To learn\n\nand to tell", "start": "2027-03-01", "keywords": ["falls", "hips"]}
    assert command.expected_version == 7


def test_what_was_changed_on_both_sides_shows_both_and_is_for_a_person_to_tick(
    browse: Browse, bus: Willing, saved: list[Any], tmp_path: Any
) -> None:
    found = changed(taken_out(browse, tmp_path), "aim", "Offline")
    found = changed(found, "necessity", "Only offline")
    holding(bus, aim="Online", processing="Online too")
    _, page = bring_back(browse, found)
    assert "Online</span>" in page
    assert "Offline</span>" in page
    assert page.count("Changed here too") == 2
    assert "Online too" not in page, "what only they have changed stays, and is no difference"
    ticked = [part.split('"')[1] for part in page.split('name="take"')[1:] if "checked" in part.split(">")[0]
              for part in [part.split("value=")[1]]]  # fmt: skip
    assert ticked == ["necessity"]


def test_rows_are_added_changed_and_taken_out(browse: Browse, saved: list[Any], tmp_path: Any) -> None:
    found = taken_out(browse, tmp_path)
    heads = [n for n, (_, text) in enumerate(found) if "[haven:benefits.0]" in text]
    after = next(n for n in range(heads[0] + 1, len(found)) if found[n][0] in ("Heading1", "Heading2", "Heading3"))
    more = [("Heading3", "Another [haven:benefits.9]"), ("Heading4", "Benefit [haven:benefits.9.what]"),
            ("", "Shorter stays"), ("Heading4", "By when [haven:benefits.9.by]"), ("", "2029-01-31")]  # fmt: skip
    where, _ = bring_back(browse, [*found[:after], *more, *found[after:]])
    browse("person").post(where, take=["benefits"], expected_version="7")
    before = squeezed({"benefits": answers("hospital")[0]["benefits"]})["benefits"]
    assert saved[0].answers["benefits"][:1] == before[:1]
    assert {"what": "Shorter stays", "by": "2029-01-31"} in saved[0].answers["benefits"]


def test_what_cannot_be_taken_is_told_with_its_place_and_the_rest_is_taken(
    browse: Browse, saved: list[Any], tmp_path: Any
) -> None:
    found = changed(taken_out(browse, tmp_path), "start", "next spring")
    found = changed(found, "ai", "Perhaps")
    found = changed(found, "aim", "A new aim")
    found += [("Heading2", "Invented [haven:nickname#000000000000]"), ("", "x"),
              ("Heading1", "A chapter of my own"), ("", "Loose text")]  # fmt: skip
    where, page = bring_back(browse, found)
    for told in ("write a date such as", "write one of what is offered", "no such question", "belongs to no question"):
        assert told in page, told
    assert "Paragraph " in page
    browse("person").post(where, take=["aim"], expected_version="7")
    assert saved[0].answers == {"aim": "A new aim"}


def test_a_cleared_answer_is_shown_as_such_and_nothing_is_saved_without_a_tick(
    browse: Browse, saved: list[Any], tmp_path: Any
) -> None:
    where, page = bring_back(browse, changed(taken_out(browse, tmp_path), "aim"))
    assert "Nothing: it would be cleared" in page
    answer = browse("person").post(where, expected_version="7")
    assert (answer.status_code, saved) == (400, [])
    browse("person").post(where, take=["aim"], expected_version="7")
    assert saved[0].answers == {"aim": None}


def test_a_file_that_is_no_such_document_is_refused(browse: Browse, saved: list[Any]) -> None:
    browser = browse("person")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/vbaProject.bin", "macro")
    sent = {"csrf_token": browser.identity.csrf_token(browser.token),
            "document": (io.BytesIO(held.getvalue()), "x.docx", WORD)}  # fmt: skip
    assert browser.client.post(f"{HERE}/draft/import", data=sent).status_code in (415, 422)
    assert browser.post(f"{HERE}/draft/import").status_code == 400
    assert browser.get(f"{HERE}/draft/import/{'0' * 64}").status_code == 404
    assert browser.get(f"{HERE}/draft/import/x").status_code == 404
    assert saved == []


def test_who_may_not_read_what_it_says_gets_no_document(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, answers={}, may=())
    assert browse("case-officer").get(f"{HERE}/draft/document.docx").status_code == 404


def test_a_digest_does_not_depend_on_rows_in_which_nothing_is() -> None:
    from gateway.portal.fields import Question, row_of

    part = Question(name="team.person", kind="text", label="Person")
    group = Question(name="team", kind="group", label="Team", parts=(part,))
    empty = digest(group)
    group.rows = [row_of(group, 0)]
    assert digest(group) == empty


API = f"/api/v1/applications/{KEY}/draft"


def test_a_program_gets_the_same_document_and_is_told_what_would_change_with_the_answers_to_save(
    browse: Browse, bus: Willing, saved: list[Any], tmp_path: Any
) -> None:
    (tmp_path / "out.docx").write_bytes(browse("person").get(f"{API}/document").data)
    found = paragraphs(tmp_path / "out.docx")
    assert found == taken_out(browse, tmp_path)
    for name, lines in {"aim": ("To learn",), "under_16": ("Yes",), "start": ("One fine day",)}.items():
        found = changed(found, name, *lines)
    holding(bus, aim="Another aim, written here meanwhile")
    where, _ = bring_back(browse, found)
    told = browse("person").get(f"{API}/documents/{where.rpartition('/')[2]}")
    assert (told.status_code, told.headers["ETag"], told.json["version"]) == (200, '"7"', 7)
    assert told.json["answers"] == {"under_16": True}
    assert told.json["conflicting"] == {"aim": "To learn"}
    assert {one["question"]: one["both"] for one in told.json["changes"]} == {"aim": True, "under_16": False}
    assert [one["message"] for one in told.json["problems"]]
    assert saved == []


def test_what_is_no_document_of_a_draft_is_said_to_a_program_too(browse: Browse, bus: Willing) -> None:
    holding(bus)
    for sha in ("a" * 64, "not-a-hash"):
        assert browse("person").get(f"{API}/documents/{sha}").status_code == 404
    bus.answers[intake.ReadApplication] = dataclasses.replace(DRAFT, answers={})
    assert browse("person").get(f"{API}/document").status_code == 404
