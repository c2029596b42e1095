"""What is around the pages: sign-in, the second factor, problems, a part that rests, the bar of a demonstration."""

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from gateway.app import create_app
from gateway.bus import UnknownService
from gateway.portal.words import LONDON
from services.contracts import audit, intake, review
from services.contracts.message import NotFound, Refused
from tests.security.conftest import config_in

from .conftest import PEOPLE, Browser, Willing

Browse = Callable[..., Browser]


def test_whoever_is_not_signed_in_signs_in_and_comes_back(browse: Browse, bus: Willing) -> None:
    browser = browse()
    there = browser.get("/staff/requests?q=x").headers["Location"]
    assert there == "/sign-in?next=%2Fstaff%2Frequests%3Fq%3Dx"
    bus.answers[intake.SignIn] = intake.SessionView(person_id=PEOPLE["person"], token="person")
    answer = browser.post(there, email="a@b.example", password="correct horse", code="")
    assert answer.headers["Location"] == "/staff/requests?q=x"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert browser.get("/my/requests").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_leads_nowhere_else(browse: Browse, bus: Willing, elsewhere: str) -> None:
    bus.answers[intake.SignIn] = intake.SessionView(person_id=PEOPLE["person"], token="person")
    answer = browse().client.post("/sign-in", query_string={"next": elsewhere},
                                  data={"email": "a@b.example", "password": "correct horse"})  # fmt: skip
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("failure", "status", "says"),
    [
        ("sign-in-failed", 422, "The address, the password or the code is wrong"),
        ("code-needed", 422, "Enter the code that your authenticator shows now"),
        ("address-unconfirmed", 422, "Confirm your address first"),
        ("throttled", 429, "Try again in 40 seconds"),
    ],
)
def test_why_signing_in_failed_is_said_and_the_password_never(
    browse: Browse, bus: Willing, failure: str, status: int, says: str
) -> None:
    bus.answers[intake.SignIn] = intake.SessionView(failure=failure, retry_after=40)
    answer = browse().post("/sign-in", email="a@b.example", password="correct horse")
    assert answer.status_code == status
    assert says in answer.text
    assert "a@b.example" in answer.text
    assert "correct horse" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_another_sites_page_can_not_sign_a_visitor_in(browse: Browse, bus: Willing) -> None:
    answer = browse().client.post("/sign-in", data={"email": "a@b.example", "password": "x"},
                                  headers={"Origin": "https://evil.example"})  # fmt: skip
    assert answer.status_code == 403
    assert not [message for message, _ in bus.asked if isinstance(message, intake.SignIn)]


def test_signing_out_ends_the_session_here_and_there(browse: Browse, bus: Willing) -> None:
    answer = browse("person").post("/sign-out")
    assert answer.headers["Location"] == "/"
    assert [message.token for message, _ in bus.asked if isinstance(message, intake.SignOut)] == ["person"]
    assert any("Max-Age=0" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_a_second_factor_is_shown_as_a_picture_and_as_text_to_its_owner_only(browse: Browse, bus: Willing) -> None:
    uri = "otpauth://totp/Haven:a@b.example?secret=ABCDEFGH&issuer=Haven"
    bus.answers[intake.StartTotp] = intake.TotpSecretView(secret="ABCDEFGH", uri=uri)
    browser = browse("person")
    assert browser.get("/account/second-factor/code.svg").status_code == 404
    answer = browser.post("/account/second-factor/start", code="")
    assert "ABCDEFGH" not in str(answer.headers)
    assert "ABCDEFGH" in browser.get("/account/second-factor/confirm").text
    picture = browser.get("/account/second-factor/code.svg")
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    browser.client.set_cookie(browser.identity.cookie, "auditor")
    assert browser.get("/account/second-factor/code.svg").status_code == 404
    assert "ABCDEFGH" not in browser.get("/account/second-factor/confirm").text


def test_recovery_codes_are_shown_once_and_the_sessions_end(browse: Browse, bus: Willing) -> None:
    bus.answers[intake.ConfirmTotp] = intake.RecoveryCodesView(codes=("AAAA-BBBB", "CCCC-DDDD"))
    answer = browse("person").post("/account/second-factor/confirm", code="123456")
    assert answer.status_code == 200
    assert "CCCC-DDDD" in answer.text
    assert any("Max-Age=0" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_a_part_that_rests_is_a_gap_that_is_named(browse: Browse, bus: Willing) -> None:
    bus.answers[audit.ReadClocks] = bus.answers[review.ReadCase] = UnknownService("audit")
    answer = browse("person").get(f"/requests/{uuid4()}")
    assert answer.status_code == 200
    assert "A part of this page is missing" in answer.text
    assert "The clocks" in answer.text
    assert "The review" in answer.text


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (NotFound("There is no such request."), 404, "We cannot find this"),
        (Refused("It is too late.", code="too-late-for-this"), 409, "It is too late."),
        (UnknownService("intake"), 503, "A part of this service is resting"),
        (lambda *_: 1 / 0, 500, "Something went wrong"),
    ],
)
def test_a_problem_is_a_page_with_its_code_and_a_number_to_quote(
    browse: Browse, bus: Willing, app: Flask, answer: Any, status: int, says: str
) -> None:
    bus.answers[intake.MyRequests] = answer
    got = browse("person").get("/my/requests")
    assert got.status_code == status
    assert says in got.text
    assert got.headers["X-Correlation-Id"] in got.text
    assert "ZeroDivision" not in got.text


def test_programs_get_their_problems_as_before(browse: Browse) -> None:
    answer = browse().client.get("/api/v1/nowhere", headers={"Accept": "text/html"})
    assert answer.mimetype == "application/problem+json"
    assert browse().client.get("/nowhere").mimetype == "application/problem+json"
    assert browse().get("/nowhere").mimetype == "text/html"
    assert browse("person").client.get("/staff/requests").mimetype == "text/html", "at a page's address it is a page"


def test_what_was_typed_is_shown_when_the_session_ended_meanwhile(browse: Browse) -> None:
    browser = browse("person")
    browser.token = "gone"
    browser.client.set_cookie(browser.identity.cookie, "gone")
    answer = browser.post("/my/requests/start", title="Two hours of work", csrf_token="x")
    assert answer.status_code == 401
    assert "Two hours of work" in answer.text


def test_everybody_of_a_demonstration_is_one_click_away(tmp_path: Path, bus: Willing) -> None:
    accounts = tmp_path / "accounts.json"
    cast = [{"key": "gwen.pike", "name": "Gwen Pike", "email": "gwen.pike@haven.example", "password": "p w",
             "roles": ["case-officer"], "totp": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}]  # fmt: skip
    accounts.write_text(json.dumps(cast))
    bus.answers[intake.SignIn] = intake.SessionView(person_id=PEOPLE["case-officer"], token="case-officer")
    demo = Browser(create_app(dataclasses.replace(config_in(tmp_path), accounts=accounts), bus=bus))
    assert "Case officer: Gwen Pike" in demo.get("/").text
    answer = demo.post("/demo/sign-in", who="gwen.pike")
    assert answer.headers["Location"] == "/my/tasks"
    (command,) = [message for message, _ in bus.asked if isinstance(message, intake.SignIn)]
    assert (command.password, len(command.code)) == ("p w", 6)
    bus.answers[intake.SignIn] = intake.SessionView(failure="sign-in-failed")
    bus.asked.clear()
    demo.client.delete_cookie(demo.identity.cookie)
    assert demo.post("/demo/sign-in", who="gwen.pike").status_code == 429, "all codes of this moment have been used"
    assert len({message.code for message, _ in bus.asked if isinstance(message, intake.SignIn)}) == 3
    assert demo.post("/demo/sign-in", who="somebody.else").status_code == 404
    real = Browser(create_app(dataclasses.replace(config_in(tmp_path), accounts=accounts, mode="production"), bus=bus))
    assert "Gwen" not in real.get("/").text
    assert [real.post(path).status_code for path in ("/demo/sign-in", "/demo/clock")] == [404, 404]


def test_today_is_what_the_demonstrations_clock_says(bus: Willing, tmp_path: Path) -> None:
    """Else a task that is due in a week would be late as soon as the clock has been moved."""
    clock = tmp_path / "clock"
    for mode, told in (("demo", "3 days late"), ("production", "7 days left")):
        config = dataclasses.replace(config_in(tmp_path), clock_file=clock, mode=mode)
        app = create_app(config, bus=bus)
        clock.write_text(str(10 * 24 * 3600))
        in_a_week = (datetime.now(LONDON) + timedelta(days=7)).date()
        row = intake.Task(kind="validate", title="Validate it", subject=uuid4(), due_on=in_a_week)
        bus.answers[intake.MyTasks] = intake.TaskList(rows=(row,))
        assert told in Browser(app, "case-officer").get("/my/tasks").text


def test_a_menu_stays_short_and_what_stands_beside_a_page_is_reached_from_there(browse: Browse) -> None:
    """Whoever may not go to the page itself finds what stands beside it in the menu."""

    def menu(who: str, path: str = "/account") -> str:
        return str(browse(who).get(path).text.split('aria-label="Menu"', 1)[1].split("</nav>")[0])

    for who in ("auditor", "case-officer", "siro", "ig-lead"):
        assert menu(who).count("<a ") <= 13, who
    assert "/staff/framework-contracts" not in menu("auditor")
    beside = browse("auditor").get("/staff/agreements").text.split('aria-label="Pages beside this one"', 1)[1]
    assert 'href="/staff/framework-contracts"' in beside.split("</nav>")[0]
    assert '<span aria-current="page">Agreements</span>' in beside.split("</nav>")[0]
    assert "/staff/deletions" in menu("sde-admin"), "who may not see the audits"
    assert 'aria-current="page"' in menu("auditor", "/staff/framework-contracts"), "it is under Agreements"
    assert "Pages beside this one" not in browse("auditor").get("/my/tasks").text


@pytest.mark.parametrize(
    ("who", "list_"),
    [("case-officer", "/staff/requests"), ("reviewer", "/my/tasks"), ("person", "/my/requests")],
)
def test_what_is_about_a_request_leads_back_to_it_and_to_the_list_in_which_one_finds_it(
    browse: Browse, who: str, list_: str
) -> None:
    """Nobody is led to a list that is not for them."""
    one = f"/requests/{uuid4()}"
    here, below = (browse(who).get(path).text.split("<main")[0] for path in (one, f"{one}/answers"))
    assert f'nhsuk-breadcrumb__link" href="{list_}"' in here
    assert f'href="{one}"' not in here
    assert f'nhsuk-breadcrumb__link" href="{list_}"' in below
    assert f'nhsuk-breadcrumb__link" href="{one}"' in below


def test_an_administrator_sees_how_this_is_set_and_nothing_that_is_secret(browse: Browse, app: Flask) -> None:
    config = app.extensions["haven"].config
    page = browse("administrator").get("/operations/settings").text
    assert config.opt_out_address in page
    assert "HAVEN_UPLOAD_LIMIT" in page
    assert f"{config.upload_limit:,}" in page
    assert config.amqp_uri not in page
    assert str(config.keys) not in page
    assert 'href="/staff/settings"' in page, "what administrators set is another page"
    assert browse("case-officer").get("/operations/settings").status_code == 403


def test_whoever_may_read_no_answers_yet_sees_the_rest_of_the_request(browse: Browse, bus: Willing) -> None:
    """A reviewer who has not declared an interest: intake has nothing for them."""
    bus.answers[intake.ReadApplication] = NotFound("There is no such application")
    assert browse("reviewer").get(f"/requests/{uuid4()}").status_code == 200
