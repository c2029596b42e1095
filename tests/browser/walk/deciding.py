"""The meeting and its advice, the decision by somebody else, the conditions: S2-57, S4-22."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from deploy.journey.deciding import CONDITIONS, MEMBERS, STAFF_OF_THE_CUSTODIAN

from ..hands import Window
from . import Request

HOLDERS = {"caldicott-guardian": "kit.voss", "siro": "lena.marsh"}
OFFICES = {"hospital": ("caldicott-guardian",), "dars": ("siro",)}
PLACE = "Board room"


def schedule(w: Window, r: Request) -> None:
    """A meeting with a quorum in a week, and the request on its agenda."""
    w.act_as("bea.stone").menu("Meetings")
    w.follow("Plan a meeting")
    rows = [{"person_id": r.names[key], "category": category, "independent": key not in STAFF_OF_THE_CUSTODIAN}
            for key, category in MEMBERS.items()]  # fmt: skip
    place = f"{PLACE} {r.reference}"
    w.give("Plan the meeting", "is planned", held_on=r.day(r.meets_in), place=place, members=rows)
    w.see(place, "Nothing is on the agenda yet")
    w.task(r.reference, "Put it on a meeting's agenda")
    w.see(place)
    choice = w.page.locator("main label, main option").filter(has_text=place)  # none where it is the only meeting
    chosen = {"meeting_id": choice.first.inner_text().strip()} if choice.count() else {}
    w.give("Put it on the agenda", "is on the agenda", **chosen)


def move_the_clock_to_the_meeting(w: Window, r: Request) -> None:
    """A week on, by the demonstration's own form: whoever was signed in is asked to sign in again."""
    move_the_clock(w, r, "One week")


def move_the_clock(w: Window, r: Request, words: str) -> None:
    """By the yellow bar of the demonstration."""
    w.act_as("bea.stone")
    w.follow("Move the clock")
    w.give("Move the clock", "has been moved", forward_seconds=words)
    r.today += timedelta(days={"One week": 7, "90 days": 90, "One day": 1}[words])


def advise(w: Window, r: Request) -> None:
    """Who came, what each declared, what the committee advises."""
    w.act_as("bea.stone").menu("Meetings")
    w.follow(w.page.locator("tr").filter(has_text=r.reference).get_by_role("link").inner_text(),
             w.page.locator("tr").filter(has_text=r.reference))  # fmt: skip
    w.see(r.title)
    w.follow("Record who was there")
    w.give("Record it", "recorded who was there")
    w.follow(re.compile(f"^{r.reference}"))
    w.follow("Record interests declared at the meeting")
    rows = [{"person_id": r.names[key], "kind": "none", "outcome": "none"} for key in MEMBERS]
    w.give("Record the declarations", "in the minutes", declarations=rows)
    w.task(r.reference, "Record the advice")
    w.give("Record the advice", "is recorded", outcome="SUPPORT_WITH_CONDITIONS",
           summary="A useful study, well prepared.", conditions=CONDITIONS)  # fmt: skip


def decide(w: Window, r: Request) -> None:
    """The office-holders whom the route names, each for themselves."""
    w.act_as("bea.stone").search("Requests", r.reference)
    offices = w.page.locator(".nhsuk-summary-list__row").filter(has_text="Decided by").inner_text().lower()
    for office, key in HOLDERS.items():
        if office.replace("-", " ") in offices:
            w.act_as(key).task(r.reference, "Decide")
            w.see("Support with conditions")
            w.give("Sign the decision", "is signed", outcome="APPROVED_WITH_CONDITIONS")


def meet_conditions(w: Window, r: Request) -> None:
    """The letter is read; what must be met first is shown by the applicant and verified by somebody else (SoD-18)."""
    w.act_as(r.lead).task(r.reference, "Show that condition")
    w.follow("Read the decision letter")
    w.see(CONDITIONS[0]["text"])
    w.task(r.reference, "Show that condition")
    w.follow(re.compile("^Show that it is met"))
    w.give("Send the evidence", "has been sent", statement="The notice now says so.", sha256=r.document("notice"))
    w.act_as("gwen.pike").task(r.reference, "Verify the evidence")
    w.follow(re.compile("^Check the evidence"))
    w.give("Record it", "is recorded", accepted=True, note="Read on the web")
    expect(w.page.get_by_role("region", name="Conditions")).to_contain_text("Met")
