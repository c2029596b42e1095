"""The first minutes: signing in with the keyboard alone, MyDARs, and each kind of page as everybody sees it."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Haven
from .looking import fits, no_violations, sign_in

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(900)]


def test_an_applicant_signs_in_with_the_keyboard_alone_and_sees_mydars(haven: Haven, page: Page) -> None:
    """S0-18: drafts with the button above, submitted in the middle, approved below."""
    ada = haven.accounts["ada.okafor"]
    page.goto("/my/requests")
    expect(page).to_have_title("Sign in \u2013 Haven")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Email address")).to_be_focused()
    page.keyboard.type(ada.email)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type(ada.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("MyDARs")
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    assert headings[:3] == ["Draft Applications", "Submitted DARs", "Approved DARs"]
    drafts = page.get_by_role("region", name="Draft Applications")
    expect(drafts.get_by_role("button", name="Submit a Data Access Request")).to_be_visible()
    no_violations(page)
    fits(page)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/sign-up", "/password/forgotten", "/demo/clock", "/nowhere",
                                  "/api/v1/docs", "/problems"])  # fmt: skip
def test_a_page_for_everybody_can_be_used_by_everybody(page: Page, path: str) -> None:
    page.goto(path)
    no_violations(page)
    fits(page)


def test_a_form_that_is_sent_empty_says_so_and_can_be_used(page: Page) -> None:
    sign_in(page, "ada.okafor")
    page.goto("/my/requests/start")
    no_violations(page)
    page.get_by_role("button", name="Begin the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    no_violations(page)
    fits(page)


def test_a_draft_is_begun_and_found_in_mydars(page: Page) -> None:
    sign_in(page, "ada.okafor")
    page.goto("/my/requests")
    page.get_by_role("button", name="Submit a Data Access Request").click()
    page.get_by_label("What is your request called?").fill("Asthma in winter")
    page.get_by_label("Research").check()
    page.get_by_role("button", name="Begin the draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Asthma in winter")
    expect(page.locator(".nhsuk-notification-banner")).to_contain_text("The draft has been made")
    expect(page.locator('[aria-current="step"]')).to_contain_text("Draft")
    no_violations(page)
    fits(page)
    page.goto("/my/requests")
    expect(page.get_by_role("link", name="View Asthma in winter")).to_be_visible()


@pytest.mark.parametrize("who", ["gwen.pike", "rosa.finn"])
def test_staff_see_their_tasks_and_the_requests(page: Page, who: str) -> None:
    sign_in(page, who)
    expect(page.get_by_role("heading", level=1)).to_have_text("My tasks")
    no_violations(page)
    fits(page)
    page.get_by_role("link", name="Requests", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All requests")
    no_violations(page)
    fits(page)


def test_an_operator_is_not_led_to_what_people_ask_for(page: Page) -> None:
    """SoD-12: who keeps the machines running sees no content."""
    sign_in(page, "zoe.hill")
    expect(page.get_by_role("heading", level=1)).to_have_text("My tasks")
    expect(page.get_by_role("link", name="Requests", exact=True)).to_have_count(0)
    page.goto("/staff/requests")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not for your account")
    no_violations(page)
    fits(page)
