"""What scripts add in a real browser, and that nothing typed is lost with them: a section of the form that saves
itself, the estimate beside it, long work that shows its end by itself. The browser's clock is the test's."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from .hands import Window
from .inside import Place
from .walk import applying
from .windows import window

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
HALF_A_MINUTE = 31_000  # milliseconds
WORDS = "To learn who recovers after a fall"


@pytest.fixture(scope="module")
def draft(place: Place, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a draft in which nothing is answered yet."""
    request = place.request("hospital", tmp_path_factory.mktemp("draft"))
    with window(chromium, place.url) as page:
        applying.begin(Window(page, place.enter), request)
        found = re.search(r"/requests/[0-9a-f-]{36}", page.url)
    assert found
    return f"{found[0]}/draft"


@pytest.fixture
def lead(place: Place, chromium: Browser) -> Iterator[Page]:
    """The window of the lead applicant, in which time passes when the test says so."""
    with window(chromium, place.url) as page:
        place.enter(page, "lead")
        page.clock.install()
        yield page
    place.bus.resting.clear()


def wait_for_it(page: Page, words: str) -> None:
    """Half a minute after the last change the section says how saving itself went."""
    page.locator("[data-autosave]").evaluate("told => { told.textContent = ''; }")  # what was said the last time
    page.clock.fast_forward(HALF_A_MINUTE)
    expect(page.locator("[data-autosave]")).to_contain_text(words)


def test_a_section_saves_itself_half_a_minute_after_the_last_change(place: Place, lead: Page, draft: str) -> None:
    lead.goto(f"{draft}/B")
    lead.locator("[name=aim]").fill(WORDS)
    wait_for_it(lead, "Saved at")
    lead.locator("[name=aim]").fill(f"{WORDS}, and who does not")
    wait_for_it(lead, "Saved at")
    lead.goto(f"{draft}/B")
    expect(lead.locator("[name=aim]")).to_have_value(f"{WORDS}, and who does not")


def test_what_cannot_be_saved_is_kept_and_sent_again_by_itself(place: Place, lead: Page, draft: str) -> None:
    """First the service rests, then the network is gone; then both are back."""
    lead.goto(f"{draft}/B")
    lead.locator("[name=aim]").fill("What was typed while Haven was away")
    place.bus.resting.add("intake")
    wait_for_it(lead, "Haven cannot be reached")
    place.bus.resting.clear()
    lead.context.set_offline(True)
    wait_for_it(lead, "Haven cannot be reached")
    lead.context.set_offline(False)
    wait_for_it(lead, "Saved at")
    lead.goto(f"{draft}/B")
    expect(lead.locator("[name=aim]")).to_have_value("What was typed while Haven was away")


def test_nobody_leaves_a_section_with_something_unsaved_unasked(lead: Page, draft: str) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    lead.on("dialog", stay)
    lead.goto(f"{draft}/B")
    lead.locator("[name=aim]").fill("Not saved yet")
    lead.get_by_role("link", name="MyDARs").first.click(no_wait_after=True)
    lead.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(lead.locator("[name=aim]")).to_have_value("Not saved yet")
    wait_for_it(lead, "Saved at")
    lead.get_by_role("link", name="MyDARs").first.click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("MyDARs")
    assert asked == ["beforeunload"], "what is saved is no reason to ask"


def test_of_two_windows_neither_replaces_what_the_other_has_saved(lead: Page, draft: str) -> None:
    lead.goto(f"{draft}/B")
    other = lead.context.new_page()
    other.goto(f"{draft}/B")
    other.locator("[name=aim]").fill("From the other window")
    other.get_by_role("button", name="Save and see what is missing").click()
    lead.locator("[name=aim]").fill("From this window")
    wait_for_it(lead, "Somebody else has saved this section")
    lead.get_by_role("button", name="Save and see what is missing").click()
    expect(lead.locator("main")).to_contain_text("From the other window")
    expect(lead.locator("[name=aim]")).to_have_value("From this window")


def test_whoever_was_signed_out_is_told_so_and_gets_back_what_they_typed(lead: Page, draft: str) -> None:
    lead.goto(f"{draft}/B")
    lead.locator("[name=aim]").fill("Typed for an hour")
    lead.context.clear_cookies()
    wait_for_it(lead, "you have been signed out")
    lead.get_by_role("button", name="Save and continue").click()
    expect(lead.locator("main")).to_contain_text("Typed for an hour")


def test_the_estimate_beside_the_datasets_follows_what_is_saved(lead: Page, draft: str) -> None:
    lead.goto(f"{draft}/F")
    expect(lead.locator("#estimate")).to_contain_text("As soon as a dataset is chosen")
    lead.locator('[name="datasets.0.dataset"]').select_option(index=1)
    wait_for_it(lead, "Saved at")
    expect(lead.locator("#estimate")).to_contain_text("Together")
    once = lead.locator("#estimate").inner_text()
    lead.locator('[name="datasets.0.disseminations"]').fill("4")
    lead.locator('[name="datasets.0.dataset"]').select_option(index=2)
    wait_for_it(lead, "Saved at")
    expect(lead.locator("#estimate")).not_to_have_text(once)


def test_a_count_shows_its_figure_by_itself(place: Place, lead: Page) -> None:
    """Asked for again every few seconds, until there is nothing more to wait for."""
    place.bus.prompt = False
    lead.goto("/my/feasibility/new")
    lead.get_by_label("The hospital's").check()
    lead.locator("[name=age_from]").fill("40")
    lead.get_by_role("button", name="Count", exact=True).click()
    expect(lead.locator("#count")).to_contain_text("People are being counted")
    place.bus.prompt = True
    place.bus.catch_up()
    lead.clock.fast_forward(6_000)
    expect(lead.locator("#count")).to_contain_text("What the figure means")
