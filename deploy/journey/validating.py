"""The case officer's side: returned with queries, checked, routed, accepted (domain 1.4.4, T07 to T10)."""

from .applying import form_answers, save, submit
from .story import Story

CHECKS = ("legal-basis", "security", "feasibility", "purpose", "evidence", "duplicates")


def take_on(story: Story) -> None:
    """A case officer of its own for the request (S1-13)."""
    officer = story["gwen.pike"]
    officer.post(f"{story.application}/case-officer", officer_id=officer.id)
    story.tell("Case officer named", officer, "CaseOfficerAssigned", "SUBMITTED")


def return_and_resubmit(story: Story) -> None:
    """One round of queries, each tied to a question of the form; the answers make a new version."""
    officer = story["gwen.pike"]
    asked = {
        "field": "necessity",
        "question": "Why would fewer years not do?",
        "action": "Say so in the form.",
    }
    officer.post(f"{story.application}/return", queries=[asked])
    story.tell("Returned with a query", officer, "ApplicationReturned", "VALIDATION_QUERY")
    for query in story.lead.get(story.application)["queries"]:
        response = "Fewer years leave too few deaths; the form now says so."
        story.lead.post(f"{story.application}/queries/{query['query_id']}/answer", response=response)
    story.tell("Query answered", story.lead, "QueryAnswered", "VALIDATION_QUERY")
    before = form_answers(story)["necessity"]
    save(story, {"necessity": f"{before} Fewer than six years would leave too few deaths to compare areas."})
    submit(story, "Submitted again, with what changed")


def check_and_accept(story: Story) -> None:
    """The six checks, the route that the rules give, acceptance: from here the service clock runs."""
    officer = story["gwen.pike"]
    for item in CHECKS:
        officer.post(f"{story.application}/checks", item=item, passed=True, note="Seen and in order")
    story.tell(f"Checklist of {len(CHECKS)} items passed", officer, "CheckRecorded", "SUBMITTED")
    officer.post(f"{story.application}/route/confirm", reason="As the rules say")
    route = officer.get(story.application)["route"]
    story.tell(f"Route {route['level']} confirmed", officer, "RouteConfirmed", "SUBMITTED")
    story.note(f"rules {', '.join(route['rules'])}; decided by {' and '.join(route['offices'])}")
    officer.post(f"{story.application}/accept", note="Complete")
    story.tell("Accepted: the service clock starts", officer, "ApplicationAccepted", "UNDER_REVIEW")


def refuse_as_ineligible(story: Story, reasons: list[str]) -> None:
    """The case officer proposes and the IG lead confirms: two people (T10)."""
    officer, lead = story["gwen.pike"], story["hari.bose"]
    officer.post(f"{story.application}/ineligible", reasons=reasons)
    story.tell("Proposed as ineligible", officer, "IneligibilityProposed", "SUBMITTED")
    lead.post(f"{story.application}/ineligible/confirm")
    story.tell("Refused as ineligible, by a second person", lead, "ApplicationIneligible", "REJECTED")
