"""The case officer's side until acceptance: S1-13, S2-13 to S2-15."""

import re

from deploy.journey.validating import CHECKS

from ..hands import Window
from . import Request

MORE = "Fewer than six years would leave too few deaths to compare areas."


def take_on(w: Window, r: Request) -> None:
    """A case officer of its own for the request; the checklist begun."""
    w.act_as("gwen.pike").task(r.reference)
    w.search("Requests", r.reference)
    w.see(r.title, "Validation checklist")
    w.follow("Read the request")
    w.see(r.answers["aim"])
    w.search("Requests", r.reference)
    if w.page.get_by_role("link", name="Name the case officer", exact=True).count():
        w.follow("Name the case officer")
        w.give("Name the case officer", "is named", officer_id="Gwen Pike")


def return_with_a_query(w: Window, r: Request) -> None:
    """A query tied to a question of the form; answered, the form changed, submitted again."""
    w.search("Requests", r.reference)
    w.follow("Return the request with queries")
    w.give("Return the request", "with the applicant", queries=[
        {"field": "necessity", "question": "Why would fewer years not do?", "action": "Say so in the form."}
    ])  # fmt: skip


def answer_the_query(w: Window, r: Request) -> None:
    """From the task to the question, to the place in the form that it is about, and back to submit."""
    w.act_as(r.lead).task(r.reference)
    w.see("Why would fewer years not do?")
    w.follow(re.compile("^Answer question 1"))
    w.give("Send the answer", "Your answer is kept", response="Fewer years leave too few deaths; the form now says so.")
    w.follow("Edit")
    w.follow(re.compile("^Purpose"), w.page.locator(".nhsuk-task-list"))
    w.fill({"necessity": f"{r.answers['necessity']} {MORE}"})
    w.press("Save and see what is missing")
    w.follow("Check your answers and submit")
    w.see(MORE)
    w.declare()
    w.give("Submit the request", "has been submitted")
    w.follow("Version 2")
    w.see(MORE)


def check_and_accept(w: Window, r: Request) -> None:
    """The six checks, the route that the rules give, acceptance: from here the clock of the decision runs."""
    w.act_as("gwen.pike").task(r.reference)
    w.search("Requests", r.reference)
    for item in CHECKS:
        words = item.replace("-", " ").capitalize()
        w.follow("Check " + words)
        w.give("Record the check", "is recorded", item=item, passed=True, note="Seen and in order")
    w.follow("Confirm the route")
    w.give("Confirm the route", "is confirmed", reason="As the rules say")
    w.follow("Accept the request for review")
    w.give("Accept the request", "is accepted", note="Complete")
