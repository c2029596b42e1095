"""What a form does with what was typed: the command it becomes, and what is shown when it is refused."""

import dataclasses
import html
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask, request

from gateway.bus import NoAnswerInTime
from gateway.identity import NOBODY as NO_CALLER
from gateway.portal import reading
from gateway.portal.fields import Question, questions
from gateway.portal.row import Field, Form
from gateway.portal.visit import Visit
from services.contracts import agreements, intake, review
from services.contracts.message import Command, Conflict, Done, Malformed, NotPermitted, Problem

from .conftest import Browser, Willing

START = "/my/requests/start"
DRAFT = {"title": "Asthma in winter", "profile": "hospital", "request_type": "research", "approval": "full"}
Browse = Callable[..., Browser]


def asked(bus: Willing, kind: type) -> list[Any]:
    return [message for message, _ in bus.asked if isinstance(message, kind)]


@pytest.fixture(autouse=True)
def accepts(bus: Willing) -> None:
    bus.answers[intake.StartApplication] = lambda m, _: Done(subject=m.id, reference="DAR-1", version=1)


def test_what_was_typed_becomes_the_command_and_the_next_page_says_what_happens(browse: Browse, bus: Willing) -> None:
    browser, key = browse("person"), uuid4()
    answer = browser.post(START, id=key, **DRAFT)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/requests/{key}/draft")
    (command,) = asked(bus, intake.StartApplication)
    assert (command.id, command.title, command.request_type.value) == (key, "Asthma in winter", "research")
    assert command.provisional_id is None
    assert "The draft has been made" in browser.get(answer.headers["Location"]).text
    assert "The draft has been made" not in browser.get(answer.headers["Location"]).text


def test_the_banner_is_sealed_and_says_nothing_in_the_address(browse: Browse) -> None:
    answer = browse("person").post(START, **DRAFT)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "draft" not in cookie
    assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "?" not in answer.headers["Location"]


def test_a_form_sent_twice_is_one_command(browse: Browse, bus: Willing) -> None:
    """The id is in the page, so pressing the button twice, or after a break, is the same wish."""
    browser = browse("person")
    key = re.search(r'name="id" value="([^"]+)"', browser.get(START).text)[1]  # type: ignore[index]
    for _ in range(2):
        browser.post(START, id=key, **DRAFT)
    assert {command.id for command in asked(bus, intake.StartApplication)} == {UUID(key)}


def test_what_is_missing_is_said_above_and_at_the_question_and_what_was_typed_is_kept(
    browse: Browse, bus: Willing
) -> None:
    answer = browse("person").post(START, title='A "quoted" <title>', profile="hospital")
    assert answer.status_code == 422
    assert '<a href="#request_type">' in answer.text
    assert "Select: What kind of request is it" in answer.text
    assert "A &#34;quoted&#34; &lt;title&gt;" in answer.text
    assert "<title>Error: " in answer.text
    assert asked(bus, intake.StartApplication) == []


def test_a_refusal_of_the_service_is_shown_on_the_form_with_a_fresh_id(browse: Browse, bus: Willing) -> None:
    told = Problem(code="title-taken", message="There is one of this name: choose another", field="title")
    bus.answers[intake.StartApplication] = Malformed(problems=(told,))
    key = str(uuid4())
    answer = browse("person").post(START, id=key, **DRAFT)
    assert answer.status_code == 422
    assert '<a href="#title">\n' in answer.text
    assert answer.text.count("There is one of this name") == 2
    assert key not in answer.text, "the refusal is remembered under the old one"


def test_a_part_that_rests_keeps_the_id_so_that_sending_again_is_safe(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.StartApplication] = NoAnswerInTime("intake")
    key = str(uuid4())
    answer = browse("person").post(START, id=key, **DRAFT)
    assert answer.status_code == 504
    assert f'name="id" value="{key}"' in answer.text
    assert 'value="Asthma in winter"' in answer.text
    assert "Nothing you typed is lost" in answer.text


def test_what_may_not_be_done_now_is_not_offered_and_not_shown(browse: Browse, bus: Willing) -> None:
    view = dataclasses.replace(bus.ask(intake.ReadApplication(application_id=uuid4()), None), may=())
    page, form = f"/requests/{uuid4()}", "/withdraw"
    assert "Withdraw this request" in browse("person").get(page).text
    bus.answers[intake.ReadApplication] = view
    for other in (review.ReadCase, agreements.ReadAgreement):
        bus.answers[other] = NotPermitted("no")
    for message in list(bus.answers):
        if message.__name__ in ("ReadProject", "ReadDeletion"):
            bus.answers[message] = NotPermitted("no")
    assert "Withdraw this request" not in browse("person").get(page).text
    assert browse("person").get(page + form).status_code == 403


@dataclasses.dataclass(frozen=True, kw_only=True)
class Everything(Command):
    """A field of each kind."""

    line: str = dataclasses.field(metadata={"max": 20})
    box: str = ""
    items: tuple[str, ...] = ()
    count: int | None = None
    amount_pence: int = 0
    sure: bool = False
    on: date | None = None
    at: datetime | None = None
    profile: intake.Scope = intake.Scope.READ
    scopes: frozenset[intake.Scope] = frozenset()
    queries: tuple[intake.QueryAsked, ...] = ()
    ratings: dict[str, str] = dataclasses.field(default_factory=dict)
    expected_version: int | None = None


FORM = Form(
    path="/everything", who=frozenset(), command=Everything, title="Everything",
    fields=(Field("ratings", keys=(("ig", "IG"), ("lay", "Lay")), choices=(("good", "Good"), ("poor", "Poor"))),),
)  # fmt: skip


def read(app: Flask, **given: Any) -> Any:
    """The command that a form of these fields becomes."""
    with app.test_request_context("/", method="POST", data=given):
        visit = Visit(caller=NO_CALLER)
        found = questions(FORM, visit)
        reading.typed(found, request)
        return reading.command(FORM, visit, found, request.form)


def test_each_kind_of_question_is_read_as_it_was_meant(app: Flask) -> None:
    command = read(app, **{
        "line": " a line ", "box": "one\r\ntwo", "items": "a\r\n\r\n b ", "count": "12", "amount_pence": "£1,250.50",
        "sure": "yes", "on.day": "27", "on.month": "3", "on.year": "2027", "at.day": "1", "at.month": "7",
        "at.year": "2026", "at.time": "10:30", "profile": "write", "scopes": ["read", "write"],
        "queries.0.field": "A1", "queries.0.question": "Why?", "queries.2.field": "B2", "queries.2.question": "How?",
        "ratings.ig": "good", "ratings.lay": "", "expected_version": "7",
    })  # fmt: skip
    assert (command.line, command.box, command.items, command.count) == ("a line", "one\ntwo", ("a", "b"), 12)
    assert (command.amount_pence, command.sure, command.on) == (125050, True, date(2027, 3, 27))
    assert command.at.astimezone(UTC) == datetime(2026, 7, 1, 9, 30, tzinfo=UTC), "half past ten in London, in summer"
    assert command.profile is intake.Scope.WRITE
    assert command.scopes == frozenset(intake.Scope)
    assert [one.question for one in command.queries] == ["Why?", "How?"]
    assert (command.ratings, command.expected_version) == ({"ig": "good"}, 7)


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("line", {"line": "x" * 21}, "Line must have 20 characters or fewer"),
        ("line", {}, "Enter: Line"),
        ("count", {"count": "twelve"}, "Count: enter a whole number, such as 12"),
        ("amount_pence", {"amount_pence": "1.5"}, "Amount pence: enter an amount in pounds, such as 1250.00"),
        ("on", {"on.day": "31", "on.month": "2", "on.year": "2027"}, "On: enter a real date, such as 27 3 2027"),
        ("at", {"at.day": "1", "at.month": "2", "at.year": "2027", "at.time": "25:00"},
         "At: enter a time such as 14:30"),
        ("queries.0.question", {"queries.0.field": "A1"}, "Enter: Question"),
        ("profile", {"profile": "nonsense"}, "Select one of what is offered: Profile"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_a_sentence(app: Flask, name: str, given: dict[str, Any], says: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(app, **{"line": "there", **given} if name != "line" else given)
    assert [(one.field, one.message) for one in refused.value.problems] == [(name, says)]


def test_after_a_conflict_both_texts_are_shown(browse: Browse, bus: Willing) -> None:
    """What is saved now, and what was typed: sending again is then a decision, and nobody's work is lost unseen."""
    bus.answers[intake.StartApplication] = Conflict("Somebody was first")
    answer = browse("person").post(START, **{**DRAFT, "title": "My title"})
    assert answer.status_code == 409
    assert "Somebody was first" in answer.text
    changed = answer.text.split("<caption", 1)[1].split("</table>")[0]
    assert "My title" in changed


def test_questions_of_its_own_become_what_the_command_needs(app: Flask) -> None:
    """One answer to each of several questions, and files inside and beside rows."""
    asked_for = [
        Question(name="a", kind="long", label="Why?"),
        Question(name="papers", kind="file", label="", several=True),
    ]
    form = dataclasses.replace(
        FORM, fields=(), fixed=lambda _: {"line": "x"}, asked=lambda *_: asked_for,
        read=lambda _visit, _asked, found: {"items": [found["a"], *found["papers"]]},
    )  # fmt: skip
    data = {"a": "Because", "papers": [(io.BytesIO(b"one"), "one.txt"), (io.BytesIO(b"two"), "two.txt")]}
    with app.test_request_context("/", method="POST", data=data, content_type="multipart/form-data"):
        visit = Visit(caller=NO_CALLER)
        found = questions(form, visit)
        reading.typed(found, request)
        command = reading.command(form, visit, found, request.form)
    assert [len(one) for one in command.items] == [7, 64, 64], "the answer, and the hash of each file"


def test_a_map_whose_keys_are_typed_is_read_line_by_line() -> None:
    pairs = Question(name="why", kind="pairs", label="Why", value="DIAG_1: needed: all of it\n\nDIAG_2 : too")
    assert reading.READ["pairs"](pairs) == {"DIAG_1": "needed: all of it", "DIAG_2": "too"}
    with pytest.raises(reading.Unreadable, match="a colon"):
        reading.READ["pairs"](dataclasses.replace(pairs, value="DIAG_1"))


def test_what_is_too_long_or_unreadable_is_said_in_a_persons_words(browse: Browse) -> None:
    long = "Ysbyty Gwynedd, O'Brien's study " * 8
    page = browse("person").post("/my/requests/start", title=long, profile="hospital", request_type="research").text
    wanted = f"What is your request called: enter between 3 and 200 characters; there are {len(long.strip())} now"
    assert page.count(wanted) == 2, "above the page, and at the question"
    assert html.escape(long.strip()).replace("&#x27;", "&#39;") in page, "nothing typed is lost"
    told = browse("person").get("/ledger?actor=nonsense")
    assert told.status_code == 422
    assert not [words for words in ("ListLedger", "wrong field", "UUID") if words in told.text]
