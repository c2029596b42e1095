"""One request from enquiry to closed, by clicking, with every role, on a real Haven: broker, services, gateway; and
what only such a one shows besides: signing in with the keyboard alone, and what an operator is not led to.

All of this is one file, so that one system is started for it. `make test` walks `hospital` in a browser that runs no
scripts; `make walk` walks both profiles in one that does, and looks at every state of every page on the way with axe
and in a narrow window, as test_every_page.py does with examples."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Haven
from .hands import Window
from .looking import Eyes, fits, no_violations, sign_in
from .walk import APPLICANTS, Request
from .walk.whole import steps
from .windows import window

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.timeout(900)]
WHOLE = os.environ.get("HAVEN_WALK", "")
PROFILES = (WHOLE or "hospital").split()


@pytest.mark.parametrize("profile", PROFILES)
def test_a_request_goes_from_enquiry_to_closed_by_clicking(
    profile: str, haven: Haven, chromium: Browser, tmp_path: Path
) -> None:
    """S0-20, S0-22: nothing on the way needs a script."""
    accounts = haven.cast.keyring.accounts
    request = Request(
        profile=profile, people={key: key for key in APPLICANTS}, folder=tmp_path, today=haven.cast.today(),
        emails={key: one.email for key, one in accounts.items()},
        names={key: one.name for key, one in accounts.items()},
    )  # fmt: skip
    eyes = Eyes()
    with window(chromium, haven.url, java_script_enabled=bool(WHOLE)) as page:
        people = Window(page, sign_in, eyes.look) if WHOLE else Window(page, sign_in)
        for step in steps(profile):
            step(people, request)
    assert eyes.wrong == [], "with real data, as with the examples of test_every_page.py"


def test_an_applicant_signs_in_with_the_keyboard_alone_and_sees_mydars(haven: Haven, page: Page) -> None:
    """S0-18: drafts with the button above, submitted in the middle, approved below."""
    lead = haven.cast.keyring.accounts["lead"]
    page.goto("/my/requests")
    expect(page).to_have_title("Sign in \u2013 Haven")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Email address")).to_be_focused()
    page.keyboard.type(lead.email)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type(lead.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("MyDARs")
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    assert headings[:3] == ["Draft Applications", "Submitted DARs", "Approved DARs"]
    drafts = page.get_by_role("region", name="Draft Applications")
    expect(drafts.get_by_role("button", name="Submit a Data Access Request")).to_be_visible()
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
