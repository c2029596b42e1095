"""The public pages and the forms of the time after the agreement: what is sent is what was meant."""

from collections.abc import Callable

from gateway.portal import charts
from gateway.portal.markup import markup
from services.contracts import intake, operations, provisioning
from services.contracts.agreements import EstimateCharges
from services.contracts.message import Done, Role
from services.contracts.provisioning.parts import QUALITY_ITEMS
from tests.contracts.examples import ID

from .conftest import Browser, Willing

QUALITY = f"/requests/{ID}/production/quality"
MANIFEST = "a" * 64


def given(bus: Willing, kind: type) -> list[object]:
    return [message for message in (one[0] if isinstance(one, tuple) else one for one in bus.asked)
            if isinstance(message, kind)]  # fmt: skip


def test_html_of_a_content_page_is_shown_as_it_was_typed() -> None:
    drawn = markup(
        "# Big\n\n<script>alert(1)</script> **bold** [a](/help) [b](javascript:x) [c](//evil.example) ![d](/e.png)"
    )
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "<strong>bold</strong>" in drawn
    assert '<a href="/help">' in drawn
    assert 'href="javascript' not in drawn
    assert 'href="//' not in drawn, "a page of ours, a place over HTTPS, or mail"
    assert "<img" not in drawn
    assert "<h1" not in drawn


def test_the_scale_of_a_chart_is_above_its_highest_bar() -> None:
    for value in (0, 1, 7, 19, 20, 21, 999):
        top = charts.ceiling(value)
        assert top >= max(value, 1)
        assert top % 2 == 0
    drawn = charts.grouped(["Jan", "Feb"], [[1, 0], [4, 2]])
    assert max(bar.height for bar in drawn.bars) == charts.HEIGHT
    assert {bar.series for bar in drawn.bars} == {0, 1}


def test_an_estimate_is_asked_from_the_address_and_says_what_is_wrong(
    browse: Callable[..., Browser], bus: Willing
) -> None:
    assert browse().get("/charges").status_code == 200
    assert not given(bus, EstimateCharges)
    assert "Enter a whole number" in browse().get("/charges?profile=dars&months=many").text
    assert not given(bus, EstimateCharges)
    browse().get("/charges?profile=dars&months=24&datasets=A&datasets=B")
    (asked,) = given(bus, EstimateCharges)
    assert (asked.months, asked.datasets) == (24, ("A", "B"))  # type: ignore[attr-defined]


def test_a_quality_check_needs_an_answer_to_each_line(browse: Callable[..., Browser], bus: Willing) -> None:
    browser = browse(Role.PRODUCTION_QA.value)
    bus.answers[provisioning.CheckQuality] = Done(subject=ID)
    answers = {item.replace("-", "_"): "passed" for item in QUALITY_ITEMS}
    some = dict(list(answers.items())[1:])
    refused = browser.post(QUALITY, manifest_sha256=MANIFEST, passed="yes", **some)
    assert refused.status_code == 422
    assert "Select whether this passed: Row counts" in refused.text
    done = browser.post(
        QUALITY, manifest_sha256=MANIFEST, passed="no", **{**answers, "schema": "failed"}, schema_note="One column more"
    )
    assert done.status_code == 303
    (command,) = given(bus, provisioning.CheckQuality)
    assert command.manifest_sha256 == MANIFEST  # type: ignore[attr-defined]
    assert {one.item for one in command.checklist if not one.passed} == {"schema"}  # type: ignore[attr-defined]


def test_a_parked_message_is_given_up_for_the_reaction_that_it_waits_for(
    browse: Callable[..., Browser], bus: Willing
) -> None:
    bus.answers[operations.DiscardParked] = Done(subject=ID)
    path = f"/operations/review/parked/{ID}/discard?handler=tell"
    assert 'value="tell"' in browse(Role.OPERATOR.value).get(path).text
    done = browse(Role.OPERATOR.value).post(path, handler="tell", reason="It was sent twice by mistake")
    assert done.status_code == 303
    (command,) = given(bus, operations.DiscardParked)
    assert command.handler == "tell"  # type: ignore[attr-defined]


def test_whoever_edits_a_page_comes_back_to_where_it_is_read(browse: Callable[..., Browser], bus: Willing) -> None:
    bus.answers[intake.SaveContentPage] = Done(subject=ID)
    sent = browse(Role.ADMINISTRATOR.value).post("/staff/content/faq", title="Asked often", text="Four days.")
    assert sent.headers["Location"] == "/pages/faq"
    assert browse().get("/pages/faq").headers["Location"] == "/faq"
    assert browse().get("/pages/pills").status_code == 404
