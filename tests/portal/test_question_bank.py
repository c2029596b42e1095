"""The pages of the question bank: what is typed becomes a change, and every version is shown with what it changed."""

import dataclasses
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from services.contracts import intake
from services.contracts.message import Done
from services.intake.domain.bank import subjects
from services.intake.domain.form import SHIPPED
from services.intake.views.form import bare, question
from tests.examples import form_of

from .conftest import Browser, Willing

Browse = Callable[..., Browser]
CHANGE = uuid4()
BANK = intake.QuestionBankView(
    version=1, subjects=subjects(SHIPPED), sections={one.letter: one.title for one in SHIPPED.sections},
    may=("ProposeFormChange", "PublishForm"),
)  # fmt: skip


@pytest.fixture
def proposed(bus: Willing) -> list[intake.ProposeFormChange]:
    """What was proposed in this test."""
    kept: list[intake.ProposeFormChange] = []
    bus.answers[intake.ReadQuestionBank] = BANK
    bus.answers[intake.ProposeFormChange] = lambda m, _: kept.append(m) or Done(subject=CHANGE)
    return kept


def test_a_question_is_proposed_with_its_condition(browse: Browse, proposed: list[Any]) -> None:
    sent = {
        "change.section": "K", "change.label": "Which grant code?", "change.type": "text", "change.match": "any",
        "change.guidance": "From the finance system.", "change.example": "RG-1", "change.required": "yes",
        "change.after": "payment_route", "change.terms.0.subject": "payment_route",
        "change.terms.0.comparison": "one-of", "change.terms.0.values": "grant-code\nwaiver",
        "change.terms.1.subject": "@personal", "change.terms.1.comparison": "one-of", "change.terms.1.values": "yes",
        "reason": "The auditors asked for it",
    }  # fmt: skip
    answer = browse("administrator").post("/staff/form/questions/add", **sent)
    assert (answer.status_code, answer.headers.get("Location")) == (303, f"/staff/form/changes/{CHANGE}"), answer.text
    change = proposed[0].change
    assert (change.kind, change.section, change.type, change.required) == ("question", "K", "text", True)
    assert (change.match, [(one.subject, one.values) for one in change.terms]) == (
        "any", [("payment_route", ("grant-code", "waiver")), ("@personal", ("yes",))],
    )  # fmt: skip


def test_a_rule_is_proposed(browse: Browse, proposed: list[Any]) -> None:
    sent = {
        "change.where": "security", "change.message": "Say more", "change.severity": "block", "change.match": "all",
        "change.terms.0.subject": "security", "change.terms.0.comparison": "shorter-than",
        "change.terms.0.values": "200", "reason": "Too many say too little",
    }  # fmt: skip
    assert browse("ig-lead").post("/staff/form/rules/add", **sent).status_code == 303
    assert (proposed[0].change.kind, proposed[0].change.where, proposed[0].change.severity) == (
        "rule", "security", "block",
    )  # fmt: skip


def test_words_begin_with_those_that_are_there_and_keep_the_question(
    browse: Browse, bus: Willing, proposed: list[Any]
) -> None:
    now = question(SHIPPED.fields["aim"], bare(SHIPPED))
    bus.answers[intake.ReadQuestion] = intake.QuestionView(
        key="aim", section="B", question=now, may=("ProposeFormChange",)
    )
    browser = browse("administrator")
    assert "Aim of the work" in browser.get("/staff/form/questions/aim/words").text
    sent = {"change.label": "What is it for?", "change.guidance": "Briefly.", "change.meaning_changed": "yes"}
    browser.post("/staff/form/questions/aim/words", **sent, reason="Nobody understood it")
    change = proposed[0].change
    assert (change.kind, change.target, change.label, change.meaning_changed) == (
        "wording", "aim", "What is it for?", True,
    )  # fmt: skip


def test_a_preview_is_the_page_that_the_choices_make(browse: Browse, bus: Willing) -> None:
    asked: list[Any] = []
    bus.answers[intake.PreviewForm] = lambda m, _: asked.append(m) or form_of(m)
    page = browse("administrator").get(
        f"/staff/form/changes/{CHANGE}/preview?letter=D&request_type=clinical_audit&profile=hospital&level=nonsense"
    ).text
    assert (asked[0].request_type, asked[0].level) == ("clinical_audit", "pseudonymised")
    assert 'name="registration_number"' in page
    assert 'name="protocol_version"' not in page
    assert "For example: AUD-2026-117" in page


def test_a_document_and_a_declaration_are_proposed_and_reworded(
    browse: Browse, bus: Willing, proposed: list[Any]
) -> None:
    browser, reason = browse("administrator"), {"reason": "The auditors asked for it"}
    sent = {
        "change.label": "Plan of the analysis", "change.required": "yes", "change.planned": "yes", "change.years": "2",
        "change.match": "all", "change.terms.0.subject": "@personal", "change.terms.0.comparison": "one-of",
        "change.terms.0.values": "yes",
    }  # fmt: skip
    answer = browser.post("/staff/form/documents/add", **sent, **reason)
    assert answer.status_code == 303, answer.text
    browser.post("/staff/form/declarations/add", **{"change.message": "Nobody is paid for it."}, **reason)
    papers = (intake.PaperRow(target="PROTOCOL", label="Protocol"),)
    bus.answers[intake.ReadQuestionBank] = dataclasses.replace(BANK, documents=papers)
    assert 'value="Protocol"' in browser.get("/staff/form/documents/PROTOCOL/words").text
    browser.post("/staff/form/documents/PROTOCOL/words", **{"change.label": "Study protocol"}, **reason)
    document, declaration, words = (one.change for one in proposed)
    assert (document.kind, document.target, document.years, document.planned) == ("document", "", 2, True)
    assert [one.subject for one in document.terms] == ["@personal"]
    assert (declaration.kind, declaration.message) == ("declaration", "Nobody is paid for it.")
    assert (words.kind, words.target, words.label, words.required) == ("document", "PROTOCOL", "Study protocol", False)
    page = browser.get("/staff/form").text
    assert '<a href="/staff/form/documents/PROTOCOL/words">' in page
    assert "/staff/form/end/PROTOCOL" not in page, "what came with Haven is not taken out"
